"""A help service: whom it serves, how it is reached, and whether it is open.

Unknown stays None and is never presented as anything else. Knows no words, no files and no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from bot.domain.needs import Need
from bot.domain.opening_hours import ALWAYS_OPEN, UNKNOWN, Opening, OpenState, WeeklyHours, in_norway, opening
from bot.domain.replies import SourceLink
from bot.domain.texts import Texts


class ServiceKind(str, Enum):
    """What a service is: a small set, so that people and rules can tell them apart."""

    EMERGENCY = "emergency"
    HELPLINE = "helpline"
    COUNSELLOR = "counsellor"
    MUNICIPAL_TEAM = "municipal_team"
    LOW_THRESHOLD = "low_threshold"
    USER_ROOM = "user_room"
    STREET_HEALTH = "street_health"
    YOUTH = "youth"
    FACT_TEAM = "fact_team"
    TREATMENT = "treatment"
    QUICK_MENTAL_HEALTH = "quick_mental_health"
    RELATIVES = "relatives"
    VIOLENCE = "violence"
    CHILD_WELFARE = "child_welfare"
    NAV = "nav"
    HOUSING = "housing"
    LEGAL_HELP = "legal_help"
    SELF_HELP = "self_help"
    USER_ORGANISATION = "user_organisation"
    INFORMATION = "information"
    SCHEME = "scheme"


class Way(str, Enum):
    """How a service can be reached, as far as its sources say."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    SMS = "sms"
    VIDEO = "video"
    CHAT = "chat"
    HOME_DELIVERY = "home_delivery"
    OUTREACH = "outreach"


class Status(str, Enum):
    """Whether the service is running. Only the first two are ever shown."""

    ACTIVE = "active"
    UNCERTAIN = "uncertain"
    PLANNED = "planned"
    PROBABLY_CLOSED = "probably_closed"
    NOT_FOUND = "not_found"

    @property
    def is_shown(self) -> bool:
        """Planned, closed and never found services are not help."""
        return self in (Status.ACTIVE, Status.UNCERTAIN)


class Confidence(str, Enum):
    """How sure the sources make us."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Notice:
    """Something temporary, shown first. `is_closure`: the service is closed while it lasts."""

    text: Texts
    starts_on: date | None = None
    ends_on: date | None = None
    is_closure: bool = False

    def is_active(self, at: datetime) -> bool:
        """Whether it holds on that Norwegian date; both ends count."""
        today = in_norway(at).date()
        return (self.starts_on is None or self.starts_on <= today) and (self.ends_on is None or today <= self.ends_on)


@dataclass(frozen=True)
class ChannelHours:
    """Opening hours of one way in; `way` None holds for the whole service."""

    way: Way | None
    hours: WeeklyHours


@dataclass(frozen=True)
class Kommune:
    """A kommune of the 2024 division. `website` is None where none is known."""

    number: str
    name: str
    fylke_number: str
    fylke_name: str
    website: str | None = None


@dataclass(frozen=True)
class Coverage:
    """Whom a service is for: whole kommuner and fylker by number, and within Oslo some bydeler. Empty: the country."""

    kommuner: frozenset[str] = frozenset()
    fylker: frozenset[str] = frozenset()
    bydeler: frozenset[str] = frozenset()

    @property
    def is_national(self) -> bool:
        """For everybody, wherever they live."""
        return not (self.kommuner or self.fylker)

    def reaches(self, kommune: Kommune) -> bool:
        """True where it serves the kommune, or a part of it."""
        return kommune.number in self.kommuner or kommune.fylke_number in self.fylker


@dataclass(frozen=True)
class HelpService:
    """One service. None always means that no source says."""

    id: str
    name: str
    kind: ServiceKind
    needs: frozenset[Need]
    description: Texts
    coverage: Coverage
    status: Status
    confidence: Confidence
    host_kommune: str | None = None
    position: int = 0
    target_group: Texts | None = None
    age_from: int | None = None
    age_to: int | None = None
    phone: str | None = None
    sms: str | None = None
    chat_url: str | None = None
    url: str | None = None
    address: str | None = None
    reached_by: frozenset[Way] | None = None
    referral_needed: bool | None = None
    anonymous: bool | None = None
    cost: str | None = None
    always_open: bool = False
    opening_hours: tuple[ChannelHours, ...] = ()
    hours_text: Texts | None = None
    notices: tuple[Notice, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    source_date: str | None = None
    is_draft: bool = True

    def active_notices(self, at: datetime) -> tuple[Notice, ...]:
        """The temporary notices that hold now."""
        return tuple(n for n in self.notices if n.is_active(at))

    def opening(self, at: datetime, way: Way | None = None) -> Opening:
        """Open now, of the whole service or of one way in. Low confidence and closures override the hours."""
        if any(n.is_closure for n in self.active_notices(at)):
            return Opening(OpenState.CLOSED)
        if self.confidence is Confidence.LOW:
            return UNKNOWN
        if self.always_open and way in (None, Way.PHONE):
            return ALWAYS_OPEN
        found = [opening(c.hours, at) for c in self.opening_hours if c.way is way or way is None]
        return min(found, key=_openness, default=UNKNOWN)

    def fits_age(self, age: int | None) -> bool:
        """False only when both the age and the limit are known and disagree."""
        if age is None:
            return True
        return (self.age_from or 0) <= age <= (self.age_to or age)


def _openness(found: Opening) -> tuple[int, float]:
    order = {OpenState.OPEN: 0, OpenState.CLOSED: 1, OpenState.UNKNOWN: 2}[found.state]
    return order, found.opens_at.timestamp() if found.opens_at else float("inf")
