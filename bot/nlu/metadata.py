"""Reads the labels that our training data keeps beside the intent: topics and risk. Rasa nests them under «intent»."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.nlu.training_data.message import Message


def _label(message: Message, key: str) -> Any:
    metadata = message.get("metadata") or {}
    for level in ("example", "intent"):
        found = metadata.get(level)
        if isinstance(found, Mapping) and key in found:
            return found[key]
    return None


def topics_of(message: Message) -> list[str]:
    """The topics of an example, most important first; its intent where nothing else is said."""
    return [str(t) for t in _label(message, "topics") or [message.get("intent")]]


def risk_of(message: Message) -> str | None:
    """none, concern, high or acute; None for an example that was not graded."""
    grade = _label(message, "risk")
    return str(grade) if grade is not None else None
