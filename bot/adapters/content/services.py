"""Help services and their geography from `content/services` and `content/geography`.

Reads files that the schema has passed; a broken file stops the import with its name. Knows no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from bot.adapters.content.recognition import read_csv, read_yaml
from bot.domain.help_services import (
    ChannelHours,
    Confidence,
    Coverage,
    HelpService,
    Kommune,
    Notice,
    ServiceKind,
    Status,
    Way,
)
from bot.domain.needs import Need, NeedBook
from bot.domain.opening_hours import HOLIDAY, MINUTES_A_DAY, OnHolidays, Span, WeeklyHours
from bot.domain.replies import SourceLink
from bot.domain.service_catalogue import Bydel, LoadReport, Postnummer, ServiceCatalogue
from bot.domain.texts import Texts

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


class ServiceFileError(ValueError):
    """A file of `content/services` cannot be read; the message names the file and the service."""


class ServiceStore(Protocol):
    """Where the catalogue is kept. `replace` is one transaction: all of it or nothing."""

    async def replace(self, catalogue: ServiceCatalogue) -> LoadReport: ...


async def load_services(root: Path, store: ServiceStore) -> LoadReport:
    """Make the store say what the content folder `root` says. Twice changes nothing; what is gone is removed."""
    return await store.replace(load_catalogue(root))


def load_catalogue(root: Path) -> ServiceCatalogue:
    """Every service and all geography. Raises ServiceFileError, also when two services share an id."""
    services: list[HelpService] = []
    for path in sorted((root / "services").glob("*.yml"), key=lambda p: (p.stem != "national", p.stem)):
        services.extend(_services_of(path, first_position=len(services)))
    ids = [s.id for s in services]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ServiceFileError(f"the same id twice: {', '.join(twice)}")
    return ServiceCatalogue(tuple(services), *_geography(root / "geography"))


def load_need_book(root: Path) -> NeedBook:
    """The phrases of `recognition/needs.yml`."""
    data = read_yaml(root / "recognition" / "needs.yml")
    return NeedBook({Need(name): phrases for name, phrases in data["needs"].items()}, data.get("groups") or {})


class ContentServices:
    """The catalogue as a ServiceDirectory without any database: for tests, and while the database is away."""

    def __init__(self, catalogue: ServiceCatalogue) -> None:
        self._services = catalogue.services
        self._kommuner = {k.number: k for k in catalogue.kommuner}

    async def services(self, kommune: Kommune | None) -> Sequence[HelpService]:
        """The national ones, and those whose area reaches the kommune."""
        return tuple(s for s in self._services if s.coverage.is_national or (kommune and s.coverage.reaches(kommune)))

    async def kommune(self, number: str) -> Kommune | None:
        """The kommune of that number, or None."""
        return self._kommuner.get(number)


def _services_of(path: Path, *, first_position: int) -> list[HelpService]:
    data = read_yaml(path)
    is_draft = data["review"]["status"] != "approved"
    found = []
    for position, row in enumerate(data["services"], first_position):
        try:
            found.append(_service(row, position, is_draft))
        except (KeyError, ValueError, TypeError) as error:
            raise ServiceFileError(f"{path.name}, {row.get('id', 'a service without id')}: {error!r}") from error
    return found


def _service(row: Mapping[str, Any], position: int, is_draft: bool) -> HelpService:
    ages = row.get("ages") or {}
    ways = row.get("reached_by")
    return HelpService(
        id=row["id"],
        name=row["name"],
        kind=ServiceKind(row["kind"]),
        needs=frozenset(Need(n) for n in row["needs"]),
        description=_required_texts(row["description"]),
        coverage=_coverage(row),
        status=Status(row["status"]),
        confidence=Confidence(row["confidence"]),
        host_kommune=row.get("kommunenummer"),
        position=position,
        target_group=_texts(row.get("target_group")),
        age_from=ages.get("from"),
        age_to=ages.get("to"),
        phone=row.get("phone"),
        sms=row.get("sms"),
        chat_url=row.get("chat_url"),
        url=row.get("url"),
        address=row.get("address"),
        reached_by=None if ways is None else frozenset(Way(w) for w in ways),
        referral_needed=row.get("referral_needed"),
        anonymous=row.get("anonymous"),
        cost=row.get("cost"),
        always_open=row.get("always_open", False),
        opening_hours=_channels(row),
        hours_text=_texts(row.get("hours_text")),
        notices=tuple(_notice(n) for n in row.get("notices") or ()),
        # A source without an address (a printed document) cannot be followed, so it is not shown as a link.
        sources=tuple(_source(s) for s in row["sources"] if s["url"]),
        source_date=row.get("source_date"),
        is_draft=is_draft,
    )


def _coverage(row: Mapping[str, Any]) -> Coverage:
    bydel = row.get("bydel") or ()
    return Coverage(
        kommuner=frozenset(row["covers"]["kommunenummer"]),
        fylker=frozenset(row["covers"]["fylkesnummer"]),
        bydeler=frozenset((bydel,) if isinstance(bydel, str) else bydel),
    )


def _texts(data: Mapping[str, str] | None) -> Texts | None:
    return _required_texts(data) if data else None


def _required_texts(data: Mapping[str, str]) -> Texts:
    return Texts(nb=data["nb"], nn=data["nn"], en=data.get("en"))


def _source(data: Mapping[str, Any]) -> SourceLink:
    return SourceLink(title=data["title"], url=data["url"], publisher=data["publisher"], accessed=data["accessed"])


def _notice(data: Mapping[str, Any]) -> Notice:
    starts, ends = (date.fromisoformat(str(data[key])) if data.get(key) else None for key in ("from", "to"))
    return Notice(_required_texts(data), starts, ends, data.get("closed", False))


def _channels(row: Mapping[str, Any]) -> tuple[ChannelHours, ...]:
    spans: dict[Way | None, list[Span]] = {}
    for item in row.get("opening_hours") or ():
        way = Way(item["for"]) if item.get("for") else None
        spans.setdefault(way, []).append(_span(item))
    on_holidays = OnHolidays(row.get("holidays", "unknown"))
    return tuple(ChannelHours(way, WeeklyHours(tuple(s), on_holidays)) for way, s in spans.items())


def _span(item: Mapping[str, Any]) -> Span:
    starts, ends = _minutes(item["from"]), _minutes(item["to"])
    return Span(
        days=parse_days(item["days"]),
        starts=starts,
        ends=ends if ends > starts else ends + MINUTES_A_DAY,
        is_sure=item.get("sure", True),
    )


def parse_days(text: str) -> frozenset[int]:
    """«mon-fri», «tue, thu», «daily», «sat-sun, holidays» and «sun-thu» as numbers; raises ValueError."""
    days: set[int] = set()
    for part in (p.strip() for p in text.split(",")):
        if part == "daily":
            days.update(range(len(_DAYS)))
        elif part == "holidays":
            days.add(HOLIDAY)
        else:
            first, dash, last = part.partition("-")
            if first not in _DAYS or (dash and last not in _DAYS):
                raise ValueError(f"not days of the week: {part!r}")
            start, end = _DAYS.index(first), _DAYS.index(last or first)
            days.update(d % len(_DAYS) for d in range(start, end + 1 if end >= start else end + len(_DAYS) + 1))
    return frozenset(days)


def _minutes(clock: str) -> int:
    match = _CLOCK.fullmatch(clock)
    if not match:
        raise ValueError(f"not a time of day: {clock!r}")
    return int(match[1]) * 60 + int(match[2])


def _geography(folder: Path) -> tuple[tuple[Kommune, ...], tuple[Postnummer, ...], tuple[Bydel, ...]]:
    websites = {r["kommunenummer"]: r["nettsted"] or None for r in read_csv(folder / "kommune_nettsteder.csv")}
    kommuner = tuple(
        Kommune(
            r["kommunenummer"], r["kommunenavn"], r["fylkesnummer"], r["fylkesnavn"], websites.get(r["kommunenummer"])
        )
        for r in read_csv(folder / "kommuner.csv")
    )
    known = {k.number for k in kommuner}
    postnummer = tuple(
        Postnummer(r["postnummer"], r["poststed_visning"], r["kommunenummer"])
        for r in read_csv(folder / "postnummer.csv")
        # Svalbard and Jan Mayen have postal codes but are no kommuner.
        if r["kommunenummer"] in known
    )
    bydeler = tuple(
        Bydel(r["kommunenummer"], r["bydelsnummer"], r["bydel"]) for r in read_csv(folder / "oslo_bydeler.csv")
    )
    return kommuner, postnummer, bydeler
