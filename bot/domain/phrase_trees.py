"""What a phrase is made of: kinds of words, in order or as alternatives. Knows no language and no danger.

Every tree is found among the words of one sentence by `find`. A sentence remembers what was found, so thousands of
phrases that share their parts cost about as much as the parts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

Span = tuple[int, int]
"""The place of the first word and the place after the last."""

_NUMBER_IS_EVERYWHERE = 0.5


class Found(Protocol):
    """A sentence that remembers what was found in it. `kinds` are the kinds of its words."""

    kinds: frozenset[Words]

    def spans(self, tree: Tree) -> tuple[Span, ...]:
        """Every place of the tree, in order."""

    def places(self, kind: Words) -> tuple[Span, ...]:
        """Every place of a word of this kind, in order."""


@dataclass(frozen=True, eq=False)
class Words:
    """Any one word of a kind: exactly so, beginning so, ending so, or a number of at least `least`."""

    exact: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    least: float | None = None

    def find(self, sentence: Found) -> tuple[Span, ...]:
        """Every word of the kind."""
        return sentence.places(self)

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """How often one may meet it, roughly, and itself: short words, beginnings and numbers are everywhere."""
        often = sum(2.0 ** -len(w) for w in self.exact) + sum(2.0 ** -(len(w) - 2) for w in self.begins | self.ends)
        return often + (0 if self.least is None else _NUMBER_IS_EVERYWHERE), frozenset((self,))

    @cached_property
    def required(self) -> frozenset[Words]:
        """Kinds without which there is no match: the cheap question before the dear one."""
        return frozenset((self,))


@dataclass(frozen=True, eq=False)
class InOrder:
    """Parts after one another; `gaps[i]` words may stand before part i + 1."""

    parts: tuple[Tree, ...]
    gaps: tuple[int, ...]

    def find(self, sentence: Found) -> tuple[Span, ...]:
        """Every place where all the parts follow one another."""
        if not self.required <= sentence.kinds:
            return ()
        found: Sequence[Span] = sentence.spans(self.parts[0])
        for gap, part in zip(self.gaps, self.parts[1:], strict=True):
            if not found:
                return ()
            later = sentence.spans(part)
            found = sorted({(start, e) for start, end in found for e in _ends_of_those_near(later, end, gap)})
        return tuple(found)

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """The rarest part: where it is missing, so is the whole."""
        return min((part.anchor() for part in self.parts), key=_how_often)

    @cached_property
    def required(self) -> frozenset[Words]:
        """What all the parts require."""
        return frozenset().union(*(part.required for part in self.parts))


@dataclass(frozen=True, eq=False)
class Either:
    """Any one of its options."""

    options: tuple[Tree, ...]

    def find(self, sentence: Found) -> tuple[Span, ...]:
        """Every place of every option."""
        kinds = sentence.kinds
        found = [spans for option in self.options if option.required <= kinds and (spans := sentence.spans(option))]
        return tuple(sorted(frozenset().union(*found)))

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """One anchor of each option."""
        anchors = [option.anchor() for option in self.options]
        return sum(a[0] for a in anchors), frozenset().union(*(a[1] for a in anchors))

    @cached_property
    def required(self) -> frozenset[Words]:
        """What every option requires."""
        return frozenset.intersection(*(option.required for option in self.options))


Tree = Words | InOrder | Either


def words_of(tree: Tree) -> Iterator[Words]:
    """Every kind of word in the tree."""
    if isinstance(tree, Words):
        yield tree
        return
    for part in tree.parts if isinstance(tree, InOrder) else tree.options:
        yield from words_of(part)


def _ends_of_those_near(later: Sequence[Span], after: int, gap: int) -> Iterable[int]:
    i = bisect_left(later, (after,))
    while i < len(later) and later[i][0] <= after + gap:
        yield later[i][1]
        i += 1


def _how_often(anchor: tuple[float, frozenset[Words]]) -> float:
    return anchor[0]
