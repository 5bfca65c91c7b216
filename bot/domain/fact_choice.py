"""Chooses the facts that answer exactly this question: by stems, rare and long ones counting more than common ones.

Pure; knows stems and weights, never what a fact says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.answers import Question
from bot.domain.asker import Asker, askers_in, is_meant_for
from bot.domain.attention import Attention, attend
from bot.domain.knowledge import AnswerRules, AspectRule, Fact, Substance, Topic
from bot.domain.stems import as_words, has_stem, near_place_of, place_of, words_by_letter

_USUAL_STEM = 6.0
_SHORTEST_IN_COMPOUND = 6
_IN_COMPOUND = 0.5
_IN_STORY = 0.35
_MISSPELT = 0.7
_SUBSTANCE_BONUS = 1.5
_SECOND_BEST = 0.6
_STRONG = 2.5
# Where a trained model has looked too, in its margins (-1 is «not this one»):
_STEMS_IN_MARGINS = 0.12
_NOT_THIS_ONE = -1.0
_UNTRAINED = -0.9  # a fact that the model has never seen
_UNTRAINED_BUT_NAMED = -0.45  # ... but the message has one of its stems
_FEWEST_MARGIN = -0.4  # below, less than half of them are right (docs/adr/0010), and the usual words are better
_SURE_MARGIN = -0.2
_SECOND_NEAR = 0.25
_SECOND_FEWEST = -0.3
_FEWEST_NEAR = -0.75
_SURE_ASPECT = -0.5
_CLEARLY = 0.3

_Index = Mapping[str, list[tuple[int, str]]]


@dataclass(frozen=True)
class Asked:
    """What a message asks for: its words, the substances it names, who may be asking, and the trained model's margins
    of the facts (empty where no model has looked)."""

    attention: Attention
    substances: Sequence[str] = ()
    askers: frozenset[Asker] = frozenset()
    margins: Mapping[str, float] = field(default_factory=dict)

    def fits(self, fact: Fact) -> bool:
        """False for a fact about other substances or for other people."""
        is_of_these = not fact.substances or bool(set(fact.substances) & set(self.substances))
        return is_of_these and (fact.is_default or is_meant_for(fact.askers, self.askers))

    def aspect_margin(self, aspect: str) -> float:
        """How surely the model takes the message for a question on this property of whatever rusmiddel it names."""
        return self.margins.get(f"aspect.{aspect}", _NOT_THIS_ONE)


def asked_in(question: Question, rules: AnswerRules) -> Asked:
    """What a question asks for, whoever answers it."""
    attention = attend(question.text, rules.named("asks"))
    return Asked(attention, question.substances, askers_in(attention.message, rules.askers), question.fact_margins)


@dataclass(frozen=True)
class Fit:
    """A fact, whether anything in the message asked for it, whether the question itself clearly did, and how surely in
    the trained model's margins (-1 where no model has looked)."""

    fact: Fact
    is_asked: bool
    is_strong: bool = False
    margin: float = _NOT_THIS_ONE

    @property
    def is_sure(self) -> bool:
        """True when the trained model, or it and the stems, take this for the answer."""
        return self.margin >= _SURE_MARGIN


@dataclass(frozen=True)
class _Scored:
    """How well a fact's stems fit, which places of the message they stand at, and the sum of stems and model."""

    fact: Fact
    stems: float
    places: frozenset[int]
    total: float

    @property
    def fit(self) -> Fit:
        return Fit(self.fact, not self.fact.is_default or self.stems > 0, self.stems >= _STRONG, self.total)


def choose_from_topic(topic: Topic, asked: Asked) -> tuple[Fit, ...]:
    """At most two facts, the best first; the second only when it is nearly as good and answers something else."""
    weights = _weights(topic.facts)
    index = words_by_letter(asked.attention.message)
    scored = [_scored(fact, asked, index, weights) for fact in topic.facts if asked.fits(fact)]
    if any(fact.id in asked.margins for fact in topic.facts):
        return _by_model_and_stems(topic, scored)
    return _by_stems(topic, scored)


def near_to(topic: Topic, asked: Asked) -> tuple[Fit, ...]:
    """The facts with a question of their own that this may have been, the nearest first; none where no model looked."""
    weights = _weights(topic.facts)
    index = words_by_letter(asked.attention.message)
    known = (f for f in topic.facts if f.question and f.id in asked.margins and asked.fits(f))
    scored = [_scored(fact, asked, index, weights) for fact in known]
    return tuple(s.fit for s in sorted(scored, key=lambda s: -s.total) if s.total >= _FEWEST_NEAR)


def _scored(fact: Fact, asked: Asked, index: _Index, weights: Mapping[str, float]) -> _Scored:
    found = _matches(asked.attention, index, fact.about)
    stems = sum(weights[stem] * share for stem, share in found.values())
    stems *= _SUBSTANCE_BONUS if fact.substances else 1.0
    margin = asked.margins.get(fact.id, _UNTRAINED_BUT_NAMED if stems else _UNTRAINED)
    total = margin + _STEMS_IN_MARGINS * stems
    return _Scored(fact, stems, frozenset(found), total if asked.margins else _NOT_THIS_ONE)


def _by_stems(topic: Topic, scored: Sequence[_Scored]) -> tuple[Fit, ...]:
    best = max(scored, key=lambda s: s.stems, default=None)
    if best is None or best.stems == 0:
        return _usual(topic, scored)
    # A second fact must be asked for by words that the first does not already answer.
    others = [s for s in scored if s is not best and s.places - best.places and s.stems >= best.stems * _SECOND_BEST]
    return (best.fit, *(s.fit for s in sorted(others, key=lambda s: -s.stems)[:1]))


def _by_model_and_stems(topic: Topic, scored: Sequence[_Scored]) -> tuple[Fit, ...]:
    best = max(scored, key=lambda s: s.total, default=None)
    if best is None or best.total < _FEWEST_MARGIN or (best.fact.is_default and not best.stems):
        return _usual(topic, scored)
    others = [
        s for s in scored
        if s is not best and not s.fact.is_default and s.total >= max(best.total - _SECOND_NEAR, _SECOND_FEWEST)
    ]  # fmt: skip
    return (best.fit, *(s.fit for s in sorted(others, key=lambda s: -s.total)[:1]))


def _usual(topic: Topic, scored: Sequence[_Scored]) -> tuple[Fit, ...]:
    """What is said on the topic when nothing in it was asked for."""
    default = topic.default or next((s.fact for s in scored if not s.fact.substances), None)
    return (Fit(default, is_asked=False),) if default else ()


def _weights(facts: Sequence[Fact]) -> dict[str, float]:
    uses = Counter(stem for fact in facts for stem in set(fact.about))
    return {stem: math.log1p(len(facts) / n) * math.sqrt(len(stem) / _USUAL_STEM) for stem, n in uses.items()}


def _matches(attention: Attention, index: _Index, stems: Iterable[str]) -> dict[int, tuple[str, float]]:
    """The longest stem at each place of the message, and how much it counts."""
    found: dict[int, tuple[str, float]] = {}
    for stem in stems:
        place, share = _weighed(attention, index, stem)
        if place >= 0 and (place not in found or len(found[place][0]) < len(stem)):
            found[place] = (stem, share)
    return found


def _weighed(attention: Attention, index: _Index, stem: str) -> tuple[int, float]:
    place = place_of(attention.message, stem)
    if place >= 0:
        return place, 1.0 if place_of(attention.question, stem) >= 0 else _IN_STORY
    place = near_place_of(index, stem)
    if place >= 0:
        return place, _MISSPELT
    if len(stem) >= _SHORTEST_IN_COMPOUND and " " not in stem:
        return attention.message.find(stem), _IN_COMPOUND if stem in attention.question else _IN_COMPOUND * _IN_STORY
    return -1, 0.0


def choose_aspects(rules: Sequence[AspectRule], asked: Asked) -> tuple[AspectRule, ...]:
    """The aspects that the question asks for by name or in the model's view, else the usual one; those that always
    belong come last."""
    named = aspects_asked_for(rules, asked)
    usual = [] if any(not r.is_after for r in named) else [r for r in rules if r.is_default]
    after = [r for r in rules if r.is_after and r.is_default]
    always = [r for r in rules if r.is_always]
    return tuple(dict.fromkeys((*named, *usual, *after, *always)))


def aspects_asked_for(rules: Sequence[AspectRule], asked: Asked) -> list[AspectRule]:
    """Those that the question names with a stem, else the one that the model takes it for."""
    return [r for r in rules if r.when and has_stem(asked.attention.question, r.when)] or _seen(rules, asked)


def _seen(rules: Sequence[AspectRule], asked: Asked) -> list[AspectRule]:
    """The aspect that the trained model takes the question for, where it is much surer of it than of the others."""
    of_topic = {r.aspect: r for r in rules if not r.is_after}
    ranked = sorted(of_topic, key=asked.aspect_margin, reverse=True)
    best, *others = [asked.aspect_margin(aspect) for aspect in ranked] or [_NOT_THIS_ONE]
    if best < _SURE_ASPECT or best - max(others, default=_NOT_THIS_ONE) < _CLEARLY:
        return []
    return [of_topic[ranked[0]]]


def choose_on_aspect(substance: Substance, aspect: str, words: str) -> tuple[Fact, ...]:
    """The substance's facts on an aspect: those of the form that was named (snus, vape), else the general ones."""
    facts = substance.facts_on(aspect)
    named = tuple(f for f in facts if f.when and has_stem(words, f.when))
    general = tuple(f for f in facts if not f.when)
    return named or general or facts


def concepts_in(words: str, concepts: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Which parts of body, mind and life a text is about: «humør» and «aggressiv» are one."""
    return frozenset(name for name, stems in concepts.items() if has_stem(words, stems))


def choose_on_concepts(
    facts: Sequence[Fact], said: Sequence[Fact], asked: frozenset[str], concepts: Mapping[str, Sequence[str]]
) -> Fact | None:
    """The fact that says most about what was asked and not yet said; None when nothing does, or all is said."""
    missing = asked - frozenset(c for fact in said for c in concepts_in(as_words(fact.texts.nb), concepts))
    if not missing:
        return None
    hits = [(len(missing & concepts_in(as_words(fact.texts.nb), concepts)), fact) for fact in facts]
    best = max(hits, key=lambda hit: hit[0], default=None)
    return best[1] if best and best[0] else None
