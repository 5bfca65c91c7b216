"""The fagansvarlig's work: what is seen of all items, and what becomes of a decision."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.conversation import CounsellorId
from bot.domain.redaction import redact
from bot.domain.review import DecidedMeanwhile, Reading, ReviewState, Role, TextChanged
from bot.domain.review_items import ReviewItem, ReviewKind
from bot.ports import Counsellor
from bot.usecases.carry_reviews import CarryReviews, Exported, Imported
from bot.usecases.review_facts import ItemNotFound, Look, ReviewFacts
from tests.fakes.clock import FrozenClock
from tests.review_builders import FixedContent, an_item, approval, returned

DANGER = an_item()
EFFECTS = an_item("GHB ligner en alkoholrus.", id="ghb.effects")
PAIR = an_item("Pusten kan stoppe.", id="pairs.alkohol.ghb", kind=ReviewKind.PAIR, subjects=("alkohol", "ghb"))


@pytest.fixture
def facts_content() -> FixedContent:
    return FixedContent(PAIR, DANGER, EFFECTS)


@pytest.fixture
def review(sqlite_store: SqlStore, facts_content: FixedContent, clock: FrozenClock) -> ReviewFacts:
    return ReviewFacts(store=sqlite_store, content=facts_content, clock=clock, redact=redact)


@pytest.fixture
async def faglig(sqlite_store: SqlStore) -> Counsellor:
    return await somebody(sqlite_store, "faglig", "reviewer")


async def somebody(store: SqlStore, username: str, *roles: str) -> Counsellor:
    async with store.unit() as unit:
        added: CounsellorId = await unit.staff.add(username, "et langt passord", display_role="lege", roles=roles)
        found = await unit.staff.get(added)
        await unit.commit()
    assert found is not None
    return found


async def approve(review: ReviewFacts, item: ReviewItem, by: Counsellor, due: date | None = None) -> None:
    seen = await review.read(item.id)
    await review.approve(item.id, seen.reading, due=due or seen.usual_due, by=by)


async def ids(review: ReviewFacts, **look: object) -> list[str]:
    return [one.item.id for one in (await review.overview(Look(**look))).listed]  # type: ignore[arg-type]


async def test_a_fresh_content_is_all_draft(review: ReviewFacts) -> None:
    seen = await review.overview(Look())
    assert [one.item.id for one in seen.listed] == [PAIR.id, DANGER.id, EFFECTS.id]
    assert seen.counts == {
        ReviewState.DRAFT: 3, ReviewState.DUE: 0, ReviewState.RETURNED: 0, ReviewState.APPROVED: 0,
    }  # fmt: skip
    assert (seen.approved, seen.total) == (0, 3)


async def test_what_is_approved_and_sent_back_is_counted_and_found(review: ReviewFacts, faglig: Counsellor) -> None:
    await approve(review, DANGER, faglig)
    seen = await review.read(EFFECTS.id)
    await review.send_back(EFFECTS.id, seen.reading, reason="Mangler varighet.", by=faglig)
    assert await ids(review, state=ReviewState.APPROVED) == [DANGER.id]
    assert await ids(review, state=ReviewState.RETURNED) == [EFFECTS.id]
    assert await ids(review, state=ReviewState.DRAFT) == [PAIR.id]
    assert await ids(review, kind=ReviewKind.PAIR) == [PAIR.id]
    assert await ids(review, words="alkoholrus") == [EFFECTS.id]
    assert await ids(review, words="alkohol") == [PAIR.id, EFFECTS.id], "by name before by text"
    assert await ids(review, words="alkohol", kind=ReviewKind.SUBSTANCE, state=ReviewState.DRAFT) == []
    overview = await review.overview(Look(kind=ReviewKind.SUBSTANCE))
    assert (overview.approved, overview.total) == (1, 3)
    assert overview.counts[ReviewState.RETURNED] == 1
    assert overview.counts[ReviewState.DRAFT] == 0


async def test_the_history_grows_and_nothing_is_lost(
    review: ReviewFacts, faglig: Counsellor, clock: FrozenClock
) -> None:
    await approve(review, DANGER, faglig)
    clock.move(days=1)
    await review.send_back(DANGER.id, (await review.read(DANGER.id)).reading, reason="Feil tall.", by=faglig)
    clock.move(days=1)
    await approve(review, DANGER, faglig)
    history = (await review.read(DANGER.id)).history
    assert [(d.verdict.value, d.reason) for d in history] == [
        ("approved", None), ("returned", "Feil tall."), ("approved", None),
    ]  # fmt: skip


async def test_two_reviewers_do_not_overwrite_one_another(review: ReviewFacts, faglig: Counsellor) -> None:
    seen = await review.read(DANGER.id)
    await review.approve(DANGER.id, seen.reading, due=seen.usual_due, by=faglig)
    with pytest.raises(DecidedMeanwhile):
        await review.send_back(DANGER.id, seen.reading, reason="Jeg er uenig.", by=faglig)
    assert (await review.read(DANGER.id)).standing.state is ReviewState.APPROVED


async def test_a_text_that_changed_while_it_was_read_is_not_approved(
    review: ReviewFacts, facts_content: FixedContent, faglig: Counsellor
) -> None:
    seen = await review.read(DANGER.id)
    facts_content.items = (an_item("GHB kan være farlig."),)
    with pytest.raises(TextChanged):
        await review.approve(DANGER.id, seen.reading, due=seen.usual_due, by=faglig)
    assert (await review.read(DANGER.id)).history == ()


async def test_a_change_after_approval_makes_it_a_draft_and_the_same_words_again_approved(
    review: ReviewFacts, facts_content: FixedContent, faglig: Counsellor
) -> None:
    await approve(review, DANGER, faglig)
    facts_content.items = (an_item("GHB kan være farlig."),)
    (one,) = (await review.overview(Look())).listed
    assert (one.standing.state, one.standing.has_changed) == (ReviewState.DRAFT, True)
    facts_content.items = (an_item("  GHB kan gjøre\n deg bevisstløs. "),)
    (one,) = (await review.overview(Look())).listed
    assert one.standing.state is ReviewState.APPROVED


async def test_those_that_are_due_come_in_the_order_of_their_days(
    review: ReviewFacts, faglig: Counsellor, clock: FrozenClock
) -> None:
    today = clock.now().date()
    await approve(review, PAIR, faglig, today + timedelta(days=20))
    await approve(review, DANGER, faglig, today + timedelta(days=5))
    await approve(review, EFFECTS, faglig)
    clock.move(days=6)
    seen = await review.overview(Look(state=ReviewState.DUE))
    assert [(one.item.id, one.standing.is_overdue) for one in seen.listed] == [(DANGER.id, True), (PAIR.id, False)]
    assert seen.approved == 3, "overdue is still approved"


async def test_what_content_no_longer_has_cannot_be_decided_on(review: ReviewFacts, faglig: Counsellor) -> None:
    for work in (
        review.read("ghb.nothing"),
        review.approve("ghb.nothing", Reading("x", None), due=date(2027, 1, 1), by=faglig),
        review.send_back("ghb.nothing", Reading("x", None), reason="x", by=faglig),
    ):
        with pytest.raises(ItemNotFound):
            await work


async def test_whoever_runs_the_machines_is_seen_to_have_decided(review: ReviewFacts, sqlite_store: SqlStore) -> None:
    await approve(review, DANGER, await somebody(sqlite_store, "admin", "admin", "counsellor", "reviewer"))
    assert (await review.read(DANGER.id)).history[0].role is Role.ADMINISTRATOR


async def test_a_reason_names_nobody(review: ReviewFacts, faglig: Counsellor) -> None:
    reason = "Spør meg på kari@eksempel.no eller 415 22 333. Giftinformasjonen har 22 59 13 00."
    await review.send_back(DANGER.id, (await review.read(DANGER.id)).reading, reason=reason, by=faglig)
    kept = (await review.read(DANGER.id)).history[0].reason
    assert kept == "Spør meg på [e-post fjernet] eller [telefon fjernet]. Giftinformasjonen har 22 59 13 00."


async def test_the_log_says_what_was_decided_and_not_by_whom_or_why(
    review: ReviewFacts, faglig: Counsellor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.journal")
    await review.send_back(DANGER.id, (await review.read(DANGER.id)).reading, reason="hemmelig grunn", by=faglig)
    (line,) = [r for r in caplog.records if r.getMessage() == "item_decided"]
    assert (line.verdict, line.role) == ("returned", "fagansvarlig")
    assert "hemmelig" not in str(vars(line))
    assert faglig.id not in str(vars(line))


class MemoryArchive:
    """ports.ReviewArchive in a list."""

    def __init__(self, *decisions: object) -> None:
        self.decisions = list(decisions)

    def read(self) -> tuple[object, ...]:
        return tuple(self.decisions)

    def write(self, decisions: object, _catalogue: object) -> int:
        changed = int(list(decisions) != self.decisions)  # type: ignore[call-overload]
        self.decisions = list(decisions)  # type: ignore[call-overload]
        return changed


async def test_both_ways_add_and_doing_it_twice_does_nothing(
    sqlite_store: SqlStore, facts_content: FixedContent
) -> None:
    from_git, from_here = approval(DANGER), returned(EFFECTS)
    archive = MemoryArchive(from_git)
    async with sqlite_store.unit() as unit:
        await unit.reviews.add([from_here])
        await unit.commit()
    carry = CarryReviews(store=sqlite_store, content=facts_content)
    assert await carry.export_to(archive) == Exported(decisions=2, files=1)  # type: ignore[arg-type]
    assert set(archive.decisions) == {from_git, from_here}
    assert await carry.import_from(archive) == Imported(decisions=2, new=1)  # type: ignore[arg-type]
    assert await carry.import_from(archive) == Imported(decisions=2, new=0)  # type: ignore[arg-type]
    assert await carry.export_to(archive) == Exported(decisions=2, files=0)  # type: ignore[arg-type]


async def test_two_machines_that_decided_apart_agree_afterwards_the_later_word_counts(
    review: ReviewFacts, sqlite_store: SqlStore, facts_content: FixedContent, faglig: Counsellor, clock: FrozenClock
) -> None:
    await approve(review, DANGER, faglig)
    elsewhere = replace(returned(DANGER), decided_at=clock.now() + timedelta(hours=1))
    await CarryReviews(store=sqlite_store, content=facts_content).import_from(MemoryArchive(elsewhere))  # type: ignore[arg-type]
    seen = await review.read(DANGER.id)
    assert (len(seen.history), seen.standing.state) == (2, ReviewState.RETURNED)
