"""Finds compiled phrases among the words of one sentence. Knows patterns and places, no language and no danger.

A phrase is a small tree: kinds of words, in sequence or as alternatives. Every part of the tree is looked up once per
sentence and remembered, so that thousands of phrases that share their parts cost about as much as their parts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.misspellings import Misspellings

Span = tuple[int, int]
"""The first place and the place after the last; places count words, with room for marks between them."""

_WORD = re.compile(r"\d+[.,]\d+|[a-z0-9]+(?:'[a-z0-9]+)*")
_SENTENCE_MARK = re.compile(r"[.!?\n]")
_CLAUSE_MARK = re.compile(r"[,;:()/]| - ")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?:stk|st|x)?")
_FARTHER_THAN_ANY_GAP = 50
_NUMBER_WORDS = {
    "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "atte": 8, "ni": 9, "ti": 10, "elleve": 11,
    "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19,
    "tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "forti": 40, "femti": 50, "seksti": 60, "sytti": 70, "atti": 80,
    "nitti": 90, "hundre": 100, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Words:
    """Any one word of a kind: exactly so, beginning so, ending so, or a number of at least `least`."""

    exact: frozenset[str] = frozenset()
    begins: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    least: float | None = None

    def find(self, _reading: Reading) -> tuple[Span, ...]:
        """What the reading has not been given is not in the sentence."""
        return ()

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """How common it is likely to be, and itself: short words, endings and numbers are everywhere."""
        common = sum(2.0 ** -len(w) for w in self.exact) + sum(4 * 2.0 ** -len(w) for w in (*self.begins, *self.ends))
        return common + (self.least is not None), frozenset((self,))


@dataclass(frozen=True, eq=False)
class Sequence_:
    """Parts after one another, with at most so many words between them."""

    parts: tuple[Node, ...]
    gaps: tuple[int, ...]

    def find(self, reading: Reading) -> tuple[Span, ...]:
        """Every place where all parts follow one another."""
        found = reading.spans(self.parts[0])
        for gap, part in zip(self.gaps, self.parts[1:]):
            if not found:
                return ()
            later = reading.spans(part)
            found = tuple(sorted({(start, e) for start, end in found for e in _ends(later, end, gap)}))
        return found

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """The rarest part: without it there is no sequence."""
        return min((part.anchor() for part in self.parts), key=lambda a: a[0])


@dataclass(frozen=True, eq=False)
class Choice:
    """Either of its options."""

    options: tuple[Node, ...]

    def find(self, reading: Reading) -> tuple[Span, ...]:
        """Every place of every option."""
        return tuple(sorted({span for option in self.options for span in reading.spans(option)}))

    def anchor(self) -> tuple[float, frozenset[Words]]:
        """One anchor of each option."""
        anchors = [option.anchor() for option in self.options]
        return sum(a[0] for a in anchors), frozenset().union(*(a[1] for a in anchors))


Node = Words | Sequence_ | Choice


def _ends(later: Sequence[Span], after: int, gap: int) -> Iterable[int]:
    i = bisect_left(later, (after,))
    while i < len(later) and later[i][0] <= after + gap:
        yield later[i][1]
        i += 1


def words_of(node: Node) -> Iterable[Words]:
    """Every kind of word in a tree."""
    if isinstance(node, Words):
        yield node
    else:
        for part in node.parts if isinstance(node, Sequence_) else node.options:
            yield from words_of(part)
