"""How a reply looks on Telegram."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram_conversations import first_language, language_of
from bot.channels.telegram_rendering import (
    Pressed,
    Rendering,
    button_data,
    chosen_language,
    language_data,
    pressed,
    split,
    tag_of,
)
from bot.domain.conversation import ConversationId
from bot.domain.replies import Choice, Reply, ReplyKind, SourceLink
from bot.domain.words import Words

CONVERSATION = ConversationId("a" * 32)
SOURCE = SourceLink("Om hasj", "https://www.helsenorge.no/hasj", "Helsenorge", "2026-11-21")


@pytest.fixture
def rendering(words: Words) -> Rendering:
    return Rendering(words)


def text_of(rendering: Rendering, reply: Reply, **options: str) -> str:
    (bubble,) = rendering.bubbles(reply, "nb", **options)
    return bubble.text


def test_an_answer_is_its_text_and_then_where_it_is_from(rendering: Rendering) -> None:
    shown = text_of(rendering, Reply("Hasj er cannabis.", sources=(SOURCE,)))
    assert shown == "Hasj er cannabis.\n\nKilde: Helsenorge (21.11.2026) https://www.helsenorge.no/hasj"


def test_what_no_professional_has_approved_says_so(rendering: Rendering) -> None:
    assert text_of(rendering, Reply("Hasj.", is_draft=True)) == "Hasj.\n\nIkke fagvurdert ennå."


def test_an_emergency_begins_with_a_mark_and_links_do_not_push_its_numbers_away(rendering: Rendering) -> None:
    shown = text_of(rendering, Reply("Ring 113 nå.", ReplyKind.EMERGENCY, sources=(SOURCE, SOURCE)))
    assert shown == "❗ Viktig nå\nRing 113 nå.\n\nKilde: Helsenorge"


def test_an_emergency_without_a_number_gets_the_numbers_first(rendering: Rendering) -> None:
    shown = text_of(rendering, Reply("Legg i stabilt sideleie.", ReplyKind.EMERGENCY)).split("\n")
    assert shown[1] == "Ring 113 ved fare for liv, eller legevakten på 116 117."
    assert shown[2] == "Legg i stabilt sideleie."


def test_a_counsellor_is_marked_by_role(rendering: Rendering) -> None:
    assert text_of(rendering, Reply("Hei."), role="ruskonsulent") == "Et menneske svarer (ruskonsulent):\nHei."


def test_our_own_pages_have_no_link_that_telegram_could_open(rendering: Rendering) -> None:
    shown = text_of(rendering, Reply("Slik er det.", sources=(SourceLink("Personvern", "/personvern", "Rusprat"),)))
    assert shown.endswith("Kilde: Rusprat")


def test_the_buttons_are_under_the_last_part(rendering: Rendering) -> None:
    reply = Reply("En setning til. " * 400, choices=(Choice("Ja", "/ja"), Choice("Nei", "/nei")))
    bubbles = rendering.bubbles(reply, "nb", data=lambda i, _: button_data(CONVERSATION, 3, i))
    assert [b.keyboard is None for b in bubbles] == [True, False]
    keyboard = bubbles[-1].keyboard
    assert keyboard is not None
    assert [(b.text, pressed(str(b.callback_data))) for (b,) in keyboard.inline_keyboard] == [
        ("Ja", Pressed(tag_of(CONVERSATION), 3, 0)),
        ("Nei", Pressed(tag_of(CONVERSATION), 3, 1)),
    ]


def test_outside_a_conversation_there_are_no_buttons(rendering: Rendering) -> None:
    (bubble,) = rendering.bubbles(Reply("Ring 113.", choices=(Choice("Ja", "/ja"),)), "nb")
    assert bubble.keyboard is None


@given(st.integers(1, 10**8), st.integers(0, 30))
def test_a_buttons_token_is_short_and_comes_back_as_it_went(number: int, index: int) -> None:
    data = button_data(CONVERSATION, number, index)
    assert len(data.encode()) <= 64
    assert pressed(data) == Pressed(tag_of(CONVERSATION), number, index)
    assert CONVERSATION[:8] not in data


@pytest.mark.parametrize("data", [None, "", "/talk_to_human", "b:1:2", "b:aaaaaaaaaa:1:0\n", "l:nb", "l:nb ", "l:de"])
def test_nothing_else_is_a_button(data: str | None) -> None:
    assert pressed(data) is None
    assert chosen_language(data) == ("nb" if data == language_data("nb") else None)


@given(st.text(st.sampled_from("ab. !\n😀"), max_size=300), st.integers(5, 40))
def test_a_split_text_loses_nothing_but_spaces_and_no_part_is_too_long(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert parts
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_after_a_sentence_then_between_words_then_anywhere() -> None:
    assert split("Først dette. Så det andre", 16) == ("Først dette.", "Så det andre")
    assert split("først dette så det andre", 14) == ("først dette så", "det andre")
    assert split("aaaaaaaaaa", 4) == ("aaaa", "aaaa", "aa")
    assert split("kort", 4) == ("kort",)


@pytest.mark.parametrize(
    ("code", "language"), [(None, "nb"), ("nb", "nb"), ("no", "nb"), ("nn", "nn"), ("nn-NO", "nn"), ("en", "nb")]
)
def test_the_first_words_are_bokmal_unless_the_app_is_in_nynorsk(code: str | None, language: str) -> None:
    assert first_language(code) == language


@pytest.mark.parametrize("payload", ["/telegram_languages", "/telegram_language{", '/x{"language":"de"}', "/x[1]{1}"])
def test_a_payload_without_a_language_of_ours_has_none(payload: str) -> None:
    assert language_of(payload) is None
