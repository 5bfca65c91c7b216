"""What buttons send: an intent and its entities, in the form that Rasa reads and the gateway lets through."""

from __future__ import annotations

import json

TALK_TO_HUMAN = "/talk_to_human"
FIND_HELP = "/find_help"
MIXING_CHART = "mixing_chart"
"""The topic of the button «Se blandetabellen». The widget opens the table itself and sends nothing; elsewhere it is
answered in words."""
LEAVING = "leave."
"""Before a step id: leave the flow at that step."""


def ask(topic: str, *substances: str) -> str:
    """Ask about a topic; of one substance, or of several together."""
    entities: dict[str, object] = {"topic": topic}
    if substances:
        entities["substance"] = substances[0] if len(substances) == 1 else list(substances)
    return "/ask" + _json(entities)


def ask_fact(topic: str, fact: str) -> str:
    """Ask exactly what this fact of the topic answers."""
    return "/ask" + _json({"topic": topic, "fact": fact})


def start_flow(flow: str) -> str:
    """Begin a guided flow."""
    return "/start_flow" + _json({"flow": flow})


def flow_step(flow: str, step: str) -> str:
    """Go to a step of a guided flow."""
    return "/flow_step" + _json({"flow": flow, "step": step})


def leave_flow(flow: str, step: str) -> str:
    """Leave a guided flow; the step is where it can be taken up again. The same intent, so that one action guides."""
    return flow_step(flow, LEAVING + step)


def find_help(kommune: str | None) -> str:
    """Find help, near the place that is already known."""
    return FIND_HELP + (_json({"kommunenummer": kommune}) if kommune else "")


def _json(entities: dict[str, object]) -> str:
    return json.dumps(entities, ensure_ascii=False)
