"""The system clock."""

from __future__ import annotations

from datetime import datetime, timezone


class SystemClock:
    """ports.Clock. Norwegian days and hours are made from it where they are shown (bot.domain.daily_counts)."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(timezone.utc)
