"""Names and numbers are masked before anything is learnt, so that a model cannot learn a person or a place."""

from __future__ import annotations

import pytest

from bot.nlu import wiring
from bot.nlu.features import NgramFeatures, masked, read


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("finn legevakta i Otta", "finn legevakta i xnavn"),
        ("finn legevakta i Nord Fron", "finn legevakta i xnavn"),
        ("Hvor er det? Er Kari der", "hvor er det ? er xnavn der"),
        ("jeg er 15", "jeg er 99"),
        ("ring 91508588", "ring 99999"),
        ("HJELP HAN PUSTER IKKE", "hjelp han puster ikke"),
        ("Åse er dårlig", "ase er darlig"),
        ("  to   mellomrom ", "to mellomrom"),
        ("", ""),
    ],
)
def test_names_and_numbers_are_masked(text: str, seen: str) -> None:
    assert masked(text) == seen


def test_two_messages_that_differ_in_a_name_are_one_to_the_model() -> None:
    features = NgramFeatures().fit(read(["hjelp i Otta", "hva er hasj", "ring meg"]))
    difference = features.matrix(read(["finn hjelp i Alta"])) - features.matrix(read(["finn hjelp i Moss"]))
    assert abs(difference).sum() == 0


def test_a_message_of_unknown_words_is_all_zero() -> None:
    features = NgramFeatures().fit(read(["hjelp meg", "hva er hasj"]))
    row = features.matrix(read(["xyzzy"]))
    assert row.shape[0] == 1
    assert abs(row).sum() == 0


def test_a_dialect_is_seen_as_bokmaal_and_words_as_their_concept() -> None:
    lookups = wiring.lookups()
    assert lookups.in_bokmaal(masked("æ veit itj")).split()[-1] == "ikke"
    assert lookups.in_concepts("kompisen er syk") == lookups.in_concepts("kameraten er syk")
