"""Facts, substances and reviews."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.asked import Asked
from bot.domain.asker import Asker
from bot.domain.attention import attend
from bot.domain.fact_chances import likely_facts
from bot.domain.fact_choice import (
    choose_aspects,
    choose_from_topic,
    choose_on_aspect,
    choose_on_concepts,
    concepts_in,
    is_aspect_asked_for,
)
from bot.domain.knowledge import AspectRule, Fact, Review, Substance, Topic
from bot.domain.stems import as_stem, as_words, has_stem, near_place_of, place_of, words_by_letter
from bot.domain.texts import Texts

ASKS = ("hva", "hvordan", "kan")


def a_fact(name: str, *about: str, text: str = "Noe.", **more: object) -> Fact:
    return Fact(id=name, texts=Texts(text, text), review=Review(), about=about, **more)  # type: ignore[arg-type]


def a_topic(*facts: Fact) -> Topic:
    return Topic("driving", (*facts, a_fact("default", is_default=True)))


def chosen(topic: Topic, text: str, *substances: str) -> list[str]:
    return from_topic(topic, Asked(attend(text, ASKS), substances))


def from_topic(topic: Topic, wish: Asked) -> list[str]:
    return [fit.fact.id for fit in choose_from_topic(topic, wish, likely_facts([topic], wish))]


def asked(text: str, **margins: float) -> Asked:
    return Asked(attend(text, ASKS), margins=margins)


@pytest.mark.parametrize(
    ("text", "margins", "facts"),
    [
        ("hva med båten", {"boat": 0.4, "bus": -0.9}, ["boat"]),
        ("hva med farkosten", {"boat": 0.4, "bus": -0.9}, ["boat"]),  # no stem, the model alone
        ("hva med bussen", {"boat": -0.1, "bus": -0.12}, ["bus", "boat"]),  # nearly alike; the stem decides
        ("hva med bussen", {"boat": 0.9, "bus": -0.9}, ["boat"]),  # the model is sure
        ("hva med trikken", {"boat": -0.99, "bus": -0.98}, ["default"]),  # nothing fits
        ("hva med bussen", {"boat": -0.95}, ["bus"]),  # written after the training
    ],
)
def test_stems_and_model_choose_together(text: str, margins: dict[str, float], facts: list[str]):
    topic = a_topic(a_fact("boat", "båt"), a_fact("bus", "buss"))
    assert from_topic(topic, asked(text, **margins)) == facts


def test_a_fact_for_somebody_else_is_passed_over_even_where_the_model_is_sure():
    topic = a_topic(a_fact("for_child", "drikker", askers=frozenset({Asker.CHILD})), a_fact("for_all", "drikker"))
    wish = Asked(attend("sønnen min drikker", ASKS), askers=frozenset({Asker.PARENT}), margins={"for_child": 1.0})
    assert from_topic(topic, wish) == ["for_all"]


@pytest.mark.parametrize(
    ("margins", "aspects"),
    [
        ({"aspect.duration": 0.2, "aspect.effects": -0.8}, ["duration"]),
        ({"aspect.duration": -0.4, "aspect.effects": -0.5}, ["effects"]),  # not clearly
        ({"aspect.duration": -0.8, "aspect.effects": -1.2}, ["effects"]),  # not surely
        ({}, ["effects"]),
    ],
)
def test_the_model_may_see_which_aspect_is_meant(margins: dict[str, float], aspects: list[str]):
    rules = (AspectRule("duration", (as_stem("hvor lenge"),)), AspectRule("effects", is_default=True))
    wish = Asked(attend("når gir det seg", ASKS), margins=margins)
    assert [rule.aspect for rule in choose_aspects(rules, wish)] == aspects


@pytest.mark.parametrize(
    ("text", "margins", "is_asked"),
    [
        ("er det lov", {"aspect.law": -0.4, "fine": 0.6}, True),  # a stem names it
        ("kan de ta meg", {"aspect.law": 0.9, "fine": 0.6}, True),  # the model is surer of it than of the fact
        ("kan de ta meg", {"aspect.law": 0.3, "fine": 0.6}, False),  # ... or of the fact
        ("kan de ta meg", {"aspect.law": -0.9, "fine": -0.95}, False),  # of neither
    ],
)
def test_an_aspect_gives_way_to_a_fact_that_is_asked_for_more(text: str, margins: dict[str, float], is_asked: bool):
    topic, rules = a_topic(a_fact("fine", "bot")), (AspectRule("law", (as_stem("lov"),), is_default=True),)
    wish = Asked(attend(text, ASKS), margins=margins)
    fits = choose_from_topic(topic, wish, likely_facts([topic], wish))
    assert is_aspect_asked_for(rules, wish, fits) is is_asked


def test_a_fact_is_a_draft_until_it_is_approved():
    assert a_fact("a").reply("nb").is_draft
    assert not Fact("a", Texts("A", "A"), Review("approved")).reply("nb").is_draft


def test_a_text_falls_back_to_bokmaal_but_never_from_nynorsk():
    texts = Texts("ikke", "ikkje")
    assert [texts.in_language(x) for x in ("nb", "nn", "en", "other")] == ["ikke", "ikkje", "ikke", "ikke"]
    assert Texts("ikke", "ikkje", "not").in_language("en") == "not"


@pytest.mark.parametrize(("due", "is_overdue"), [(date(2026, 11, 20), True), (date(2026, 11, 21), False), (None, True)])
def test_a_review_is_overdue_after_its_day_or_without_one(due: date | None, is_overdue: bool):
    assert Review(due=due).is_overdue(date(2026, 11, 21)) is is_overdue


@pytest.mark.parametrize(
    ("text", "stem", "is_there"),
    [
        ("Jeg kjører bil", "kjør", True),
        ("jeg KJOERER", "kjør", True),
        ("eg kjorer", "kjør", True),
        ("påkjørsel", "kjør", False),
        ("hva får jeg", "far", False),
        ("far min", "far", True),
        ("har du det", "hår", False),
        ("korleis seier eg det", "hvordan sier jeg", True),
        ("ka ska æ sei te dæm", "hva skal jeg si", False),
        ("ka skal æ sei te dæm", "hva skal jeg si til dem", True),
        ("ikkje lov", "ikke lov", True),
        ("sist gang", "si", False),
        ("kan du si det", "si", True),
        ("dagen  etter", "dagen etter", True),
        ("p-piller og øl", "p-pille", True),
        ("han mistet lappene", "miste lappen", True),
        ("hvor er grensa", "grense", True),
        ("i dag og i morgen", "i går", False),
    ],
)
def test_a_stem_is_found_at_the_beginning_of_a_word(text: str, stem: str, is_there: bool):
    assert has_stem(as_words(text), (as_stem(stem),)) is is_there


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("politattest", True),
        ("poltiattest", True),
        ("pollitiattesten", True),
        ("solitiattest", False),
        ("politikk", False),
    ],
)
def test_one_slip_of_the_finger_is_forgiven_in_a_long_word(text: str, is_near: bool):
    index = words_by_letter(as_words(f"trenger jeg {text}"))
    assert (near_place_of(index, "politiattest") >= 0) is is_near


def test_an_empty_stem_is_nowhere():
    assert place_of(as_words("noe"), "") == -1


def test_the_fact_whose_stems_are_rarest_and_longest_wins():
    topic = a_topic(a_fact("limit", "kjør", "grens"), a_fact("boat", "kjør", "båt"), a_fact("bike", "kjør", "sykkel"))
    assert chosen(topic, "hva er grensa når jeg kjører båt")[0] == "limit"
    assert chosen(topic, "kan jeg kjøre sykkel") == ["bike"]


def test_without_a_match_the_default_answers():
    assert chosen(a_topic(a_fact("boat", "båt")), "kan jeg kjøre bil") == ["default"]


def test_a_second_fact_must_answer_something_else():
    topic = a_topic(a_fact("boat", "seilbåt"), a_fact("ship", "seilbåt"), a_fact("police", "politi"))
    assert chosen(topic, "hva gjør politiet på seilbåten") == ["police", "boat"]


def test_a_fact_on_one_substance_needs_that_substance():
    topic = a_topic(a_fact("hash", "vente", substances=("cannabis",)), a_fact("any", "vente"))
    assert chosen(topic, "hva med å vente") == ["any"]
    assert chosen(topic, "hva med å vente", "cannabis") == ["hash"]


def test_words_of_the_question_count_more_than_words_of_the_story():
    topic = a_topic(a_fact("boat", "båtfør"), a_fact("police", "politi"))
    story = "Jeg var med i båtførerkurset i går og det var mange der som drakk. Hva kan politiet gjøre?"
    assert chosen(topic, story)[0] == "police"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("hva er ghb", " hva er ghb "),
        ("Jeg har tatt noe jeg ikke vet hva var på fest. Det gikk bra. Er det farlig?", " er det farlig "),
        (
            "æ satt der i seks timer å så på at alle lo og danset rundt omkring ka e det syra gjør",
            " hva er det syra gjør ",
        ),
    ],
)
def test_the_question_is_found_in_the_story(text: str, question: str):
    assert attend(text, ASKS).question == question


def test_a_story_that_asks_nothing_is_all_question():
    text = "Jeg vil bare fortelle at alt gikk over av seg selv i går kveld etter mange lange timer. Takk."
    assert attend(text, ASKS).question == attend(text, ASKS).message


def test_the_aspect_that_is_asked_for_comes_before_the_usual_one():
    rules = (
        AspectRule("duration", when=("lenge",)),
        AspectRule("effects", is_default=True, when=("gjør",)),
        AspectRule("first_aid", is_always=True),
    )
    aspects = [r.aspect for r in choose_aspects(rules, Asked(attend("hvor lenge varer det", ASKS)))]
    assert aspects == ["duration", "first_aid"]
    assert [r.aspect for r in choose_aspects(rules, Asked(attend("hva er det", ASKS)))] == ["effects", "first_aid"]
    both = choose_aspects(rules, Asked(attend("hva gjør det og hvor lenge varer det", ASKS)))
    assert [r.aspect for r in both] == ["duration", "effects", "first_aid"]


def test_a_fact_on_the_form_that_was_named_is_chosen_over_the_general_one():
    general, snus = a_fact("n", aspect="effects"), a_fact("n.snus", aspect="effects", when=("snus",))
    nicotine = Substance("nikotin", Texts("nikotin", "nikotin"), "nikotin", (general, snus))
    assert choose_on_aspect(nicotine, "effects", as_words("hva gjør snusen")) == (snus,)
    assert choose_on_aspect(nicotine, "effects", as_words("hva gjør nikotin")) == (general,)


def test_a_fact_on_the_same_part_of_the_body_is_found():
    concepts = {"heart": ("hjert",), "liver": ("lever",)}
    heart, liver = a_fact("h", text="Hjertet kan svikte."), a_fact("l", text="Leveren kan ta skade.")
    asked = concepts_in(as_words("går det utover leveren"), concepts)
    assert choose_on_concepts((heart, liver), (heart,), asked, concepts) is liver
    assert choose_on_concepts((heart, liver), (liver,), asked, concepts) is None
    assert choose_on_concepts((heart,), (), asked, concepts) is None
