"""Answers are what a good ruskonsulent would say to exactly that question, from facts and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bot.adapters.content.loader import load_library
from bot.adapters.content.recognition import load_phrases
from bot.domain.answers import Answer, Question
from bot.domain.readability import sentences_of
from bot.domain.replies import ReplyKind
from bot.domain.risk_levels import RiskLevel
from bot.usecases.answer_question import AnswerQuestion
from tests.content.library import REAL, SMALL, real_library, real_words, small_library

PAYLOAD = re.compile(r"^/[a-z_]+(\{[^{}]{0,400}\})?$")


def ask(text: str, *topics: str, substances: tuple[str, ...] = (), **more: object) -> Answer:
    answering = AnswerQuestion(small_library(), real_words())
    return answering.answer(Question(text, topics, substances, **more))  # type: ignore[arg-type]


def facts(answer: Answer) -> list[str]:
    return [fact_id for reply in answer.replies for fact_id in reply.fact_ids]


def said(answer: Answer) -> str:
    return " ".join(reply.text for reply in answer.replies)


def ways(answer: Answer) -> list[str]:
    return [choice.payload for choice in answer.follow_ups]


# --- one substance, one aspect


@pytest.mark.parametrize(
    ("text", "topic", "substance", "expected"),
    [
        ("hva gjør ghb med deg", "effects", "ghb", ["ghb.effects"]),
        ("hvor lenge varer ghb", "effects", "ghb", ["ghb.duration"]),
        ("kor lenge varar rusen av ghb", "effects", "ghb", ["ghb.duration"]),
        ("bivirkninger av ghb", "effects", "ghb", ["ghb.side_effects"]),
        ("hva gjør ghb og hvor lenge varer det", "effects", "ghb", ["ghb.duration", "ghb.effects"]),
        ("er ghb farlig", "danger", "ghb", ["ghb.danger"]),
        ("hva gjør ghb på lang sikt", "danger", "ghb", ["ghb.danger_long"]),
        ("kan man få psykose av hasj", "danger", "cannabis", ["cannabis.danger_long", "cannabis.danger"]),
        ("hvor mye ghb er normalt", "dose", "ghb", ["ghb.dose"]),
        ("hva gjør snus med kroppen", "effects", "nikotin", ["nikotin.effects.snus"]),
        ("hva gjør nikotin", "effects", "nikotin", ["nikotin.effects"]),
        ("er hasj lov", "law", "cannabis", ["cannabis.law"]),
    ],
)
def test_the_aspect_that_was_asked_for_is_the_answer(text: str, topic: str, substance: str, expected: list[str]):
    assert facts(ask(text, topic, substances=(substance,))) == expected


def test_signs_and_first_aid_belong_together_and_danger_to_life_turns_them_round():
    calm = ask("hva er tegn på overdose av ghb", "overdose", substances=("ghb",))
    assert facts(calm) == ["ghb.overdose", "ghb.first_aid"]
    acute = ask("han har tatt ghb og våkner ikke", "overdose", substances=("ghb", "alkohol"), risk=RiskLevel.ACUTE)
    assert facts(acute)[:2] == ["ghb.first_aid", "ghb.overdose"]


def test_an_aspect_that_nobody_knows_is_said_to_be_unknown_with_somebody_to_ask():
    answer = ask("hvor lenge er heroin i urinen", "detection_time", substances=("heroin",))
    assert facts(answer) == []
    assert "heroin" in answer.replies[0].text
    assert "915 08 588" in answer.replies[0].text


def test_a_substance_without_facts_is_named_and_never_called_safe():
    answer = ask("hva gjør salvia", "effects", substances=("salvia",))
    assert "salvia" in answer.replies[0].text
    assert "Ukjent betyr ikke trygt" in answer.replies[0].text
    assert "915 08 588" in answer.replies[0].text


def test_a_substance_that_content_has_never_heard_of_is_named_too():
    assert "ny pille" in ask("hva gjør det", "effects", substances=("ny_pille",)).replies[0].text


def test_several_substances_get_one_bubble_each():
    answer = ask("hvordan virker hasj mot heroin og ghb", "effects", substances=("cannabis", "heroin", "ghb"))
    assert facts(answer) == ["cannabis.effects", "heroin.effects", "ghb.effects"]


def test_what_is_known_of_one_substance_comes_before_what_is_not_known_of_another():
    answer = ask("kan jeg kjøre på heroin og hasj", "driving", substances=("heroin", "cannabis"))
    assert [bool(r.fact_ids) for r in answer.replies] == [True, False, False]
    assert facts(answer) == ["cannabis.driving"]


def test_a_substance_alone_is_answered_with_what_it_does():
    assert facts(ask("ghb", substances=("ghb",))) == ["ghb.effects"]


@pytest.mark.parametrize("substances", [("cannabis", "alkohol"), ("alkohol", "cannabis")])
def test_of_two_that_somebody_stops_with_the_one_that_can_kill_is_told_first(substances: tuple[str, ...]):
    answer = ask("jeg slutter med begge", "withdrawal", substances=substances)
    assert facts(answer) == ["alkohol.withdrawal", "cannabis.withdrawal"]


# --- topics


def test_a_topic_answers_with_the_fact_that_was_asked_for():
    assert facts(ask("kan jeg kjøre båt", "driving")) == ["driving.boat"]
    assert facts(ask("kan jeg kjøre", "driving")) == ["driving.general"]


def test_substance_and_topic_both_answer_the_most_exact_first():
    answer = ask("hvor lenge må jeg vente etter hasj", "driving", substances=("cannabis",))
    assert facts(answer) == ["driving.wait", "cannabis.driving"]


def test_what_holds_for_all_is_told_where_the_substance_is_unknown():
    answer = ask("kan jeg kjøre på heroin", "driving", substances=("heroin",))
    assert facts(answer) == ["driving.general"]
    assert "heroin" in answer.replies[0].text


def test_several_topics_are_answered_in_their_order_without_repeats():
    answer = ask("er hasj farlig og er det lov", "danger", "law", "danger", substances=("cannabis",))
    assert facts(answer) == ["cannabis.danger", "cannabis.law"]
    assert answer.topics_answered == ("danger", "law")


def test_no_answer_has_more_than_three_bubbles_and_a_line():
    answer = ask("alt om ghb", "effects", "danger", "overdose", "driving", substances=("ghb",))
    assert len(answer.replies) == 4
    assert answer.replies[-1].kind is ReplyKind.QUESTION


def test_a_topic_that_nobody_has_written_sends_people_on():
    answer = ask("hva koster tannlegen", "money")
    assert "915 08 588" in answer.replies[0].text
    assert len(answer.follow_ups) >= 2


def test_a_question_without_its_substance_is_asked_back():
    answer = ask("hva gjør det med deg", "effects")
    assert [r.kind for r in answer.replies] == [ReplyKind.QUESTION]
    assert '/ask{"topic": "effects", "substance": "cannabis"}' in ways(answer)


def test_nothing_understood_is_said_kindly():
    assert "ikke sikker på hva du lurer på" in ask("asdf").replies[0].text


# --- buying, doses


def test_procurement_is_refused_with_respect_and_with_what_lowers_the_risk():
    answer = ask("hvor får jeg kjøpt ghb", "procurement", substances=("ghb",))
    assert facts(answer) == ["procurement.general", "ghb.safer_use"]


def test_a_dose_without_a_substance_is_never_a_number():
    assert not re.search(r"\d", ask("hvor mye skal jeg ta", "dose").replies[0].text)


# --- mixing


def test_two_things_are_told_level_reason_and_advice():
    answer = ask("øl og ghb", "mixing", substances=("alkohol", "ghb"))
    text = answer.replies[0].text
    assert text.startswith("Alkohol sammen med GHB er livsfarlig. Begge gjør at du puster svakere.")
    assert "ring 113" in text
    assert answer.replies[0].sources


def test_three_things_are_told_worst_pair_first():
    answer = ask("hasj øl og ghb", "mixing", substances=("cannabis", "alkohol", "ghb"))
    levels = [re.search(r"livsfarlig|risikabelt|vet sikkert", r.text).group() for r in answer.replies[:-1]]  # type: ignore[union-attr]
    assert levels == ["livsfarlig", "risikabelt", "vet sikkert"]


def test_a_pair_nobody_knows_is_unknown_and_counts_as_dangerous():
    answer = ask("hasj og heroin", "mixing", substances=("cannabis", "heroin"))
    assert "regn det som farlig" in answer.replies[0].text
    assert "lav risiko" not in said(answer)


def test_the_group_answers_for_its_member():
    answer = ask("heroin og øl", "mixing", substances=("heroin", "alkohol"))
    assert "Heroin sammen med alkohol er farlig." in said(answer)


def test_one_thing_is_answered_and_asked_back():
    answer = ask("hva må man ikke blande ghb med", "mixing", substances=("ghb",))
    assert facts(answer) == ["ghb.mixing"]
    assert answer.replies[-1].kind is ReplyKind.QUESTION
    assert '/ask{"topic": "mixing", "substance": ["ghb", "alkohol"]}' in ways(answer)


def test_nothing_named_is_asked_back():
    answer = ask("kan jeg blande", "mixing")
    assert answer.replies[-1].kind is ReplyKind.QUESTION
    assert "navnene" in answer.replies[-1].text


CHART = '/ask{"topic": "mixing_chart"}'


@pytest.mark.parametrize(
    ("text", "substances"),
    [("øl og ghb", ("alkohol", "ghb")), ("hva må man ikke blande ghb med", ("ghb",)), ("kan jeg blande", ())],
)
@pytest.mark.parametrize("risk", [RiskLevel.NONE, RiskLevel.CONCERN])
def test_beside_every_answer_about_mixing_the_table_is_a_button_away(
    text: str, substances: tuple[str, ...], risk: RiskLevel
):
    for language, label in (("nb", "Se blandetabellen"), ("nn", "Sjå blandetabellen"), ("en", "See the mixing table")):
        answer = ask(text, "mixing", substances=substances, language=language, risk=risk)
        assert (label, CHART) in [(c.label, c.payload) for c in answer.follow_ups]


def test_in_danger_nobody_is_offered_a_table_to_read():
    answer = ask("ghb oppå vodka", "mixing", substances=("ghb", "alkohol"), risk=RiskLevel.ACUTE)
    assert CHART not in ways(answer)


ASKED_FOR_THE_TABLE = (
    "hva kan jeg blande med hva", "vis blandetabellen", "kva kan eg blande med kva", "ka kan æ blande med ka",
    "har dere en oversikt over hva man ikke kan blande", "tabell over blandinger", "sjå blandetabellen",
    "hvilke stoffer kan blandes med hverandre", "do you have a mixing chart", "kan jeg få se blandingstabellen?",
)  # fmt: skip
ASKED_FOR_A_PAIR = (
    "hva skjer om jeg blander øl og ghb", "kan jeg blande mdma med noe", "hva kan jeg blande ghb med",
    "jeg har mistet oversikten over hva jeg har tatt", "hva er en tablett", "kva gjer ghb med deg",
)  # fmt: skip


def overview_of(text: str, *topics: str, **more: object) -> Answer:
    phrases = load_phrases(REAL / "recognition" / "mixing_chart.yml")
    answering = AnswerQuestion(real_library(), real_words(), phrases)
    assert answering.is_overview(Question(text, topics)) == (text in ASKED_FOR_THE_TABLE)
    return answering.answer(Question(text, topics, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("topics", [(), ("mixing",), ("effects",), ("fact", "danger")])
@pytest.mark.parametrize("text", ASKED_FOR_THE_TABLE)
def test_whoever_asks_for_the_table_gets_it_whatever_the_model_thought(text: str, topics: tuple[str, ...]):
    answer = overview_of(text, *topics)
    assert CHART in ways(answer)
    assert answer.topics_answered == ("mixing",)
    assert "Ukjent betyr ikke trygt" in said(answer)
    assert len(facts(answer)) == 4


@pytest.mark.parametrize("text", ASKED_FOR_A_PAIR)
def test_whoever_asks_of_a_pair_does_not(text: str):
    overview_of(text, "mixing", substances=("ghb",))


def test_the_button_of_the_table_is_answered_in_words_where_no_table_can_be_shown():
    answer = overview_of("", "mixing_chart")
    assert "livsfarlig å blande" in said(answer)
    assert answer.topics_answered == ("mixing",)
    assert answer.replies[0].sources
    assert answer.replies[0].is_draft


def test_where_nothing_is_approved_the_table_in_words_names_no_pair():
    library = load_library(REAL, require_review=True)
    answer = AnswerQuestion(library, real_words()).answer(Question("", ("mixing_chart",)))
    assert facts(answer) == []
    assert "Ukjent betyr ikke trygt" in said(answer)


@pytest.mark.parametrize("text", ["penicillin og øl", "kan jeg drikke øl med medisinen min"])
def test_an_unknown_medicine_sends_people_to_the_pharmacy(text: str):
    assert "apoteket" in ask(text, "mixing", substances=("alkohol",)).replies[0].text


def test_a_medicine_of_our_own_that_is_not_in_the_table_does_so_too():
    answer = ask("zoloft og ghb", "mixing", substances=("antidepressiva", "ghb"))
    assert "apoteket" in answer.replies[0].text


def test_a_partner_in_the_table_is_a_pair_like_any_other():
    assert "MAO-hemmere" in said(ask("aurorix og øl", "mixing", substances=("alkohol",)))
    assert "er farlig" in said(ask("aurorix og øl", "mixing", substances=("alkohol",)))


def test_a_warning_that_names_both_answers_where_the_table_has_a_gap():
    answering = AnswerQuestion(replace(small_library(), mixing=replace(small_library().mixing, pairs={})), real_words())
    answer = answering.answer(Question("øl og ghb", ("mixing",), ("alkohol", "ghb")))
    assert facts(answer) == ["ghb.mixing"]


def test_two_things_named_in_another_question_are_warned_of():
    answer = ask("hvor lenge varer ghb når jeg har drukket", "effects", substances=("ghb", "alkohol"))
    assert "livsfarlig" in said(answer)
    harmless = ask("er hasj og alkohol lov", "law", substances=("cannabis", "alkohol"))
    assert "risikabelt" not in said(harmless)


# --- what must be said unasked


def test_whoever_wants_to_stop_what_is_dangerous_to_stop_is_told():
    answer = ask("hvordan slutter jeg med ghb", "quit", substances=("ghb",))
    assert facts(answer) == ["quit.general", "ghb.withdrawal"]
    assert "brått" in said(answer)


def test_whoever_wants_to_stop_something_unnamed_is_told_what_is_dangerous_to_stop():
    assert "ikke slutt brått alene" in said(ask("jeg vil slutte", "quit"))


def test_nobody_is_warned_of_stopping_what_is_not_dangerous_to_stop():
    assert "brått" not in said(ask("jeg vil slutte med hasj", "quit", substances=("cannabis",)))


def test_the_warning_is_not_said_twice():
    answer = ask("abstinenser av ghb", "withdrawal", "quit", substances=("ghb",))
    assert facts(answer).count("ghb.withdrawal") == 1


def test_the_warning_is_never_crowded_out():
    answer = ask(
        "bivirkninger, og hvor lenge varer det, og hva gjør det om jeg slutter brått", "effects", "driving", "danger",
        substances=("ghb",),
    )  # fmt: skip
    assert facts(answer)[2] == "ghb.withdrawal"


def test_a_relative_is_answered_as_a_relative():
    answer = ask("hvordan få sønnen min til å slutte med ghb", "quit", "concern_family", substances=("ghb",))
    assert facts(answer) == ["concern_family.talk"]
    assert "Hvis GHB er brukt hver dag" not in said(answer)
    drinking = ask("han vil slutte å drikke", "concern_family", substances=("alkohol",))
    assert "Hvis alkohol er brukt hver dag" in said(drinking)
    assert "alkohol.withdrawal" not in facts(drinking)


STORY = "jeg har brukt hasj hver kveld i tre år nå og vet ikke hvem jeg er uten det lenger, er det ulovlig å søke hjelp"


def test_a_worrying_story_is_met_before_the_bare_fact_and_only_once():
    first = ask(STORY, "law", substances=("cannabis",), risk=RiskLevel.CONCERN)
    assert first.replies[0].text == "Takk for at du forteller. Cannabis er forbudt i Norge."
    later = ask(STORY, "law", substances=("cannabis",), risk=RiskLevel.CONCERN, previous_topics=("law",))
    assert later.replies[0].text == "Cannabis er forbudt i Norge."
    lookup = ask("er hasj lov", "law", substances=("cannabis",), risk=RiskLevel.CONCERN)
    assert lookup.replies[0].text == "Cannabis er forbudt i Norge."


def test_a_mix_that_has_gone_wrong_is_answered_with_what_to_do_now():
    answer = ask("ghb oppå vodka og nå er han vekk", "mixing", substances=("ghb", "alkohol"), risk=RiskLevel.ACUTE)
    assert facts(answer)[0] == "ghb.first_aid"
    assert "livsfarlig" in said(answer)


# --- what comes next


def test_a_worried_person_is_offered_a_human_first():
    answer = ask("er ghb farlig", "danger", substances=("ghb",), risk=RiskLevel.CONCERN)
    assert ways(answer)[0] == "/talk_to_human"
    assert "alene" in answer.replies[-1].text


def test_a_person_in_danger_is_offered_help_and_nothing_to_read():
    answer = ask("han puster rart av ghb", "overdose", substances=("ghb",), risk=RiskLevel.ACUTE)
    assert ways(answer) == ["/talk_to_human", '/start_flow{"flow": "overdose"}', "/find_help"]
    assert "113" in answer.replies[-1].text


def test_what_was_just_answered_is_not_offered_again():
    answer = ask("er ghb farlig og hva senker risikoen", "danger", "safer_use", substances=("ghb",))
    assert not any('"safer_use"' in way or '"danger"' in way for way in ways(answer))


def test_what_nobody_knows_is_not_offered():
    answer = ask("hva gjør heroin", "effects", substances=("heroin",))
    assert not any('"detection_time"' in way for way in ways(answer))


def test_help_is_offered_near_the_place_that_is_known():
    answer = ask("jeg vil slutte", "quit", kommune="3437")
    assert '/find_help{"kommunenummer": "3437"}' in ways(answer)


# --- language, drafts


def test_nynorsk_is_answered_in_nynorsk():
    answer = ask("kva gjer ghb", "effects", substances=("ghb",), language="nn")
    assert [r.text for r in answer.replies] == ["GHB gjer deg avslappa og ustø.", "Lurer du på noko meir?"]


def test_english_gets_the_norwegian_fact_with_an_english_line_and_the_emergency_number():
    answer = ask("what does ghb do", "effects", substances=("ghb",), language="en")
    assert "only in Norwegian" in answer.replies[0].text
    assert "113" in answer.replies[0].text
    assert answer.replies[1].text == "GHB gjør deg avslappet og ustø."
    assert answer.follow_ups[-1].label


def test_drafts_are_marked_and_approved_facts_are_not():
    assert ask("hva gjør ghb", "effects", substances=("ghb",)).is_draft
    assert not ask("hva gjør hasj", "effects", substances=("cannabis",)).is_draft


def test_only_approved_facts_are_told_when_review_is_required():
    library = replace(load_library(SMALL, require_review=True), rules=small_library().rules)
    answering = AnswerQuestion(library, real_words())
    ghb = answering.answer(Question("er ghb farlig", ("danger",), ("ghb",)))
    assert facts(ghb) == []
    assert "GHB" in ghb.replies[0].text
    assert facts(answering.answer(Question("er hasj farlig", ("danger",), ("cannabis",)))) == ["cannabis.danger"]


# --- everything real

LANGUAGES = ("nb", "nn", "en")


def entities(payload: str) -> dict[str, object]:
    _, brace, rest = payload.partition("{")
    return json.loads(brace + rest) if brace else {}


TEXTS = ("hvordan er det", "er det farlig å slutte brått, og hvor lenge varer det?", "kva gjer eg med dottera mi")


@pytest.mark.parametrize("topic", sorted(real_library().rules.next))
@pytest.mark.parametrize("risk", list(RiskLevel))
def test_every_answer_of_the_real_library_keeps_its_form(topic: str, risk: RiskLevel):
    answering = AnswerQuestion(real_library(), real_words())
    # Every substance once, shared out over the grades of risk: all of them with each takes a minute.
    shared_out = sorted(real_library().substances)[int(risk) :: len(RiskLevel)]
    for substances in ((), *((s,) for s in shared_out), ("alkohol", "benzodiazepiner", "mdma")):
        for language, text in zip(LANGUAGES, TEXTS, strict=True):
            answer = answering.answer(Question(text, (topic,), substances, language, risk=risk))
            line = answer.replies[-1]
            assert 1 <= len(answer.replies) <= (5 if language == "en" else 4)
            assert 2 <= len(line.choices) <= 4
            for reply in answer.replies:
                assert 1 <= len(sentences_of(reply.text)) <= 4
                assert "{" not in reply.text
                assert bool(reply.fact_ids) == bool(reply.sources)
            for choice in line.choices:
                assert PAYLOAD.match(choice.payload)
                assert "topic" in entities(choice.payload) or not choice.payload.startswith("/ask")


# --- what else may have been meant


NEAR = {"driving.day_after": -0.5, "driving.boat": -0.51, "driving.loss": -0.52, "driving.wait": -0.49}


def labels(answer: Answer) -> list[str]:
    return [choice.label for choice in answer.follow_ups]


def test_a_guess_says_so_and_offers_what_else_is_near():
    answer = ask("noe helt annet om bilen min", "driving", fact_margins=NEAR)
    assert facts(answer) == ["driving.day_after", "driving.boat"]
    assert "Var det dette du lurte på" in answer.replies[-1].text
    assert labels(answer)[0] == "Kan jeg miste lappen?"
    assert ways(answer)[0] == '/ask{"topic": "driving", "fact": "driving.loss"}'
    assert len(labels(answer)) <= 4


@pytest.mark.parametrize(
    ("name", "margins"),
    [
        ("a sure answer", {**NEAR, "driving.boat": 0.4}),
        ("nothing is near", dict.fromkeys(NEAR, -0.95)),
        ("no model has looked", {}),
    ],
)
def test_otherwise_the_usual_line_comes(name: str, margins: dict[str, float]):
    answer = ask("noe helt annet om bilen min", "driving", fact_margins=margins)
    assert answer.replies[-1].text == "Lurer du på noe mer?", name


def test_what_was_said_is_never_offered():
    answer = ask("hva er greia på havet", "driving", fact_margins={**NEAR, "driving.boat": -0.3})
    assert facts(answer)[0] == "driving.boat"
    assert "Hva gjelder i båt?" not in labels(answer)
    assert "Kan jeg miste lappen?" in labels(answer)


def test_whoever_is_in_danger_is_asked_nothing_and_offered_nothing_to_read():
    answer = ask("noe helt annet om bilen min", "driving", fact_margins=NEAR, risk=RiskLevel.HIGH)
    assert "liv i fare" in answer.replies[-1].text
    assert not any("fact" in way for way in ways(answer))


def test_a_fact_about_a_substance_is_told_only_to_who_named_it():
    with_it = ask("noe om bilen min", "driving", substances=("cannabis",), fact_margins=NEAR)
    assert "driving.wait" in facts(with_it)
    without = ask("noe om bilen min", "driving", fact_margins=NEAR)
    assert "driving.wait" not in facts(without)
    assert "Hvor lenge bør jeg vente?" not in labels(without)


def test_the_topic_of_a_sure_fact_comes_first_whatever_the_topic_model_says():
    margins = {"driving.boat": 0.6, "driving.loss": -0.9, "quit.general": -0.9}
    answer = ask("hva er greia på havet", "quit", fact_margins=margins, topic_confidences={"quit": 0.5, "driving": 0.4})
    assert answer.topics_answered[:2] == ("driving", "quit")
    assert facts(answer)[0] == "driving.boat"


def test_the_topic_model_decides_where_the_facts_are_alike():
    margins = {"driving.boat": 0.1, "law.general": 0.1}
    answer = ask("hva er greia på havet", "law", fact_margins=margins, topic_confidences={"law": 0.8, "driving": 0.1})
    assert answer.topics_answered == ("law",)


def test_the_button_gets_exactly_its_fact():
    answer = ask("", "driving", fact="driving.boat")
    assert facts(answer) == ["driving.boat"]
    assert answer.topics_answered == ("driving",)


def test_the_button_of_a_fact_that_is_gone_is_a_question_on_its_topic():
    assert facts(ask("", "driving", fact="driving.gone")) == ["driving.general"]
