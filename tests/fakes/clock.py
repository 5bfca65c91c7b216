"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)


class FrozenClock:
    """ports.Clock."""

    def __init__(self, at: datetime = MORNING) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def move(self, **amount: float) -> datetime:
        """Let time pass: `clock.move(minutes=3)`."""
        self._at += timedelta(**amount)
        return self._at
