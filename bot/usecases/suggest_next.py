"""The line after an answer: two to four things that this person may want next, never what was just said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.answers import Question
from bot.domain.knowledge import Fact, Library
from bot.domain.replies import Choice, Reply
from bot.domain.risk_levels import RiskLevel
from bot.domain.words import Words
from bot.usecases.payloads import MIXING_CHART, TALK_TO_HUMAN, ask, ask_fact, find_help, start_flow

MIXING = "mixing"
HUMAN = "human"
HELP = "help"
FLOW = "flow:"
_MOST_CHOICES = 4
_FEWEST_CHOICES = 2
_MOST_NEAR = 3
_NEAR_BESIDE = 2


class NextSteps:
    """Chooses the follow-up line and its buttons."""

    def __init__(self, library: Library, words: Words) -> None:
        words.require("answers.next", "answers.next.unsure", "answers.next.worried", "answers.next.urgent")
        words.require("choice.human", "choice.help")
        self._library = library
        self._words = words

    def line(
        self, question: Question, answered: tuple[str, ...], near: Sequence[Fact] = (), *, is_unsure: bool = False
    ) -> Reply:
        """One short sentence with buttons: a human first for a worried person, nothing to read for one in danger.

        `near`: facts that may be what was meant; where the answer is unsure they come first, and we say so.
        """
        is_unsure = is_unsure and bool(near) and not question.risk.needs_human
        key = "answers.next.unsure" if is_unsure else self._key(question.risk, answered)
        reply = self._words.reply(key, question.language)
        return replace(reply, choices=self._choices(question, answered, near, is_unsure=is_unsure))

    def about(self, fact: Fact, language: str) -> Choice:
        """The button that asks what the fact answers. Raises ValueError for a fact without a question of its own."""
        if fact.question is None:
            raise ValueError(f"{fact.id} has no question that a button could show")
        return Choice(fact.question.in_language(language), ask_fact(fact.home, fact.id))

    def beside(self, back: Reply, question: Question, topic: str) -> Reply:
        """A question back, with a way to a human for a worried person, and to the table where it is about mixing."""
        ways = [MIXING_CHART] if topic == MIXING else []
        if question.risk >= RiskLevel.CONCERN:
            ways.append(HUMAN)
        added = tuple(self._choice(way, question) for way in ways)
        return replace(back, choices=(*back.choices[: _MOST_CHOICES - len(added)], *added))

    def _key(self, risk: RiskLevel, answered: tuple[str, ...]) -> str:
        if risk.needs_human:
            return "answers.next.urgent"
        own = next((f"answers.next.{t}" for t in answered[:1] if f"answers.next.{t}" in self._words.by_key), None)
        return own or ("answers.next.worried" if risk >= RiskLevel.CONCERN else "answers.next")

    def _wanted(self, risk: RiskLevel, answered: tuple[str, ...]) -> list[str]:
        ways = [way for topic in answered for way in self._library.rules.next.get(topic, ())]
        if risk.needs_human:
            return [HUMAN, *(way for way in ways if way.startswith(FLOW)), HELP]
        if MIXING in answered:
            ways.insert(0, MIXING_CHART)
        return [HUMAN, *ways] if risk >= RiskLevel.CONCERN else ways

    def _choices(
        self, question: Question, answered: tuple[str, ...], near: Sequence[Fact], *, is_unsure: bool
    ) -> tuple[Choice, ...]:
        if question.risk.needs_human:
            near = ()
        nearest = tuple(self.about(f, question.language) for f in near[: _MOST_NEAR if is_unsure else _NEAR_BESIDE])
        wanted = self._wanted(question.risk, answered)
        open_ways = [w for w in dict.fromkeys(wanted) if w not in answered and self._exists(w, question)]
        people = [w for w in open_ways if w in (HUMAN, HELP)]
        asks = [w for w in open_ways if w not in people]
        # A way to a person is never crowded out by things to read.
        most = _MOST_CHOICES - len(nearest)
        kept = asks[: max(0, most - min(len(people), _FEWEST_CHOICES))] + people
        chosen = sorted(kept[:most], key=open_ways.index)
        missing = [w for w in (HELP, HUMAN) if w not in chosen][: max(0, _FEWEST_CHOICES - len(chosen) - len(nearest))]
        ways = [self._choice(way, question) for way in (*chosen, *missing)]
        return (*ways, *nearest) if HUMAN in chosen[:1] and not is_unsure else (*nearest, *ways)

    def _exists(self, way: str, question: Question) -> bool:
        if way.startswith(FLOW):
            return way.removeprefix(FLOW) in self._library.flows
        if f"choice.{way}" not in self._words.by_key:
            return False
        if way in (HUMAN, HELP, MIXING_CHART):
            return True
        is_property = bool(question.substances) and way in self._library.rules.aspects
        return self._is_known(way, question) if is_property else way == MIXING or way in self._library.topics

    def _is_known(self, topic: str, question: Question) -> bool:
        """True when the answer to that button would be a fact, not another «we do not know»."""
        aspects = {rule.aspect for rule in self._library.rules.aspects.get(topic, ()) if not rule.is_after}
        substances = [self._library.substances[s] for s in question.substances if s in self._library.substances]
        return any(s.facts_on(aspect) for s in substances for aspect in aspects)

    def _choice(self, way: str, question: Question) -> Choice:
        if way.startswith(FLOW):
            flow = self._library.flows[way.removeprefix(FLOW)]
            return Choice(flow.title.in_language(question.language), start_flow(flow.id))
        label = self._words.reply(f"choice.{way}", question.language).text
        if way == HUMAN:
            return Choice(label, TALK_TO_HUMAN)
        if way == HELP:
            return Choice(label, find_help(question.kommune))
        about = way in self._library.rules.aspects or way == MIXING
        return Choice(label, ask(way, *question.substances[:1]) if about else ask(way))
