"""A question back is asked once: whatever comes next is taken as it is, and nobody is held in a form."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.counsellor import ActionTalkToHuman
from actions.guide import ActionFlowStep, ActionStartFlow

_REQUESTED = "requested_slot"


def requested(tracker: Tracker) -> str | None:
    """The slot that we asked for just before this message, before the form's own validation changes it."""
    slot = tracker.get_slot(_REQUESTED)
    return str(slot) if slot else None


def taken_as_it_is(slot: str | None, tracker: Tracker, events: Sequence[EventType]) -> list[EventType]:
    """The events of a form's validation, so that the form ends with this message.

    Rasa refuses a form whose question was met with something else, and then runs the fallback until its limit of ten.
    The slot set once more, to what it was, tells it that the form has had its answer.
    """
    return [SlotSet(slot, tracker.get_slot(slot)), *events] if slot else list(events)


def instead_of_an_answer(intent: str) -> Action | None:
    """What runs when somebody asks for a human, or presses another button, where we had asked something."""
    actions: dict[str, Action] = {
        "counsellor": ActionTalkToHuman(),
        "talk_to_human": ActionTalkToHuman(),
        "start_flow": ActionStartFlow(),
        "flow_step": ActionFlowStep(),
    }
    return actions.get(intent)
