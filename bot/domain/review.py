"""Approving facts: who may say what about which text, and what holds afterwards.

A decision is about one item as it read at that moment. Decisions are only ever added; the newest one counts, and only
while the text is still the one that was read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from bot.domain.knowledge import Review
from bot.domain.review_items import ReviewItem

SOON = timedelta(days=30)
LONGEST_APPROVAL = timedelta(days=3 * 365)
"""An approval for longer than this is a slip of the keyboard."""

LONGEST_REASON = 1000
_A_MOMENT = timedelta(microseconds=1)


class Verdict(str, Enum):
    """What was decided."""

    APPROVED = "approved"
    RETURNED = "returned"


class Role(str, Enum):
    """All that is kept of whoever decided; the words are those of `reviewed_by` in the content files."""

    REVIEWER = "fagansvarlig"
    ADMINISTRATOR = "administrator"


class ReviewState(str, Enum):
    """Where an item stands. `DUE` is approved still, but to be read again within a month, or overdue."""

    DRAFT = "draft"
    DUE = "due"
    RETURNED = "returned"
    APPROVED = "approved"


class DecisionRefused(Exception):
    """The decision was not made."""


class TextChanged(DecisionRefused):
    """The text is no longer the one that was read."""


class DecidedMeanwhile(DecisionRefused):
    """Somebody else has decided since the item was read."""


class ReasonMissing(DecisionRefused):
    """Nobody can mend what is sent back without a word."""


class DueOutOfRange(DecisionRefused):
    """The next review must lie ahead, and not too far."""


@dataclass(frozen=True)
class Decision:
    """One line of an item's history. `due` goes with an approval, `reason` with what was sent back."""

    item_id: str
    fingerprint: str
    verdict: Verdict
    role: Role
    decided_at: datetime
    due: date | None = None
    reason: str | None = None

    @property
    def id(self) -> str:
        """Made of the content: the same decision, carried through git or from another database, is the same one."""
        parts = (
            self.item_id, self.fingerprint, self.verdict.value, self.role.value,
            self.decided_at.astimezone(timezone.utc).isoformat(),
            self.due.isoformat() if self.due else "", self.reason or "",
        )  # fmt: skip
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Reading:
    """What a reviewer had before them: the text's fingerprint, and the newest decision of the history (None: none)."""

    fingerprint: str
    last_decision: str | None


@dataclass(frozen=True)
class Standing:
    """Where an item stands today, and why. `has_changed`: it was decided on, but the text is another one now."""

    state: ReviewState
    review: Review
    is_overdue: bool = False
    has_changed: bool = False

    @property
    def is_approved(self) -> bool:
        """True also when the agreed day of the next review is near or past: a fact does not turn wrong overnight."""
        return self.review.is_approved


def in_order(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Every decision once, the oldest first, however they were brought together."""
    return tuple(sorted({d.id: d for d in decisions}.values(), key=lambda d: (d.decided_at, d.id)))


def newest(decisions: Sequence[Decision]) -> Decision | None:
    """The one that counts."""
    return max(decisions, key=lambda d: (d.decided_at, d.id), default=None)


def review_in_force(item: ReviewItem, history: Sequence[Decision]) -> Review:
    """The review that holds for the item as it reads now. Without any decision the content file's own word holds."""
    last = newest(history)
    if last is None:
        return item.written
    if last.fingerprint != item.fingerprint:
        return Review()
    return Review(last.verdict.value, last.role.value, last.decided_at.date(), last.due)


def standing(item: ReviewItem, history: Sequence[Decision], today: date) -> Standing:
    """Where the item stands on that day."""
    review, last = review_in_force(item, history), newest(history)
    if review.is_approved:
        is_near = review.due is None or review.due <= today + SOON
        return Standing(ReviewState.DUE if is_near else ReviewState.APPROVED, review, review.is_overdue(today))
    if review.status == Verdict.RETURNED.value:
        return Standing(ReviewState.RETURNED, review)
    return Standing(ReviewState.DRAFT, review, has_changed=last is not None)


def approve(
    item: ReviewItem, history: Sequence[Decision], reading: Reading, *, role: Role, due: date, now: datetime
) -> Decision:
    """The approval of what was read, until `due`. Raises DecisionRefused."""
    _require_unchanged(item, history, reading)
    if not now.date() < due <= now.date() + LONGEST_APPROVAL:
        raise DueOutOfRange
    return Decision(item.id, item.fingerprint, Verdict.APPROVED, role, _moment(history, now), due=due)


def send_back(
    item: ReviewItem, history: Sequence[Decision], reading: Reading, *, role: Role, reason: str, now: datetime
) -> Decision:
    """What was read goes back to its authors, with what they must change. Raises DecisionRefused."""
    _require_unchanged(item, history, reading)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonMissing
    return Decision(item.id, item.fingerprint, Verdict.RETURNED, role, _moment(history, now), reason=reason)


def a_year_after(day: date) -> date:
    """The usual day of the next review; of 29 February the day before."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _require_unchanged(item: ReviewItem, history: Sequence[Decision], reading: Reading) -> None:
    if reading.fingerprint != item.fingerprint:
        raise TextChanged
    last = newest(history)
    if reading.last_decision != (last.id if last else None):
        raise DecidedMeanwhile


def _moment(history: Sequence[Decision], now: datetime) -> datetime:
    """Now, but always after what it follows: the clocks of two machines may differ, the order may not."""
    last = newest(history)
    return max(now, last.decided_at + _A_MOMENT) if last else now
