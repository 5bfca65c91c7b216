"""The promise of deletion, to the second."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import Conversation
from bot.domain.handoff import State
from bot.domain.retention import cutoffs, expires_at, is_expired
from tests.builders import a_conversation
from tests.fakes.clock import MORNING

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "lives"),
    [
        ({}, timedelta(hours=24)),
        ({"state": State.WAITING, "waiting_since": MORNING}, timedelta(hours=24)),
        ({"state": State.CLOSED, "closed_at": MORNING + timedelta(hours=5)}, timedelta(hours=24)),
        ({"was_handed_over": True}, timedelta(days=14)),
        ({"was_handed_over": True, "state": State.WITH_COUNSELLOR, "counsellor_id": "k"}, timedelta(days=14)),
        ({"was_handed_over": True, "state": State.CLOSED, "closed_at": MORNING}, timedelta(days=7)),
        (
            {"was_handed_over": True, "state": State.CLOSED, "closed_at": MORNING + timedelta(days=3)},
            timedelta(days=10),
        ),
    ],
)
def test_a_conversation_lives_exactly_as_long_as_promised(changes: dict[str, object], lives: timedelta) -> None:
    conversation = a_conversation(**changes)
    assert expires_at(conversation) == MORNING + lives
    assert not is_expired(conversation, MORNING + lives - SECOND)
    assert is_expired(conversation, MORNING + lives)


def test_a_message_more_is_a_day_more() -> None:
    later = MORNING + timedelta(hours=23)
    assert expires_at(a_conversation(last_message_at=later)) == later + timedelta(hours=24)


@given(
    st.sampled_from([State.BOT, State.WITH_COUNSELLOR, State.CLOSED]),
    st.booleans(),
    st.integers(min_value=0, max_value=40 * 24),
    st.integers(min_value=0, max_value=40 * 24),
)
def test_the_cutoffs_say_the_same_as_the_rule(
    state: State, handed_over: bool, silent_hours: int, now_hours: int
) -> None:
    now = MORNING + timedelta(hours=now_hours)
    closed_at = MORNING + timedelta(hours=silent_hours) if state is State.CLOSED else None
    conversation = a_conversation(
        state=state, was_handed_over=handed_over, closed_at=closed_at,
        last_message_at=MORNING + timedelta(hours=silent_hours),
    )  # fmt: skip
    assert is_expired(conversation, now) == _is_past_cutoff(conversation, cutoffs(now))


def _is_past_cutoff(conversation: Conversation, limit: object) -> bool:
    if not conversation.was_handed_over:
        return conversation.last_message_at <= limit.bot_only
    if conversation.closed_at is not None:
        return conversation.closed_at <= limit.handed_over
    return conversation.last_message_at <= limit.never_closed
