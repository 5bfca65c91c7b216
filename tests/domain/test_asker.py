"""Who asks: read from the words of the real content, and what a fact that is meant for somebody does with it."""

from __future__ import annotations

import pytest

from bot.adapters.content.loader import load_library
from bot.domain.asker import Asker, askers_in, is_meant_for
from bot.domain.knowledge import Library
from bot.domain.stems import as_words
from bot.settings import ROOT


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "content")


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("hva er hasj", ""),
        ("jeg drikker for mye", "self"),
        ("sønnen min på 16 røyker hasj", "parent"),
        ("eg er mor til ein gut på 15", "parent"),
        ("guten vår drikk kvar helg", "parent"),
        ("mamma drikker hver dag", "child self"),
        ("faren min ruser seg", "child self"),
        ("jeg er mamma og jeg drikker for mye", "child parent self"),
        ("mannen min gjemmer flasker", "partner self"),
        ("samboeren min tar kokain", "partner self"),
        ("broren min er i fengsel", "sibling self"),
        ("kompisen min er dårlig", "friend self"),
        ("jeg er lærer og en elev har sagt noe", "professional"),
        ("far fra byen", ""),
        ("mannen i gata", ""),
        ("my son smokes weed", "parent"),
    ],
)
def test_the_words_tell_who_asks(library: Library, text: str, others: str) -> None:
    assert askers_in(as_words(text), library.rules.askers) == {Asker(word) for word in others.split()}


@pytest.mark.parametrize(
    ("meant", "askers", "is_told"),
    [
        ("", "parent", True),
        ("child", "", True),
        ("child", "child self", True),
        ("child", "parent", False),
        ("self", "parent", False),
        ("self parent", "parent", True),
        ("professional", "friend self", False),
    ],
)
def test_words_for_others_are_not_told(meant: str, askers: str, is_told: bool) -> None:
    found = is_meant_for(frozenset(map(Asker, meant.split())), frozenset(map(Asker, askers.split())))
    assert found is is_told


def test_nobody_is_left_without_the_usual_answer(library: Library) -> None:
    without = {topic.id for topic in library.topics.values() if topic.default is None}
    assert without == set()
