"""Anonymous statistics: how often something was asked on a day. A count never refers to a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.risk_levels import RiskLevel


@dataclass(frozen=True)
class DailyCount:
    """`count` messages of one day (ISO date in Norway) about one topic and substance (both may be empty)."""

    day: str
    kommune: str | None
    topic: str
    substance: str
    risk: RiskLevel
    count: int


def day_in_norway(at: datetime) -> str:
    """The ISO date that a Norwegian calendar shows at that moment."""
    return at.astimezone(ZoneInfo("Europe/Oslo")).date().isoformat()
