"""Which help services to show somebody: what serves the place and fits the need, open now first, nearest first.

Pure choice; knows no words, no files and no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from bot.domain.help_services import Confidence, HelpService, Kommune, ServiceKind, Status
from bot.domain.needs import Need
from bot.domain.opening_hours import Opening, OpenState

_FRONT_DOOR_NEEDS = (
    Need.COUNSELLOR,
    Need.SOMEONE_TO_TALK_TO,
    Need.FOOD_REST,
    Need.MENTAL_HEALTH,
    Need.OUTREACH,
    Need.DEBT_WORK,
)
_SPECIALISTS: dict[Need, frozenset[ServiceKind]] = {
    Need.RELATIVES: frozenset((ServiceKind.RELATIVES,)),
    Need.VIOLENCE: frozenset((ServiceKind.VIOLENCE, ServiceKind.EMERGENCY)),
    Need.SEXUAL_ABUSE: frozenset((ServiceKind.VIOLENCE, ServiceKind.SCHEME)),
    Need.CHILD_WELFARE: frozenset((ServiceKind.CHILD_WELFARE,)),
    Need.DEBT_WORK: frozenset((ServiceKind.NAV,)),
    Need.HOUSING: frozenset((ServiceKind.HOUSING, ServiceKind.NAV)),
    Need.LEGAL_HELP: frozenset((ServiceKind.LEGAL_HELP,)),
    Need.SELF_HELP: frozenset((ServiceKind.SELF_HELP,)),
    Need.COUNSELLOR: frozenset((ServiceKind.COUNSELLOR, ServiceKind.MUNICIPAL_TEAM)),
    Need.DETOX: frozenset((ServiceKind.TREATMENT, ServiceKind.SCHEME)),
    Need.TREATMENT: frozenset((ServiceKind.TREATMENT, ServiceKind.SCHEME)),
    Need.LAR: frozenset((ServiceKind.TREATMENT, ServiceKind.SCHEME)),
    Need.NALOXONE: frozenset((ServiceKind.SCHEME, ServiceKind.STREET_HEALTH)),
    Need.SCHOOL_HEALTH: frozenset((ServiceKind.YOUTH, ServiceKind.SCHEME)),
}


class Nearness(IntEnum):
    """How close a service is to a place; lower is nearer."""

    BYDEL = 0
    KOMMUNE = 1
    COVERS = 2
    FYLKE = 3
    NATIONAL = 4


@dataclass(frozen=True)
class Found:
    """A chosen service with why and how it stands right now."""

    service: HelpService
    nearness: Nearness
    opening: Opening
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody is, as far as we know."""

    kommune: Kommune
    bydel: str | None = None


def nearness(service: HelpService, where: Whereabouts | None) -> Nearness | None:
    """How near the service is, or None where it does not serve that place."""
    area = service.coverage
    if area.is_national:
        return Nearness.NATIONAL
    if where is None:
        return None
    number = where.kommune.number
    if number in area.kommuner:
        if area.bydeler:
            return Nearness.BYDEL if where.bydel in area.bydeler else None
        return Nearness.KOMMUNE if service.host_kommune in (number, None) else Nearness.COVERS
    return Nearness.FYLKE if where.kommune.fylke_number in area.fylker else None


def choose(
    services: Iterable[HelpService],
    where: Whereabouts | None,
    needs: Sequence[Need],
    at: datetime,
    *,
    age: int | None = None,
) -> tuple[Found, ...]:
    """What serves the place and fits a need: most wanted need first, then open now, then made for it, then nearest."""
    found = []
    for service in services:
        near = nearness(service, where)
        met = tuple(n for n in needs if n in service.needs)
        if near is not None and met and service.status.is_shown and _fits_age(service, met, age):
            found.append(Found(service, near, service.opening(at), met))
    return tuple(sorted(found, key=lambda f: _rank(f, needs)))


def front_doors(
    services: Iterable[HelpService], where: Whereabouts | None, at: datetime, *, age: int | None = None
) -> tuple[Found, ...]:
    """The ordinary local ways in, for somebody whose own need has nothing local: no referral, checked where we can."""
    found = choose((s for s in services if s.referral_needed is not True), where, _FRONT_DOOR_NEEDS, at, age=age)
    local = [f for f in found if f.nearness is not Nearness.NATIONAL and f.service.kind is not ServiceKind.VIOLENCE]
    sure = [f for f in local if f.service.confidence is not Confidence.LOW]
    return tuple(sure or local)


def without_repeated_numbers(found: Iterable[Found], told: Iterable[str] = ()) -> tuple[Found, ...]:
    """One number once: two names for the same line help nobody. `told`: numbers that stand elsewhere already."""
    seen = set(told)
    kept = []
    for item in found:
        if item.service.phone not in seen:
            kept.append(item)
            seen.update((item.service.phone,) if item.service.phone else ())
    return tuple(kept)


def with_specialist(found: Sequence[Found], needs: Sequence[Need], most: int) -> tuple[Found, ...]:
    """The first `most`, the last of them given up for one that is made for the need where none of them is."""
    first = tuple(found[:most])
    wanted = _SPECIALISTS.get(needs[0], frozenset()) if needs else frozenset()
    if not first or not wanted or any(f.service.kind in wanted for f in first):
        return first
    specialists = (f for f in found[most:] if f.service.kind in wanted and f.service.confidence is not Confidence.LOW)
    specialist = next(specialists, None)
    return (*first[:-1], specialist) if specialist else first


def _rank(found: Found, needs: Sequence[Need]) -> tuple[int, bool, bool, bool, int, int, bool, int, str]:
    service = found.service
    return (
        needs.index(found.needs[0]),
        service.confidence is Confidence.LOW or service.status is Status.UNCERTAIN,
        found.opening.state is not OpenState.OPEN,
        service.kind not in _SPECIALISTS.get(found.needs[0], ()),
        -len(found.needs),
        found.nearness,
        service.referral_needed is True,
        service.position,
        service.id,
    )


def _fits_age(service: HelpService, met: Sequence[Need], age: int | None) -> bool:
    # A parent may ask a service for the young: its limits are those of the young, not of who asks.
    is_for_both = Need.RELATIVES in met and service.kind is not ServiceKind.RELATIVES
    return is_for_both or service.fits_age(age)
