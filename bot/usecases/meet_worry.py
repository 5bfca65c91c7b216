"""Meets a person who tells a worrying story before the facts begin. Only the first time, and only where the answer
would otherwise begin with a bare fact about a substance; the topics' own answers are warm already."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Question
from bot.domain.knowledge import Library
from bot.domain.readability import sentences_of, word_count
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel
from bot.domain.words import Words

STORY = 18
"""Words from which on a message is a story, and wants to be met as one."""
_MOST_SENTENCES = 4


class Warmth:
    """Adds one sentence of our own to the first bubble."""

    def __init__(self, library: Library, words: Words) -> None:
        words.require("answers.warm", "answers.warm.relative")
        self._library = library
        self._words = words

    def before(self, bubbles: tuple[Reply, ...], question: Question) -> tuple[Reply, ...]:
        """The bubbles, the first of them begun with thanks when somebody confides in us."""
        if not bubbles or not self._confides(question) or not self._is_bare_fact(bubbles[0]):
            return bubbles
        is_relative = any(t in self._library.rules.named("relatives") for t in question.topics)
        key = "answers.warm.relative" if is_relative else "answers.warm"
        warm = self._words.reply(key, question.language).text
        first = replace(bubbles[0], text=f"{warm} {bubbles[0].text}")
        return (first, *bubbles[1:]) if len(sentences_of(first.text)) <= _MOST_SENTENCES else bubbles

    @staticmethod
    def _confides(question: Question) -> bool:
        is_worrying = question.risk in (RiskLevel.CONCERN, RiskLevel.HIGH)
        return is_worrying and not question.previous_topics and word_count(question.text) >= STORY

    def _is_bare_fact(self, reply: Reply) -> bool:
        fact = self._library.fact(reply.fact_ids[0]) if reply.fact_ids else None
        return fact is not None and fact.aspect is not None
