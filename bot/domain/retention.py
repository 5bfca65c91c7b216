"""What is deleted, and when. The promise of docs/privacy.md as three numbers; knows nothing of how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.conversation import Conversation
from bot.domain.handoff import State

BOT_ONLY = timedelta(hours=24)
"""After the last message, where no counsellor ever took part."""

HANDED_OVER = timedelta(days=7)
"""After the end of a conversation that a counsellor took part in."""

NEVER_CLOSED = timedelta(days=14)
"""After the last message, where a counsellor took part and nobody ended it."""


@dataclass(frozen=True)
class Cutoffs:
    """The three rules as points in time: what is older than its own is deleted."""

    bot_only: datetime
    handed_over: datetime
    never_closed: datetime


@dataclass(frozen=True)
class Erased:
    """What a deletion removed. `proof` is empty when there was nothing to delete."""

    messages: int
    proof: str


@dataclass(frozen=True)
class DeletionReceipt:
    """What the person is told: how much is gone, when, and a code that anybody may check without knowing who asked."""

    messages: int
    deleted_at: datetime
    proof: str


def cutoffs(now: datetime) -> Cutoffs:
    """The rules seen from `now`."""
    return Cutoffs(now - BOT_ONLY, now - HANDED_OVER, now - NEVER_CLOSED)


def expires_at(conversation: Conversation) -> datetime:
    """When the conversation must be gone if nothing more happens in it."""
    if not conversation.was_handed_over:
        return conversation.last_message_at + BOT_ONLY
    if conversation.state is State.CLOSED and conversation.closed_at is not None:
        return conversation.closed_at + HANDED_OVER
    return conversation.last_message_at + NEVER_CLOSED


def is_expired(conversation: Conversation, now: datetime) -> bool:
    """True from the very moment of `expires_at`."""
    return now >= expires_at(conversation)
