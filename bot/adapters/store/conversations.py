"""The conversation store: life, messages, ownership and risk. Looking across conversations is in overview.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, select

from bot.adapters.store.counts import Counts
from bot.adapters.store.delivering import Delivering
from bot.adapters.store.erasing import Erasing
from bot.adapters.store.finding import Finding
from bot.adapters.store.overview import Overview
from bot.adapters.store.rows import columns_of, message_of, sealed_body
from bot.adapters.store.tables import conversation_keys, conversations, messages
from bot.domain.conversation import (
    Channel,
    Conversation,
    ConversationId,
    CounsellorId,
    Message,
    Speaker,
    new_conversation_id,
)
from bot.domain.handoff import Event, State
from bot.domain.ownership import after as after_event
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.ports import Draft

_MOST_REASONS = 20
_MOST_TOPICS = 12


class SqlConversations(Overview, Finding, Delivering, Erasing, Counts):
    """ports.ConversationStore on SQLAlchemy Core, for SQLite and PostgreSQL."""

    async def create(
        self, channel: Channel, *, language: str, kommune: str | None, address: str | None
    ) -> Conversation:
        self._session.require_writing()
        now = self._session.clock.now()
        conversation = Conversation(
            id=new_conversation_id(),
            channel=channel,
            state=State.BOT,
            risk=RiskLevel.NONE,
            risk_reasons=(),
            language=language,
            kommune=kommune,
            counsellor_id=None,
            created_at=now,
            last_message_at=now,
            waiting_since=None,
            escalated_at=None,
            closed_at=None,
            last_number=0,
            answered_number=0,
            was_handed_over=False,
            version=1,
        )
        wrapped = self._session.vault.new_wrapped_key(conversation.id)
        seal = self._session.vault.unwrap(wrapped, conversation.id)
        values = columns_of(conversation, seal)
        await self._connection.execute(insert(conversations).values(id=conversation.id, version=1, **values))
        await self._connection.execute(
            insert(conversation_keys).values(conversation_id=conversation.id, wrapped_key=wrapped)
        )
        if address is not None:
            await self._keep_address(conversation.id, channel, address, seal)
        return conversation

    async def get(self, conversation_id: ConversationId) -> Conversation:
        return await self._rows.load(conversation_id)

    async def append(self, conversation_id: ConversationId, drafts: Sequence[Draft]) -> tuple[Message, ...]:
        before = await self._rows.load(conversation_id)
        now = self._session.clock.now()
        known = await self._stored_copies(conversation_id, drafts)
        result: list[Message] = []
        new: list[Message] = []
        for draft in drafts:
            message = known.get(draft.client_id) if draft.client_id else None
            if message is None:
                number = before.last_number + len(new) + 1
                message = Message(number, draft.speaker, draft.reply, now, draft.risk, draft.client_id, draft.payload)
                new.append(message)
                if draft.client_id:
                    known[draft.client_id] = message
            result.append(message)
        if new:
            await self._insert(conversation_id, new)
            await self._rows.save(before, _with_messages(before, new))
        return tuple(result)

    async def _stored_copies(self, conversation_id: ConversationId, drafts: Sequence[Draft]) -> dict[str, Message]:
        hashes = [self._client_hash(conversation_id, d.client_id) for d in drafts if d.client_id]
        if not hashes:
            return {}
        seal = await self._rows.seal(conversation_id)
        query = select(messages).where(
            messages.c.conversation_id == conversation_id, messages.c.client_hash.in_(hashes)
        )
        stored = [message_of(row, seal) for row in (await self._connection.execute(query)).all()]
        return {m.client_id: m for m in stored if m.client_id}

    async def _insert(self, conversation_id: ConversationId, new: Sequence[Message]) -> None:
        self._session.require_writing()
        seal = await self._rows.seal(conversation_id)
        rows = [
            {
                "conversation_id": conversation_id,
                "number": m.number,
                "speaker": m.speaker.value,
                "risk": int(m.risk),
                "sent_at": m.sent_at,
                "client_hash": self._client_hash(conversation_id, m.client_id) if m.client_id else None,
                "body": sealed_body(m, conversation_id, seal),
            }
            for m in new
        ]
        await self._connection.execute(insert(messages), rows)

    def _client_hash(self, conversation_id: ConversationId, client_id: str) -> str:
        return self._session.vault.lookup("client id", f"{conversation_id}\0{client_id}")

    async def messages(
        self, conversation_id: ConversationId, *, after: int = 0, limit: int = 500
    ) -> tuple[Message, ...]:
        seal = await self._rows.seal(conversation_id)
        query = (
            select(messages)
            .where(messages.c.conversation_id == conversation_id, messages.c.number > after)
            .order_by(messages.c.number)
            .limit(limit)
        )
        return tuple(message_of(row, seal) for row in (await self._connection.execute(query)).all())

    async def transition(
        self, conversation_id: ConversationId, event: Event, *, counsellor_id: CounsellorId | None = None
    ) -> Conversation:
        before = await self._rows.load(conversation_id)
        now = self._session.clock.now()
        after = after_event(before, event, at=now, counsellor_id=counsellor_id)
        saved = await self._rows.save(before, after)
        if event is Event.ACCEPT and before.waiting_since is not None:
            await self._remember_wait(before.waiting_since, now)
        return saved

    async def raise_risk(self, conversation_id: ConversationId, verdict: RiskVerdict) -> Conversation:
        before = await self._rows.load(conversation_id)
        is_worse = verdict.level >= before.risk
        reasons = verdict.reasons + before.risk_reasons if is_worse else before.risk_reasons + verdict.reasons
        after = replace(
            before,
            risk=max(before.risk, verdict.level),
            risk_reasons=tuple(dict.fromkeys(reasons))[:_MOST_REASONS],
        )
        return await self._rows.save(before, after)

    async def settle_risk(self, conversation_id: ConversationId, level: RiskLevel) -> Conversation:
        before = await self._rows.load(conversation_id)
        reasons = () if level < before.risk else before.risk_reasons
        return await self._rows.save(before, replace(before, risk=level, risk_reasons=reasons))

    async def mark_answered(self, conversation_id: ConversationId, number: int) -> bool:
        before = await self._rows.load(conversation_id)
        if number <= before.answered_number:
            return False
        await self._rows.save(before, replace(before, answered_number=min(number, before.last_number)))
        return True

    async def describe(
        self,
        conversation_id: ConversationId,
        *,
        language: str | None = None,
        kommune: str | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        before = await self._rows.load(conversation_id)
        after = replace(
            before,
            language=language or before.language,
            kommune=kommune or before.kommune,
            topics=tuple(dict.fromkeys((*topics, *before.topics)))[:_MOST_TOPICS],
        )
        await self._rows.save(before, after)

    async def mark_escalated(self, conversation_id: ConversationId) -> bool:
        before = await self._rows.load(conversation_id)
        if before.escalated_at is not None:
            return False
        await self._rows.save(before, replace(before, escalated_at=self._session.clock.now()))
        return True

    async def mark_told_late(self, conversation_id: ConversationId) -> bool:
        before = await self._rows.load(conversation_id)
        if before.told_late_at is not None:
            return False
        await self._rows.save(before, replace(before, told_late_at=self._session.clock.now()))
        return True


def _with_messages(before: Conversation, new: Sequence[Message]) -> Conversation:
    said = [m.number for m in new if m.speaker is Speaker.PERSON]
    return replace(
        before,
        last_number=new[-1].number,
        last_person_number=max([before.last_person_number, *said]),
        last_message_at=new[-1].sent_at,
    )
