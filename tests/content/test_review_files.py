"""content/reviews: written and read without loss, and laid over the content only where it is about that very text."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.content.check import check
from bot.adapters.content.loader import load_library
from bot.adapters.content.review_check import review_counts
from bot.adapters.content.review_files import ReviewFileError, YamlReviewArchive
from bot.adapters.content.reviewable import ReviewableFiles
from bot.adapters.content.words import load_emergency
from bot.domain.knowledge import Review
from bot.domain.mixing import Level
from bot.domain.review import Decision, Role, Verdict, in_order
from bot.domain.review_items import ReviewCatalogue, ReviewItem
from tests.content.library import SMALL
from tests.review_builders import NEXT_YEAR, NOON, an_item, approval, returned

TODAY = NOON.date()
EVERY_KIND = ("emergency.default", "flow.overdose", "pairs.alkohol.ghb", "ghb.danger", "quit.general")

moments = st.datetimes(datetime(2020, 1, 1), datetime(2099, 12, 31), timezones=st.just(timezone.utc))
reasons = st.text(st.characters(blacklist_categories=("C",)), min_size=1, max_size=60).map(
    lambda t: " ".join(t.split())
)
decisions = st.builds(
    lambda item_id, fingerprint, role, at, due, reason: Decision(
        item_id, f"{fingerprint:032x}", Verdict.RETURNED if reason else Verdict.APPROVED, role, at,
        due=None if reason else due, reason=reason or None,
    ),
    st.sampled_from(["ghb.danger", "ghb.effects", "gone.fact", "flow.overdose"]),
    st.integers(0, 16**32 - 1),
    st.sampled_from(Role),
    moments,
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.one_of(st.just(""), reasons),
)  # fmt: skip


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    shutil.copytree(SMALL, root)
    return root


def item(content: Path, name: str) -> ReviewItem:
    found = ReviewableFiles(content).catalogue().item(name)
    assert found is not None, name
    return found


def decide(content: Path, *made: Decision) -> None:
    """Lays the decisions beside what is there, as an export does."""
    archive = YamlReviewArchive(content / "reviews")
    archive.write([*archive.read(), *made], ReviewableFiles(content).catalogue())


def spoil(content: Path, file: str, before: str, after: str) -> None:
    path = content / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@given(st.lists(decisions, max_size=12))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, made: list[Decision]) -> None:
    archive = YamlReviewArchive(tmp_path_factory.mktemp("reviews"))
    catalogue = ReviewCatalogue((an_item(), an_item(id="ghb.effects")))
    archive.write(made, catalogue)
    assert archive.read() == in_order(made)
    assert archive.write(made[::-1], catalogue) == 0


def test_a_file_is_beside_its_content_sorted_and_a_decision_is_one_line(content: Path) -> None:
    effects, danger = item(content, "ghb.effects"), item(content, "ghb.danger")
    decide(content, approval(danger, at=NOON + timedelta(days=1)), returned(danger, reason='Si «nå», ikke "no": 1'))
    before = (content / "reviews" / "substances" / "ghb.yml").read_text(encoding="utf-8")
    assert before == (
        "# Written by `rusbot content reviews export`, never by hand: docs/adr/0009-reviews-bound-to-the-text.md\n"
        "file: substances/ghb.yml\n"
        "items:\n"
        "  ghb.danger:\n"
        '    - {at: "2026-11-21T12:00:00Z", verdict: returned, role: fagansvarlig, '
        f'fingerprint: "{danger.fingerprint}", reason: "Si «nå», ikke \\"no\\": 1"}}\n'
        '    - {at: "2026-11-22T12:00:00Z", verdict: approved, role: fagansvarlig, '
        f'fingerprint: "{danger.fingerprint}", due: "2027-11-21"}}\n'
    )
    decide(content, approval(effects))
    after = (content / "reviews" / "substances" / "ghb.yml").read_text(encoding="utf-8")
    new = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(new) == 2
    assert after.index("ghb.effects") < after.index("ghb.danger"), "in the order of the content"


def test_decisions_on_what_is_gone_are_kept(content: Path) -> None:
    decide(content, approval(item(content, "quit.general")), approval(item(content, "ghb.danger")))
    (content / "topics" / "quit.yml").unlink()
    decide(content)
    assert not (content / "reviews" / "topics" / "quit.yml").exists()
    assert "quit.general" in (content / "reviews" / "gone.yml").read_text(encoding="utf-8")
    assert len(YamlReviewArchive(content / "reviews").read()) == 2


def test_an_approved_item_of_every_kind_is_served_and_no_other(content: Path) -> None:
    decide(content, *(approval(item(content, name)) for name in EVERY_KIND))
    library = load_library(content, require_review=True)
    assert [f.id for f in library.substances["ghb"].facts] == ["ghb.danger"]
    assert library.substances["ghb"].facts[0].review == Review("approved", "fagansvarlig", TODAY, NEXT_YEAR)
    assert [f.id for f in library.topics["quit"].facts] == ["quit.general"]
    assert list(library.topics) == ["quit"]
    assert list(library.flows) == ["overdose"]
    assert not library.flows["overdose"].is_draft
    pair = library.mixing.lookup("ghb", "alkohol")
    assert (pair.level, pair.is_draft) == (Level.DEADLY, False)
    assert library.mixing.lookup("cannabis", "alkohol").level is Level.UNKNOWN
    assert [c.is_draft for c in load_emergency(content).all] == [False]


@pytest.mark.parametrize(
    ("name", "file", "before", "after"),
    [
        ("emergency.default", "emergency/cards.yml", "Ring 113 hvis", "Ring 113 når"),
        ("flow.overdose", "flows/overdose.yml", "Ring 113 nå.", "Ring 113."),
        ("pairs.alkohol.ghb", "mixing/pairs.yml", "du puster svakere", "pusten blir svak"),
        ("ghb.danger", "substances/ghb.yml", "bevisstløs", "sløv"),
        ("quit.general", "topics/quit.yml", "publisher: RUSinfo", "publisher: KORUS"),
    ],
)
def test_a_text_that_changes_is_a_draft_again_by_itself(
    content: Path, name: str, file: str, before: str, after: str
) -> None:
    decide(content, approval(item(content, name)))
    spoil(content, file, before, after)
    library = load_library(content, require_review=True)
    assert not [f for f in library.facts() if f.id == name]
    assert library.flows == {}
    assert library.mixing.lookup("ghb", "alkohol").level is Level.UNKNOWN
    assert load_emergency(content).all[0].is_draft
    path = content / "reviews" / file
    line = next(i for i, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if "- {at" in text)
    warning = f"reviews/{file}:{line}: warning: the text of «{name}» in {file} has changed since"
    assert [str(p) for p in check(content, today=TODAY)] == [warning]


def test_an_approved_group_does_not_make_a_pair_milder_that_nobody_has_approved(content: Path) -> None:
    # Heroin is answered as opioids are, which are dangerous with alcohol; here its own pair is deadly, and a draft.
    how = "reason: breathing, advice: not_alone, sources: [page], confidence: high"
    row = f"  - {{a: heroin, b: alkohol, level: deadly, {how}}}\n"
    spoil(content, "mixing/pairs.yml", "pairs:\n", f"pairs:\n{row}")
    decide(content, approval(item(content, "pairs.opioider.alkohol")))
    mixing = load_library(content, require_review=True).mixing
    assert mixing.lookup("opioider", "alkohol").level is Level.DANGEROUS
    assert mixing.lookup("heroin", "alkohol").level is Level.UNKNOWN
    assert load_library(content).mixing.lookup("heroin", "alkohol").level is Level.DEADLY


def test_emergency_cards_are_shown_whatever_their_review_says(content: Path) -> None:
    decide(content, returned(item(content, "emergency.default")))
    (card,) = load_emergency(content).all
    assert card.is_draft


def test_what_is_sent_back_is_not_served_even_when_its_file_says_approved(content: Path) -> None:
    assert load_library(content, require_review=True).fact("cannabis.law") is not None
    decide(content, returned(item(content, "cannabis.law")))
    assert load_library(content, require_review=True).fact("cannabis.law") is None
    served = load_library(content).fact("cannabis.law")
    assert served is not None
    assert served.reply("nb").is_draft


def test_an_overdue_approval_is_still_served(content: Path) -> None:
    decide(content, approval(item(content, "ghb.danger"), due=date(2026, 11, 22)))
    assert load_library(content, require_review=True).fact("ghb.danger") is not None


@pytest.mark.parametrize(
    "text", ["", "items: [", "items: []\n", "items: {ghb.danger: 7}\n", "items: {ghb.danger: [{at: x}]}\n"]
)
def test_a_broken_review_file_approves_nothing_and_stops_nobody(content: Path, text: str) -> None:
    decide(content, *(approval(item(content, name)) for name in EVERY_KIND))
    path = content / "reviews" / "substances" / "ghb.yml"
    path.write_text(text, encoding="utf-8")
    library = load_library(content, require_review=True)
    assert library.substances["ghb"].facts == ()
    assert library.topics["quit"].facts
    assert load_emergency(content).all
    assert any(p.file == "reviews/substances/ghb.yml" and p.is_error for p in check(content, today=TODAY))


@pytest.mark.parametrize("text", ["", "items: [", "items: {ghb.danger: 7}\n"])
def test_a_broken_review_file_is_named_before_anything_is_written(content: Path, text: str) -> None:
    (content / "reviews").mkdir()
    (content / "reviews" / "odd.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ReviewFileError, match=r"^reviews/odd\.yml:\d: "):
        YamlReviewArchive(content / "reviews").read()


def test_the_check_has_nothing_to_say_of_reviews_that_fit(content: Path) -> None:
    decide(content, *(approval(item(content, name)) for name in EVERY_KIND), returned(item(content, "ghb.effects")))
    assert check(content, today=TODAY) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("role: fagansvarlig", "role: Kari Nordmann", "'Kari Nordmann' is not one of"),
        ("verdict: approved", "verdict: fine", "'fine' is not one of"),
        (', due: "2027-11-21"', "", "'due' is a required property"),
        ('due: "2027-11-21"', 'reason: "x"', "'due' is a required property"),
        ("ghb.danger:", "ghb:", "'ghb' does not match"),
        ("file: substances/ghb.yml", "fil: x", "'file' is a required property"),
        ("T12:00:00Z", "T12:00:00+01:00", "does not match"),
        ('"2026-11-21T', '"2026-19-39T', "cannot be read: month must be in 1..12"),
    ],
)
def test_a_fault_of_form_is_named(content: Path, before: str, after: str, says: str) -> None:
    decide(content, approval(item(content, "ghb.danger")))
    spoil(content, "reviews/substances/ghb.yml", before, after)
    found = [str(p) for p in check(content, today=TODAY) if p.is_error]
    assert any(f.startswith("reviews/substances/ghb.yml:") and says in f for f in found), found


def test_an_item_that_does_not_exist_is_a_warning_with_its_line(content: Path) -> None:
    decide(content, replace(approval(item(content, "ghb.danger")), item_id="ghb.nothing"))
    assert [str(p) for p in check(content, today=TODAY)] == [
        "reviews/gone.yml:4: warning: there is no item «ghb.nothing»"
    ]


def test_a_review_that_is_due_warns_and_an_overdue_one_fails(content: Path) -> None:
    decide(content, approval(item(content, "ghb.danger"), due=date(2026, 12, 1)))
    soon = check(content, today=TODAY)
    assert [str(p) for p in soon] == [
        "reviews/substances/ghb.yml:5: warning: the review of «ghb.danger» is due on 2026-12-01"
    ]
    assert [p.is_error for p in check(content, today=date(2026, 12, 2))] == [True]


def test_the_report_counts_them(content: Path) -> None:
    total = len(ReviewableFiles(content).catalogue().items)
    by_hand = sum(i.written.is_approved for i in ReviewableFiles(content).catalogue().items)
    decide(content, *(approval(item(content, name)) for name in EVERY_KIND), returned(item(content, "ghb.effects")))
    spoil(content, "topics/quit.yml", "teller også", "teller")
    told = list(review_counts(content, TODAY))
    assert told[0] == f"Review: {by_hand + 4} of {total} items approved"
    assert told[1].startswith(f"  draft {total - by_hand - 5}, due 0, returned 1, approved {by_hand + 4}")
    assert told[2] == "  changed after a decision 1, overdue 0, decisions on items that are gone 0"
