"""Answers one question from the library, as a good ruskonsulent would. Pure: same question, same answer.

Knows the order of an answer: what was asked first comes first, at most three bubbles, no fact twice, a warning where
content demands one, and one line about what may come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.answer_order import (
    at_most_three,
    is_guessed,
    near_to,
    with_likely,
    without_asides,
    without_noise,
)
from bot.domain.answers import Answer, Question, Section
from bot.domain.context import in_context
from bot.domain.fact_chances import SURE, Weighed, weigh
from bot.domain.knowledge import Library
from bot.domain.phrases import Phrase
from bot.domain.readability import word_count
from bot.domain.replies import Choice, Reply
from bot.domain.risk_levels import RiskLevel
from bot.domain.words import Words
from bot.usecases.answer_mixing import MIXING, MixingAnswers
from bot.usecases.answer_topic import TopicAnswers
from bot.usecases.meet_worry import STORY, Warmth
from bot.usecases.payloads import MIXING_CHART
from bot.usecases.suggest_next import NextSteps
from bot.usecases.warn_unasked import Warnings

_MOST_TOPICS = 3
_ENGLISH = "en"
_AT_ALL = 0.05
_USUAL_TOPIC = "effects"


class AnswerQuestion:
    """Chooses facts, puts them into bubbles and offers what to ask next."""

    def __init__(self, library: Library, words: Words, overview: Sequence[Phrase] = ()) -> None:
        """Raises WordsError when content/replies lacks words that an answer cannot do without.

        `overview`: the ways of asking for the whole mixing table.
        """
        words.require("answers.not_understood", "answers.no_topic", "answers.english")
        self._library = library
        self._words = words
        self._topics = TopicAnswers(library, words)
        self._mixing = MixingAnswers(library, words, overview)
        self._warnings = Warnings(library, words, self._mixing.worst_warning)
        self._next = NextSteps(library, words)
        self._warmth = Warmth(library, words)

    def answer(self, question: Question) -> Answer:
        """Always at least one bubble; an honest «we do not know» where nothing is known."""
        if pressed := self._pressed(question):
            return pressed
        asked, weighed = self._understood(question)
        topics = without_asides(asked.topics) or ((_USUAL_TOPIC,) if asked.substances else ())
        sections = [self._section(topic, asked, weighed) for topic in topics[:_MOST_TOPICS]]
        if all(s.is_for_others for s in sections):
            further = [t for t in weighed.topics_from(_AT_ALL) if t not in topics]
            sections = [*(self._section(t, asked, weighed) for t in further[:1]), *sections]
        told = without_noise([s for s in sections if s.replies and not s.is_fallback]) or sections[:1]
        bubbles = self._warmth.before(self._warnings.beside(at_most_three(told), asked, topics), asked)
        answered = tuple(s.topic for s in sections)
        back = told[0].question if told else None
        if not bubbles and not back:
            bubbles = (self._words.reply("answers.no_topic" if topics else "answers.not_understood", asked.language),)
        # Whoever is in danger is not asked to explain.
        is_asked_back = back is not None and not asked.risk.needs_human
        line = (
            self._next.beside(back, asked, told[0].topic)
            if back and is_asked_back
            else self._next.line(asked, answered, near_to(weighed, bubbles), is_unsure=is_guessed(told))
        )
        notice = self._norwegian_only(asked, bubbles)
        return Answer((*notice, *bubbles, line), answered, asked.substances, line.choices)

    def _norwegian_only(self, question: Question, bubbles: Sequence[Reply]) -> tuple[Reply, ...]:
        """Told to whoever writes English and gets a fact that nobody has written in English."""
        if question.language != _ENGLISH:
            return ()
        facts = [self._library.fact(fact_id) for reply in bubbles for fact_id in reply.fact_ids]
        is_english = all(fact is not None and fact.texts.en for fact in facts)
        return () if facts and is_english else (self._words.reply("answers.english", _ENGLISH),)

    def _pressed(self, question: Question) -> Answer | None:
        """The fact whose button was pressed, and nothing beside it."""
        fact = self._library.fact(question.fact) if question.fact else None
        if fact is None:
            return None
        line = self._next.line(question, question.topics)
        return Answer((fact.reply(question.language), line), question.topics, question.substances, line.choices)

    def likely_topic(self, question: Question) -> str | None:
        """The topic of a fact that more likely than not is the answer, where the topics themselves were unsure."""
        sure = weigh(question, self._library).topics_from(SURE)
        return sure[0] if sure else None

    def near(self, question: Question) -> tuple[Choice, ...]:
        """Buttons with the questions that this may have been, the nearest first; empty where nothing is near."""
        return tuple(self._next.about(fact, question.language) for fact in near_to(weigh(question, self._library)))

    def surely(self, question: Question) -> tuple[Reply, ...]:
        """The one bubble that surely answers what was asked, or meets a story; else empty. What stands before a
        question back."""
        weighed = weigh(question, self._library)
        sections = [self._section(topic, question, weighed) for topic in question.topics[:_MOST_TOPICS]]
        sure = next((s for s in sections if s.is_sure), None)
        if sure is None and word_count(question.text) >= STORY:
            sure = next((s for s in sections if s.replies and not s.question), None)
        return sure.replies[:1] if sure else ()

    def is_overview(self, question: Question) -> bool:
        """True when the whole mixing table is asked for, whatever the model took it for."""
        return self._mixing.is_overview(question)

    def _understood(self, question: Question) -> tuple[Question, Weighed]:
        if self.is_overview(question):
            question = replace(question, topics=(MIXING_CHART,), substances=())
            return question, weigh(question, self._library)
        weighed = weigh(question, self._library)
        understood = in_context(replace(question, topics=with_likely(question.topics, weighed)), self._library)
        # What surely has the answer is told, also where a rule would keep its topic from whoever asks for another.
        sure = weighed.topics_from(SURE) if question.topics else ()
        in_order = (understood.topics, sure) if question.risk is RiskLevel.ACUTE else (sure, understood.topics)
        understood = replace(understood, topics=tuple(dict.fromkeys(t for topics in in_order for t in topics)))
        is_the_same = understood.substances == question.substances  # else other facts fit: it took some from before
        return understood, weighed if is_the_same else weigh(understood, self._library)

    def _section(self, topic: str, question: Question, weighed: Weighed) -> Section:
        if topic == MIXING_CHART:
            return self._mixing.overview(question)
        if topic == MIXING:
            return self._mixing.section(question, weighed)
        return self._topics.section(topic, question, weighed)
