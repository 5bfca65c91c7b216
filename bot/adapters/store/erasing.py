"""Deletes a conversation for good, and keeps the proof that it happened."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select

from bot.adapters.store.encryption import proof_of
from bot.adapters.store.part import Part
from bot.adapters.store.tables import (
    channel_deliveries,
    conversation_addresses,
    conversation_keys,
    conversations,
    erasures,
    messages,
    return_codes,
    to_forget,
)
from bot.domain.conversation import ConversationId
from bot.domain.daily_counts import day_in_norway
from bot.domain.retention import Erased

_PROOFS_KEPT = timedelta(days=90)
# The key first: whatever happens after that, nothing of the conversation can be read again.
_IN_THIS_ORDER = (conversation_keys, messages, conversation_addresses, channel_deliveries, return_codes)


class Erasing(Part):
    """Deletion and what remains of it: a code that leads nowhere."""

    has_erased = False

    async def delete(self, conversation_id: ConversationId) -> Erased:
        self._session.require_writing()
        query = select(conversation_keys.c.wrapped_key).join(conversations).where(conversations.c.id == conversation_id)
        # The conversation's row is locked, so that nobody adds a message between the counting and the deleting.
        locked = await self._connection.execute(query.with_for_update(of=conversations))
        wrapped = locked.scalar_one_or_none()
        if wrapped is None:
            return Erased(0, "")
        counted = select(func.count()).where(messages.c.conversation_id == conversation_id)
        number = (await self._connection.execute(counted)).scalar_one()
        for table in _IN_THIS_ORDER:
            await self._connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
        await self._connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        await self._connection.execute(insert(to_forget).values(conversation_id=conversation_id))
        self.has_erased = True
        return Erased(number, await self._keep_proof(proof_of(wrapped)))

    async def _keep_proof(self, proof: str) -> str:
        now = self._session.clock.now()
        today, oldest = (date.fromisoformat(day_in_norway(at)) for at in (now, now - _PROOFS_KEPT))
        await self._connection.execute(insert(erasures).values(proof=proof, day=today))
        await self._connection.execute(delete(erasures).where(erasures.c.day < oldest))
        return proof

    async def was_erased(self, proof: str) -> bool:
        query = select(erasures.c.proof).where(erasures.c.proof == proof.strip().upper())
        return (await self._connection.execute(query)).scalar_one_or_none() is not None

    async def to_forget(self) -> tuple[ConversationId, ...]:
        rows = await self._connection.execute(select(to_forget.c.conversation_id))
        return tuple(ConversationId(i) for i in rows.scalars())

    async def mark_forgotten(self, conversation_id: ConversationId) -> None:
        self._session.require_writing()
        await self._connection.execute(delete(to_forget).where(to_forget.c.conversation_id == conversation_id))
