"""Readable help services for tests. Every one is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.help_services import (
    ChannelHours,
    Confidence,
    Coverage,
    HelpService,
    Kommune,
    ServiceKind,
    Status,
    Way,
)
from bot.domain.needs import Need
from bot.domain.opening_hours import OnHolidays, Span, WeeklyHours
from bot.domain.texts import Texts

OSLO_TIME = ZoneInfo("Europe/Oslo")
SEL = Kommune("3437", "Sel", "34", "Innlandet", "https://sel.kommune.no")
OSLO = Kommune("0301", "Oslo", "03", "Oslo", "https://oslo.kommune.no")
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


def norwegian(*when: int) -> datetime:
    """That moment on a Norwegian clock."""
    return datetime(*when, tzinfo=OSLO_TIME)  # type: ignore[arg-type, misc]


TUESDAY_NOON = norwegian(2026, 11, 24, 12)
TUESDAY_NIGHT = norwegian(2026, 11, 24, 23)


def hours(
    start: int, end: int, days: frozenset[int] = WEEKDAYS, on_holidays: OnHolidays = OnHolidays.UNKNOWN
) -> WeeklyHours:
    """The same whole hours on these days."""
    return WeeklyHours((Span(days, start * 60, end * 60),), on_holidays)


def open_from(start: int, end: int, way: Way | None = None) -> tuple[ChannelHours, ...]:
    """Opening hours of every day, for one way in or for the whole service."""
    return (ChannelHours(way, hours(start, end, EVERY_DAY)),)


def a_service(id: str = "sel-hjelp", **changes: object) -> HelpService:
    """A checked local service in Sel without any further detail."""
    plain = HelpService(
        id=id,
        name=id,
        kind=ServiceKind.MUNICIPAL_TEAM,
        needs=frozenset((Need.SOMEONE_TO_TALK_TO,)),
        description=Texts("Noen å snakke med.", "Nokon å snakke med."),
        coverage=Coverage(kommuner=frozenset(("3437",))),
        status=Status.ACTIVE,
        confidence=Confidence.HIGH,
        host_kommune="3437",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


NATIONAL = Coverage()
