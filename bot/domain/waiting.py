"""The queue as both sides see it: whose turn it is, and an honest guess at how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from bot.domain.conversation import Conversation
from bot.domain.handoff import State, WaitingRules

ESTIMATED_FROM = timedelta(hours=3)
"""Older waits say nothing of who is on duty now."""

_FEWEST_WAITS = 3


@dataclass(frozen=True)
class QueueEntry:
    """One waiting person as the counsellor sees it; `position` starts at 1."""

    conversation: Conversation
    position: int
    waited: timedelta
    is_escalated: bool

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it was escalated, most serious first."""
        return self.conversation.risk_reasons


@dataclass(frozen=True)
class Status:
    """What the person may know about whom they talk with and how long it takes. None means: we do not know."""

    state: State
    position: int | None
    waited: timedelta
    wait_estimate_minutes: int | None
    counsellor_role: str | None
    is_anyone_on_duty: bool


def in_queue_order(conversations: Iterable[Conversation]) -> tuple[Conversation, ...]:
    """Most serious first, then the one who has waited longest; the id decides a tie, so that nobody jumps about."""
    return tuple(sorted(conversations, key=lambda c: (-c.risk, c.waiting_since or c.created_at, c.id)))


def queue_entries(waiting: Sequence[Conversation], now: datetime) -> tuple[QueueEntry, ...]:
    """The queue with positions; `waiting` is already in order."""
    return tuple(
        QueueEntry(c, position, waited(c, now), c.escalated_at is not None)
        for position, c in enumerate(waiting, start=1)
    )


def waited(conversation: Conversation, now: datetime) -> timedelta:
    """How long the person has waited; zero when they do not wait."""
    since = conversation.waiting_since
    return max(now - since, timedelta()) if since else timedelta()


def wait_estimate_minutes(recent_waits: Sequence[timedelta]) -> int | None:
    """Half of the recent ones waited no longer than this. None with fewer than three: better silent than wrong."""
    if len(recent_waits) < _FEWEST_WAITS:
        return None
    return max(1, ceil(median(w.total_seconds() for w in recent_waits) / 60))


def is_due_for_escalation(conversation: Conversation, rules: WaitingRules, now: datetime) -> bool:
    """True once a waiting conversation has waited longer than its urgency allows, until it has been escalated."""
    if conversation.state is not State.WAITING or conversation.escalated_at is not None:
        return False
    urgent = conversation.risk.needs_human
    minutes = rules.escalate_after_minutes if urgent else rules.escalate_calm_after_minutes
    return waited(conversation, now) >= timedelta(minutes=minutes)


def is_overdue(conversation: Conversation, rules: WaitingRules, now: datetime) -> bool:
    """True once the person must be told that nobody came, until they have been told."""
    if conversation.state is not State.WAITING or conversation.told_late_at is not None:
        return False
    return waited(conversation, now) >= timedelta(minutes=rules.time_out_after_minutes)


def is_forgotten(conversation: Conversation, rules: WaitingRules, now: datetime) -> bool:
    """True while a counsellor has left the person's last message unanswered for too long."""
    if conversation.state is not State.WITH_COUNSELLOR or not conversation.is_unanswered:
        return False
    return now - conversation.last_message_at >= timedelta(minutes=rules.forgotten_after_minutes)
