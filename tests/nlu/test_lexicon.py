"""Rusmidler as people write them, with the words beside that must not be taken for one."""

from __future__ import annotations

import pytest

from bot.domain.lexicon import substances_in
from bot.nlu import wiring


def found(text: str) -> tuple[str, ...]:
    """Canonical names, in order of mention."""
    return substances_in(wiring.lexicon().find(text))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("harsj", "cannabis"),
        ("røyka harsj", "cannabis"),
        ("hasjen", "cannabis"),
        ("hasjrøyking", "cannabis"),
        ("HASJ", "cannabis"),
        ("weed", "cannabis"),
        ("røyke brunt", "heroin"),
        ("røyke gress", "cannabis"),
        ("herion", "heroin"),
        ("heroinavhengig", "heroin"),
        ("paralgin førte", "kodein"),
        ("Paralgin  Forte", "kodein"),
        ("rivo", "benzodiazepiner"),
        ("vallium", "benzodiazepiner"),
        ("xannies", "benzodiazepiner"),
        ("metadonoverdose", "metadon"),
        ("amfetaminpsykose", "amfetamin"),
        ("snusboks", "nikotin"),
        ("kokkain", "kokain"),
        ("kokainet", "kokain"),
        ("ecstacy", "mdma"),
        ("tok emma på festen", "mdma"),
        ("mdma-pulver", "mdma"),
        ("tok en lapp syre", "lsd"),
        ("ghb-en", "ghb"),
        ("subbutex", "buprenorfin"),
        ("lyrika", "pregabalin"),
        ("tramadolen", "tramadol"),
        ("fleinsopp", "sopp"),
        ("lystgasspatron", "lystgass"),
        ("sniffe bensin", "losemidler"),
        ("mamma drikker", "alkohol"),
        ("mamma drikker ikke lenger så mye", "alkohol"),
        ("har teke kola heile helga", "kokain"),
        ("skylder penger for kola", "kokain"),
        ("bruker G daglig", "ghb"),
        ("oppskrift på g", "ghb"),
        ("skal ta MD på festival", "mdma"),
        ("hvorfor tygger man på molly", "mdma"),
        ("har brukt brunt i mange år", "heroin"),
        ("teste syre i påsken", "lsd"),
        ("den syreturen i fjor", "lsd"),
        ("røykte før urinprøven", "cannabis"),
        ("fant rizla i lomma hans", "cannabis"),
        ("ho er stupfull", "alkohol"),
        ("sjuk dagen derpå", "alkohol"),
        ("ferdig med kur nr 5", "anabole_steroider"),
        ("kutte ut snusen", "nikotin"),
    ],
)
def test_it_is_recognised(text: str, canonical: str) -> None:
    assert found(text) == (canonical,)


@pytest.mark.parametrize(
    "text",
    [
        "det er ikke mitt ansvar",
        "hun hadde på seg kjole",
        "jeg trakk meg ut",
        "will i be punished",
        "did something change",
        "they took saliva and urine tests",
        "billetten er revet",
        "bare",
        "jeg lurer bare på noe",
        "lappen",
        "mistet lappen i går",
        "test",
        "tok en test på skolen",
        "Emma",
        "jeg heter Emma",
        "brunt hår",
        "spise brunost",
        "heks",
        "kokos",
        "potet",
        "ved siden av",
        "magesyre",
        "fotsopp",
        "is i magen",
        "det snør",
        "gresset er grønt",
        "drikker kaffe",
        "mamma drikker ikke",
        "han drikk aldri",
        "jeg heter Molly",
        "drakk coca cola til maten",
        "liker kola og is",
        "har mye på G på jobben",
        "skap med knapp på",
        "toalettmappa hans var full",
        "på kur hos fysioterapeut",
        "sår i perioder, tenesta er stengt",
        "drikker vann",
        "rive av plasteret",
        "hun heter Herleif",
        "",
        "?",
    ],
)
def test_an_everyday_word_is_left_alone(text: str) -> None:
    assert found(text) == ()


def test_several_are_found_in_order_and_once() -> None:
    text = "blandet øl, valium og koks, så mer øl og litt hasj"
    assert found(text) == ("alkohol", "benzodiazepiner", "kokain", "cannabis")


def test_a_verb_that_implies_alcohol_does_not_when_something_else_is_drunk() -> None:
    assert found("drikke ghb") == ("ghb",)


def test_a_mention_says_where_it_stands() -> None:
    (mention,) = wiring.lexicon().find("er  HASJ farlig")
    assert ("er  HASJ farlig"[mention.start : mention.end]).lower() == mention.found == "hasj"
