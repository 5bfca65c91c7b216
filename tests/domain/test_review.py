"""Where an item stands, and who may decide what about which text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from bot.domain.knowledge import Review
from bot.domain.review import (
    LONGEST_REASON,
    DecidedMeanwhile,
    Decision,
    DueOutOfRange,
    Reading,
    ReasonMissing,
    ReviewState,
    Role,
    TextChanged,
    Verdict,
    a_year_after,
    approve,
    in_order,
    newest,
    review_in_force,
    send_back,
    standing,
)
from tests.review_builders import NEXT_YEAR, NOON, an_item, approval, reading_of, returned

TODAY = NOON.date()
ITEM, OTHER = an_item(), an_item("GHB kan gjøre deg sløv.")
LATER = NOON + timedelta(hours=1)
BY_HAND = replace(ITEM, written=Review("approved", "fagansvarlig", TODAY, NEXT_YEAR))


def due_in(days: int) -> Decision:
    return approval(ITEM, due=TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("item", "history", "state", "is_approved", "is_overdue", "has_changed"),
    [
        (ITEM, [], ReviewState.DRAFT, False, False, False),
        (ITEM, [approval(ITEM)], ReviewState.APPROVED, True, False, False),
        (ITEM, [due_in(31)], ReviewState.APPROVED, True, False, False),
        (ITEM, [due_in(30)], ReviewState.DUE, True, False, False),
        (ITEM, [due_in(0)], ReviewState.DUE, True, False, False),
        (ITEM, [due_in(-1)], ReviewState.DUE, True, True, False),
        (ITEM, [returned(ITEM)], ReviewState.RETURNED, False, False, False),
        (ITEM, [approval(ITEM), returned(ITEM, at=LATER)], ReviewState.RETURNED, False, False, False),
        (ITEM, [returned(ITEM), approval(ITEM, at=LATER)], ReviewState.APPROVED, True, False, False),
        # The order in which they are brought together does not matter.
        (ITEM, [approval(ITEM, at=LATER), returned(ITEM)], ReviewState.APPROVED, True, False, False),
        # Another text is a draft again, whatever was said about the one before.
        (OTHER, [approval(ITEM)], ReviewState.DRAFT, False, False, True),
        (OTHER, [returned(ITEM)], ReviewState.DRAFT, False, False, True),
        # A text that comes back after another one was decided on is read again: it was left for a reason.
        (ITEM, [approval(ITEM), approval(OTHER, at=LATER)], ReviewState.DRAFT, False, False, True),
        # What somebody wrote by hand in the content file holds until there is a decision, whatever it says.
        (BY_HAND, [], ReviewState.APPROVED, True, False, False),
        (BY_HAND, [returned(ITEM)], ReviewState.RETURNED, False, False, False),
        (BY_HAND, [approval(OTHER)], ReviewState.DRAFT, False, False, True),
    ],
)  # fmt: skip
def test_where_an_item_stands(item, history, state, is_approved, is_overdue, has_changed) -> None:  # type: ignore[no-untyped-def]
    found = standing(item, history, TODAY)
    assert (found.state, found.is_approved, found.is_overdue, found.has_changed) == (
        state, is_approved, is_overdue, has_changed,
    )  # fmt: skip


def test_an_approval_in_force_says_role_day_and_next_review_and_no_name() -> None:
    review = review_in_force(ITEM, [approval(ITEM)])
    assert review == Review("approved", "fagansvarlig", TODAY, NEXT_YEAR)


def test_an_approval_is_of_what_was_read() -> None:
    decision = approve(ITEM, [], reading_of(ITEM), role=Role.REVIEWER, due=NEXT_YEAR, now=NOON)
    assert decision == approval(ITEM)


def test_what_is_sent_back_says_why() -> None:
    decision = send_back(ITEM, [], reading_of(ITEM), role=Role.REVIEWER, reason="  Kilden\nmangler. ", now=NOON)
    assert decision == returned(ITEM, reason="Kilden mangler.")


@pytest.mark.parametrize(
    ("history", "reading", "refusal"),
    [
        ([], reading_of(OTHER), TextChanged),
        ([], Reading("", None), TextChanged),
        ([approval(ITEM)], reading_of(ITEM), DecidedMeanwhile),
        ([approval(ITEM), returned(ITEM, at=LATER)], reading_of(ITEM, approval(ITEM)), DecidedMeanwhile),
        ([], reading_of(ITEM, approval(ITEM)), DecidedMeanwhile),
    ],
)
def test_a_decision_on_something_else_than_what_is_there_is_refused(
    history: list[Decision], reading: Reading, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        approve(ITEM, history, reading, role=Role.REVIEWER, due=NEXT_YEAR, now=NOON)
    with pytest.raises(refusal):
        send_back(ITEM, history, reading, role=Role.REVIEWER, reason="Feil.", now=NOON)


@pytest.mark.parametrize("due", [TODAY, TODAY - timedelta(days=1), date(1, 1, 1), TODAY + timedelta(days=1096)])
def test_the_next_review_lies_ahead_and_not_too_far(due: date) -> None:
    with pytest.raises(DueOutOfRange):
        approve(ITEM, [], reading_of(ITEM), role=Role.REVIEWER, due=due, now=NOON)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * (LONGEST_REASON + 1)])
def test_nothing_is_sent_back_without_a_reason(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        send_back(ITEM, [], reading_of(ITEM), role=Role.REVIEWER, reason=reason, now=NOON)


def test_a_decision_is_newer_than_what_it_follows_whatever_the_clocks_say() -> None:
    first = approval(ITEM, at=LATER)
    second = send_back(ITEM, [first], reading_of(ITEM, first), role=Role.REVIEWER, reason="Feil.", now=NOON)
    assert newest([second, first]) == second


def test_the_same_decision_is_the_same_in_any_zone_and_any_other_is_another() -> None:
    one = approval(ITEM)
    assert replace(one, decided_at=NOON.astimezone(timezone(timedelta(hours=1)))).id == one.id
    others = [
        replace(one, item_id="ghb.x"), replace(one, fingerprint="0" * 32), replace(one, verdict=Verdict.RETURNED),
        replace(one, role=Role.ADMINISTRATOR), replace(one, decided_at=LATER), replace(one, due=TODAY),
        replace(one, reason="x"),
    ]  # fmt: skip
    assert len({one.id, *(other.id for other in others)}) == 8


def test_a_history_brought_together_twice_is_the_same_history() -> None:
    first, second = approval(ITEM), returned(ITEM, at=LATER)
    assert in_order([second, first, second]) == (first, second)
    assert newest([]) is None


@pytest.mark.parametrize(
    ("day", "next_year"),
    [
        (date(2026, 11, 21), date(2027, 11, 21)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_the_usual_next_review_is_in_a_year(day: date, next_year: date) -> None:
    assert a_year_after(day) == next_year


def test_a_decision_made_elsewhere_in_the_world_has_its_day_in_utc() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=timezone.utc)
    assert review_in_force(ITEM, [approval(ITEM, at=late)]).reviewed_on == date(2026, 11, 21)
