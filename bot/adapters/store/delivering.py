"""Remembers how far a conversation has been delivered on a channel that pushes its messages."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from bot.adapters.store.part import Part
from bot.adapters.store.tables import channel_deliveries, conversation_addresses, conversations
from bot.domain.conversation import Channel, ConversationId


class Delivering(Part):
    """The number of the last message that each conversation's address has been sent."""

    async def undelivered(self, channel: Channel) -> dict[ConversationId, int]:
        number = func.coalesce(channel_deliveries.c.number, 0)
        query = (
            select(conversations.c.id, number)
            .join(conversation_addresses, conversation_addresses.c.conversation_id == conversations.c.id)
            .outerjoin(channel_deliveries, channel_deliveries.c.conversation_id == conversations.c.id)
            .where(conversation_addresses.c.channel == channel.value, conversations.c.last_number > number)
            .order_by(conversations.c.risk.desc(), conversations.c.last_message_at, conversations.c.id)
        )
        return {ConversationId(i): int(n) for i, n in (await self._connection.execute(query)).all()}

    async def mark_delivered(self, conversation_id: ConversationId, number: int) -> None:
        self._session.require_writing()
        await self._rows.load(conversation_id)  # locks it: of two that mark at once, the higher number stays
        mine = channel_deliveries.c.conversation_id == conversation_id
        known = (await self._connection.execute(select(channel_deliveries.c.number).where(mine))).scalar_one_or_none()
        if known is None:
            values = {"conversation_id": conversation_id, "number": number}
            await self._connection.execute(insert(channel_deliveries).values(**values))
        elif number > known:
            await self._connection.execute(update(channel_deliveries).where(mine).values(number=number))
