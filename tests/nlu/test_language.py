"""The language of a message: bokmål, nynorsk, English or another; dialect counts as the nearer norm."""

from __future__ import annotations

import pytest

from bot.domain.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hva er hasj", "nb"),
        ("jeg vet ikke hva jeg skal gjøre", "nb"),
        ("æ veit itj ka æ ska gjør", "nb"),
        ("hei", "nb"),
        ("hasj", "nb"),
        ("ok", "nb"),
        ("", "nb"),
        ("123", "nb"),
        ("🙈", "nb"),
        ("det er nice as fuck", "nb"),
        ("jeg liker party", "nb"),
        ("kva er hasj", "nn"),
        ("eg veit ikkje", "nn"),
        ("korleis verkar det", "nn"),
        ("mamma drikk kvar dag", "nn"),
        ("eg er redd for at bror min rusar seg", "nn"),
        ("what is weed", "en"),
        ("my friend is not breathing", "en"),
        ("how long does weed stay in urine", "en"),
        ("is it dangerous", "en"),
        ("هل هذا خطير", "other"),
        ("что это", "other"),
    ],
)
def test_it_is_told(text: str, language: str) -> None:
    assert detect(text) == language


def test_capital_letters_change_nothing() -> None:
    assert detect("KORLEIS VERKAR DET") == "nn"
    assert detect("MY FRIEND IS NOT BREATHING") == "en"
