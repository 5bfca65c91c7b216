"""The house's own words by key."""

from __future__ import annotations

import pytest

from bot.domain.replies import Choice, Reply, ReplyKind
from bot.domain.texts import Texts
from bot.domain.words import ChoiceWords, ReplyWords, Words, WordsError

HELLO = ReplyWords(
    "hello",
    Texts("Hei {name}", "Hallo {name}", "Hi {name}"),
    ReplyKind.NOTICE,
    (ChoiceWords(Texts("Ja", "Jau"), "/yes"),),
)
PLAIN = ReplyWords("plain", Texts("Hei", "Hallo"))


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [("nb", "Hei du", "Ja"), ("nn", "Hallo du", "Jau"), ("en", "Hi du", "Ja"), ("other", "Hei du", "Ja")],
)
def test_the_words_are_in_the_persons_language_or_in_bokmaal(language: str, text: str, label: str) -> None:
    assert Words([HELLO]).reply("hello", language, name="du") == Reply(text, ReplyKind.NOTICE, (Choice(label, "/yes"),))


def test_words_that_nobody_wrote_in_english_are_norwegian() -> None:
    assert Words([PLAIN]).reply("plain", "en").text == "Hei"


def test_fields_that_the_words_do_not_use_do_not_matter() -> None:
    assert Words([PLAIN]).reply("plain", "nb", position=3).text == "Hei"


def test_what_is_filled_in_is_never_read_as_a_field() -> None:
    assert Words([HELLO]).reply("hello", "nb", name="{name} {0.__class__}").text == "Hei {name} {0.__class__}"


def test_a_missing_field_is_named() -> None:
    with pytest.raises(WordsError, match=r"^the reply hello needs name$"):
        Words([HELLO]).reply("hello", "nb")


def test_missing_words_are_named_all_at_once_when_the_house_starts() -> None:
    with pytest.raises(WordsError, match=r"^content/replies has no words for a, b$"):
        Words([PLAIN]).require("b", "plain", "a")


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(WordsError, match=r"^the reply plain is written twice$"):
        Words([PLAIN, PLAIN])
