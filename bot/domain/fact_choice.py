"""Chooses what answers exactly this question: facts of a topic, aspects of a substance.

Pure; knows chances, stems and weights, never what a fact says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.asked import NOT_THIS_ONE, Asked
from bot.domain.fact_chances import SURE, Likely
from bot.domain.knowledge import AspectRule, Fact, Substance, Topic
from bot.domain.stem_evidence import Evidence, StemEvidence
from bot.domain.stems import as_words, has_stem

_SECOND_BEST = 0.6
_STRONG = 2.5
_ENOUGH = 2
_LIKELY = 0.1  # below, one in twenty is right, and the usual words of the topic are better
_SURE_ASPECT = -0.5
_CLEARLY = 0.3


@dataclass(frozen=True)
class Fit:
    """A fact, whether anything in the message asked for it, whether the question itself clearly did, and its chance of
    being the answer (0 where no model has looked)."""

    fact: Fact
    is_asked: bool
    is_strong: bool = False
    chance: float = 0.0

    @property
    def is_sure(self) -> bool:
        """True when the models and the stems together take this for the answer."""
        return self.chance >= SURE


def choose_from_topic(topic: Topic, asked: Asked, likely: Sequence[Likely] = ()) -> tuple[Fit, ...]:
    """At most two facts, the best first. `likely`: where a model has looked, the likely facts of all topics."""
    if any(fact.id in asked.margins for fact in topic.facts):
        return _by_chance(topic, asked, [one for one in likely if one.fact in topic.facts])
    return _by_stems(topic, asked)


def _by_chance(topic: Topic, asked: Asked, likely: Sequence[Likely]) -> tuple[Fit, ...]:
    found = [one for one in likely if one.chance >= _LIKELY and not (one.fact.is_default and not one.stems)]
    if not found:
        return _usual(topic, asked)
    return tuple(Fit(one.fact, True, one.stems >= _STRONG, one.chance) for one in found[:_ENOUGH])


def _by_stems(topic: Topic, asked: Asked) -> tuple[Fit, ...]:
    evidence = StemEvidence(topic.facts, asked.attention)
    scored: dict[Fact, Evidence] = {fact: evidence.of(fact) for fact in topic.facts if asked.fits(fact)}
    best = max(scored, key=lambda fact: scored[fact].score, default=None)
    if best is None or scored[best].score == 0:
        return _usual(topic, asked)
    # A second fact must be asked for by words that the first does not already answer.
    fewest = scored[best].score * _SECOND_BEST
    others = [f for f, e in scored.items() if e.places - scored[best].places and e.score >= fewest]
    second = sorted(others, key=lambda fact: -scored[fact].score)[: _ENOUGH - 1]
    return tuple(Fit(fact, True, scored[fact].score >= _STRONG) for fact in (best, *second))


def _usual(topic: Topic, asked: Asked) -> tuple[Fit, ...]:
    """What is said on the topic when nothing in it was asked for."""
    fitting = (fact for fact in topic.facts if asked.fits(fact) and not fact.substances)
    default = topic.default or next(fitting, None)
    return (Fit(default, is_asked=False),) if default else ()


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


def is_aspect_asked_for(rules: Sequence[AspectRule], asked: Asked, fits: Sequence[Fit]) -> bool:
    """True where a stem names an aspect, or the model is surer of one than of the topic's own best fact: «er det lov»
    is asked of whatever is named, «kan de ta lappen for hasj hjemme» of one fact alone."""
    if any(r.when and has_stem(asked.attention.question, r.when) for r in rules):
        return True
    own = max((asked.margins.get(fit.fact.id, NOT_THIS_ONE) for fit in fits if fit.is_asked), default=NOT_THIS_ONE)
    return any(asked.aspect_margin(rule.aspect) >= own for rule in _seen(rules, asked))


def _seen(rules: Sequence[AspectRule], asked: Asked) -> list[AspectRule]:
    """The aspect that the trained model takes the question for, where it is much surer of it than of the others."""
    of_topic = {r.aspect: r for r in rules if not r.is_after}
    ranked = sorted(of_topic, key=asked.aspect_margin, reverse=True)
    best, *others = [asked.aspect_margin(aspect) for aspect in ranked] or [NOT_THIS_ONE]
    if best < _SURE_ASPECT or best - max(others, default=NOT_THIS_ONE) < _CLEARLY:
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
