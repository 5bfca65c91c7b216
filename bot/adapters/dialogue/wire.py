"""The form of a turn between gateway and Rasa: what is sent, and how our actions' messages are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.ports import Turn, TurnResult


def request_body(turn: Turn) -> dict[str, Any]:
    """For the REST channel. A leading «/» in a person's own words would be read as a command, so it is taken away."""
    text = turn.payload if turn.payload is not None else turn.text.lstrip("/ ")
    return {"sender": turn.conversation_id, "message": text, "metadata": metadata_of(turn)}


def metadata_of(turn: Turn) -> dict[str, Any]:
    """What the actions are told beside the text."""
    return {
        "language": turn.language,
        "kommune": turn.kommune,
        "risk": turn.verdict.level.word,
        "risk_kinds": list(turn.verdict.kinds),
        "emergency_shown": turn.emergency_shown,
    }


def read_turn(messages: Iterable[Mapping[str, Any]]) -> TurnResult:
    """Replies in order, and the control message. Raises KeyError, TypeError or ValueError on any other form."""
    replies: list[Reply] = []
    control: dict[str, Any] = {}
    for message in messages:
        custom = message["custom"]
        if "reply" in custom:
            replies.append(Reply.from_json(custom["reply"]))
        control.update(custom.get("turn") or {})
    return TurnResult(
        replies=tuple(replies),
        wants_human=bool(control.get("wants_human")),
        topics=tuple(control.get("topics") or ()),
        substances=tuple(control.get("substances") or ()),
        kommune=control.get("kommune"),
        language=control.get("language"),
        verdict=_verdict(control),
    )


def _verdict(control: Mapping[str, Any]) -> RiskVerdict:
    level = RiskLevel.from_word(str(control.get("risk") or "none"))
    kinds = list(control.get("risk_kinds") or ())
    reasons = list(control.get("risk_reasons") or ())
    if level is RiskLevel.NONE:
        return RiskVerdict(level)
    pairs = zip(reasons, [*kinds, *["other"] * len(reasons)], strict=False)
    return RiskVerdict(level, tuple(RiskSignal(level, kind, reason) for reason, kind in pairs))
