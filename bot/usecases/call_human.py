"""Puts a conversation in the queue and tells the person the truth about it. For all that ask for a human."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.conversation import Conversation, Speaker
from bot.domain.events import OwnershipChanged
from bot.domain.handoff import Event, State, WaitingRules
from bot.domain.words import Words
from bot.ports import Draft, UnitOfWork
from bot.usecases.journal import record

CALL_HUMAN_KEYS = ("handoff.joined", "handoff.joined_by_risk", "handoff.nobody_on_duty")


async def call_human(
    unit: UnitOfWork, conversation: Conversation, *, words: Words, now: datetime, by_risk: bool
) -> Conversation:
    """Request a human in the caller's unit of work; the first time with a notice about the queue."""
    before = conversation.state
    conversation = await unit.conversations.transition(conversation.id, Event.REQUEST)
    if before is conversation.state:
        return conversation
    record(OwnershipChanged(conversation.id, Event.REQUEST, conversation.state, conversation.risk))
    if conversation.state is State.WAITING:
        await _tell_about_the_queue(unit, conversation, words=words, now=now, by_risk=by_risk)
    return conversation


async def _tell_about_the_queue(
    unit: UnitOfWork, conversation: Conversation, *, words: Words, now: datetime, by_risk: bool
) -> None:
    position = await unit.conversations.queue_position(conversation.id)
    key = "handoff.joined_by_risk" if by_risk else "handoff.joined"
    if not await is_anyone_on_duty(unit, now):
        key = "handoff.nobody_on_duty"
    notice = words.reply(key, conversation.language, position=position)
    await unit.conversations.append(conversation.id, [Draft(Speaker.SYSTEM, notice)])


async def is_anyone_on_duty(unit: UnitOfWork, now: datetime, rules: WaitingRules | None = None) -> bool:
    """True when some counsellor's console has been alive lately."""
    minutes = (rules or WaitingRules()).lost_after_minutes
    return bool(await unit.staff.on_duty(now - timedelta(minutes=minutes)))
