"""The topic model on a handful of invented sentences: it ranks, and one question is not drowned by a letter."""

from __future__ import annotations

import pytest

from bot.nlu.topic_model import TopicModel

EXAMPLES = {
    "effects": ["hva gjør det med kroppen", "hvordan virker det", "hvordan kjennes rusen ut", "virker det med en gang"],
    "law": ["er det lov", "hva er straffen", "kan politiet ta meg", "får jeg bot av politiet"],
    "mixing": ["kan man blande det", "blande med alkohol", "er det greit å ta sammen", "blande to ting samtidig"],
}


@pytest.fixture(scope="module")
def model() -> TopicModel:
    texts = [text for found in EXAMPLES.values() for text in found]
    topics = [[topic] for topic, found in EXAMPLES.items() for _ in found]
    return TopicModel().fit([*texts, "er det lov å blande"], [*topics, ["law", "mixing"]])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hvordan virker rusen", "effects"),
        ("HVA ER STRAFFEN", "law"),
        ("hva er strafen", "law"),
        ("blande med noe", "mixing"),
    ],
)
def test_the_nearest_topic_is_first(model: TopicModel, text: str, topic: str) -> None:
    assert model.rank(text)[0].topic == topic


def test_every_topic_is_ranked_with_a_chance(model: TopicModel) -> None:
    ranked = model.rank("hvordan virker det")
    assert {s.topic for s in ranked} == set(EXAMPLES)
    assert [s.score for s in ranked] == sorted((s.score for s in ranked), reverse=True)
    assert all(0.0 <= s.score <= 1.0 for s in ranked)


def test_a_question_in_one_sentence_of_a_letter_is_heard(model: TopicModel) -> None:
    letter = "Vi var på hytta i helga. Det snødde hele tida og vi spilte kort. Hva er straffen for det egentlig?"
    assert model.rank(letter)[0].topic == "law"


def test_the_same_message_is_always_ranked_the_same(model: TopicModel) -> None:
    assert model.rank("kan man blande") == model.rank("kan man blande")


@pytest.mark.parametrize("text", ["🙈", "!?", "x", "xyzzy " * 5000])
def test_strange_messages_are_ranked_too(model: TopicModel, text: str) -> None:
    assert len(model.rank(text)) == len(EXAMPLES)
