"""Who owns a conversation: the states and the one table of transitions between them.

Exactly one owner at all times. Nothing else in the house may change a state; the store applies
`next_state` under a version check, so two counsellors can never both succeed (docs/adr/0002).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(str, Enum):
    """Who answers the person now."""

    BOT = "bot"
    WAITING = "waiting"
    WITH_COUNSELLOR = "with_counsellor"
    CLOSED = "closed"


class Event(str, Enum):
    """What may happen to the ownership of a conversation."""

    REQUEST = "request"  # the person asks for a human, or the risk demands one
    ACCEPT = "accept"  # a counsellor takes over
    RELEASE = "release"  # the counsellor puts it back in the queue for a colleague, or was lost
    HAND_BACK = "hand_back"  # the counsellor gives it back to the bot
    WITHDRAW = "withdraw"  # the person changes their mind while waiting
    TIME_OUT = "time_out"  # nobody came: the person is told so and given other help
    CLOSE = "close"  # a good ending, by either side
    RESUME = "resume"  # the person writes again after the end


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.BOT, Event.REQUEST): State.WAITING,
    (State.BOT, Event.CLOSE): State.CLOSED,
    (State.WAITING, Event.REQUEST): State.WAITING,
    (State.WAITING, Event.ACCEPT): State.WITH_COUNSELLOR,
    (State.WAITING, Event.WITHDRAW): State.BOT,
    (State.WAITING, Event.TIME_OUT): State.BOT,
    (State.WAITING, Event.CLOSE): State.CLOSED,
    (State.WITH_COUNSELLOR, Event.REQUEST): State.WITH_COUNSELLOR,
    (State.WITH_COUNSELLOR, Event.RELEASE): State.WAITING,
    (State.WITH_COUNSELLOR, Event.HAND_BACK): State.BOT,
    (State.WITH_COUNSELLOR, Event.CLOSE): State.CLOSED,
    (State.CLOSED, Event.RESUME): State.BOT,
    (State.CLOSED, Event.REQUEST): State.WAITING,
}


class TransitionRefused(Exception):
    """The event cannot happen in this state; nothing was changed."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event.value} is not possible while the conversation is {state.value}")
        self.state = state
        self.event = event


def next_state(state: State, event: Event) -> State:
    """The state after `event`; raises TransitionRefused where the table has no such row."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise TransitionRefused(state, event) from None


@dataclass(frozen=True)
class WaitingRules:
    """Minutes, per urgency, before a waiting conversation is escalated, and before the person is told nobody came.

    A counsellor who has shown no sign of life for `lost_after_minutes` is lost, and what they held goes back in the
    queue; one who lets a person wait longer than `forgotten_after_minutes` is reminded.
    """

    escalate_after_minutes: int = 3
    time_out_after_minutes: int = 45
    escalate_calm_after_minutes: int = 15
    lost_after_minutes: int = 3
    forgotten_after_minutes: int = 10
