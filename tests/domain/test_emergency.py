"""Which help is shown for which danger. There is always some."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.emergency import MOST_CARDS, EmergencyBook, EmergencyCard
from bot.domain.replies import ReplyKind
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.texts import Texts
from bot.domain.words import WordsError

ACUTE, HIGH, CONCERN, NONE = RiskLevel.ACUTE, RiskLevel.HIGH, RiskLevel.CONCERN, RiskLevel.NONE


def _card(card_id: str, kinds: tuple[str, ...] = (), levels: tuple[RiskLevel, ...] = (ACUTE, HIGH)) -> EmergencyCard:
    return EmergencyCard(card_id, kinds, levels, Texts(f"{card_id} 113", f"{card_id} nn 113", f"{card_id} en 113"))


BOOK = EmergencyBook(
    [
        _card("default"), _card("overdose", ("overdose",)), _card("suicide.acute", ("suicide",), (ACUTE,)),
        _card("suicide.high", ("suicide",), (HIGH,)), _card("violence.high", ("violence",), (HIGH,)),
        _card("child", ("child",)), _card("worry", ("suicide",), (CONCERN,)),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("signals", "shown"),
    [
        ([(ACUTE, "overdose")], ["overdose"]),
        ([(ACUTE, "suicide")], ["suicide.acute"]),
        ([(HIGH, "suicide")], ["suicide.high"]),
        # the other grade's card is better than a general one
        ([(ACUTE, "violence")], ["violence.high"]),
        ([(ACUTE, "unheard of")], ["default"]),
        ([(HIGH, "suicide"), (ACUTE, "overdose")], ["overdose", "suicide.high"]),
        ([(ACUTE, "overdose"), (ACUTE, "overdose")], ["overdose"]),
        ([(ACUTE, "overdose"), (ACUTE, "suicide"), (ACUTE, "child")], ["overdose", "suicide.acute"]),
        ([(ACUTE, "overdose"), (CONCERN, "child")], ["overdose"]),
        ([(CONCERN, "suicide")], ["worry"]),
        ([(CONCERN, "overdose")], []),
        ([], []),
    ],
)
def test_the_most_serious_danger_chooses_the_card(signals: list[tuple[RiskLevel, str]], shown: list[str]) -> None:
    level = max((lvl for lvl, _ in signals), default=NONE)
    verdict = RiskVerdict(level, tuple(RiskSignal(lvl, kind, "") for lvl, kind in signals))
    assert [r.text.removesuffix(" 113") for r in BOOK.cards(verdict, "nb")] == shown


@given(
    st.sampled_from([HIGH, ACUTE]),
    st.lists(st.builds(RiskSignal, st.sampled_from(RiskLevel), st.text(max_size=9), st.just("")), max_size=6),
    st.sampled_from(["nb", "nn", "en", "other", ""]),
)
def test_there_is_always_help_that_names_113_whatever_the_danger_is_called(
    level: RiskLevel, signals: list[RiskSignal], language: str
) -> None:
    cards = BOOK.cards(RiskVerdict(level, tuple(signals)), language)
    assert 1 <= len(cards) <= MOST_CARDS
    assert all("113" in card.text and card.kind is ReplyKind.EMERGENCY for card in cards)


def test_a_verdict_without_signals_gets_the_default_card_in_the_right_language() -> None:
    assert [r.text for r in BOOK.cards(RiskVerdict(ACUTE), "nn")] == ["default nn 113"]
    assert [r.text for r in BOOK.cards(RiskVerdict(ACUTE), "en")] == ["default en 113"]


def test_a_book_without_its_default_card_cannot_be_built() -> None:
    with pytest.raises(WordsError, match=r"^content/emergency has no default card$"):
        EmergencyBook([_card("overdose", ("overdose",))])


@pytest.mark.parametrize(
    "texts",
    [Texts("ring", "113", "113"), Texts("113", "ring", "113"), Texts("113", "113", "call"), Texts("113", "113")],
)
def test_a_default_card_that_forgets_113_in_a_language_is_refused(texts: Texts) -> None:
    with pytest.raises(WordsError, match=r"^the default emergency card must name 113 in every language$"):
        EmergencyBook([EmergencyCard("default", (), (), texts)])
