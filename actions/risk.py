"""Emergency help through the assistant, for `rasa shell` and for danger that only the trained model sees.

The gateway shows the same cards by itself from the same content, before and without Rasa (docs/adr/0003).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.hearing import Heard
from actions.turn import say
from actions.wiring import services
from bot.domain.replies import Reply, ReplyKind
from bot.domain.risk_levels import RiskLevel

_UNNAMED = frozenset({"other"})


def show_emergency(dispatcher: CollectingDispatcher, heard: Heard) -> None:
    """The cards that fit the danger, before anything else; not again where the gateway has just shown them."""
    say(dispatcher, _cards(heard))


def with_emergency(heard: Heard, replies: Sequence[Reply]) -> list[Reply]:
    """The same beside an answer: first, and right after the first bubble where no danger could be named (only the
    wording as a whole gave concern), so that whoever asks calmly is answered before we worry aloud."""
    answered = next((i for i, reply in enumerate(replies, 1) if reply.kind is ReplyKind.ANSWER), 0)
    first = answered if heard.risk is RiskLevel.HIGH and _UNNAMED.issuperset(heard.risk_kinds) else 0
    return [*replies[:first], *_cards(heard), *replies[first:]]


def _cards(heard: Heard) -> tuple[Reply, ...]:
    if not heard.risk.needs_human or heard.emergency_shown:
        return ()
    return services().emergency_cards(heard.risk, heard.risk_kinds, heard.language, heard.topics)


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
