"""The model that knows which fact answers which question, on a handful of invented ones."""

from __future__ import annotations

import pytest

from bot.nlu import wiring
from bot.nlu.fact_model import FactModel

QUESTIONS = {
    "driving": {
        "driving.boat": ["kan jeg kjøre båt full", "promillegrense på sjøen", "seilbåt og øl", "båttur med vin?"],
        "driving.loss": ["hvor lenge mister jeg lappen", "når får jeg førerkortet igjen", "lappen borte hvor lenge"],
        "driving.medicine": ["kan jeg kjøre på tabletter", "rød trekant på esken", "medisin og bil"],
    },
    "law": {
        "law.fine": ["hvor stor bot får jeg", "hva koster forelegget", "bot for hasj", "må jeg betale"],
        "law.record": ["får jeg rulleblad", "står det på politiattesten", "vises det på attesten"],
    },
    "alone": {"alone.only": ["en eneste ting", "bare denne"]},
}
LETTER = "Vi var på hytta. Det snødde hele helga, og pappa lagde vafler. Når får jeg førerkortet igjen?"


@pytest.fixture(scope="module")
def model() -> FactModel:
    rows = [(text, topic, fact) for topic, of in QUESTIONS.items() for fact, found in of.items() for text in found]
    texts, topics, facts = zip(*rows, strict=True)
    return FactModel(wiring.lookups()).fit(texts, topics, facts)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("kor lenge er førarkortet vekk", "driving.loss"),
        ("SERTIFIKATET BORTE HVOR LENGE", "driving.loss"),
        ("promille i båten", "driving.boat"),
        ("kan man kjøre med medisin", "driving.medicine"),
        (
            "Vi var på hytta. Det snødde hele helga, og pappa lagde vafler. Når får jeg førerkortet igjen?",
            "driving.loss",
        ),
    ],
)
def test_the_fact_that_was_asked_for_is_the_surest(model: FactModel, text: str, fact: str) -> None:
    margins = model.margins(text, ["driving"])
    assert max(margins, key=lambda name: margins[name]) == fact


def test_it_tells_two_facts_apart_as_well_as_three(model: FactModel) -> None:
    margins = model.margins("står forelegget på politiattesten, eller får jeg rulleblad", ["law"])
    assert margins["law.record"] > 0 > margins["law.fine"]


def test_each_topic_that_is_asked_for_is_looked_into_and_no_other(model: FactModel) -> None:
    assert set(model.margins("bot", ["law", "unknown"])) == {"law.fine", "law.record"}
    assert set(model.margins("bot", ["driving", "law"])) == {*QUESTIONS["driving"], *QUESTIONS["law"]}
    assert model.margins("bot", []) == {}


def test_a_topic_with_one_fact_needs_no_model(model: FactModel) -> None:
    assert model.topics == ("driving", "law")


@pytest.mark.parametrize("text", ["", "🙈", "!?", "xyzzy " * 3000])
def test_strange_messages_are_ranked_too(model: FactModel, text: str) -> None:
    assert len(model.margins(text, ["driving"])) == len(QUESTIONS["driving"])
