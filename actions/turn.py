"""How an action speaks: replies for the person, a word for the gateway, and what the next message must know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Heard
from bot.domain.replies import Reply, ReplyKind

_BUBBLES_BESIDE_SERVICES = 2


def say(dispatcher: CollectingDispatcher, replies: Iterable[Reply]) -> None:
    """Each reply as one message of our own form (bot/domain/replies.py)."""
    for reply in replies:
        dispatcher.utter_message(json_message={"reply": reply.to_json()})


def with_services(answer: Sequence[Reply], services: Sequence[Reply]) -> list[Reply]:
    """An answer and the help near the person as one reply: what may come next is last, and never after a question."""
    *bubbles, line = answer
    is_asking = bool(services) and services[-1].kind is ReplyKind.QUESTION
    return [*bubbles[:_BUBBLES_BESIDE_SERVICES], *services, *([] if is_asking else [line])]


def tell(dispatcher: CollectingDispatcher, **turn: Any) -> None:
    """What the gateway must know of this turn: wants_human, topics, substances, kommune, language, risk."""
    dispatcher.utter_message(json_message={"turn": turn})


def remember(heard: Heard, topics: Iterable[str], substances: Iterable[str]) -> list[EventType]:
    """The context of the next message."""
    return [
        SlotSet("topics", list(topics) or list(heard.previous_topics)),
        SlotSet("substances", list(substances) or list(heard.previous_substances)),
        SlotSet("fallbacks", 0),
        *([SlotSet("age", heard.age)] if heard.age is not None else []),
    ]
