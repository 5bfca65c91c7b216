"""The Rasa component around the fact model: which topics it looks into, and when it makes an unsure topic sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import wiring
from bot.nlu.fact_questions import ASPECT
from bot.nlu.fact_ranker import FactRanker

MARGINS = {"driving.boat": 0.4, "driving.loss": -0.7, "law.fine": -0.2, "aspect.duration": 0.9}
UNSURE = "nlu_fallback"


class Model:
    """Gives the margins above, of the topics that it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def margins(self, text: str, topics: Iterable[str]) -> Mapping[str, float]:
        self.asked = list(topics)
        return {fact: margin for fact, margin in MARGINS.items() if fact.split(".")[0] in self.asked}


def ranked(topics: list[str], *intents: tuple[str, float]) -> tuple[dict[str, Any], Model]:
    model = Model()
    component = FactRanker(FactRanker.get_default_config(), None, Resource("facts"), model)  # type: ignore[arg-type]
    message = Message({"text": "kan jeg kjøre båten hjem", "topics": topics})
    ranking = [{"name": name, "confidence": confidence} for name, confidence in intents]
    message.set("intent", ranking[0])
    message.set("intent_ranking", ranking)
    component.process([message])
    return message.as_dict(), model


def test_it_looks_into_the_chosen_topics_those_nearest_and_the_aspects() -> None:
    found, model = ranked(["law", "money"], ("law", 0.8), ("driving", 0.2), ("quit", 0.1))
    assert model.asked == ["law", "money", "driving", "quit", ASPECT]
    assert found["fact_margins"] == MARGINS
    assert (found["intent"]["name"], found["topics"]) == ("law", ["law", "money"])


def test_it_looks_into_no_more_than_the_eight_nearest() -> None:
    names = ["law", "driving", "quit", "money", "danger", "dose", "effects", "mixing", "fact"]
    _, model = ranked(["law"], (UNSURE, 0.2), *((name, 0.1) for name in names))
    assert model.asked == [*names[:8], ASPECT]


@pytest.mark.parametrize(
    ("intents", "intent", "topics"),
    [
        ([(UNSURE, 0.2), ("law", 0.2), ("driving", 0.19)], "driving", ["driving"]),  # the boat is surely meant
        ([(UNSURE, 0.2), ("law", 0.2), ("quit", 0.19)], UNSURE, ["law"]),  # the fine is not sure enough
        ([("law", 0.3), ("driving", 0.29)], "law", ["law"]),  # nobody was unsure
    ],
)
def test_a_fact_that_surely_answers_tells_the_topic(
    intents: list[tuple[str, float]], intent: str, topics: list[str]
) -> None:
    found, _ = ranked(["law"], *intents)
    assert found["intent"]["name"] == intent
    assert found["topics"] == topics
    assert found["intent_ranking"][0] == found["intent"]


def test_the_questions_of_other_topics_are_not_read() -> None:
    assert wiring.fact_questions({"set_alarm", "weather"}) == []
    found = wiring.fact_questions({"driving"})
    assert {q.topic for q in found} == {"driving", ASPECT}
    assert TrainingData().intents == set()


def test_a_message_without_words_is_passed_over() -> None:
    component = FactRanker(FactRanker.get_default_config(), None, Resource("facts"), Model())  # type: ignore[arg-type]
    (message,) = component.process([Message({"text": ""})])
    assert message.get("fact_margins") is None
