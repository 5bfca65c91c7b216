"""Readable items and decisions for tests. Every one is invented."""

from __future__ import annotations

from datetime import date, datetime, timezone

from bot.domain.replies import SourceLink
from bot.domain.review import Decision, Reading, Role, Verdict, newest
from bot.domain.review_items import Passage, ReviewCatalogue, ReviewItem, ReviewKind
from bot.domain.texts import Texts

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
NEXT_YEAR = date(2027, 11, 21)
PAGE = SourceLink("En side", "https://rusinfo.no/en-side", "RUSinfo", "2026-11-21")


def an_item(nb: str = "GHB kan gjøre deg bevisstløs.", **changes: object) -> ReviewItem:
    """A fact about GHB."""
    given: dict[str, object] = {
        "id": "ghb.danger",
        "kind": ReviewKind.SUBSTANCE,
        "file": "substances/ghb.yml",
        "passages": (Passage("text", Texts(nb, "GHB kan gjere deg medvitslaus.")),),
        "sources": (PAGE,),
        "subjects": ("ghb",),
        "particulars": (("aspect", "danger"), ("confidence", "medium")),
    }
    return ReviewItem(**{**given, **changes})  # type: ignore[arg-type]


def approval(item: ReviewItem, *, at: datetime = NOON, due: date = NEXT_YEAR, role: Role = Role.REVIEWER) -> Decision:
    return Decision(item.id, item.fingerprint, Verdict.APPROVED, role, at, due=due)


def returned(item: ReviewItem, *, at: datetime = NOON, reason: str = "Kilden sier noe annet.") -> Decision:
    return Decision(item.id, item.fingerprint, Verdict.RETURNED, Role.REVIEWER, at, reason=reason)


def reading_of(item: ReviewItem, *history: Decision) -> Reading:
    """What somebody has before them who has just read it."""
    last = newest(history)
    return Reading(item.fingerprint, last.id if last else None)


class FixedContent:
    """ports.ReviewableContent that a test holds in its hand."""

    def __init__(self, *items: ReviewItem) -> None:
        self.items = items

    def catalogue(self) -> ReviewCatalogue:
        return ReviewCatalogue(self.items, {"ghb": Texts("GHB", "GHB")})
