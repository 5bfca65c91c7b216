"""Finds stems in a message. A stem matches at the beginning of a word; one of three letters or fewer only a whole word,
for «si» is not «sist». Works on folded words, so that dialect spelling of æ, ø and å does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WHOLE_WORD = 3


def as_words(text: str) -> str:
    """Folded words between single spaces, with a space at both ends."""
    return " " + " ".join(_WORD.findall(fold(text))) + " "


def place_of(words: str, stem: str) -> int:
    """Where the folded stem begins a word of text from `as_words`, or -1."""
    pattern = " ".join(_WORD.findall(stem))
    if not pattern:
        return -1
    return words.find(f" {pattern} " if len(pattern) <= _LONGEST_WHOLE_WORD else f" {pattern}")


def has_stem(words: str, stems: Iterable[str]) -> bool:
    """True when one of the folded stems begins a word."""
    return any(place_of(words, stem) >= 0 for stem in stems)
