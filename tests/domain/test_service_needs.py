"""What kind of help a message asks for, in the words people use. Phrases are the real ones of content/."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.content.services import load_need_book
from bot.domain.needs import Need, NeedBook, age_in, in_order_of_importance


@pytest.fixture(scope="module")
def book(content: Path) -> NeedBook:
    return load_need_book(content)


MET = [
    ("noen å snakke med", Need.SOMEONE_TO_TALK_TO),
    ("eg treng nokon å prate med", Need.SOMEONE_TO_TALK_TO),
    ("e det nåen æ kan snakk med", Need.SOMEONE_TO_TALK_TO),
    ("HVOR  FINNES  BRUKERROM??", Need.USER_ROOM),
    ("finst det brukarrom her", Need.USER_ROOM),
    ("sprøyterommet", Need.USER_ROOM),
    ("reint utstyr", Need.EQUIPMENT),
    ("kan jeg få nye sprøyter", Need.EQUIPMENT),
    ("kor får eg brukarutstyr", Need.EQUIPMENT),
    ("avrusning", Need.DETOX),
    ("vil på avrusing no", Need.DETOX),
    ("jeg vil ta en pause", Need.DETOX),
    ("det er akutt", Need.ACUTE),
    ("nummeret til legevakta", Need.ACUTE),
    ("pårørendegruppe", Need.RELATIVES),
    ("mamma drikker hver kveld", Need.RELATIVES),
    ("kjærasten min rusar seg", Need.RELATIVES),
    ("sønnen vår bruker hasj", Need.RELATIVES),
    ("min far drikker", Need.RELATIVES),
    ("hainn far drikk", Need.RELATIVES),
    ("jeg er far til en gutt på 17", Need.RELATIVES),
    ("hvor kan jeg hente nalokson", Need.NALOXONE),
    ("nesespray mot overdose", Need.NALOXONE),
    ("gjeld og inkasso", Need.DEBT_WORK),
    ("ka kan æ få hjælp me gjeld", Need.DEBT_WORK),
    ("krisesenter", Need.VIOLENCE),
    ("kjæresten min slår meg", Need.VIOLENCE),
    ("ble voldtatt i helga", Need.SEXUAL_ABUSE),
    ("hvor kan jeg sove i natt", Need.HOUSING),
    ("er hjemløs", Need.HOUSING),
    ("korleis får eg tak i ruskonsulenten", Need.COUNSELLOR),
    ("rusteamet i kommunen", Need.COUNSELLOR),
    ("få plass i lar", Need.LAR),
    ("hvor henter jeg subutex", Need.LAR),
    ("har dere chat", Need.ONLINE),
    ("helsesøster på skolen", Need.SCHOOL_HEALTH),
    ("barnevernvakta", Need.CHILD_WELFARE),
    ("gatejuristen", Need.LEGAL_HELP),
    ("selvhjelpsgruppe", Need.SELF_HELP),
    ("er det noe for ungdom", Need.YOUTH),
    ("angst og depresjon", Need.MENTAL_HEALTH),
    ("gratis mat", Need.FOOD_REST),
    ("feltpleie", Need.OUTREACH),
    ("rehab", Need.TREATMENT),
    ("hvordan får jeg henvisning", Need.TREATMENT),
]


@pytest.mark.parametrize(("text", "need"), MET)
def test_a_need_is_recognised(book: NeedBook, text: str, need: Need) -> None:
    assert need in book.find(text)


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("han lar meg ikke sove", Need.LAR),
        ("jeg lar det ligge", Need.LAR),
        ("matte er kjedelig", Need.FOOD_REST),
        ("brukernavn", Need.USER_ROOM),
        ("vi sprøytet lakk på sykkelen", Need.USER_ROOM),
        ("volden i filmen Voldsom", Need.SEXUAL_ABUSE),
        ("naloksonkurset er over", Need.EQUIPMENT),
        ("krisen i økonomien i 2008", Need.VIOLENCE),
        ("mamma lager middag", Need.RELATIVES),
        ("gruppa spilte bra", Need.RELATIVES),
        ("skolen er fin", Need.SCHOOL_HEALTH),
        ("4630", Need.SOMEONE_TO_TALK_TO),
        ("koss får eg hjelp i Sauda", Need.RELATIVES),
        ("jeg får til å slutte nå", Need.RELATIVES),
        ("faren for overdose når man bruker heroin", Need.RELATIVES),
        ("Otta", Need.COUNSELLOR),
    ],
)
def test_a_near_miss_is_missed(book: NeedBook, text: str, need: Need) -> None:
    assert need not in book.find(text)


def test_every_need_has_phrases(book: NeedBook) -> None:
    assert {need for _, need in MET} == set(Need)


def test_needs_come_in_the_order_in_which_they_are_said(book: NeedBook) -> None:
    assert book.find("avrusning eller nalokson") == (Need.DETOX, Need.NALOXONE)
    assert book.find("nalokson eller avrusning") == (Need.NALOXONE, Need.DETOX)


@pytest.mark.parametrize(
    ("asked", "for_relative", "is_young", "expected"),
    [
        ((), False, False, ()),
        ((), True, False, (Need.RELATIVES,)),
        ((), False, True, (Need.YOUTH, Need.SOMEONE_TO_TALK_TO)),
        ((), True, True, (Need.RELATIVES, Need.YOUTH)),
        ((Need.SOMEONE_TO_TALK_TO,), False, True, (Need.SOMEONE_TO_TALK_TO, Need.YOUTH)),
        ((Need.SOMEONE_TO_TALK_TO, Need.RELATIVES), False, False, (Need.RELATIVES, Need.SOMEONE_TO_TALK_TO)),
        ((Need.RELATIVES, Need.VIOLENCE), False, False, (Need.VIOLENCE, Need.RELATIVES)),
        ((Need.DETOX,), True, False, (Need.DETOX, Need.RELATIVES)),
        ((Need.ACUTE, Need.DETOX), False, False, (Need.DETOX, Need.ACUTE)),
        ((Need.ACUTE,), False, False, (Need.ACUTE,)),
    ],
)
def test_what_weighs_most(
    asked: tuple[Need, ...], for_relative: bool, is_young: bool, expected: tuple[Need, ...]
) -> None:
    assert in_order_of_importance(asked, for_relative=for_relative, is_young=is_young) == expected


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("jeg er 15", 15), ("eg er berre 16 år", 16), ("æ e 17", 17), ("je er 13", 13), ("jente 14, trenger hjelp", 14),
        ("15 år og redd", 15), ("hei, gutt på 18 her", 18), ("jeg er over 40", 40),
        ("jeg er lærer på 10. trinn", None),
        ("sønnen min er 16", None), ("jeg er 15 minutter unna", None), ("2670 Otta", None), ("har brukt i 10 år", None),
        ("tok 20 mg", None), ("", None),
    ],
)  # fmt: skip
def test_only_the_age_of_who_writes_counts(text: str, age: int | None) -> None:
    assert age_in(text) == age
