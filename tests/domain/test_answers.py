"""What a message asks in the light of what was said before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.answers import Answer, Question
from bot.domain.context import in_context
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel
from tests.content.library import small_library


def asked(text: str, *topics: str, substances: tuple[str, ...] = (), **before: tuple[str, ...]) -> Question:
    return in_context(Question(text, topics, substances, **before), small_library())  # type: ignore[arg-type]


TALKED_ABOUT_GHB = {"previous_topics": ("effects",), "previous_substances": ("ghb",)}


def test_an_answer_is_a_draft_when_one_bubble_is():
    assert Answer((Reply("a"), Reply("b", is_draft=True))).is_draft
    assert not Answer((Reply("a"),)).is_draft


@pytest.mark.parametrize("text", ["er det farlig?", "kor farleg er det", "hvor farlig er stoffet", "farlig?"])
def test_a_question_that_points_back_is_about_the_same_substance(text: str):
    assert asked(text, "danger", **TALKED_ABOUT_GHB).substances == ("ghb",)


def test_a_substance_that_is_named_replaces_the_one_before():
    question = asked("hva med hasj da", "effects", substances=("cannabis",), **TALKED_ABOUT_GHB)
    assert question.substances == ("cannabis",)


def test_what_about_another_substance_keeps_the_topic():
    question = asked(
        "hva med hasj?", "fact", substances=("cannabis",), previous_topics=("driving",), previous_substances=("ghb",)
    )
    assert (question.topics, question.substances) == (("driving",), ("cannabis",))


def test_what_about_week_two_keeps_topic_and_substance():
    question = asked("hva med uke to?", "fact", previous_topics=("quit",), previous_substances=("cannabis",))
    assert (question.topics, question.substances) == (("quit",), ("cannabis",))


def test_what_about_a_new_topic_is_that_topic():
    question = asked("hva med dagen etter?", "driving", **TALKED_ABOUT_GHB)
    assert (question.topics, question.substances) == (("driving",), ("ghb",))


def test_mixing_it_with_something_is_both_things():
    question = asked("og hvis man blander det med alkohol?", "mixing", substances=("alkohol",), **TALKED_ABOUT_GHB)
    assert question.substances == ("ghb", "alkohol")


def test_mixing_it_with_a_medicine_is_both_things():
    assert asked("og med penicillin?", "mixing", **TALKED_ABOUT_GHB).substances == ("ghb",)


def test_two_named_things_need_nothing_from_before():
    question = asked("hasj og alkohol", "mixing", substances=("cannabis", "alkohol"), **TALKED_ABOUT_GHB)
    assert question.substances == ("cannabis", "alkohol")


def test_a_button_means_what_it_says():
    assert asked("", "mixing", substances=("alkohol",), **TALKED_ABOUT_GHB).substances == ("alkohol",)
    assert asked("", "danger", **TALKED_ABOUT_GHB).substances == ("ghb",)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hei", "smalltalk"),
        ("hva er narkotika generelt", "fact"),
        ("hvordan er været", "out_of_scope"),
    ],
)
def test_what_has_nothing_to_do_with_before_takes_nothing_from_it(text: str, topic: str):
    assert asked(text, topic, **TALKED_ABOUT_GHB).substances == ()


def test_a_long_new_story_without_pointing_back_starts_afresh():
    text = "Jeg har en venn fra håndballen som alltid blir kvalm når vi har vært ute sammen på lørdager"
    assert asked(text, "danger", **TALKED_ABOUT_GHB).substances == ()


@pytest.mark.parametrize(
    ("topics", "kept"),
    [
        (("concern_family", "quit"), ("concern_family",)),
        (("quit", "concern_partner"), ("concern_partner",)),
        (("concern_friend", "first_time", "danger"), ("concern_friend", "danger")),
        (("peer_pressure", "concern_friend"), ("peer_pressure", "concern_friend")),
        (("quit", "relapse"), ("quit", "relapse")),
        (("addiction", "concern_partner"), ("concern_partner", "addiction")),
        (("addiction", "danger", "concern_partner"), ("concern_partner", "addiction", "danger")),
        (("overdose", "concern_friend"), ("overdose", "concern_friend")),
    ],
)
def test_a_relative_is_not_told_how_to_stop(topics: tuple[str, ...], kept: tuple[str, ...]):
    assert asked("noe", *topics).topics == kept


def test_what_to_do_now_comes_first_when_a_life_is_in_danger():
    question = Question("puster nesten ikke etter avrusning", ("treatment", "overdose"), ("ghb",), risk=RiskLevel.ACUTE)
    assert in_context(question, small_library()).topics == ("overdose", "treatment")
    beaten = replace(question, risk_kinds=("violence", "suicide"))
    assert in_context(beaten, small_library()).topics == ("violence_abuse", "suicide")
    neglected = replace(question, risk_kinds=("child",))
    assert in_context(neglected, small_library()).topics == ("treatment", "overdose")
    both = replace(question, risk_kinds=("suicide", "overdose"))
    assert in_context(both, small_library()).topics == ("overdose", "treatment")
    calm = replace(question, risk=RiskLevel.NONE)
    assert in_context(calm, small_library()).topics == ("treatment", "overdose")
