"""Lets the assistant answer in the background, one worker for each conversation: no socket ever waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.conversation import ConversationId
from bot.gateway.metrics import Metrics
from bot.ports import ConversationNotFound, Store
from bot.waiting import end

_log = logging.getLogger("bot.gateway")


class Answering:
    """Wakes the use case `answer`. What fails stays among the store's `unanswered` and is taken up by `resume`."""

    def __init__(
        self, answer: Callable[[ConversationId], Awaitable[None]], store: Store, metrics: Metrics, *, at_once: int
    ) -> None:
        self._answer = answer
        self._store = store
        self._metrics = metrics
        self._slots = asyncio.Semaphore(at_once)
        self._wanted: set[ConversationId] = set()
        self._workers: dict[ConversationId, asyncio.Task[None]] = {}
        self._seen_unanswered: frozenset[ConversationId] = frozenset()

    def wake(self, conversation_id: ConversationId) -> None:
        """There is something to answer. Returns at once; a worker that is busy looks once more when it is done."""
        self._wanted.add(conversation_id)
        if conversation_id not in self._workers:
            name = f"answer-{conversation_id[:8]}"
            self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id), name=name)

    def is_busy(self, conversation_id: ConversationId) -> bool:
        """True while an answer is on its way."""
        return conversation_id in self._workers

    async def resume(self, *, at_start: bool = False) -> None:
        """Take up what nobody is answering: all of it when the gateway starts, later only what has stayed unanswered
        since the last look (a fresh message may just now be in another gateway's hands)."""
        async with self._store.reading() as unit:
            unanswered = frozenset(await unit.conversations.unanswered())
        left_over = unanswered if at_start else unanswered & self._seen_unanswered
        self._seen_unanswered = unanswered
        for conversation_id in left_over:
            self.wake(conversation_id)

    async def stop(self) -> None:
        """Cancel what is on its way; it is answered after the next start."""
        await end(*self._workers.values())

    async def _work(self, conversation_id: ConversationId) -> None:
        try:
            while conversation_id in self._wanted:
                self._wanted.discard(conversation_id)
                async with self._slots:
                    await self._answer_once(conversation_id)
        finally:
            self._wanted.discard(conversation_id)
            del self._workers[conversation_id]

    async def _answer_once(self, conversation_id: ConversationId) -> None:
        try:
            await self._answer(conversation_id)
        except ConversationNotFound:
            self._metrics.add("answers_total", "gone")
        except Exception as error:  # the worker must live; the next `resume` tries again
            _log.error("answer_failed", extra={"conversation": conversation_id, "error": type(error).__name__})
            self._metrics.add("answers_total", "failed")
        else:
            self._metrics.add("answers_total", "done")
