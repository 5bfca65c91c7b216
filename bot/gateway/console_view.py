"""What a counsellor sees: the queue, who has whom, and one conversation. Never how a person can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.conversation import Conversation, ConversationId, CounsellorId
from bot.domain.handoff import State
from bot.gateway.services import GatewayServices
from bot.gateway.wire import Frame
from bot.ports import Counsellor, UnitOfWork


@dataclass(frozen=True)
class Overview:
    """Everything that the console's left side shows, read in one transaction."""

    waiting: tuple[Conversation, ...]
    held: tuple[Conversation, ...]
    usernames: dict[CounsellorId, str]
    forgotten: frozenset[ConversationId]
    now: datetime

    @classmethod
    async def read(cls, services: GatewayServices) -> Overview:
        """As it is now."""
        async with services.store.reading() as unit:
            waiting = await unit.conversations.waiting()
            held = await unit.conversations.held()
            usernames = {c.id: c.username for c in await unit.staff.all()}
        forgotten = frozenset(c.id for c in await services.handoff.forgotten())
        return cls(waiting, held, usernames, forgotten, services.clock.now())

    def queue_frame(self, services: GatewayServices, me: Counsellor) -> Frame:
        """The queue in order, my own conversations, and which ones colleagues have."""
        return {
            "type": "queue",
            "now": self.now.isoformat(),
            "waiting": [self.entry(services, me, c, position) for position, c in enumerate(self.waiting, start=1)],
            "mine": [self.entry(services, me, c) for c in self.held if c.counsellor_id == me.id],
            "colleagues": [self.entry(services, me, c) for c in self.held if c.counsellor_id != me.id],
        }

    def entry(
        self, services: GatewayServices, me: Counsellor, conversation: Conversation, position: int | None = None
    ) -> Frame:
        """One conversation in the list."""
        return entry(
            services,
            me,
            conversation,
            position=position,
            held_by=self.usernames.get(conversation.counsellor_id) if conversation.counsellor_id else None,
            is_forgotten=conversation.id in self.forgotten,
        )


def entry(
    services: GatewayServices,
    me: Counsellor,
    conversation: Conversation,
    *,
    position: int | None = None,
    held_by: str | None = None,
    is_forgotten: bool = False,
) -> Frame:
    """A conversation's facts for the console; the queue_entry of the wire schema."""
    return {
        "id": conversation.id,
        "state": conversation.state.value,
        "risk": conversation.risk.word,
        "reasons": list(conversation.risk_reasons),
        "channel": conversation.channel.value,
        "language": conversation.language,
        "kommune": conversation.kommune,
        "kommune_name": services.kommune_name(conversation.kommune) if conversation.kommune else None,
        "topics": list(conversation.topics),
        "position": position,
        "waiting_since": _iso(conversation.waiting_since),
        "last_message_at": conversation.last_message_at.isoformat(),
        "last_number": conversation.last_number,
        "is_escalated": conversation.escalated_at is not None,
        "is_forgotten": is_forgotten,
        "is_mine": conversation.counsellor_id == me.id,
        "held_by": held_by,
    }


async def held_by(unit: UnitOfWork, conversation: Conversation) -> str | None:
    """The username of who has it, for colleagues."""
    found = await unit.staff.get(conversation.counsellor_id) if conversation.counsellor_id else None
    return found.username if found else None


def may_read(conversation: Conversation, me: Counsellor) -> bool:
    """A counsellor reads what waits for one, what is theirs, and the end of what was theirs. Nothing else: what a
    person says to the assistant, or to a colleague, is nobody else's."""
    if conversation.state is State.WAITING:
        return True
    if conversation.state is State.WITH_COUNSELLOR:
        return conversation.counsellor_id == me.id
    return conversation.state is State.CLOSED and conversation.last_counsellor_id == me.id


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
