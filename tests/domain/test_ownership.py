"""What follows from each step, over every way through the table."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import CounsellorId
from bot.domain.handoff import TRANSITIONS, Event, State, TransitionRefused
from bot.domain.ownership import NotTheOwner, after, require_owner
from tests.builders import a_conversation
from tests.fakes.clock import MORNING

KARI, OLA = CounsellorId("kari"), CounsellorId("ola")


@given(st.lists(st.tuples(st.sampled_from(Event), st.sampled_from([KARI, OLA])), max_size=40))
def test_there_is_one_owner_after_any_sequence_of_events(events: list[tuple[Event, CounsellorId]]) -> None:
    conversation = a_conversation()
    at = MORNING
    for event, counsellor in events:
        at += timedelta(seconds=1)
        named = counsellor if event is Event.ACCEPT else None
        if (conversation.state, event) in TRANSITIONS:
            conversation = after(conversation, event, at=at, counsellor_id=named)
        else:
            with pytest.raises(TransitionRefused):
                after(conversation, event, at=at, counsellor_id=named)
        assert (conversation.counsellor_id is not None) == (conversation.state is State.WITH_COUNSELLOR)
        assert (conversation.waiting_since is not None) == (conversation.state is State.WAITING)
        assert (conversation.closed_at is not None) == (conversation.state is State.CLOSED)
        assert conversation.escalated_at is None


@given(st.sampled_from(State))
def test_from_every_state_a_person_can_still_reach_a_human(state: State) -> None:
    assert (state, Event.REQUEST) in TRANSITIONS


def test_asking_again_keeps_the_place_in_the_queue_and_what_was_said_about_it() -> None:
    waiting = a_conversation(state=State.WAITING, waiting_since=MORNING, escalated_at=MORNING, told_late_at=MORNING)
    assert after(waiting, Event.REQUEST, at=MORNING + timedelta(hours=1)) == waiting


def test_a_release_begins_a_new_wait() -> None:
    held = a_conversation(
        state=State.WITH_COUNSELLOR, counsellor_id=KARI, last_counsellor_id=KARI, was_handed_over=True
    )
    released = after(held, Event.RELEASE, at=MORNING)
    assert (released.waiting_since, released.counsellor_id, released.last_counsellor_id) == (MORNING, None, KARI)


@pytest.mark.parametrize(("event", "counsellor"), [(Event.ACCEPT, None), (Event.REQUEST, KARI)])
def test_a_counsellor_is_named_when_they_accept_and_only_then(event: Event, counsellor: CounsellorId | None) -> None:
    waiting = a_conversation(state=State.WAITING, waiting_since=MORNING)
    with pytest.raises(ValueError, match=r"^a counsellor is named when a conversation is accepted, and only then$"):
        after(waiting, event, at=MORNING, counsellor_id=counsellor)


@pytest.mark.parametrize(
    ("state", "owner", "is_theirs"),
    [
        (State.WITH_COUNSELLOR, KARI, True),
        (State.WITH_COUNSELLOR, OLA, False),
        (State.BOT, None, False),
        (State.CLOSED, None, False),
    ],
)
def test_only_the_owner_is_the_owner(state: State, owner: CounsellorId | None, is_theirs: bool) -> None:
    conversation = a_conversation(state=state, counsellor_id=owner)
    if not is_theirs:
        with pytest.raises(NotTheOwner):
            require_owner(conversation, KARI)
    else:
        require_owner(conversation, KARI)
