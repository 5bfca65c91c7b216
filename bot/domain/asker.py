"""Who asks: the person who uses, or somebody near them. «Mamma drikker» and «sønnen min drikker» need other words.

Pure; the words that tell it live in content/recognition/answering.yml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from bot.domain.stems import has_stem


class Asker(str, Enum):
    """Whom a fact may be meant for."""

    SELF = "self"
    CHILD = "child"
    PARENT = "parent"
    PARTNER = "partner"
    SIBLING = "sibling"
    FRIEND = "friend"
    PROFESSIONAL = "professional"


# Whoever writes of a son or a pupil seldom asks for themselves; whoever names a friend or a partner often does.
_ASK_FOR_ANOTHER = frozenset({Asker.PARENT, Asker.PROFESSIONAL})


def askers_in(words: str, told_by: Mapping[Asker, Sequence[str]]) -> frozenset[Asker]:
    """Everybody whom the writer (of words from `stems.as_words`) may be; empty where nothing tells it."""
    found = frozenset(asker for asker, stems in told_by.items() if has_stem(words, stems))
    if not found or found <= _ASK_FOR_ANOTHER:
        return found
    return found | {Asker.SELF}


def is_meant_for(meant: frozenset[Asker], askers: frozenset[Asker]) -> bool:
    """False only where the words are for others than the one who asks."""
    return not meant or not askers or bool(meant & askers)
