"""Places inflected, misspelt and as numbers; and the years, amounts and words that are none."""

from __future__ import annotations

import pytest

from bot.nlu import wiring
from bot.nlu.place_extractor import as_places


def kommuner(text: str) -> list[str]:
    """The kommunenummer of every place it may be, in order."""
    return [place["kommunenummer"] for place in as_places(wiring.gazetteer().find(text))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("jeg bor i Otta", "3437"),
        ("bor i otta", "3437"),
        ("OTTA", "3437"),
        ("i Sel kommune", "3437"),
        ("bor i sel", "3437"),
        ("bor i Lom", "3434"),
        ("Vågå", "3435"),
        ("i vaga", "3435"),
        ("i Nord Fron", "3436"),
        ("jeg bor på Ål", "3328"),
        ("Al-Anon i Ål kommune", "3328"),
        ("Nord-Fron", "3436"),
        ("fra Trondhjem", "5001"),
        ("i Tromsø", "5501"),
        ("i Tromsoe", "5501"),
        ("fra Kristansand", "4204"),
        ("Osloområdet", "0301"),
        ("i Stavanger kommune", "1103"),
        ("Bergens", "4601"),
        ("4630", "4204"),
        ("2670 otta", "3437"),
        ("jeg bor i 4630 Kristiansand", "4204"),
        ("postnummeret mitt er postnummer 2019", "3205"),
        ("0182 Oslo", "0301"),
        ("i Bergn", "4601"),
        ("lillehamar", "3405"),
        ("utstyr i trondhjæm om natta", "5001"),
    ],
)
def test_it_is_found(text: str, number: str) -> None:
    assert kommuner(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        "hva skjer på et møte i Al-Anon",
        "går på al anon",
        "i 2019",
        "2019",
        "siden 1985",
        "født 1998",
        "i mars 2020",
        "4630 kroner",
        "det koster 2000 kr",
        "betalte 1500 for det",
        "ca 1000 mg",
        "tok 2670 mg",
        "kl 1830",
        "kommer kl. 1830 i kveld",
        "jeg er lom i hodet",
        "sel på tur",
        "hol i sokken",
        "å drikke",
        "altså",
        "åsen bak huset",
        "i Sverige",
        "i Langtvekkistan",
        "",
    ],
)
def test_a_year_an_amount_and_a_word_are_no_places(text: str) -> None:
    assert kommuner(text) == []


def test_one_name_of_two_kommuner_gives_both() -> None:
    (mention,) = wiring.gazetteer().find("i Herøy")
    assert mention.is_ambiguous
    assert kommuner("i Herøy") == ["1515", "1818"]


def test_a_bydel_that_is_also_a_town_elsewhere_is_asked_about() -> None:
    assert kommuner("bor på Frogner") == ["3205", "0301"]


def test_a_place_known_by_half_its_name_may_be_either() -> None:
    assert set(kommuner("i Bø")) == {"1867", "4020", "4022"}


def test_two_places_are_given_in_order() -> None:
    assert kommuner("i Drammen og i Moss") == ["3301", "3103"]


def test_in_oslo_the_bydel_is_known() -> None:
    (place,) = as_places(wiring.gazetteer().find("på Grünerløkka"))
    assert place == {"name": "Grünerløkka", "kommunenummer": "0301", "bydel": "Grünerløkka"}
