"""Weekly opening hours in Norwegian time, with Norwegian holidays: open, closed until, or honestly unknown.

Knows nothing of services or of words. A time is never guessed: days on which hours usually differ are marked uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOLIDAY = 7
"""A day of its own beside Monday (0) to Sunday (6), for hours that hold on public holidays."""

MINUTES_A_DAY = 24 * 60
_DAYS_AHEAD = 14
_OSLO = "Europe/Oslo"


class OpenState(str, Enum):
    """What we can say about a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class OnHolidays(str, Enum):
    """What the source says of public holidays; most say nothing."""

    CLOSED = "closed"
    AS_USUAL = "as_usual"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Span:
    """Open on `days` from minute `starts` to minute `ends` of the day; an end beyond 24 hours is in the next day.

    `is_sure` False: the source says that these hours do not hold all year.
    """

    days: frozenset[int]
    starts: int
    ends: int
    is_sure: bool = True

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(HOLIDAY + 1)):
            raise ValueError(f"unknown days: {sorted(self.days)}")
        if not 0 <= self.starts < MINUTES_A_DAY or not self.starts < self.ends <= self.starts + MINUTES_A_DAY:
            raise ValueError(f"impossible hours: {self.starts} to {self.ends} minutes")


@dataclass(frozen=True)
class WeeklyHours:
    """The spans of a week. Spans that name HOLIDAY decide on holidays; otherwise `on_holidays` does."""

    spans: tuple[Span, ...]
    on_holidays: OnHolidays = OnHolidays.UNKNOWN


@dataclass(frozen=True)
class Opening:
    """The answer for one moment, in Norwegian time. `is_uncertain`: today is a day on which hours often differ."""

    state: OpenState
    until: datetime | None = None
    opens_at: datetime | None = None
    is_uncertain: bool = False


UNKNOWN = Opening(OpenState.UNKNOWN)
ALWAYS_OPEN = Opening(OpenState.OPEN)


@dataclass(frozen=True)
class _Interval:
    starts: datetime
    ends: datetime
    is_uncertain: bool


def opening(hours: WeeklyHours | None, at: datetime) -> Opening:
    """Open until, closed until, or unknown. `at` without a zone is taken as UTC. Never raises."""
    if hours is None or not hours.spans:
        return UNKNOWN
    try:
        now = in_norway(at)
        intervals = tuple(_merged(_intervals(hours, now.replace(tzinfo=None))))
    except (OverflowError, ValueError, ZoneInfoNotFoundError):
        # The edges of the calendar, or a machine without time zones: unknown is the only honest word.
        return UNKNOWN
    return _at(intervals, now)


def is_open(hours: WeeklyHours | None, at: datetime) -> bool | None:
    """True, False, or None where it is unknown."""
    state = opening(hours, at).state
    return None if state is OpenState.UNKNOWN else state is OpenState.OPEN


def in_norway(at: datetime) -> datetime:
    """The same moment on a Norwegian clock; raises OverflowError at the very edges of the calendar."""
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).astimezone(ZoneInfo(_OSLO))


def is_holiday(day: date) -> bool:
    """A public holiday (rød dag) other than an ordinary Sunday."""
    return day in holidays(day.year)


def is_uncertain_day(day: date) -> bool:
    """Christmas Eve, New Year's Eve and the eves of Easter and Pentecost: open, but often not as usual."""
    eves = (
        date(day.year, 12, 24),
        date(day.year, 12, 31),
        easter(day.year) - timedelta(1),
        easter(day.year) + timedelta(48),
    )
    return day in eves


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year (lov om 1. og 17. mai, helligdagsfredloven)."""
    moving = (easter(year) + timedelta(days) for days in (-3, -2, 0, 1, 39, 49, 50))
    fixed = (date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26)))
    return frozenset((*moving, *fixed))


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian algorithm."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _intervals(hours: WeeklyHours, now: datetime) -> Iterator[_Interval]:
    for ahead in range(-1, _DAYS_AHEAD + 1):
        day = now.date() + timedelta(ahead)
        kind, is_uncertain = _kind_of_day(hours, day)
        midnight = datetime.combine(day, time())
        for span in sorted(hours.spans, key=lambda s: s.starts):
            if kind in span.days:
                starts, ends = (midnight + timedelta(minutes=m) for m in (span.starts, span.ends))
                yield _Interval(starts, ends, is_uncertain or not span.is_sure)


def _kind_of_day(hours: WeeklyHours, day: date) -> tuple[int | None, bool]:
    if not is_holiday(day):
        return day.weekday(), is_uncertain_day(day)
    if any(HOLIDAY in span.days for span in hours.spans):
        return HOLIDAY, False
    if hours.on_holidays is OnHolidays.CLOSED:
        return None, False
    return day.weekday(), hours.on_holidays is OnHolidays.UNKNOWN


def _merged(intervals: Iterator[_Interval]) -> Iterator[_Interval]:
    """Join what touches and is equally sure, so that «until» is the real end and not midnight."""
    current: _Interval | None = None
    for item in intervals:
        if current and item.starts <= current.ends and item.is_uncertain == current.is_uncertain:
            current = _Interval(current.starts, max(current.ends, item.ends), current.is_uncertain)
            continue
        if current:
            yield current
        current = item
    if current:
        yield current


def _at(intervals: tuple[_Interval, ...], now: datetime) -> Opening:
    moment = now.replace(tzinfo=None)
    for item in intervals:
        if item.starts <= moment < item.ends:
            is_endless = item.ends - moment > timedelta(_DAYS_AHEAD - 1)
            return Opening(OpenState.OPEN, None if is_endless else _aware(item.ends, now), None, item.is_uncertain)
    upcoming = (i.starts for i in intervals if i.starts > moment and not i.is_uncertain)
    starts = next(upcoming, None)
    return Opening(OpenState.CLOSED, opens_at=_aware(starts, now) if starts else None)


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment.replace(tzinfo=like.tzinfo)
