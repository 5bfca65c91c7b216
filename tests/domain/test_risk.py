"""The risk rules over the real content: what must alarm, what must not, and what may never change a verdict."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.content.recognition import load_risk_book, read_yaml
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
    "hun svarer ikke når vi rister i henne, hun har tatt ghb",
    "har svelget hele brettet og angrer",
    "sitter på skinnene og venter, ingen vet det",
    "gjør det i kveld når de andre sover",
    "pappa slår mamma nå",
    "toåringen har spist tabletter fra veska mi",
    "har slutta å drikke og ser edderkopper på veggen",
    "stemmene sier at jeg må drepe naboen",
    "han låser meg inne og har øks",
    "hjelp han får krampe igjen",
]
HIGH = [
    "jeg vil dø",
    "jeg har lyst til å dø",
    "eg vil ikkje leve meir",
    "har selvmordstanker",
    "jeg vil dø, orker ikke mer på skolen",
    "har lyst til å dø men er redd for hvordan det går med mamma",
    "jeg kutter meg hver kveld",
    "tok to sobril og drakk vin, føler meg fin",
    "sluttet brått med rivotril i går etter to år",
    "kjæresten slår når han er full",
    "noen la noe i drinken min og jeg husker ingenting",
    "hører stemmer når jeg er alene",
    "jeg er gravid og drikker hver dag",
    "de truer med å skade søstera mi hvis jeg ikke betaler",
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
    # Each of these once alarmed.
    "tok alle en slurk",
    "kontakt med foreldre",
    "er det farlig å slutte brått med alkohol",
    "voldelig er han ikke",
    "truer med å melde meg til barnevernet",
    "kutte ut",
    "beskylder ham for overgrep",
    "er det flere som blander ghb og alkohol nå enn før",
    "ha det bra, snakkes på mandag",
    "hvor mye kan man drikke før man blir avhengig",
    "telefonen er helt død, får ikke liv i den",
    "katten vil ikke våkne",
    "i romanen tar hun alle pillene",
    "han slo meg i yatzy",
    "på førstehjelpskurset øvde vi på en som ikke pustet",
    "læreren dreper meg hvis jeg ikke leverer",
    "nei, jeg skader meg ikke",
    "jeg kutter meg ikke",
    "jeg vil ikke dø",
    "ingen truer meg",
]

# Danger in words that no phrase can safely know. The model is there for these. The day one of them is recognised,
# move it to ACUTE or HIGH above; do not delete it, and do not weaken this test.
KNOWN_MISSES = [
    "kalenderen min har ingen sider etter fredag",
    "har tømt kjøleskapet og satt nøkkelen i postkassa, så nå er det ryddig etter meg",
    "hvis jeg slapp rattet i den svingen, ville alt løst seg",
    "jeg later som jeg sover når jeg hører ham på gangen",
    "beltespenna har en lyd jeg kjenner på lang avstand",
    "gulvet puster og alle i blokka kan passordet mitt",
    "hun smiler med hele fjeset og sier ingenting fornuftig, og huden koker",
    "posen var større i går, og minstemann har kritt på fingrene",
]

CERTAIN = ACUTE + HIGH
POLITE = [
    "Hei!",
    "Takk for at dere finnes.",
    "Håper dere har en fin dag :)",
    "Unnskyld at jeg maser.",
    "God kveld til dere.",
    "Hvor lenge har dere åpent?",
    "Det går sikkert bra.",
    "Ha en fin helg!",
]


def _examples() -> list[str]:
    files = [read_yaml(path) for path in sorted((CONTENT / "risk").glob("*.yml"))]
    rules = [rule for data in files for rule in data.get("rules") or ()]
    return sorted({text for rule in rules for text in (*rule["must_match"], *rule["must_not_match"])})


EXAMPLES = [*CERTAIN, *HARMLESS, *_examples()]


@pytest.mark.parametrize("text", ACUTE)
def test_a_life_in_danger_is_acute(text: str) -> None:
    assert ASSESS(text).level is RiskLevel.ACUTE


@pytest.mark.parametrize("text", HIGH)
def test_serious_danger_is_at_least_high(text: str) -> None:
    assert ASSESS(text).level >= RiskLevel.HIGH


@pytest.mark.parametrize("text", HARMLESS)
def test_near_misses_open_no_case(text: str) -> None:
    assert ASSESS(text).level < RiskLevel.HIGH


@pytest.mark.parametrize("text", KNOWN_MISSES)
def test_known_misses_are_still_missed(text: str) -> None:
    assert ASSESS(text).level < RiskLevel.HIGH, "Recognised at last: move it from KNOWN_MISSES to ACUTE or HIGH."


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.sampled_from(POLITE), max_size=3),
    st.lists(st.sampled_from(POLITE), max_size=3),
)
def test_a_polite_sentence_never_lowers_the_grade(text: str, before: list[str], after: list[str]) -> None:
    assert ASSESS(" ".join([*before, f"{text}.", *after])).level >= ASSESS(text).level


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CERTAIN), st.sampled_from(CERTAIN))
def test_the_most_serious_sentence_decides(one: str, other: str) -> None:
    assert ASSESS(f"{one}. {other}.").level >= max(ASSESS(one).level, ASSESS(other).level)


@pytest.mark.parametrize("text", EXAMPLES)
def test_shouting_spaces_and_lost_marks_change_nothing(text: str) -> None:
    level = ASSESS(text).level
    assert ASSESS(text.upper()).level is level
    assert ASSESS(text.replace(" ", "  ")).level is level
    assert ASSESS(text.replace(" ", "\u00a0")).level is level
    assert ASSESS(text.replace("å", "a").replace("ø", "o").replace("æ", "a")).level is level
    assert ASSESS(text.replace("å", "aa").replace("æ", "ae")).level is level
    assert ASSESS(unicodedata.normalize("NFD", text)).level is level
    assert ASSESS(f"\ufeff {text}\r\n").level is level


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXAMPLES), st.randoms(use_true_random=False))
def test_letters_in_any_case_are_the_same_letters(text: str, random: object) -> None:
    mixed = "".join(c.upper() if random.random() < 0.5 else c for c in text)  # type: ignore[attr-defined]  # Hypothesis
    assert ASSESS(mixed).level is ASSESS(text).level


@pytest.mark.parametrize("text", CERTAIN)
def test_what_was_said_before_never_lowers_the_grade(text: str) -> None:
    assert ASSESS(text, ["hei", "det går fint"]).level >= ASSESS(text).level


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    assert ASSESS(text).level in set(RiskLevel)


_WORDS = sorted({word for text in EXAMPLES for word in text.split()})
_BETWEEN = st.sampled_from([" ", ", ", ". ", " - ", "\n", "... ", " 😭 ", "?!", "/", " «", "» ", "'", "\u00ad", "  "])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_WORDS), _BETWEEN), max_size=40))
def test_no_heap_of_dangerous_words_breaks_it(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + between for word, between in pieces)
    verdict = ASSESS(text)
    assert verdict == ASSESS(text)
    assert (verdict.level is RiskLevel.NONE) == (not verdict.signals)
    assert all(signal.reason for signal in verdict.signals)


def test_a_hundred_kilobytes_are_read_in_reasonable_time() -> None:
    started = time.monotonic()
    ASSESS("kompisen min sover. " * 5000)
    assert time.monotonic() - started < 30  # a guard against runaway matching, not a benchmark
