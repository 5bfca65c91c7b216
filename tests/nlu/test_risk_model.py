"""The trained half of the risk assessment: it adds to the rules, and never takes anything away."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.risk import RiskAssessor, RiskBook
from bot.domain.risk_levels import RiskLevel
from bot.nlu import wiring
from bot.nlu.risk_detector import RiskDetector
from bot.nlu.risk_model import RiskModel

GRADED = {
    RiskLevel.NONE: ["hva er hasj", "hvor lenge varer det", "er det lov", "hvordan virker øl", "hva koster det"],
    RiskLevel.CONCERN: ["er lei meg og ensom", "drikker litt mye for tida", "sover dårlig og er lei", "ensom i helga"],
    RiskLevel.HIGH: ["orker ikke leve mer", "vil bare forsvinne for alltid", "orker ikke mer nå", "vil ikke leve"],
    RiskLevel.ACUTE: ["hun våkner ikke opp", "han er blå og våkner ikke", "puster ikke hjelp", "han er helt blå hjelp"],
}


@pytest.fixture(scope="module")
def model() -> RiskModel:
    rows = [(text, grade) for grade, texts in GRADED.items() for text in texts for _ in range(3)]
    return RiskModel(wiring.lookups()).fit([text for text, _ in rows], [grade for _, grade in rows])


class Says:
    """A model that always gives one grade."""

    def __init__(self, grade: RiskLevel) -> None:
        self._grade = grade

    def grade(self, _text: str, **_named: object) -> RiskLevel:
        return self._grade


def detector(grade: RiskLevel | None) -> RiskDetector:
    """The real rules beside a model that always says the same, or none."""
    nowhere: Any = None
    said: Any = Says(grade) if grade is not None else None
    return RiskDetector(nowhere, nowhere, said, wiring.risk_assessor())


@pytest.mark.parametrize("grade", [RiskLevel.HIGH, RiskLevel.ACUTE])
def test_what_it_has_learnt_it_knows_again(model: RiskModel, grade: RiskLevel) -> None:
    assert {model.grade(text) for text in GRADED[grade]} <= {RiskLevel.HIGH, RiskLevel.ACUTE}


def test_harmless_sentences_stay_harmless(model: RiskModel) -> None:
    assert {model.grade(text) for text in GRADED[RiskLevel.NONE]} == {RiskLevel.NONE}


def test_chances_fall_with_the_grade(model: RiskModel) -> None:
    concern, high, acute = model.chances("han er blå og våkner ikke")
    assert 0.0 <= acute <= 1.0
    assert min(concern, high) > 0.5


def test_one_sentence_of_danger_is_not_drowned_by_a_letter(model: RiskModel) -> None:
    letter = "Vi var på hytta. Det var fint vær og god mat. Han er blå og våkner ikke. Vi skal hjem på søndag."
    assert model.grade(letter) >= RiskLevel.HIGH


def test_the_model_never_lowers_what_the_rules_say() -> None:
    text = "kompisen min puster ikke"
    assert detector(None).verdict(text).level is RiskLevel.ACUTE
    assert detector(RiskLevel.NONE).verdict(text) == detector(None).verdict(text)


@pytest.mark.parametrize("grade", [RiskLevel.CONCERN, RiskLevel.HIGH, RiskLevel.ACUTE])
def test_what_only_the_model_sees_is_told_with_a_reason(grade: RiskLevel) -> None:
    verdict = detector(grade).verdict("hva er klokka")
    assert verdict.level is grade
    assert verdict.reasons == (wiring.model_reason(grade),)
    assert verdict.kinds == ("other",)


def test_without_a_model_the_rules_work_alone() -> None:
    assert detector(None).verdict("hva er klokka").level is RiskLevel.NONE


def test_without_rules_the_model_works_alone(model: RiskModel) -> None:
    nowhere: Any = None
    alone = RiskDetector(nowhere, nowhere, model, RiskAssessor(RiskBook((), {})))
    assert alone.verdict("han er helt blå hjelp").level >= RiskLevel.HIGH
