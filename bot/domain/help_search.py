"""One question for help with everything that was found for it: what is local, what is national, what is missing.

Pure; the words around it belong to the use case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.choosing_help import (
    Found,
    Nearness,
    Whereabouts,
    front_doors,
    with_specialist,
    without_repeated_numbers,
)
from bot.domain.help_services import Confidence, HelpService, ServiceKind
from bot.domain.needs import URGENT, Need

MOST_LOCAL = 3
MOST_NATIONAL = 3
MOST_OTHERS = 2
ENOUGH_SURE = 2
# The way into these goes by a scheme (TSB, LAR), also where there is a local service.
_EXPLAINED = frozenset((Need.TREATMENT, Need.DETOX, Need.LAR, Need.NALOXONE))


@dataclass(frozen=True)
class HelpSearch:
    """`needs` empty: nothing more is known than that somebody wants help. `found` is sorted, the best first."""

    where: Whereabouts | None
    needs: tuple[Need, ...]
    found: tuple[Found, ...]
    services: tuple[HelpService, ...]
    at: datetime
    language: str
    age: int | None = None

    @property
    def is_urgent(self) -> bool:
        """National help must not wait for an answer about where somebody lives."""
        return bool(URGENT.intersection(self.needs))

    @property
    def misses_a_bydel(self) -> bool:
        """Something would fit if we knew in which bydel."""
        if not self.where or self.where.bydel or not self.needs:
            return False
        here = (s for s in self.services if s.coverage.bydeler and s.coverage.reaches(self.where.kommune))
        return any(self.needs[0] in s.needs for s in here)

    def local(self) -> tuple[Found, ...]:
        """At most three that serve the place and fit; unsure ones only where there are too few that we have checked."""
        local = [f for f in self.found if f.nearness is not Nearness.NATIONAL]
        if not self.needs:
            # Somebody who only says «hjelp» is not sent to a ward that needs a referral.
            local = [f for f in local if f.service.referral_needed is not True]
        sure = [f for f in local if f.service.confidence is not Confidence.LOW]
        return with_specialist(sure if len(sure) >= ENOUGH_SURE else local, self.needs, MOST_LOCAL)

    def others(self) -> tuple[Found, ...]:
        """The kommune's ordinary ways in, where the need itself has nothing local."""
        if not self.needs or self.misses_a_bydel:
            return ()
        return front_doors(self.services, self.where, self.at, age=self.age)[:MOST_OTHERS]

    def national(self, most: int = MOST_NATIONAL, *, beside: Sequence[Found] = ()) -> tuple[Found, ...]:
        """At most three national ones that fit and are not already said by what is shown `beside` them."""
        told = [f.service.phone for f in beside if f.service.phone]
        main = self.needs[0] if self.needs else None
        is_met = main not in _EXPLAINED and any(f.needs[0] is main for f in beside)
        fits = [
            f
            for f in self.found
            if f.nearness is Nearness.NATIONAL
            and not (is_met and f.service.kind is ServiceKind.SCHEME)
            # Unsure and without a page to check: of no use to anybody.
            and (f.service.confidence is not Confidence.LOW or f.service.url)
        ]
        return with_specialist(without_repeated_numbers(fits, told), self.needs, min(most, MOST_NATIONAL))
