"""Who has a conversation, and what the person is told about it: request, accept, say, hand back, close."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.conversation import Conversation, ConversationId, CounsellorId, Message, Speaker
from bot.domain.events import ConversationEnded, CounsellorSpoke, OwnershipChanged, RiskSettled
from bot.domain.handoff import Event, State, WaitingRules
from bot.domain.ownership import NotTheOwner, require_owner
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import clean
from bot.domain.waiting import QueueEntry, Status
from bot.domain.words import Words
from bot.ports import Bus, Clock, Draft, Store, UnitOfWork
from bot.usecases.call_human import CALL_HUMAN_KEYS, call_human
from bot.usecases.journal import QUEUE, conversation_topic, look_again, record
from bot.usecases.see_queue import SeeQueue
from bot.usecases.watch_queue import WatchQueue

_KEYS = (
    "handoff.accepted",
    "handoff.withdrawn",
    "handoff.handed_back",
    "handoff.released",
    "handoff.closed_by_person",
    "handoff.closed_by_counsellor",
    "handoff.closed_with_agreement",
    "handoff.closed_by_house",
)


class ManageHandoff:
    """The ownership of conversations, for both sides. Every method is one transaction.

    Methods raise ConversationNotFound, TransitionRefused (the table has no such step now), Conflict (somebody else was
    first), NotTheOwner (another counsellor has it) or StoreFailed; then nothing has changed.
    """

    def __init__(self, store: Store, bus: Bus, clock: Clock, words: Words, rules: WaitingRules) -> None:
        words.require(*_KEYS, *CALL_HUMAN_KEYS)
        self._store = store
        self._bus = bus
        self._clock = clock
        self._words = words
        self._see = SeeQueue(store, clock, rules)
        self._watch = WatchQueue(store, bus, words, rules)

    async def request(self, conversation_id: ConversationId) -> Conversation:
        """The person wants a human. Asking again while waiting changes nothing."""
        async with self._changing(conversation_id) as unit:
            conversation = await unit.conversations.get(conversation_id)
            conversation = await call_human(unit, conversation, words=self._words, now=self._clock.now(), by_risk=False)
            await unit.commit()
            return conversation

    async def withdraw(self, conversation_id: ConversationId) -> Conversation:
        """The person changes their mind while waiting."""
        async with self._changing(conversation_id) as unit:
            return await self._step(unit, conversation_id, Event.WITHDRAW, "handoff.withdrawn")

    async def accept(self, conversation_id: ConversationId, counsellor: CounsellorId) -> Conversation:
        """The counsellor takes the conversation. Of two who try, exactly one gets it."""
        async with self._changing(conversation_id) as unit:
            conversation = await unit.conversations.get(conversation_id)
            if conversation.counsellor_id == counsellor:
                return conversation
            known = await unit.staff.get(counsellor)
            if known is None:
                raise NotTheOwner
            await unit.staff.seen(counsellor)
            conversation = await unit.conversations.transition(conversation_id, Event.ACCEPT, counsellor_id=counsellor)
            return await self._done(unit, conversation, Event.ACCEPT, "handoff.accepted", role=known.display_role)

    async def say(
        self, conversation_id: ConversationId, counsellor: CounsellorId, text: str, *, client_id: str
    ) -> Message:
        """The counsellor's words, kept once however often they are sent with the same client_id."""
        async with self._changing(conversation_id) as unit:
            conversation = await self._owned(unit, conversation_id, counsellor)
            draft = Draft(Speaker.COUNSELLOR, Reply(clean(text)), client_id=client_id)
            (message,) = await unit.conversations.append(conversation_id, [draft])
            await unit.conversations.mark_answered(conversation_id, conversation.last_person_number)
            await unit.commit()
            record(CounsellorSpoke(conversation_id, counsellor, message.number))
            return message

    async def hand_back(self, conversation_id: ConversationId, counsellor: CounsellorId) -> Conversation:
        """The counsellor gives the conversation back to the assistant."""
        async with self._changing(conversation_id) as unit:
            await self._owned(unit, conversation_id, counsellor)
            return await self._step(unit, conversation_id, Event.HAND_BACK, "handoff.handed_back")

    async def release(self, conversation_id: ConversationId, counsellor: CounsellorId) -> Conversation:
        """The counsellor puts the conversation back in the queue for a colleague."""
        async with self._changing(conversation_id) as unit:
            await self._owned(unit, conversation_id, counsellor)
            return await self._step(unit, conversation_id, Event.RELEASE, "handoff.released")

    async def close(
        self,
        conversation_id: ConversationId,
        *,
        by: Speaker,
        agreed: str | None = None,
        counsellor: CounsellorId | None = None,
    ) -> Conversation:
        """A good end: with whom, what was agreed, how to come back. Closing what is closed changes nothing."""
        async with self._changing(conversation_id) as unit:
            before = await unit.conversations.get(conversation_id)
            if before.state is State.CLOSED:
                return before
            if by is Speaker.COUNSELLOR and not _may_close(before, counsellor):
                raise NotTheOwner
            owner = await unit.staff.get(counsellor) if counsellor else None
            key = _farewell(by, has_agreement=bool(agreed and agreed.strip()))
            conversation = await self._step(
                unit, conversation_id, Event.CLOSE, key, agreed=clean(agreed or ""), role=owner and owner.display_role
            )
            record(ConversationEnded(conversation_id, by))
            return conversation

    async def settle_risk(
        self, conversation_id: ConversationId, counsellor: CounsellorId, level: RiskLevel
    ) -> Conversation:
        """The owner's judgement of how urgent it is now: the only way a grade falls."""
        async with self._changing(conversation_id) as unit:
            await self._owned(unit, conversation_id, counsellor)
            conversation = await unit.conversations.settle_risk(conversation_id, level)
            await unit.commit()
            record(RiskSettled(conversation_id, level))
            return conversation

    async def queue(self) -> tuple[QueueEntry, ...]:
        """Everybody who waits: most serious first, then longest."""
        return await self._see.queue()

    async def forgotten(self) -> tuple[Conversation, ...]:
        """Conversations in which a counsellor has let the person wait for too long: the console's alarm."""
        return await self._see.forgotten()

    async def status(self, conversation_id: ConversationId) -> Status:
        """The truth about the wait, as far as it is known."""
        return await self._see.status(conversation_id)

    async def seen(self, counsellor: CounsellorId) -> None:
        """The counsellor's console is alive. Call it at least once a minute while it is open."""
        async with self._store.unit() as unit:
            await unit.staff.seen(counsellor)
            await unit.commit()

    async def tick(self, now: datetime) -> None:
        """Escalate who has waited too long, tell who waits in vain, and free what a lost counsellor held."""
        await self._watch.tick(now)

    @asynccontextmanager
    async def _changing(self, conversation_id: ConversationId) -> AsyncIterator[UnitOfWork]:
        async with self._store.unit() as unit:
            yield unit
        await look_again(self._bus, conversation_topic(conversation_id), QUEUE)

    async def _owned(self, unit: UnitOfWork, conversation_id: ConversationId, counsellor: CounsellorId) -> Conversation:
        conversation = await unit.conversations.get(conversation_id)
        require_owner(conversation, counsellor)
        await unit.staff.seen(counsellor)
        return conversation

    async def _step(
        self, unit: UnitOfWork, conversation_id: ConversationId, event: Event, key: str, **fields: object
    ) -> Conversation:
        return await self._done(unit, await unit.conversations.transition(conversation_id, event), event, key, **fields)

    async def _done(
        self, unit: UnitOfWork, conversation: Conversation, event: Event, key: str, **fields: object
    ) -> Conversation:
        notice = self._words.reply(key, conversation.language, **fields)
        await unit.conversations.append(conversation.id, [Draft(Speaker.SYSTEM, notice)])
        await unit.commit()
        record(OwnershipChanged(conversation.id, event, conversation.state, conversation.risk))
        return conversation


def _may_close(conversation: Conversation, counsellor: CounsellorId | None) -> bool:
    """A counsellor may end what they have, and what nobody has taken; never a colleague's, nor the assistant's."""
    return counsellor is not None and (conversation.counsellor_id == counsellor or conversation.state is State.WAITING)


def _farewell(by: Speaker, *, has_agreement: bool) -> str:
    if by is Speaker.PERSON:
        return "handoff.closed_by_person"
    if by is not Speaker.COUNSELLOR:
        return "handoff.closed_by_house"
    return "handoff.closed_with_agreement" if has_agreement else "handoff.closed_by_counsellor"
