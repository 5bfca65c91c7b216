"""Rows of the help service tables <-> HelpService. What is written comes back equal; a test holds them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.domain.help_services import (
    ChannelHours,
    Confidence,
    Coverage,
    HelpService,
    Notice,
    ServiceKind,
    Status,
    Way,
)
from bot.domain.needs import Need
from bot.domain.opening_hours import OnHolidays, Span, WeeklyHours
from bot.domain.replies import SourceLink
from bot.domain.texts import Texts

Row = Mapping[str, Any]

_PLAIN = (
    "id", "position", "name", "host_kommune", "age_from", "age_to", "phone", "sms", "chat_url", "url", "address",
    "referral_needed", "anonymous", "cost", "always_open", "source_date", "is_draft",
)  # fmt: skip
_AREAS = (("kommune", "kommuner"), ("fylke", "fylker"), ("bydel", "bydeler"))


def service_row(service: HelpService) -> dict[str, Any]:
    """The row of help_services."""
    return {
        **{name: getattr(service, name) for name in _PLAIN},
        "kind": service.kind.value,
        "status": service.status.value,
        "confidence": service.confidence.value,
        "needs": sorted(need.value for need in service.needs),
        "reached_by": None if service.reached_by is None else sorted(way.value for way in service.reached_by),
        "description": asdict(service.description),
        "target_group": asdict(service.target_group) if service.target_group else None,
        "hours_text": asdict(service.hours_text) if service.hours_text else None,
        "notices": [_notice_json(notice) for notice in service.notices],
        "sources": [asdict(source) for source in service.sources],
    }


def area_rows(service: HelpService) -> list[dict[str, Any]]:
    """The rows of help_service_areas."""
    return [
        {"service_id": service.id, "kind": kind, "area": area}
        for kind, field in _AREAS
        for area in sorted(getattr(service.coverage, field))
    ]


def hour_rows(service: HelpService) -> list[dict[str, Any]]:
    """The rows of help_service_hours, numbered so that their order is kept."""
    spans = [(channel, span) for channel in service.opening_hours for span in channel.hours.spans]
    return [
        {
            "service_id": service.id,
            "position": position,
            "way": channel.way.value if channel.way else None,
            "days": "".join(str(day) for day in sorted(span.days)),
            "starts": span.starts,
            "ends": span.ends,
            "is_sure": span.is_sure,
            "on_holidays": channel.hours.on_holidays.value,
        }
        for position, (channel, span) in enumerate(spans)
    ]


def service_of(row: Row, areas: Iterable[Row], hours: Iterable[Row]) -> HelpService:
    """The service as it was before it was written."""
    reached_by = row["reached_by"]
    return HelpService(
        **{name: row[name] for name in _PLAIN},
        kind=ServiceKind(row["kind"]),
        status=Status(row["status"]),
        confidence=Confidence(row["confidence"]),
        needs=frozenset(Need(need) for need in row["needs"]),
        reached_by=None if reached_by is None else frozenset(Way(way) for way in reached_by),
        description=Texts(**row["description"]),
        target_group=Texts(**row["target_group"]) if row["target_group"] else None,
        hours_text=Texts(**row["hours_text"]) if row["hours_text"] else None,
        coverage=_coverage(areas),
        opening_hours=_channels(hours),
        notices=tuple(_notice(notice) for notice in row["notices"]),
        sources=tuple(SourceLink(**source) for source in row["sources"]),
    )


def _coverage(areas: Iterable[Row]) -> Coverage:
    by_kind: dict[str, set[str]] = {kind: set() for kind, _ in _AREAS}
    for area in areas:
        by_kind[area["kind"]].add(area["area"])
    return Coverage(**{field: frozenset(by_kind[kind]) for kind, field in _AREAS})


def _channels(hours: Iterable[Row]) -> tuple[ChannelHours, ...]:
    found: dict[tuple[str | None, str], list[Span]] = {}
    for row in hours:
        days = frozenset(int(day) for day in row["days"])
        span = Span(days, row["starts"], row["ends"], row["is_sure"])
        found.setdefault((row["way"], row["on_holidays"]), []).append(span)
    return tuple(
        ChannelHours(Way(way) if way else None, WeeklyHours(tuple(spans), OnHolidays(on_holidays)))
        for (way, on_holidays), spans in found.items()
    )


def _notice_json(notice: Notice) -> dict[str, Any]:
    return {
        "text": asdict(notice.text),
        "starts_on": notice.starts_on.isoformat() if notice.starts_on else None,
        "ends_on": notice.ends_on.isoformat() if notice.ends_on else None,
        "is_closure": notice.is_closure,
    }


def _notice(data: Row) -> Notice:
    starts, ends = (date.fromisoformat(data[key]) if data[key] else None for key in ("starts_on", "ends_on"))
    return Notice(Texts(**data["text"]), starts, ends, data["is_closure"])
