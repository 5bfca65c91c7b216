"""What the library says on one topic, about the substances that were named. Mixing has a module of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.domain.answers import Question, Section
from bot.domain.asked import NOT_THIS_ONE, Asked
from bot.domain.asker import is_meant_for
from bot.domain.attention import Attention
from bot.domain.fact_chances import Weighed
from bot.domain.fact_choice import (
    Fit,
    aspects_asked_for,
    choose_aspects,
    choose_from_topic,
    choose_on_aspect,
    choose_on_concepts,
    concepts_in,
    is_aspect_asked_for,
)
from bot.domain.knowledge import AspectRule, Fact, Library, Substance
from bot.domain.replies import Choice, Reply
from bot.domain.words import Words
from bot.usecases.naming import Naming, with_capital
from bot.usecases.payloads import ask

_MOST_COMPARED = 3
_BESIDE_A_PROPERTY = 0.5  # less likely than this, a topic's own fact is left out beside what is told of the substance
_BEFORE_A_PROPERTY = 0.7  # from here on, it comes first
_SIDE_MARGIN = -0.2  # less sure than this that anything of a topic is asked for: only where it is the main one


class TopicAnswers:
    """Finds the section of an answer that a topic deserves."""

    def __init__(self, library: Library, words: Words) -> None:
        words.require("answers.unknown", "answers.no_facts", "answers.which_substance")
        self._library = library
        self._words = words
        self._naming = Naming(library)

    def section(self, topic: str, question: Question, weighed: Weighed) -> Section:
        """An honest «we do not know», or a question back, where there is no fact; else empty."""
        asked = weighed.asked
        answers = self._library.topics.get(topic)
        fits = choose_from_topic(answers, asked, weighed.likely) if answers else ()
        rules = self._library.rules.aspects.get(topic, ())
        section = self._with_substances(topic, fits, rules, asked, question) if question.substances and rules else None
        if section is None:
            own = _replies((f.fact for f in fits), question)
            if not own:
                return self._without_facts(topic, question)
            is_usual = not any(f.is_asked for f in fits)
            is_for_others = is_usual and not all(is_meant_for(f.fact.askers, asked.askers) for f in fits)
            section = Section(topic, own, is_usual=is_usual, is_for_others=is_for_others)
        is_named = bool(aspects_asked_for(rules, asked))
        is_sure = any(f.is_sure for f in fits)
        is_guess = bool(asked.margins) and not is_sure and not is_named
        aspect = max((asked.aspect_margin(r.aspect) for r in rules), default=NOT_THIS_ONE)
        is_weak = is_guess and aspect < _SIDE_MARGIN and not any(f.is_asked for f in fits)
        return replace(section, is_weak=is_weak, is_sure=is_sure, is_guess=is_guess)

    def _with_substances(
        self, topic: str, fits: tuple[Fit, ...], rules: tuple[AspectRule, ...], asked: Asked, question: Question
    ) -> Section | None:
        """What is told of the substances with the topic's own facts around it; None where the own facts are enough."""
        is_property = topic in self._library.rules.named("property_first")
        is_named = is_aspect_asked_for(rules, asked, fits)
        if fits and fits[0].is_sure and not is_property and not is_named:
            return None
        chosen = choose_aspects(rules, asked)
        told = self._about_substances(topic, chosen, question, asked.attention)
        known = tuple(r for r in told.replies if r.fact_ids)
        gaps = tuple(r for r in told.replies if not r.fact_ids)
        before, behind = self._around(topic, fits, is_known=bool(known), is_named=is_named)
        # An honest «unknown» comes after what was asked for and is known; it is never left out.
        has_more = bool(known) or any(f.is_asked for f in fits)
        first, then = _replies(before, question), known if has_more else gaps
        if self._is_urgent(topic, question):
            first, then = then, first
        after = (*_replies(behind, question), *self._afterwards(chosen, question, asked.attention))
        replies = (*first, *then, *after, *(gaps if has_more else ()))
        return Section(topic, replies, told.extra) if replies else self._without_facts(topic, question)

    def _around(
        self, topic: str, fits: tuple[Fit, ...], *, is_known: bool, is_named: bool
    ) -> tuple[list[Fact], list[Fact]]:
        """The topic's facts that come before what is told of the substance, and those that come after it."""
        is_property = topic in self._library.rules.named("property_first")
        asked = [f for f in fits if f.is_asked and not (is_property and 0 < f.chance < _BESIDE_A_PROPERTY)]
        if not asked:
            # Where nothing is known of the substance, what holds for all of them is better than nothing.
            return [], [] if is_known else [f.fact for f in fits]

        def comes_first(fit: Fit) -> bool:
            if is_property:
                return not is_named and fit.chance >= _BEFORE_A_PROPERTY
            return fit.is_strong or fit.is_sure

        before = [f.fact for f in asked if f.fact.substances or comes_first(f)]
        return before, [f.fact for f in asked if f.fact not in before]

    def _is_urgent(self, topic: str, question: Question) -> bool:
        """Where a life may be in danger, what to do now comes before anything else."""
        return question.risk.needs_human and topic in self._library.rules.named("urgent")

    def _about_substances(
        self, topic: str, rules: tuple[AspectRule, ...], question: Question, attention: Attention
    ) -> Section:
        rules = tuple(r for r in rules if not r.is_after)
        most = _MOST_COMPARED
        if self._is_urgent(topic, question):
            rules, most = tuple(sorted(rules, key=lambda r: r.aspect != "first_aid")), 1
            question = replace(question, substances=question.substances[:most])
        named = question.substances
        if topic in self._library.rules.named("stopping"):
            named = tuple(sorted(named, key=self._is_safe_to_stop))  # what can kill is told before what cannot
        parts = [self._about(s, topic, rules, question, attention) for s in named[:most]]
        replies = tuple(r for part in parts for r in part.replies)
        return Section(topic, replies, tuple(r for part in parts for r in part.extra))

    def _is_safe_to_stop(self, name: str) -> bool:
        substance = self._library.substances.get(name)
        return substance is None or substance.abrupt_stop is None

    def _about(
        self, name: str, topic: str, rules: tuple[AspectRule, ...], question: Question, attention: Attention
    ) -> Section:
        substance = self._library.substances.get(name)
        if not rules:
            return Section(topic)
        if substance is None or not substance.facts:
            return Section(topic, (self._say("answers.no_facts", name, question),))
        # Several substances side by side get one bubble each.
        wanted = rules if len(question.substances) == 1 else rules[:1]
        found = [choose_on_aspect(substance, rule.aspect, attention.message) for rule in wanted]
        facts = [group[0] for group in found if group]
        if len(question.substances) == 1 and topic in self._library.rules.named("by_concept"):
            facts = self._with_concept(substance, facts, attention)
        if not facts:
            return Section(topic, self._gap(substance, topic, wanted[0], question))
        return Section(topic, _replies(facts, question), _replies((f for group in found for f in group[1:]), question))

    def _with_concept(self, substance: Substance, facts: list[Fact], attention: Attention) -> list[Fact]:
        """Puts a fact first that speaks of the same part of body or mind as the question, where those chosen do not."""
        rules = self._library.rules
        asked = concepts_in(attention.question, rules.concepts)
        pool = [f for aspect in rules.named("concept_aspects") for f in substance.facts_on(aspect)]
        pool = [f for f in pool if not f.when or f in choose_on_aspect(substance, f.aspect or "", attention.message)]
        exact = choose_on_concepts(pool, facts, asked, rules.concepts)
        return [exact, *facts] if exact else facts

    def _afterwards(self, rules: tuple[AspectRule, ...], question: Question, attention: Attention) -> tuple[Reply, ...]:
        substance = self._library.substances.get(question.substances[0])
        if substance is None:
            return ()
        groups = (choose_on_aspect(substance, r.aspect, attention.message) for r in rules if r.is_after)
        return _replies((group[0] for group in groups if group), question)

    def _gap(self, substance: Substance, topic: str, rule: AspectRule, question: Question) -> tuple[Reply, ...]:
        """An honest «unknown», where the topic is a property of the substance at all."""
        if not any(r.is_default and not r.is_after for r in self._library.rules.aspects.get(topic, ())):
            return ()
        key = f"answers.unknown.{rule.aspect}"
        return (self._say(key if key in self._words.by_key else "answers.unknown", substance.id, question),)

    def _without_facts(self, topic: str, question: Question) -> Section:
        key = f"answers.topic.{topic}"
        if key in self._words.by_key:
            return Section(topic, (self._words.reply(key, question.language),), is_fallback=True)
        if not question.substances and topic in self._library.rules.named("needs_substance"):
            return Section(topic, question=self._which_substance(topic, question.language))
        return Section(topic)

    def _which_substance(self, topic: str, language: str) -> Reply:
        usual = [s for s in self._library.rules.named("often_asked") if s in self._library.substances]
        choices = tuple(Choice(with_capital(self._naming.name(s, language)), ask(topic, s)) for s in usual)
        return replace(self._words.reply("answers.which_substance", language), choices=choices)

    def _say(self, key: str, substance: str, question: Question) -> Reply:
        return self._words.reply(key, question.language, **self._naming.fields(question.language, substance))


def _replies(facts: Iterable[Fact], question: Question) -> tuple[Reply, ...]:
    return tuple(fact.reply(question.language) for fact in facts)
