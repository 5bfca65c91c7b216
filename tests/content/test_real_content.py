"""The content that people really read: without faults, and enough of it to answer."""

from __future__ import annotations

import pytest

from bot.adapters.content.check import check
from bot.domain.mixing import Level
from tests.content.library import REAL, real_library, real_words


def test_the_content_has_no_faults():
    assert [str(p) for p in check(REAL) if not p.is_warning] == []


def test_every_topic_that_is_offered_has_a_label():
    rules = real_library().rules
    offered = {way for ways in rules.next.values() for way in ways}
    labels = {f"choice.{way}" for way in offered if not way.startswith("flow:")}
    assert labels - set(real_words().by_key) == set()
    assert {way.removeprefix("flow:") for way in offered if way.startswith("flow:")} <= set(real_library().flows)


@pytest.mark.parametrize("substance", ["alkohol", "benzodiazepiner", "ghb", "pregabalin", "z_hypnotika"])
def test_the_five_that_are_dangerous_to_stop_say_so(substance: str):
    fact = real_library().substances[substance].abrupt_stop
    assert fact is not None
    assert "brå" in fact.texts.nb


def test_no_reply_about_mixing_calls_anything_safe():
    for level in Level:
        words = real_words().by_key[f"mixing.pair.{level.word}"].texts
        assert "lav risiko" not in words.nb
        assert level.word in real_library().mixing.words


def test_everything_that_stands_for_something_in_mixing_is_known():
    library = real_library()
    known = set(library.substances) | set(library.mixing.partners)
    for member, standing in library.mixing.groups.items():
        assert {member, *standing} <= known
