"""The risk rules over the real content: what must alarm, what must not, and what may never change a verdict."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.content.recognition import load_risk_book
from bot.domain.risk import RiskAssessor
from bot.domain.risk_levels import RiskLevel

CONTENT = Path(__file__).resolve().parents[2] / "content"
ASSESS = RiskAssessor(load_risk_book(CONTENT)).assess

ACUTE = [
    "kompisen min puster ikke",
    "hainn puste itj",
    "ho pustar ikkje lenger",
    "mamma våkner ikke, hjelp",
    "får ikke liv i ham",
    "tok 30 paracet",
    "venninna mi tok 30 paracet på skolen",
    "pappa er blå i trynet",
    "jeg skal ta livet mitt i natt",
    "mannen har kniv",
    "my friend is not breathing",
]
HIGH = [
    "jeg vil dø",
    "jeg har lyst til å dø",
    "eg vil ikkje leve meir",
    "har selvmordstanker",
    "jeg vil dø, orker ikke mer på skolen",
]
HARMLESS = [
    "tok 2 paracet for hodepinen",
    "jeg dør av latter",
    "nei, jeg har ikke selvmordstanker",
    "for to år siden prøvde jeg å ta livet mitt",
    "hva gjør jeg hvis noen ikke puster",
    "skal skrive om overdoser i norsk på skolen, hvor mange dør i norge",
    "hvor lenge varer rusen av mdma",
    "takk for hjelpen",
    "",
]


@pytest.mark.parametrize("text", ACUTE)
def test_a_life_in_danger_is_acute(text: str) -> None:
    assert ASSESS(text).level is RiskLevel.ACUTE


@pytest.mark.parametrize("text", HIGH)
def test_serious_danger_is_at_least_high(text: str) -> None:
    assert ASSESS(text).level >= RiskLevel.HIGH


@pytest.mark.parametrize("text", HARMLESS)
def test_near_misses_open_no_case(text: str) -> None:
    assert ASSESS(text).level < RiskLevel.HIGH


@pytest.mark.parametrize("text", ACUTE + HIGH)
@pytest.mark.parametrize("polite", ["Hei! ", "Takk for at dere finnes. "])
def test_a_polite_sentence_never_lowers_the_grade(text: str, polite: str) -> None:
    assert ASSESS(polite + text).level >= ASSESS(text).level
    assert ASSESS(f"{text}. {polite}").level >= ASSESS(text).level


@pytest.mark.parametrize("text", ACUTE + HIGH)
def test_shouting_spaces_and_lost_marks_change_nothing(text: str) -> None:
    level = ASSESS(text).level
    assert ASSESS(text.upper()).level is level
    assert ASSESS(text.replace(" ", "  ")).level is level
    assert ASSESS(text.replace("å", "a").replace("ø", "o").replace("æ", "a")).level is level


@pytest.mark.parametrize("text", ACUTE + HIGH)
def test_what_was_said_before_never_lowers_the_grade(text: str) -> None:
    assert ASSESS(text, ["hei", "det går fint"]).level >= ASSESS(text).level


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    assert ASSESS(text).level in set(RiskLevel)


def test_a_hundred_kilobytes_are_read_in_reasonable_time() -> None:
    started = time.monotonic()
    ASSESS("kompisen min sover. " * 5000)
    assert time.monotonic() - started < 30  # a guard against runaway matching, not a benchmark
