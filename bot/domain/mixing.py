"""What is known of taking two things together.

A pair that is not in the table is unknown, and unknown counts as dangerous until somebody knows better: nothing in
this module can turn a gap into a reassurance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations

from bot.domain.replies import SourceLink
from bot.domain.stems import has_stem
from bot.domain.texts import Texts


class Level(IntEnum):
    """How bad a mix is, the worst highest. `UNCERTAIN`: no particular danger is known, which is not «safe»."""

    UNCERTAIN = 0
    UNKNOWN = 1
    WEAKENS = 2
    RISKY = 3
    DANGEROUS = 4
    DEADLY = 5

    @property
    def word(self) -> str:
        """deadly | dangerous | risky | weakens | unknown | uncertain, as in the content files."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> Level:
        """The inverse of `word`; raises KeyError for anything else."""
        return cls[word.upper()]


@dataclass(frozen=True)
class Pair:
    """Two things together; an unknown pair has neither reason nor advice."""

    a: str
    b: str
    level: Level
    id: str = ""
    reason: Texts | None = None
    advice: Texts | None = None
    sources: tuple[SourceLink, ...] = ()
    is_draft: bool = True


@dataclass(frozen=True)
class Partner:
    """Something that people mix with but that has no file of its own (hjertemedisin, MAO-hemmere); `stems` find it in
    a message."""

    id: str
    name: Texts
    stems: tuple[str, ...] = ()
    is_general: bool = False


@dataclass(frozen=True)
class MixingTable:
    """All pairs, symmetric. `groups` map a member to what stands for it when its own pair is missing."""

    pairs: Mapping[frozenset[str], Pair] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    partners: Mapping[str, Partner] = field(default_factory=dict)
    words: Mapping[str, Texts] = field(default_factory=dict)
    """Names of the levels (by `Level.word`) and the few other words of the chart."""
    withheld: Mapping[frozenset[str], Level] = field(default_factory=dict)
    """Pairs that may not be told, because nobody has approved them, and how bad they are thought to be."""

    def lookup(self, a: str, b: str) -> Pair:
        """The pair, else the worst of the pairs that stand for it, else an unknown one. Named as it was asked.

        What stands for a pair never makes it milder than one that is withheld: then it is unknown.
        """
        exact = self.pairs.get(frozenset((a, b)))
        if exact:
            return exact
        related = [frozenset((x, y)) for x in self._also(a) for y in self._also(b)]
        found = max((self.pairs[key] for key in related if key in self.pairs), key=lambda p: p.level, default=None)
        if found is None or any(self.withheld.get(key, found.level) > found.level for key in related):
            return Pair(a, b, Level.UNKNOWN)
        return Pair(a, b, found.level, found.id, found.reason, found.advice, found.sources, found.is_draft)

    def worst_first(self, things: Sequence[str]) -> tuple[Pair, ...]:
        """Every pair of two different things, the most dangerous first; equals keep the order they were named in."""
        named = tuple(dict.fromkeys(things))
        return tuple(sorted((self.lookup(a, b) for a, b in combinations(named, 2)), key=lambda p: -p.level))

    def worst_partners(self, thing: str) -> tuple[str, ...]:
        """What must least of all be mixed with it, the worst first."""
        others = sorted({x for key in self.pairs for x in key} - {thing})
        return tuple(sorted(others, key=lambda other: -self.lookup(thing, other).level))

    def partners_in(self, words: str) -> tuple[Partner, ...]:
        """The partners named in text from `stems.as_words`, those with a name of their own first."""
        found = [p for p in self.partners.values() if has_stem(words, p.stems)]
        return tuple(sorted(found, key=lambda p: p.is_general))

    def _also(self, thing: str) -> tuple[str, ...]:
        return (thing, *self.groups.get(thing, ()))


def as_table(pairs: Iterable[Pair]) -> Mapping[frozenset[str], Pair]:
    """Pairs by their two things; of two entries for the same pair the more dangerous one counts."""
    table: dict[frozenset[str], Pair] = {}
    for pair in pairs:
        key = frozenset((pair.a, pair.b))
        if key not in table or table[key].level < pair.level:
            table[key] = pair
    return table
