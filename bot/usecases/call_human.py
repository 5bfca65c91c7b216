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
    unit: UnitOfWork,
    conversation: Conversation,
    *,
    words: Words,
    now: datetime,
    by_risk: bool,
    language: str | None = None,
) -> Conversation:
    """Request a human in the caller's unit of work; the first time with a notice about the queue.

    `language`: of the notice, where the message was in another than the conversation has had so far.
    """
    before = conversation.state
    conversation = await unit.conversations.transition(conversation.id, Event.REQUEST)
    if before is conversation.state:
        return conversation
    record(OwnershipChanged(conversation.id, Event.REQUEST, conversation.state, conversation.risk))
    if conversation.state is State.WAITING:
        key = await _queue_notice(unit, now, by_risk=by_risk)
        position = await unit.conversations.queue_position(conversation.id)
        notice = words.reply(key, language or conversation.language, position=position)
        await unit.conversations.append(conversation.id, [Draft(Speaker.SYSTEM, notice)])
    return conversation


async def _queue_notice(unit: UnitOfWork, now: datetime, *, by_risk: bool) -> str:
    if not await is_anyone_on_duty(unit, now):
        return "handoff.nobody_on_duty"
    return "handoff.joined_by_risk" if by_risk else "handoff.joined"


async def is_anyone_on_duty(unit: UnitOfWork, now: datetime, rules: WaitingRules | None = None) -> bool:
    """True when some counsellor's console has been alive lately."""
    minutes = (rules or WaitingRules()).lost_after_minutes
    return bool(await unit.staff.on_duty(now - timedelta(minutes=minutes)))
