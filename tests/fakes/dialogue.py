"""Dialogue engines: one that answers what it is told to, and those that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.domain.conversation import ConversationId
from bot.domain.replies import Reply
from bot.ports import DialogueUnavailable, Turn, TurnResult


class FakeDialogue:
    """ports.DialogueEngine. Answers with `result`, or with what `answer` makes of the turn."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.forgotten: list[ConversationId] = []
        self.result = TurnResult(replies=(Reply("Svaret fra assistenten."),))
        self.answer: Callable[[Turn], TurnResult] | None = None
        self.before_answering: Callable[[], asyncio.Future[None]] | None = None

    async def respond(self, turn: Turn) -> TurnResult:
        self.turns.append(turn)
        if self.before_answering is not None:
            await self.before_answering()
        return self.answer(turn) if self.answer else self.result

    async def forget(self, conversation_id: ConversationId) -> None:
        self.forgotten.append(conversation_id)

    async def is_ready(self) -> bool:
        return True


class AwayDialogue(FakeDialogue):
    """Down: refuses everything in the words of the port."""

    async def respond(self, turn: Turn) -> TurnResult:
        self.turns.append(turn)
        raise DialogueUnavailable

    async def forget(self, conversation_id: ConversationId) -> None:
        raise DialogueUnavailable


class BrokenDialogue(FakeDialogue):
    """A fault in the adapter: raises what the port never promised."""

    async def respond(self, turn: Turn) -> TurnResult:
        self.turns.append(turn)
        raise RuntimeError("a fault that quotes «hun puster ikke»")
