"""How an action speaks: replies for the person, a word for the gateway, and what the next message must know."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Heard
from bot.domain.replies import Reply


def say(dispatcher: CollectingDispatcher, replies: Iterable[Reply]) -> None:
    """Each reply as one message of our own form (bot/domain/replies.py)."""
    for reply in replies:
        dispatcher.utter_message(json_message={"reply": reply.to_json()})


def tell(dispatcher: CollectingDispatcher, **turn: Any) -> None:
    """What the gateway must know of this turn: wants_human, topics, substances, kommune, language, risk."""
    dispatcher.utter_message(json_message={"turn": turn})


def remember(heard: Heard, topics: Iterable[str], substances: Iterable[str]) -> list[EventType]:
    """The context of the next message."""
    return [
        SlotSet("topics", list(topics) or list(heard.previous_topics)),
        SlotSet("substances", list(substances) or list(heard.previous_substances)),
        SlotSet("fallbacks", 0),
    ]
