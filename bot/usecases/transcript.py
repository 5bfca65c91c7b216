"""Reads what has been said. The only way in which a channel or a counsellor sees messages."""

from __future__ import annotations

from bot.domain.conversation import ConversationId, Message
from bot.ports import Store

_PAGE = 500


class Transcript:
    """The messages of one conversation, in order, without gaps."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def since(self, conversation_id: ConversationId, after: int) -> tuple[Message, ...]:
        """Every message with a number above `after`. Raises ConversationNotFound."""
        messages: list[Message] = []
        async with self._store.reading() as unit:
            while True:
                page = await unit.conversations.messages(conversation_id, after=after, limit=_PAGE)
                messages.extend(page)
                if len(page) < _PAGE:
                    return tuple(messages)
                after = page[-1].number

    async def of(self, conversation_id: ConversationId) -> tuple[Message, ...]:
        """Everything that has been said. Raises ConversationNotFound."""
        return await self.since(conversation_id, 0)
