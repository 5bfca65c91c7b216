"""The fagansvarlig at work: sees where every item stands, reads one, approves it or sends it back.

Decides only about the text that was read. Serves nothing: what is decided here reaches people through content/reviews.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.events import ItemDecided
from bot.domain.review import (
    Decision,
    Reading,
    ReviewState,
    Role,
    Standing,
    a_year_after,
    approve,
    newest,
    send_back,
    standing,
)
from bot.domain.review_items import ReviewCatalogue, ReviewItem, ReviewKind
from bot.domain.staff_roles import ADMINISTRATOR
from bot.ports import Clock, Counsellor, Redact, ReviewableContent, Store, UnitOfWork
from bot.usecases.journal import record


class ItemNotFound(Exception):
    """The content has no such item, or no longer."""


@dataclass(frozen=True)
class Look:
    """What a reviewer wants to see of all items; empty fields leave nothing out."""

    state: ReviewState | None = None
    kind: ReviewKind | None = None
    words: str = ""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    item: ReviewItem
    standing: Standing


@dataclass(frozen=True)
class Overview:
    """The items that were asked for, how many there are in each state, and how far the whole work has come."""

    catalogue: ReviewCatalogue
    listed: tuple[Listed, ...]
    counts: Mapping[ReviewState, int]
    approved: int
    total: int


@dataclass(frozen=True)
class InReview:
    """One item with all that is needed to decide on it."""

    catalogue: ReviewCatalogue
    item: ReviewItem
    standing: Standing
    history: tuple[Decision, ...]
    today: date

    @property
    def reading(self) -> Reading:
        """What a decision must name."""
        last = newest(self.history)
        return Reading(self.item.fingerprint, last.id if last else None)

    @property
    def usual_due(self) -> date:
        """The next review, unless the reviewer says otherwise."""
        return a_year_after(self.today)


class ReviewFacts:
    """The review desk's use cases."""

    def __init__(self, *, store: Store, content: ReviewableContent, clock: Clock, redact: Redact) -> None:
        self._store = store
        self._content = content
        self._clock = clock
        self._redact = redact

    async def overview(self, look: Look) -> Overview:
        """Items that fit, the most urgent kind first; those that are due in the order of their days."""
        catalogue, today = await self._catalogue(), self._clock.now().date()
        async with self._store.reading() as unit:
            decisions = await unit.reviews.all()
        # Two thousand items take a tenth of a second, which somebody else's message must not wait for either.
        return await asyncio.to_thread(_overview, catalogue, _by_item(decisions), look, today)

    async def read(self, item_id: str) -> InReview:
        """One item as it is now. Raises ItemNotFound."""
        catalogue = await self._catalogue()
        async with self._store.reading() as unit:
            return await self._in_review(unit, catalogue, item_id)

    async def approve(self, item_id: str, reading: Reading, *, due: date, by: Counsellor) -> None:
        """Raises ItemNotFound or DecisionRefused, and then nothing is changed."""
        catalogue = await self._catalogue()
        async with self._store.unit() as unit:
            seen, now = await self._in_review(unit, catalogue, item_id), self._clock.now()
            decision = approve(seen.item, seen.history, reading, role=_role(by), due=due, now=now)
            await self._keep(unit, by, decision)

    async def send_back(self, item_id: str, reading: Reading, *, reason: str, by: Counsellor) -> None:
        """The same, with what must be changed. The reason goes into git: what could identify somebody is taken out."""
        catalogue, reason = await self._catalogue(), self._redact(reason)
        async with self._store.unit() as unit:
            seen, now = await self._in_review(unit, catalogue, item_id), self._clock.now()
            decision = send_back(seen.item, seen.history, reading, role=_role(by), reason=reason, now=now)
            await self._keep(unit, by, decision)

    async def _catalogue(self) -> ReviewCatalogue:
        # Changed files take a moment to read: nobody's message may wait for that.
        return await asyncio.to_thread(self._content.catalogue)

    async def _in_review(self, unit: UnitOfWork, catalogue: ReviewCatalogue, item_id: str) -> InReview:
        item, today = catalogue.item(item_id), self._clock.now().date()
        if item is None:
            raise ItemNotFound
        history = await unit.reviews.history(item_id)
        return InReview(catalogue, item, standing(item, history, today), history, today)

    async def _keep(self, unit: UnitOfWork, by: Counsellor, decision: Decision) -> None:
        await unit.reviews.add([decision], by=by.id)
        await unit.commit()
        record(ItemDecided(decision.verdict, decision.role))


def _overview(catalogue: ReviewCatalogue, history: Mapping[str, list[Decision]], look: Look, today: date) -> Overview:
    everything = [Listed(i, standing(i, history.get(i.id, ()), today)) for i in catalogue.items]
    found = [one for one in everything if _fits(one.item, look, catalogue)]
    chosen = [one for one in found if look.state in (None, one.standing.state)]
    if look.state is ReviewState.DUE:
        chosen.sort(key=lambda one: one.standing.review.due or date.min)
    elif look.words:
        chosen.sort(key=lambda one: -catalogue.named_by(one.item, look.words))
    return Overview(
        catalogue=catalogue,
        listed=tuple(chosen),
        counts={state: sum(one.standing.state is state for one in found) for state in ReviewState},
        approved=sum(one.standing.is_approved for one in everything),
        total=len(everything),
    )


def _fits(item: ReviewItem, look: Look, catalogue: ReviewCatalogue) -> bool:
    return look.kind in (None, item.kind) and (not look.words or catalogue.mentions(item, look.words))


def _by_item(decisions: tuple[Decision, ...]) -> Mapping[str, list[Decision]]:
    history: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        history[decision.item_id].append(decision)
    return history


def _role(by: Counsellor) -> Role:
    """An approval by whoever runs the machines is kept as such: it is seen in git."""
    return Role.ADMINISTRATOR if ADMINISTRATOR in by.roles else Role.REVIEWER
