"""A code as a person types it, and the day as a Norwegian calendar shows it."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.domain.daily_counts import day_in_norway
from bot.domain.return_code import normalise


@pytest.mark.parametrize(
    "typed",
    [
        "elg bjørk sol",
        "Elg BJØRK  sol",
        " elg-bjørk-sol ",
        "elg, bjørk, sol.",
        "elg\nbjørk\tsol",
        "elg bjork sol",
        "elg\u200b bjørk sol",
    ],
)
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert normalise(typed) == "elg bjork sol"


@pytest.mark.parametrize("other", ["elg bjørk", "bjørk elg sol", "elg bjørk sole", ""])
def test_another_code_is_another_code(other: str) -> None:
    assert normalise(other) != "elg bjork sol"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=timezone.utc), "2026-01-31"),
        (datetime(2026, 1, 31, 23, 0, tzinfo=timezone.utc), "2026-02-01"),
        (datetime(2026, 6, 30, 22, 0, tzinfo=timezone.utc), "2026-07-01"),
    ],
)
def test_the_day_is_the_norwegian_one_in_winter_and_in_summer(at: datetime, day: str) -> None:
    assert day_in_norway(at) == day
