"""Opening hours: Norwegian time, Norwegian holidays, and never a guess."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.opening_hours import (
    HOLIDAY,
    UNKNOWN,
    OnHolidays,
    OpenState,
    Span,
    WeeklyHours,
    easter,
    holidays,
    in_norway,
    is_holiday,
    is_open,
    is_uncertain_day,
    opening,
)
from tests.service_builders import EVERY_DAY, WEEKDAYS, hours, norwegian

OFFICE = hours(9, 15, on_holidays=OnHolidays.CLOSED)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1999, date(1999, 4, 4)), (2000, date(2000, 4, 23)), (2008, date(2008, 3, 23)), (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25)),
    ],
)  # fmt: skip
def test_easter_falls_where_the_church_says(year: int, expected: date) -> None:
    assert easter(year) == expected


def test_the_holidays_of_2026() -> None:
    assert holidays(2026) == {
        date(2026, 1, 1), date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 1),
        date(2026, 5, 14), date(2026, 5, 17), date(2026, 5, 24), date(2026, 5, 25), date(2026, 12, 25),
        date(2026, 12, 26),
    }  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31), date(2026, 4, 4), date(2026, 5, 23)])
def test_the_eves_are_uncertain_and_no_holidays(day: date) -> None:
    assert is_uncertain_day(day)
    assert not is_holiday(day)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((2026, 11, 24, 8, 59), False), ((2026, 11, 24, 9, 0), True), ((2026, 11, 24, 14, 59), True),
        ((2026, 11, 24, 15, 0), False), ((2026, 11, 28, 12, 0), False), ((2026, 5, 14, 12, 0), False),
    ],
)  # fmt: skip
def test_office_hours(when: tuple[int, ...], expected: bool) -> None:
    assert is_open(OFFICE, norwegian(*when)) is expected


def test_utc_is_read_on_a_norwegian_clock_in_summer_and_in_winter() -> None:
    assert is_open(OFFICE, datetime(2026, 7, 1, 7, 30, tzinfo=timezone.utc)) is True
    assert is_open(OFFICE, datetime(2026, 12, 1, 7, 30, tzinfo=timezone.utc)) is False


def test_open_tells_until_when() -> None:
    now = opening(OFFICE, norwegian(2026, 11, 24, 12))
    assert now.until == norwegian(2026, 11, 24, 15)


def test_a_pause_at_noon_ends_the_morning() -> None:
    with_pause = WeeklyHours((Span(WEEKDAYS, 9 * 60, 11 * 60), Span(WEEKDAYS, 12 * 60, 15 * 60)))
    assert opening(with_pause, norwegian(2026, 11, 24, 10)).until == norwegian(2026, 11, 24, 11)
    assert opening(with_pause, norwegian(2026, 11, 24, 11, 30)).opens_at == norwegian(2026, 11, 24, 12)


def test_friday_evening_is_closed_until_monday() -> None:
    assert opening(OFFICE, norwegian(2026, 11, 27, 18)).opens_at == norwegian(2026, 11, 30, 9)


def test_over_easter_it_is_closed_until_the_tuesday_after() -> None:
    assert opening(OFFICE, norwegian(2026, 4, 1, 16)).opens_at == norwegian(2026, 4, 7, 9)


def test_christmas_eve_is_never_promised_as_the_next_opening() -> None:
    assert opening(OFFICE, norwegian(2026, 12, 23, 16)).opens_at == norwegian(2026, 12, 28, 9)


@pytest.mark.parametrize("when", [(2026, 12, 24, 12), (2026, 12, 31, 12)])
def test_on_an_eve_open_is_only_probable(when: tuple[int, ...]) -> None:
    now = opening(OFFICE, norwegian(*when))
    assert (now.state, now.is_uncertain) == (OpenState.OPEN, True)


def test_a_holiday_nobody_spoke_of_is_uncertain_and_not_closed() -> None:
    now = opening(hours(9, 15), norwegian(2026, 5, 14, 12))
    assert (now.state, now.is_uncertain) == (OpenState.OPEN, True)


def test_hours_of_their_own_on_holidays_are_certain() -> None:
    watch = WeeklyHours((Span(WEEKDAYS, 16 * 60, 24 * 60), Span(frozenset((5, 6, HOLIDAY)), 0, 24 * 60)))
    now = opening(watch, norwegian(2026, 5, 14, 12))
    assert (now.state, now.is_uncertain) == (OpenState.OPEN, False)


def test_touching_hours_are_one_opening() -> None:
    legevakt = WeeklyHours(
        (
            Span(WEEKDAYS, 0, 8 * 60),
            Span(WEEKDAYS, 16 * 60, 24 * 60),
            Span(frozenset((5, 6, HOLIDAY)), 0, 24 * 60),
        )
    )
    assert opening(legevakt, norwegian(2026, 11, 27, 20)).until == norwegian(2026, 11, 30, 8)


def test_hours_that_pass_midnight_belong_to_the_day_they_began() -> None:
    night = hours(20, 27, frozenset((4,)))
    assert is_open(night, norwegian(2026, 11, 28, 2)) is True
    assert is_open(night, norwegian(2026, 11, 27, 2)) is False


def test_around_the_clock_has_no_end() -> None:
    assert opening(hours(0, 24, EVERY_DAY, OnHolidays.AS_USUAL), norwegian(2026, 7, 1, 12)).until is None


def test_hours_that_do_not_hold_all_year_are_uncertain() -> None:
    seasonal = WeeklyHours((Span(EVERY_DAY, 14 * 60, 16 * 60, is_sure=False), Span(EVERY_DAY, 16 * 60, 22 * 60)))
    assert opening(seasonal, norwegian(2026, 7, 1, 15)).is_uncertain
    assert not opening(seasonal, norwegian(2026, 7, 1, 17)).is_uncertain


@pytest.mark.parametrize("none", [None, WeeklyHours(())])
def test_no_hours_are_unknown_and_not_closed(none: WeeklyHours | None) -> None:
    assert opening(none, norwegian(2026, 11, 24, 12)) == UNKNOWN
    assert is_open(none, norwegian(2026, 11, 24, 12)) is None


@pytest.mark.parametrize(
    ("days", "start", "end"),
    [(frozenset(), 0, 60), (frozenset((8,)), 0, 60), (WEEKDAYS, -1, 60), (WEEKDAYS, 60, 60), (WEEKDAYS, 0, 1441)],
)
def test_impossible_hours_are_refused(days: frozenset[int], start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"^(unknown days|impossible hours)"):
        Span(days, start, end)


@st.composite
def weekly_hours(draw: st.DrawFn) -> WeeklyHours:
    def span() -> Span:
        start = draw(st.integers(0, 1439))
        days = draw(st.frozensets(st.integers(0, HOLIDAY), min_size=1))
        return Span(days, start, draw(st.integers(start + 1, start + 1440)), draw(st.booleans()))

    spans = tuple(span() for _ in range(draw(st.integers(0, 4))))
    return WeeklyHours(spans, draw(st.sampled_from(OnHolidays)))


_ZONES = st.one_of(st.none(), st.just(timezone.utc), st.timezones())


@given(weekly_hours(), st.datetimes(timezones=_ZONES))
def test_no_moment_of_the_calendar_breaks_it(week: WeeklyHours, at: datetime) -> None:
    now = opening(week, at)
    assert is_open(week, at) is (None if now.state is OpenState.UNKNOWN else now.state is OpenState.OPEN)


@given(weekly_hours(), st.datetimes(datetime(2020, 1, 10), datetime(2040, 1, 1), timezones=st.just(timezone.utc)))
def test_the_state_agrees_with_the_week(week: WeeklyHours, at: datetime) -> None:
    """Told once more in the plainest way: is there a span of today, or of yesterday, that holds this minute?"""
    now = in_norway(at)
    minute = now.hour * 60 + now.minute + now.second / 60 + now.microsecond / 6e7
    has_own = any(HOLIDAY in s.days for s in week.spans)

    def holds(days_ago: int) -> bool:
        day = now.date() - timedelta(days_ago)
        kind: int | None = day.weekday()
        if is_holiday(day) and has_own:
            kind = HOLIDAY
        elif is_holiday(day) and week.on_holidays is OnHolidays.CLOSED:
            kind = None
        clock = minute + days_ago * 1440
        return any(kind in s.days and s.starts <= clock < s.ends for s in week.spans)

    assert is_open(week, at) is (None if not week.spans else holds(0) or holds(1))


@given(weekly_hours(), st.datetimes(datetime(2020, 1, 10), datetime(2040, 1, 1), timezones=st.just(timezone.utc)))
def test_what_is_promised_is_kept(week: WeeklyHours, at: datetime) -> None:
    now = opening(week, at)
    if now.state is OpenState.CLOSED and now.opens_at:
        assert now.opens_at > at
        assert is_open(week, now.opens_at) is True
    if now.state is OpenState.OPEN and now.until:
        assert now.until > at
