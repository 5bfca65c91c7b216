"""Chooses the facts that answer exactly this question: by stems, rare and long ones counting more than common ones.

Pure; knows stems and weights, never what a fact says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.attention import Attention
from bot.domain.knowledge import AspectRule, Fact, Substance, Topic
from bot.domain.stems import as_words, has_stem, near_place_of, place_of, words_by_letter

_USUAL_STEM = 6.0
_SHORTEST_IN_COMPOUND = 6
_IN_COMPOUND = 0.5
_IN_STORY = 0.35
_MISSPELT = 0.7
_SUBSTANCE_BONUS = 1.5
_SECOND_BEST = 0.6
_STRONG = 2.5


_Index = Mapping[str, list[tuple[int, str]]]


@dataclass(frozen=True)
class Fit:
    """A fact and how well it fits; 0 means that nothing in the message asked for it."""

    fact: Fact
    score: float

    @property
    def is_strong(self) -> bool:
        """True when the question itself names what only few facts are about."""
        return self.score >= _STRONG


def choose_from_topic(topic: Topic, attention: Attention, substances: Sequence[str]) -> tuple[Fit, ...]:
    """At most two facts, the best first; the second only when it is nearly as good and answers something else."""
    fitting = [f for f in topic.facts if not f.substances or set(f.substances) & set(substances)]
    weights = _weights(topic.facts)
    index = words_by_letter(attention.message)
    scored = []
    for fact in fitting:
        found = _matches(attention, index, fact.about)
        score = sum(weights[stem] * share for stem, share in found.values())
        if score and fact.substances:
            score *= _SUBSTANCE_BONUS
        scored.append((score, frozenset(found), fact))
    best = max(scored, key=lambda s: s[0], default=None)
    if best is None or best[0] == 0:
        return _without_match(topic, fitting)
    # A second fact must be asked for by words that the first does not already answer.
    others = [s for s in scored if s[2] is not best[2] and s[1] - best[1] and s[0] >= best[0] * _SECOND_BEST]
    second = max(others, key=lambda s: s[0], default=None)
    return tuple(Fit(s[2], s[0]) for s in (best, second) if s)


def _without_match(topic: Topic, fitting: Sequence[Fact]) -> tuple[Fit, ...]:
    default = topic.default or next((f for f in fitting if not f.substances), None)
    return (Fit(default, 0.0),) if default else ()


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


def choose_aspects(rules: Sequence[AspectRule], attention: Attention) -> tuple[AspectRule, ...]:
    """The aspects that the question asks for by name, else the usual one; those that always belong come last."""
    asked = [r for r in rules if r.when and has_stem(attention.question, r.when)]
    usual = [] if any(not r.is_after for r in asked) else [r for r in rules if r.is_default]
    after = [r for r in rules if r.is_after and r.is_default]
    always = [r for r in rules if r.is_always]
    return tuple(dict.fromkeys((*asked, *usual, *after, *always)))


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
