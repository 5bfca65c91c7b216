"""Guided flows, one step a bubble: start, go on, leave, take up again."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.hearing import hear
from actions.turn import say, tell
from actions.wiring import services
from bot.domain.flows import FlowPlace


class ActionStartFlow(Action):
    """The first step of the flow that a button names."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_start_flow"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """An unknown flow gets an honest reply."""
        heard = hear(tracker)
        guided = services().guide.start(str(heard.entities.get("flow") or ""), heard.language)
        say(dispatcher, [guided.reply])
        tell(dispatcher, language=heard.language)
        return _at(guided.place)


class ActionFlowStep(Action):
    """The step that a button names."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_flow_step"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """A step that is gone from content falls back to the flow's first."""
        heard = hear(tracker)
        place = FlowPlace(str(heard.entities.get("flow") or ""), str(heard.entities.get("step") or ""))
        guided = services().guide.step(place, heard.language)
        say(dispatcher, [guided.reply])
        tell(dispatcher, language=heard.language)
        return _at(guided.place)


def _at(place: FlowPlace | None) -> list[EventType]:
    return [SlotSet("flow", place.flow if place else None), SlotSet("flow_step", place.step if place else None)]
