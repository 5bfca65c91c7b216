"""Answers one question from the library, as a good ruskonsulent would. Pure: same question, same answer.

Knows the order of an answer: what was asked first comes first, at most three bubbles, no fact twice, a warning where
content demands one, and one line about what may come next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.answers import Answer, Question, Section
from bot.domain.context import in_context
from bot.domain.fact_chances import Weighed, weigh
from bot.domain.knowledge import Fact, Library
from bot.domain.phrases import Phrase
from bot.domain.readability import word_count
from bot.domain.replies import Choice, Reply
from bot.domain.stems import as_words, has_stem
from bot.domain.words import Words
from bot.usecases.answer_mixing import MIXING, MixingAnswers
from bot.usecases.answer_topic import TopicAnswers
from bot.usecases.meet_worry import STORY, Warmth
from bot.usecases.naming import Naming
from bot.usecases.payloads import MIXING_CHART
from bot.usecases.suggest_next import NextSteps

_ENOUGH = 2  # bubbles on what was asked
_MOST_BUBBLES = 3
_MOST_TOPICS = 3
_ENGLISH = "en"
_SURE = 0.5
_MAY_BE = 0.2
_NEAR = 0.02
_USUAL_TOPIC = "effects"
_ASIDES = frozenset({"smalltalk", "bot_meta", "out_of_scope"})


class AnswerQuestion:
    """Chooses facts, puts them into bubbles and offers what to ask next."""

    def __init__(self, library: Library, words: Words, overview: Sequence[Phrase] = ()) -> None:
        """Raises WordsError when content/replies lacks words that an answer cannot do without.

        `overview`: the ways of asking for the whole mixing table.
        """
        words.require("answers.not_understood", "answers.no_topic", "answers.english")
        words.require("answers.abrupt_stop.relative", "answers.abrupt_stop.any")
        self._library = library
        self._words = words
        self._naming = Naming(library)
        self._topics = TopicAnswers(library, words)
        self._mixing = MixingAnswers(library, words, overview)
        self._next = NextSteps(library, words)
        self._warmth = Warmth(library, words)

    def answer(self, question: Question) -> Answer:
        """Always at least one bubble; an honest «we do not know» where nothing is known."""
        if pressed := self._pressed(question):
            return pressed
        asked = self._understood(question)
        weighed = weigh(asked, self._library)
        topics = _without_asides(asked.topics) or ((_USUAL_TOPIC,) if asked.substances else ())
        sections = [self._section(topic, asked, weighed) for topic in topics[:_MOST_TOPICS]]
        told = _without_noise([s for s in sections if s.replies and not s.is_fallback]) or sections[:1]
        bubbles = self._warmth.before(self._with_warnings(_at_most_three(told), asked, topics), asked)
        answered = tuple(s.topic for s in sections)
        back = told[0].question if told else None
        if not bubbles and not back:
            bubbles = (self._words.reply("answers.no_topic" if topics else "answers.not_understood", asked.language),)
        # Whoever is in danger is not asked to explain.
        is_asked_back = back is not None and not asked.risk.needs_human
        line = (
            self._next.beside(back, asked, told[0].topic)
            if back and is_asked_back
            else self._next.line(asked, answered, _near(weighed, bubbles), is_unsure=_is_guessed(told))
        )
        english = (self._words.reply("answers.english", _ENGLISH),) if asked.language == _ENGLISH else ()
        return Answer((*english, *bubbles, line), answered, asked.substances, line.choices)

    def _pressed(self, question: Question) -> Answer | None:
        """The fact whose button was pressed, and nothing beside it."""
        fact = self._library.fact(question.fact) if question.fact else None
        if fact is None:
            return None
        line = self._next.line(question, question.topics)
        return Answer((fact.reply(question.language), line), question.topics, question.substances, line.choices)

    def near(self, question: Question) -> tuple[Choice, ...]:
        """Buttons with the questions that this may have been, the nearest first; empty where nothing is near."""
        return tuple(self._next.about(fact, question.language) for fact in _near(weigh(question, self._library)))

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

    def _understood(self, question: Question) -> Question:
        if self.is_overview(question):
            return replace(question, topics=(MIXING_CHART,), substances=())
        weighed = weigh(question, self._library)
        understood = in_context(replace(question, topics=_with_likely(question.topics, weighed)), self._library)
        # What surely has the answer is told, also where a rule would keep its topic from whoever asks for another.
        sure = weighed.topics_from(_SURE)
        return replace(understood, topics=tuple(dict.fromkeys((*sure, *understood.topics)))) if sure else understood

    def _section(self, topic: str, question: Question, weighed: Weighed) -> Section:
        if topic == MIXING_CHART:
            return self._mixing.overview(question)
        if topic == MIXING:
            return self._mixing.section(question, weighed)
        return self._topics.section(topic, question, weighed)

    def _with_warnings(
        self, bubbles: tuple[Reply, ...], question: Question, topics: tuple[str, ...]
    ) -> tuple[Reply, ...]:
        """The answer with what must be said unasked, which is never crowded out by what may be said."""
        said = {fact_id for reply in bubbles for fact_id in reply.fact_ids}
        warnings = [
            w
            for w in (self._mix_warning(question, topics), self._stop_warning(bubbles, question, topics))
            if w is not None and not (w.fact_ids and said.issuperset(w.fact_ids))
        ]
        return (*bubbles[: _MOST_BUBBLES - len(warnings)], *warnings)

    def _mix_warning(self, question: Question, topics: tuple[str, ...]) -> Reply | None:
        matters = self._library.rules.named("mix_matters")
        if MIXING in topics or not any(t in matters for t in topics):
            return None
        return self._mixing.worst_warning(question)

    def _stop_warning(self, bubbles: tuple[Reply, ...], question: Question, topics: tuple[str, ...]) -> Reply | None:
        """Stopping alcohol, benzo, GHB or pregabalin at once can kill; whoever speaks of stopping is told."""
        rules, language = self._library.rules, question.language
        if any(has_stem(as_words(reply.text), rules.named("abrupt_stop")) for reply in bubbles):
            return None
        if not question.substances:
            # Whoever also asks for something else has been answered, and need not hear it.
            is_stopping = bool(topics) and all(t in rules.named("stopping_anything") for t in topics)
            return self._words.reply("answers.abrupt_stop.any", language) if is_stopping else None
        if not any(t in rules.named("stopping") for t in topics) and not self._speaks_of_stopping(question):
            return None
        named = (self._library.substances.get(name) for name in question.substances)
        dangerous = next((s for s in named if s and s.abrupt_stop), None)
        if dangerous is None or dangerous.abrupt_stop is None:
            return None
        if any(t in rules.named("relatives") for t in topics):
            fields = self._naming.fields(language, dangerous.id)
            return self._words.reply("answers.abrupt_stop.relative", language, **fields)
        return dangerous.abrupt_stop.reply(language)

    def _speaks_of_stopping(self, question: Question) -> bool:
        return has_stem(as_words(question.text), self._library.rules.named("speaks_of_stopping"))


def _with_likely(topics: tuple[str, ...], weighed: Weighed) -> tuple[str, ...]:
    """The topics of the message, and those that a likely fact belongs to: first where it surely is the answer."""
    if not topics:
        return topics
    sure = tuple(t for t in weighed.topics_from(_SURE) if weighed.chance_of(t) > 2 * weighed.chance_of(topics[0]))
    return tuple(dict.fromkeys((*sure, *topics, *weighed.topics_from(_MAY_BE))))


def _near(weighed: Weighed, said: Sequence[Reply] = ()) -> tuple[Fact, ...]:
    """What else may have been meant: facts with a question that a button can show, and not already said."""
    known = {fact_id for reply in said for fact_id in reply.fact_ids}
    near = (one.fact for one in weighed.likely if one.chance >= _NEAR)
    return tuple(fact for fact in near if fact.question is not None and fact.id not in known)


def _without_asides(topics: tuple[str, ...]) -> tuple[str, ...]:
    """«Takk» at the end of a letter is courtesy, no question: these topics are answered only when they come first."""
    return tuple(t for i, t in enumerate(topics) if i == 0 or t not in _ASIDES)


def _is_guessed(sections: Sequence[Section]) -> bool:
    """True where nothing shows that what comes first is what was asked."""
    return bool(sections) and sections[0].is_guess and not any(s.is_sure for s in sections)


def _without_noise(sections: list[Section]) -> list[Section]:
    """Where what was asked has its answer, the usual words on another topic only stand in the way of it."""
    asked = sum(len(s.replies) for s in sections if not s.is_usual)
    has_sure = any(s.is_sure for s in sections)

    def is_told(i: int, section: Section) -> bool:
        if i == 0:
            return not (section.is_usual and section.is_weak and has_sure)
        return not section.is_weak and (not section.is_usual or asked < _ENOUGH)

    return [s for i, s in enumerate(sections) if is_told(i, s)]


def _at_most_three(sections: Sequence[Section]) -> tuple[Reply, ...]:
    """The first bubble of each topic before the second of any; in the order of the topics, and none twice."""
    rounds = [[s.replies[i] for s in sections if i < len(s.replies)] for i in range(_MOST_BUBBLES)]
    wanted = [reply for same_round in rounds for reply in same_round]
    if len(sections) == 1:
        wanted.extend(sections[0].extra)
    kept = _without_repeats(wanted)[:_MOST_BUBBLES]
    in_order = [*(reply for s in sections for reply in s.replies), *(reply for s in sections for reply in s.extra)]
    return tuple(r for r in _without_repeats(in_order) if r in kept)


def _without_repeats(replies: Sequence[Reply]) -> list[Reply]:
    found: dict[str, Reply] = {}
    for reply in replies:
        found.setdefault(reply.text, reply)
    return list(found.values())
