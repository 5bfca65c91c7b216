"""Emergency help through the assistant, for `rasa shell` and for danger that only the trained model sees.

The gateway shows the same cards by itself from the same content, before and without Rasa (docs/adr/0003).
"""

from __future__ import annotations

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Heard
from actions.turn import say
from actions.wiring import services
from bot.domain.risk_levels import RiskLevel


def show_emergency(dispatcher: CollectingDispatcher, heard: Heard) -> None:
    """The cards that fit the danger, before any answer; not again where the gateway has just shown them."""
    if heard.risk.needs_human and not heard.emergency_shown:
        say(dispatcher, services().emergency_cards(heard.risk, heard.risk_kinds, heard.language))


def risk_of(heard: Heard) -> dict[str, Any]:
    """What the gateway needs to open a handoff by itself: grade, kinds, reasons. Empty for a harmless message."""
    if heard.risk is RiskLevel.NONE:
        return {}
    return {
        "risk": heard.risk.word,
        "risk_kinds": list(heard.risk_kinds),
        "risk_reasons": list(heard.risk_reasons),
        "wants_human": heard.risk.needs_human,
    }
