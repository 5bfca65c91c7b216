"""All help services with the geography they lie in, as one value that can be compared and carried.

Built from `content/`, kept in the database; knows neither.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.help_services import HelpService, Kommune


@dataclass(frozen=True)
class Postnummer:
    """One postal code, the town it is written with and the kommune it lies in."""

    number: str
    town: str
    kommune_number: str


@dataclass(frozen=True)
class Bydel:
    """A bydel (today only Oslo has them with services of their own)."""

    kommune_number: str
    number: str
    name: str


@dataclass(frozen=True)
class ServiceCatalogue:
    """Everything that `content/services` and `content/geography` say."""

    services: tuple[HelpService, ...]
    kommuner: tuple[Kommune, ...]
    postnummer: tuple[Postnummer, ...] = ()
    bydeler: tuple[Bydel, ...] = ()


@dataclass(frozen=True)
class LoadReport:
    """What an import changed among the services; all zero but `unchanged` when nothing was new."""

    added: int
    updated: int
    removed: int
    unchanged: int
