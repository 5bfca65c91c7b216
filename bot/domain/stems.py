"""Finds stems in a message. A stem matches at the beginning of a word; one of three letters or fewer only a whole word,
for «si» is not «sist». Of a phrase every word is a stem, so that «miste lappen» is in «han mistet lappene».

Works on folded words, so that dialect spelling of æ, ø and å does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_LONGEST_WHOLE_WORD = 3
# The last e or a of a longer word is what bokmål, nynorsk and the dialects do not share («grense», «grensa»).
_LAST_VOWEL = re.compile(r"(?<=\w{4})[ae]$")


def as_words(text: str) -> str:
    """Folded words between single spaces, with a space at both ends."""
    return " " + " ".join(_WORD.findall(fold(text))) + " "


def as_stem(text: str) -> str:
    """How a stem is kept: folded words, without the last vowel of each longer one."""
    return " ".join(_LAST_VOWEL.sub("", word) for word in _WORD.findall(fold(text)))


def place_of(words: str, stem: str) -> int:
    """Where the stem (from `as_stem`) stands in words (from `as_words`), or -1."""
    if not stem:
        return -1
    if " " in stem:
        found = _phrase(stem).search(words)
        return found.start() if found else -1
    return words.find(f" {stem} " if len(stem) <= _LONGEST_WHOLE_WORD else f" {stem}")


def has_stem(words: str, stems: Iterable[str]) -> bool:
    """True when one of the stems is there."""
    return any(place_of(words, stem) >= 0 for stem in stems)


@lru_cache(maxsize=4096)
def _phrase(stem: str) -> re.Pattern[str]:
    parts = (part if len(part) <= _LONGEST_WHOLE_WORD else part + "[a-z0-9]*" for part in stem.split())
    return re.compile(" " + " ".join(parts) + "(?= )")
