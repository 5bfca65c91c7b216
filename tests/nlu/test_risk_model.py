"""The trained half of the risk assessment: it adds to the rules, and never takes anything away."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.risk import Framing, RiskAssessor, RiskBook
from bot.domain.risk_levels import RiskLevel
from bot.nlu import risk_model, wiring
from bot.nlu.risk_detector import RiskDetector
from bot.nlu.risk_model import Judgement, RiskModel

GRADED = {
    RiskLevel.NONE: ["hva er hasj", "hvor lenge varer det", "er det lov", "hvordan virker øl", "hva koster det"],
    RiskLevel.CONCERN: ["er lei meg og ensom", "drikker litt mye for tida", "sover dårlig og er lei", "ensom i helga"],
    RiskLevel.HIGH: ["orker ikke leve mer", "vil bare forsvinne for alltid", "orker ikke mer nå", "vil ikke leve"],
    RiskLevel.ACUTE: ["hun våkner ikke opp", "han er blå og våkner ikke", "puster ikke hjelp", "han er helt blå hjelp"],
}


@pytest.fixture(scope="module")
def model() -> RiskModel:
    rows = [(text, grade) for grade, texts in GRADED.items() for text in texts for _ in range(3)]
    texts, grades = [text for text, _ in rows], [grade for _, grade in rows]
    return RiskModel(wiring.lookups()).fit(texts, grades, ["overdose"] * len(rows))


class Says:
    """A model that always gives one judgement."""

    def __init__(self, grade: RiskLevel, family: str | None) -> None:
        self._judgement = Judgement(grade, family)

    def judge(self, _text: str, _framing: Framing | None = None) -> Judgement:
        return self._judgement


def detector(grade: RiskLevel | None, family: str | None = None) -> RiskDetector:
    """The real rules beside a model that always says the same, or none."""
    nowhere: Any = None
    said: Any = Says(grade, family) if grade is not None else None
    return RiskDetector(nowhere, nowhere, said, wiring.risk_assessor())


@pytest.mark.parametrize("grade", [RiskLevel.HIGH, RiskLevel.ACUTE])
def test_what_it_has_learnt_it_knows_again(model: RiskModel, grade: RiskLevel) -> None:
    assert {model.judge(text).grade for text in GRADED[grade]} <= {RiskLevel.HIGH, RiskLevel.ACUTE}


def test_harmless_sentences_stay_harmless(model: RiskModel) -> None:
    assert {model.judge(text).grade for text in GRADED[RiskLevel.NONE]} == {RiskLevel.NONE}


def test_danger_scores_higher_than_a_harmless_question(model: RiskModel) -> None:
    dangerous, harmless = model.scores("han er blå og våkner ikke"), model.scores("hva koster det")
    assert all(high > low for high, low in zip(dangerous, harmless, strict=True))


def test_a_large_family_of_danger_is_named() -> None:
    harmless = [f"hva koster billetten til {place}" for place in ("hamar", "bodø", "moss", "lom", "voss")] * 20
    farewells = [f"jeg orker ikke mer og vil bare {what}" for what in ("forsvinne", "bli borte", "slippe alt")] * 25
    asleep = [f"{who} er blå og våkner ikke" for who in ("han", "hun", "broren min", "kompisen")] * 20
    texts = [*harmless, *farewells, *asleep]
    grades = [RiskLevel.NONE] * 100 + [RiskLevel.HIGH] * 75 + [RiskLevel.ACUTE] * 80
    families = ["fact"] * 100 + ["suicide"] * 75 + ["overdose"] * 80
    model = RiskModel(wiring.lookups()).fit(texts, grades, families)
    assert model.judge("søstera mi er blå og våkner ikke").family == "overdose"
    assert model.judge("jeg orker ikke mer og vil bare bort") == Judgement(RiskLevel.HIGH, "suicide")
    assert model.judge("hva koster billetten til otta") == Judgement(RiskLevel.NONE)


def test_one_sentence_of_danger_is_not_drowned_by_a_letter(model: RiskModel) -> None:
    letter = "Vi var på hytta. Det var fint vær og god mat. Han er blå og våkner ikke. Vi skal hjem på søndag."
    assert model.judge(letter).grade >= RiskLevel.HIGH


QUESTION = "Hvor lenge er butikken åpen?"
DANGER = "Han er blå og våkner ikke."


@pytest.mark.parametrize(
    ("framing", "is_seen"),
    [
        (Framing(), True),
        (Framing(sentences=frozenset({QUESTION})), True),
        (Framing(sentences=frozenset({QUESTION, DANGER})), False),
        (Framing(is_whole=True), False),
    ],
)
def test_a_frame_holds_back_no_more_than_it_frames(
    model: RiskModel, monkeypatch: pytest.MonkeyPatch, framing: Framing, is_seen: bool
) -> None:
    monkeypatch.setattr(risk_model, "_NEARLY_CERTAIN", 1000.0)
    assert (model.judge(f"{QUESTION} {DANGER}", framing).grade >= RiskLevel.HIGH) is is_seen


def test_a_message_of_one_framed_sentence_is_framed(model: RiskModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk_model, "_NEARLY_CERTAIN", 1000.0)
    assert model.judge(DANGER, Framing(sentences=frozenset({DANGER}))).grade < RiskLevel.HIGH


def test_what_is_nearly_certain_is_danger_in_any_frame(model: RiskModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(risk_model, "_NEARLY_CERTAIN", -1000.0)
    assert model.judge(DANGER, Framing(is_whole=True)) == model.judge(DANGER)


class Remembers(Says):
    """Also keeps how the message was framed when it was judged the last time."""

    framing: Framing | None = None

    def judge(self, _text: str, _framing: Framing | None = None) -> Judgement:
        self.framing = _framing
        return self._judgement


@pytest.mark.parametrize(
    ("text", "framing"),
    [
        ("Hva er nytt? Ingen merker noe.", Framing(sentences=frozenset({"Hva er nytt?"}))),
        ("Ingen merker noe.", None),
        ("Hva er nytt? Mamma er rar.", None),
        ("Ingen merker noe i filmen.", Framing(is_whole=True, sentences=frozenset({"Ingen merker noe i filmen."}))),
    ],
)
def test_the_model_is_told_where_the_frames_stand(text: str, framing: Framing | None) -> None:
    nowhere: Any = None
    said: Any = Remembers(RiskLevel.HIGH, None)
    RiskDetector(nowhere, nowhere, said, wiring.risk_assessor()).verdict(text)
    assert said.framing == framing


def test_the_model_never_lowers_what_the_rules_say() -> None:
    text = "kompisen min puster ikke"
    assert detector(None).verdict(text).level is RiskLevel.ACUTE
    assert detector(RiskLevel.NONE).verdict(text) == detector(None).verdict(text)


@pytest.mark.parametrize("grade", [RiskLevel.CONCERN, RiskLevel.HIGH, RiskLevel.ACUTE])
def test_what_only_the_model_sees_is_told_with_a_reason(grade: RiskLevel) -> None:
    verdict = detector(grade).verdict("hva er klokka")
    assert verdict.level is grade
    assert verdict.reasons == (wiring.model_signal(grade).reason,)
    assert verdict.kinds == ("other",)


def test_what_the_model_knows_of_the_danger_chooses_the_card() -> None:
    verdict = detector(RiskLevel.HIGH, "suicide").verdict("hva er klokka")
    assert verdict.kinds == ("suicide",)
    assert verdict.reasons != (wiring.model_signal(RiskLevel.HIGH).reason,)


def test_a_family_without_a_card_of_its_own_gets_the_general_one() -> None:
    assert detector(RiskLevel.HIGH, "money").verdict("hva er klokka").kinds == ("other",)


def test_without_a_model_the_rules_work_alone() -> None:
    assert detector(None).verdict("hva er klokka").level is RiskLevel.NONE


def test_without_rules_the_model_works_alone(model: RiskModel) -> None:
    nowhere: Any = None
    alone = RiskDetector(nowhere, nowhere, model, RiskAssessor(RiskBook((), {})))
    assert alone.verdict("han er helt blå hjelp").level >= RiskLevel.HIGH
