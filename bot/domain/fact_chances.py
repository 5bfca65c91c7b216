"""How likely each fact of several topics is the answer: the trained models and the facts' own stems, weighed together.

A margin only compares the facts of one topic; the topics' own confidences compare the topics. The weights were fitted
to 440 invented questions whose right fact a reader had named (docs/adr/0011): of facts with a chance of .5 or more some
three in four are right, of those under .2 one in twenty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.answers import Question
from bot.domain.asked import Asked, asked_in
from bot.domain.knowledge import Fact, Library, Topic
from bot.domain.stem_evidence import StemEvidence

_MARGINS = 4.0
_TOPICS = 2.0
_STEMS = 0.2
_SHARPNESS = 1.6
_UNTRAINED = -0.9  # a fact that the model has never seen
_UNTRAINED_BUT_NAMED = -0.45  # ... but the message has one of its stems
_STEMS_IN_MARGINS = 0.12
_FEWEST_MARGIN = -0.75  # with its stems; below, the fact is no answer, however few others there are
_LEAST_CONFIDENCE = 1e-4
_LEAST_CHANCE = 0.005
SURE = 0.5
"""The chance from which a fact is taken for the answer."""


@dataclass(frozen=True)
class Weighed:
    """What a message asks for, and what may be the answer: the likeliest first, none where no model looked."""

    asked: Asked
    likely: tuple[Likely, ...] = ()

    def topics_from(self, least: float) -> tuple[str, ...]:
        """The topics with a fact of at least that chance, the likeliest first."""
        return tuple(dict.fromkeys(one.fact.home for one in self.likely if one.chance >= least))


@dataclass(frozen=True)
class Likely:
    """A fact that may be the answer: its chance (0 to 1, of all the facts looked into) and the weight of its stems."""

    fact: Fact
    chance: float
    stems: float


def weigh(question: Question, library: Library) -> Weighed:
    """A question weighed against everything that the library says on the topics that a model looked into."""
    asked = asked_in(question, library.rules)
    return Weighed(asked, likely_facts(library.topics.values(), asked))


def likely_facts(topics: Iterable[Topic], asked: Asked) -> tuple[Likely, ...]:
    """The facts that may be the answer, the likeliest first; none where no model has looked."""
    scored = [scored for topic in topics if _is_looked_into(topic, asked) for scored in _scored(topic, asked)]
    if not scored:
        return ()
    highest = max(score for _, _, score in scored)
    weights = [math.exp(_SHARPNESS * (score - highest)) for _, _, score in scored]
    total = sum(weights)
    likely = (Likely(fact, weight / total, stems) for (fact, stems, _), weight in zip(scored, weights, strict=True))
    return tuple(sorted((one for one in likely if one.chance >= _LEAST_CHANCE), key=lambda one: -one.chance))


def _is_looked_into(topic: Topic, asked: Asked) -> bool:
    return any(fact.id in asked.margins for fact in topic.facts)


def _scored(topic: Topic, asked: Asked) -> list[tuple[Fact, float, float]]:
    """Each fact that fits, with its stems' weight and its score."""
    evidence = StemEvidence(topic.facts, asked.attention)
    weighed = [(fact, evidence.of(fact).score) for fact in topic.facts if asked.fits(fact)]
    known = [(fact, stems, _margin(fact, stems, asked.margins)) for fact, stems in weighed]
    if not known:
        return []
    together = math.log(sum(math.exp(_MARGINS * margin) for _, _, margin in known))
    confidence = asked.confidences.get(topic.id, _LEAST_CONFIDENCE) if asked.confidences else 1.0
    of_topic = _TOPICS * math.log(max(confidence, _LEAST_CONFIDENCE)) - together
    return [
        (fact, stems, of_topic + _MARGINS * margin + _STEMS * stems)
        for fact, stems, margin in known
        if margin + _STEMS_IN_MARGINS * stems >= _FEWEST_MARGIN
    ]


def _margin(fact: Fact, stems: float, margins: Mapping[str, float]) -> float:
    return margins.get(fact.id, _UNTRAINED_BUT_NAMED if stems else _UNTRAINED)
