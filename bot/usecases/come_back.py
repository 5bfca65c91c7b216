"""A return code: words that bring a person back to their conversation, and to the counsellor they talked with."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.domain.conversation import ConversationId
from bot.domain.return_code import WORDS_IN_A_CODE, normalise
from bot.ports import Store


class ComeBack:
    """Makes and recognises return codes. The code itself is shown once and never stored."""

    def __init__(self, *, store: Store, code_words: Sequence[str]) -> None:
        self._store = store
        self._code_words = tuple(code_words)

    async def new_code(self, conversation_id: ConversationId) -> str:
        """A fresh code; an earlier one of the same conversation stops working. Raises ConversationNotFound."""
        code = " ".join(secrets.choice(self._code_words) for _ in range(WORDS_IN_A_CODE))
        async with self._store.unit() as unit:
            await unit.conversations.set_return_code(conversation_id, normalise(code))
            await unit.commit()
        return code

    async def find(self, code: str) -> ConversationId | None:
        """The conversation of a code as a person types it; None when there is none (any more)."""
        async with self._store.reading() as unit:
            return await unit.conversations.find_by_return_code(normalise(code))
