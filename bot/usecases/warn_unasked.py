"""What must be said though nobody asked: a deadly mix of what was named, and what stopping at once can do."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.answer_order import MOST_BUBBLES
from bot.domain.answers import Question
from bot.domain.knowledge import Library
from bot.domain.replies import Reply
from bot.domain.stems import as_words, has_stem
from bot.domain.words import Words
from bot.usecases.naming import Naming

_MIXING = "mixing"


class Warnings:
    """Puts the warnings that content demands beside an answer; `worst_pair` finds a question's most dangerous mix."""

    def __init__(self, library: Library, words: Words, worst_pair: Callable[[Question], Reply | None]) -> None:
        words.require("answers.abrupt_stop.relative", "answers.abrupt_stop.any")
        self._library = library
        self._words = words
        self._naming = Naming(library)
        self._worst_pair = worst_pair

    def beside(self, bubbles: tuple[Reply, ...], question: Question, topics: tuple[str, ...]) -> tuple[Reply, ...]:
        """The answer with what must be said unasked, which is never crowded out by what may be said."""
        said = {fact_id for reply in bubbles for fact_id in reply.fact_ids}
        warnings = [
            w
            for w in (self._mix(question, topics), self._stop(bubbles, question, topics))
            if w is not None and not (w.fact_ids and said.issuperset(w.fact_ids))
        ]
        return (*bubbles[: MOST_BUBBLES - len(warnings)], *warnings)

    def _mix(self, question: Question, topics: tuple[str, ...]) -> Reply | None:
        matters = self._library.rules.named("mix_matters")
        if _MIXING in topics or not any(t in matters for t in topics):
            return None
        return self._worst_pair(question)

    def _stop(self, bubbles: tuple[Reply, ...], question: Question, topics: tuple[str, ...]) -> Reply | None:
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
