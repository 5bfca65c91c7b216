"""Nobody is forgotten: what must happen to waiting and held conversations as time passes, without anybody asking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.conversation import Conversation, ConversationId, Speaker
from bot.domain.events import CounsellorLost, OwnershipChanged, WaitEscalated
from bot.domain.handoff import Event, State, TransitionRefused, WaitingRules
from bot.domain.waiting import is_due_for_escalation, is_overdue, waited
from bot.domain.words import Words
from bot.ports import Bus, Conflict, ConversationNotFound, Draft, Store, UnitOfWork
from bot.usecases.journal import QUEUE, conversation_topic, look_again, record

Step = Callable[[UnitOfWork, Conversation, datetime], Awaitable[bool]]


class WatchQueue:
    """One round of watching. Several gateways may do it at once: each step looks again before it acts."""

    def __init__(self, store: Store, bus: Bus, words: Words, rules: WaitingRules) -> None:
        words.require("handoff.nobody_came", "handoff.still_waiting", "handoff.counsellor_lost")
        self._store = store
        self._bus = bus
        self._words = words
        self._rules = rules

    async def tick(self, now: datetime) -> None:
        """Escalate who has waited too long, tell who waits in vain, and free what a lost counsellor held."""
        async with self._store.reading() as unit:
            waiting = await unit.conversations.waiting()
            held = await unit.conversations.held()
            alive = await self._alive(unit, now)
        for conversation in waiting:
            if is_due_for_escalation(conversation, self._rules, now):
                await self._step(conversation.id, self._escalate, now)
            if is_overdue(conversation, self._rules, now):
                await self._step(conversation.id, self._tell_late, now)
        for conversation in held:
            if conversation.counsellor_id not in alive:
                await self._step(conversation.id, self._release_lost, now)

    async def _alive(self, unit: UnitOfWork, now: datetime) -> frozenset[str]:
        return frozenset(await unit.staff.on_duty(now - timedelta(minutes=self._rules.lost_after_minutes)))

    async def _step(self, conversation_id: ConversationId, step: Step, now: datetime) -> None:
        try:
            async with self._store.unit() as unit:
                has_changed = await step(unit, await unit.conversations.get(conversation_id), now)
                await unit.commit()
        except (ConversationNotFound, Conflict, TransitionRefused):
            return  # somebody took it, closed it or deleted it meanwhile: that is what we wanted
        if has_changed:
            await look_again(self._bus, QUEUE, conversation_topic(conversation_id))

    async def _escalate(self, unit: UnitOfWork, conversation: Conversation, now: datetime) -> bool:
        if not is_due_for_escalation(conversation, self._rules, now):
            return False
        await unit.conversations.mark_escalated(conversation.id)
        record(WaitEscalated(conversation.id, conversation.risk, int(waited(conversation, now).total_seconds())))
        return True

    async def _tell_late(self, unit: UnitOfWork, conversation: Conversation, now: datetime) -> bool:
        """A person in danger keeps their place in the queue for ever; another goes back to the assistant."""
        if not is_overdue(conversation, self._rules, now):
            return False
        key = "handoff.still_waiting"
        if conversation.risk.needs_human:
            await unit.conversations.mark_told_late(conversation.id)
        else:
            key = "handoff.nobody_came"
            conversation = await unit.conversations.transition(conversation.id, Event.TIME_OUT)
            record(OwnershipChanged(conversation.id, Event.TIME_OUT, conversation.state, conversation.risk))
        await self._say(unit, conversation, key)
        return True

    async def _release_lost(self, unit: UnitOfWork, conversation: Conversation, now: datetime) -> bool:
        counsellor = conversation.counsellor_id
        if conversation.state is not State.WITH_COUNSELLOR or counsellor is None:
            return False
        if counsellor in await self._alive(unit, now):
            return False
        conversation = await unit.conversations.transition(conversation.id, Event.RELEASE)
        record(CounsellorLost(conversation.id, counsellor))
        await self._say(unit, conversation, "handoff.counsellor_lost")
        return True

    async def _say(self, unit: UnitOfWork, conversation: Conversation, key: str) -> None:
        notice = self._words.reply(key, conversation.language)
        await unit.conversations.append(conversation.id, [Draft(Speaker.SYSTEM, notice)])
