"""Finds telephone numbers in texts, and knows which may be shown: only those of our services and emergency content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.adapters.content.located import read_located

_SOURCES = ("services", "emergency")
# Eight digits as 22 59 13 00 or 915 08 588, six as 116 117, five as 03003, three only where somebody is told to ring.
_SHAPES = re.compile(
    r"(?<![\d.,/-])(?:\+47\s?)?"
    r"(\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}|\d{8}|116 ?\d{3}|0\d{4})(?![\d.,/-]*\d)"
)
_AFTER_RINGING = re.compile(
    r"(?:\bring\w*|\btelefon\w*|\btlf\.?|\bnummer\w*|\bcall)\s+(?:[^\W\d]+\s+){0,2}?(\d{3,4})(?!\d| \d)", re.IGNORECASE
)
_WELL_WRITTEN = re.compile(r"^(?:\d{2} \d{2} \d{2} \d{2}|\d{3} \d{2} \d{3}|116 \d{3}|0\d{4}|\d{3}|\d{4})$")


def numbers_in(text: str) -> Iterator[str]:
    """Every telephone number as it is written."""
    for pattern in (_SHAPES, _AFTER_RINGING):
        yield from (match.group(1) for match in pattern.finditer(text))


def digits_of(number: str) -> str:
    """The number without spaces."""
    return re.sub(r"\D", "", number)


def is_well_written(number: str) -> bool:
    """Groups of digits as Norwegians read them aloud."""
    return _WELL_WRITTEN.match(number) is not None


def allowed_numbers(root: Path) -> frozenset[str]:
    """The digits of every number in services and emergency cards; empty while there are none."""
    paths = (path for folder in _SOURCES for path in (root / folder).rglob("*.yml"))
    values = (value for path in paths for value in _scalars(read_located(path).data))
    return frozenset(digits for value in values for digits in _digits(value))


def _digits(value: str) -> Iterator[str]:
    if re.fullmatch(r"[\d +()]{3,16}", value.strip()):
        yield digits_of(value.strip().removeprefix("+47"))
    yield from (digits_of(number) for number in numbers_in(value))


def _scalars(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _scalars(value)
    elif isinstance(data, list):
        for value in data:
            yield from _scalars(value)
    elif data is not None:
        yield str(data)
