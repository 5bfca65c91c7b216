"""Looks at the queue for both sides: the counsellor's list and alarm, the person's place and honest wait."""

from __future__ import annotations

from bot.domain.conversation import Conversation, ConversationId
from bot.domain.handoff import WaitingRules
from bot.domain.waiting import (
    ESTIMATED_FROM,
    QueueEntry,
    Status,
    is_forgotten,
    queue_entries,
    wait_estimate_minutes,
    waited,
)
from bot.ports import Clock, Store
from bot.usecases.call_human import is_anyone_on_duty


class SeeQueue:
    """Changes nothing and waits for nobody."""

    def __init__(self, store: Store, clock: Clock, rules: WaitingRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules

    async def queue(self) -> tuple[QueueEntry, ...]:
        """Everybody who waits: most serious first, then longest."""
        async with self._store.reading() as unit:
            return queue_entries(await unit.conversations.waiting(), self._clock.now())

    async def forgotten(self) -> tuple[Conversation, ...]:
        """Conversations in which a counsellor has let the person wait for too long: the console's alarm."""
        now = self._clock.now()
        async with self._store.reading() as unit:
            return tuple(c for c in await unit.conversations.held() if is_forgotten(c, self._rules, now))

    async def status(self, conversation_id: ConversationId) -> Status:
        """The truth about the wait, as far as it is known. Raises ConversationNotFound."""
        now = self._clock.now()
        async with self._store.reading() as unit:
            conversation = await unit.conversations.get(conversation_id)
            owner = conversation.counsellor_id
            counsellor = await unit.staff.get(owner) if owner else None
            on_duty = await is_anyone_on_duty(unit, now, self._rules)
            position, estimate = await unit.conversations.queue_position(conversation_id), None
            if position is not None and on_duty:
                estimate = wait_estimate_minutes(await unit.conversations.recent_waits(now - ESTIMATED_FROM))
        return Status(
            state=conversation.state,
            position=position,
            waited=waited(conversation, now),
            wait_estimate_minutes=estimate,
            counsellor_role=counsellor.display_role if counsellor else None,
            is_anyone_on_duty=on_duty,
        )
