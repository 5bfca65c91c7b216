"""What each event does to a conversation, beside its state: who owns it, since when it waits, when it ended.

The transition table (handoff.py) decides whether an event may happen; this module writes down what follows from it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.conversation import Conversation, CounsellorId
from bot.domain.handoff import Event, State, next_state


class NotTheOwner(Exception):
    """A counsellor tried to act in a conversation that somebody else (or nobody) has."""


def after(
    conversation: Conversation, event: Event, *, at: datetime, counsellor_id: CounsellorId | None = None
) -> Conversation:
    """The conversation once `event` has happened at that moment. Raises TransitionRefused where it may not happen.

    A conversation has a counsellor exactly while it is with one, waits exactly while it is waiting, and has an end
    exactly while it is closed.
    """
    state = next_state(conversation.state, event)
    if (event is Event.ACCEPT) != (counsellor_id is not None):
        raise ValueError("a counsellor is named when a conversation is accepted, and only then")
    is_waiting = state is State.WAITING
    owner = counsellor_id or conversation.counsellor_id
    return replace(
        conversation,
        state=state,
        counsellor_id=owner if state is State.WITH_COUNSELLOR else None,
        last_counsellor_id=counsellor_id or conversation.last_counsellor_id,
        waiting_since=(conversation.waiting_since or at) if is_waiting else None,
        escalated_at=conversation.escalated_at if is_waiting else None,
        told_late_at=conversation.told_late_at if is_waiting else None,
        closed_at=(conversation.closed_at or at) if state is State.CLOSED else None,
        was_handed_over=conversation.was_handed_over or event is Event.ACCEPT,
    )


def require_owner(conversation: Conversation, counsellor_id: CounsellorId) -> None:
    """Raises NotTheOwner unless the conversation is with exactly this counsellor."""
    if conversation.state is not State.WITH_COUNSELLOR or conversation.counsellor_id != counsellor_id:
        raise NotTheOwner
