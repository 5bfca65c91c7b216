"""How well a fact's own stems fit a message: rare and long ones count more than common ones, words of the question more
than words of the story around it. Pure; knows stems and weights, never what a fact says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.attention import Attention
from bot.domain.knowledge import Fact
from bot.domain.stems import near_place_of, place_of, words_by_letter

_USUAL_STEM = 6.0
_SHORTEST_IN_COMPOUND = 6
_IN_COMPOUND = 0.5
_IN_STORY = 0.35
_MISSPELT = 0.7
_SUBSTANCE_BONUS = 1.5


@dataclass(frozen=True)
class Evidence:
    """The weight of the stems that were found, and the places of the message where they stand."""

    score: float
    places: frozenset[int]


class StemEvidence:
    """Weighs the stems of one topic's facts against one message."""

    def __init__(self, facts: Sequence[Fact], attention: Attention) -> None:
        uses = Counter(stem for fact in facts for stem in set(fact.about))
        self._weights = {s: math.log1p(len(facts) / n) * math.sqrt(len(s) / _USUAL_STEM) for s, n in uses.items()}
        self._attention = attention
        self._index: Mapping[str, list[tuple[int, str]]] = words_by_letter(attention.message)

    def of(self, fact: Fact) -> Evidence:
        """For one of those facts."""
        found = self._matches(fact.about)
        score = sum(self._weights[stem] * share for stem, share in found.values())
        return Evidence(score * (_SUBSTANCE_BONUS if fact.substances else 1.0), frozenset(found))

    def _matches(self, stems: Iterable[str]) -> dict[int, tuple[str, float]]:
        """The longest stem at each place of the message, and how much it counts."""
        found: dict[int, tuple[str, float]] = {}
        for stem in stems:
            place, share = self._weighed(stem)
            if place >= 0 and (place not in found or len(found[place][0]) < len(stem)):
                found[place] = (stem, share)
        return found

    def _weighed(self, stem: str) -> tuple[int, float]:
        message, question = self._attention.message, self._attention.question
        place = place_of(message, stem)
        if place >= 0:
            return place, 1.0 if place_of(question, stem) >= 0 else _IN_STORY
        place = near_place_of(self._index, stem)
        if place >= 0:
            return place, _MISSPELT
        if len(stem) >= _SHORTEST_IN_COMPOUND and " " not in stem:
            return message.find(stem), _IN_COMPOUND if stem in question else _IN_COMPOUND * _IN_STORY
        return -1, 0.0
