"""Rows <-> domain objects, and the one place where a conversation is read and written under its version."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.encryption import Seal, Vault
from bot.adapters.store.slow_hash import SlowHash
from bot.adapters.store.tables import conversation_keys, conversations
from bot.domain.conversation import Channel, Conversation, ConversationId, Message, Speaker
from bot.domain.handoff import State
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel
from bot.ports import Clock, Conflict, ConversationNotFound

_PLAIN = (
    "channel",
    "language",
    "kommune",
    "counsellor_id",
    "last_counsellor_id",
    "created_at",
    "last_message_at",
    "waiting_since",
    "escalated_at",
    "told_late_at",
    "closed_at",
    "last_number",
    "last_person_number",
    "answered_number",
    "was_handed_over",
)
"""Columns that are fields of a Conversation under the same name."""


@dataclass(frozen=True)
class Session:
    """What every part of the repository works with during one unit of work."""

    connection: AsyncConnection
    vault: Vault
    clock: Clock
    slow_hash: SlowHash
    is_writing: bool

    def require_writing(self) -> None:
        """A fault of the programmer, found at once and on every database."""
        if not self.is_writing:
            raise RuntimeError("a reading unit of work cannot write")


class ConversationRows:
    """Loads and saves conversations with their seals."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._seals: dict[str, Seal] = {}

    async def load(self, conversation_id: ConversationId) -> Conversation:
        """The conversation; locked until the end of the unit when that unit may write. Raises ConversationNotFound."""
        query = with_keys().where(conversations.c.id == conversation_id)
        if self._session.is_writing:
            query = query.with_for_update(of=conversations)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise ConversationNotFound
        return self._conversation(row)

    async def select(self, query: Select[Any]) -> tuple[Conversation, ...]:
        """Several conversations, unlocked. `query` comes from `with_keys`."""
        return tuple(self._conversation(row) for row in (await self._connection.execute(query)).all())

    async def seal(self, conversation_id: ConversationId) -> Seal:
        """The conversation's key at work. Raises ConversationNotFound."""
        if conversation_id not in self._seals:
            query = select(conversation_keys.c.wrapped_key).where(
                conversation_keys.c.conversation_id == conversation_id
            )
            wrapped = (await self._connection.execute(query)).scalar_one_or_none()
            if wrapped is None:
                raise ConversationNotFound
            self._seals[conversation_id] = self._session.vault.unwrap(wrapped, conversation_id)
        return self._seals[conversation_id]

    async def save(self, before: Conversation, after: Conversation) -> Conversation:
        """Write what changed, unless somebody else wrote since `before` was read: then Conflict."""
        self._session.require_writing()
        if after == before:
            return before
        seal = await self.seal(before.id)
        changed = (
            update(conversations)
            .where(conversations.c.id == before.id, conversations.c.version == before.version)
            .values(version=before.version + 1, **columns_of(after, seal))
        )
        if (await self._connection.execute(changed)).rowcount != 1:
            raise Conflict
        return replace(after, version=before.version + 1)

    def _conversation(self, row: Row[Any]) -> Conversation:
        conversation_id = ConversationId(row.id)
        seal = self._session.vault.unwrap(row.wrapped_key, conversation_id)
        self._seals[conversation_id] = seal
        details = json.loads(seal.open(row.details, _details_place(conversation_id)))
        plain = {name: getattr(row, name) for name in _PLAIN}
        plain["channel"] = Channel(row.channel)
        return Conversation(
            id=conversation_id,
            state=State(row.state),
            risk=RiskLevel(row.risk),
            risk_reasons=tuple(details["reasons"]),
            topics=tuple(details["topics"]),
            version=row.version,
            **plain,
        )


def with_keys() -> Select[Any]:
    """Conversations beside their keys: all that is needed to read them."""
    return select(conversations, conversation_keys.c.wrapped_key).join(conversation_keys)


def columns_of(conversation: Conversation, seal: Seal) -> dict[str, Any]:
    """Every column except id and version."""
    details = {"reasons": conversation.risk_reasons, "topics": conversation.topics}
    return {
        **{name: getattr(conversation, name) for name in _PLAIN},
        "channel": conversation.channel.value,
        "state": conversation.state.value,
        "risk": int(conversation.risk),
        "details": seal.close(json.dumps(details).encode(), _details_place(conversation.id)),
    }


def sealed_body(message: Message, conversation_id: ConversationId, seal: Seal) -> bytes:
    """Everything of a message that was said or chosen by somebody."""
    body = {"reply": message.reply.to_json(), "client_id": message.client_id, "payload": message.payload}
    return seal.close(json.dumps(body, ensure_ascii=False).encode(), _message_place(conversation_id, message.number))


def message_of(row: Row[Any], seal: Seal) -> Message:
    """The inverse of `sealed_body` together with the open columns."""
    body = json.loads(seal.open(row.body, _message_place(row.conversation_id, row.number)))
    return Message(
        number=row.number,
        speaker=Speaker(row.speaker),
        reply=Reply.from_json(body["reply"]),
        sent_at=row.sent_at,
        risk=RiskLevel(row.risk),
        client_id=body["client_id"],
        payload=body["payload"],
    )


def _details_place(conversation_id: str) -> str:
    return f"details:{conversation_id}"


def _message_place(conversation_id: str, number: int) -> str:
    return f"message:{conversation_id}:{number}"
