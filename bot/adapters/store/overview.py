"""Looks across conversations: the queue, who holds what, what is unanswered, what has expired."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, insert, or_, select

from bot.adapters.store.part import Part
from bot.adapters.store.rows import with_keys
from bot.adapters.store.tables import accepted_waits, conversations
from bot.domain.conversation import Conversation, ConversationId, CounsellorId
from bot.domain.handoff import State
from bot.domain.retention import cutoffs
from bot.domain.waiting import in_queue_order
from bot.ports import ConversationNotFound

_WAITS_KEPT = timedelta(days=1)


class Overview(Part):
    """The reading half of the store that concerns many conversations."""

    async def waiting(self) -> tuple[Conversation, ...]:
        return in_queue_order(await self._rows.select(with_keys().where(conversations.c.state == State.WAITING.value)))

    async def queue_position(self, conversation_id: ConversationId) -> int | None:
        c = conversations.c
        query = select(c.state, c.risk, c.waiting_since).where(c.id == conversation_id)
        mine = (await self._connection.execute(query)).one_or_none()
        if mine is None:
            raise ConversationNotFound
        if mine.state != State.WAITING.value:
            return None
        is_earlier = or_(
            c.waiting_since < mine.waiting_since, and_(c.waiting_since == mine.waiting_since, c.id < conversation_id)
        )
        is_before_me = or_(c.risk > mine.risk, and_(c.risk == mine.risk, is_earlier))
        counted = select(func.count()).where(c.state == State.WAITING.value, is_before_me)
        return 1 + int((await self._connection.execute(counted)).scalar_one())

    async def of_counsellor(self, counsellor_id: CounsellorId) -> tuple[Conversation, ...]:
        query = with_keys().where(conversations.c.counsellor_id == counsellor_id)
        return await self._rows.select(query.order_by(conversations.c.last_message_at, conversations.c.id))

    async def held(self) -> tuple[Conversation, ...]:
        query = with_keys().where(conversations.c.state == State.WITH_COUNSELLOR.value)
        return await self._rows.select(query.order_by(conversations.c.last_message_at, conversations.c.id))

    async def unanswered(self) -> tuple[ConversationId, ...]:
        query = select(conversations.c.id).where(
            conversations.c.state.in_([State.BOT.value, State.WAITING.value]),
            conversations.c.last_person_number > conversations.c.answered_number,
        )
        rows = await self._connection.execute(query.order_by(conversations.c.last_message_at, conversations.c.id))
        return tuple(ConversationId(i) for i in rows.scalars())

    async def expired(self, now: datetime) -> tuple[ConversationId, ...]:
        limit = cutoffs(now)
        c = conversations.c
        is_closed = c.state == State.CLOSED.value
        query = select(c.id).where(
            or_(
                and_(c.was_handed_over.is_(False), c.last_message_at <= limit.bot_only),
                and_(c.was_handed_over.is_(True), is_closed, c.closed_at <= limit.handed_over),
                and_(c.was_handed_over.is_(True), ~is_closed, c.last_message_at <= limit.never_closed),
            )
        )
        return tuple(ConversationId(i) for i in (await self._connection.execute(query.order_by(c.id))).scalars())

    async def recent_waits(self, since: datetime) -> tuple[timedelta, ...]:
        query = select(accepted_waits.c.waited_seconds).where(accepted_waits.c.accepted_at >= since)
        return tuple(timedelta(seconds=s) for s in (await self._connection.execute(query)).scalars())

    async def _remember_wait(self, waiting_since: datetime, now: datetime) -> None:
        waited = max(0, int((now - waiting_since).total_seconds()))
        await self._connection.execute(insert(accepted_waits).values(accepted_at=now, waited_seconds=waited))
        await self._connection.execute(delete(accepted_waits).where(accepted_waits.c.accepted_at < now - _WAITS_KEPT))
