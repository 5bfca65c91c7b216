"""Coming back with a code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.content.words import load_code_words
from bot.domain.conversation import ConversationId
from bot.domain.return_code import WORDS_IN_A_CODE
from bot.ports import ConversationNotFound
from bot.usecases.come_back import ComeBack
from tests.builders import started
from tests.usecases.house import House


@pytest.fixture
def come_back(house: House, content: Path) -> ComeBack:
    return ComeBack(store=house.store, code_words=load_code_words(content))


async def test_a_code_leads_back_however_it_is_typed(house: House, come_back: ComeBack) -> None:
    conversation_id = await started(house.store, "hei")
    code = await come_back.new_code(conversation_id)
    assert len(code.split()) == WORDS_IN_A_CODE
    for typed in (
        code,
        code.upper(),
        code.replace(" ", "-"),
        f"  {code.replace(' ', '   ')} ",
        code.replace("å", "aa"),
    ):
        assert await come_back.find(typed) == conversation_id


async def test_another_code_leads_nowhere(house: House, come_back: ComeBack) -> None:
    conversation_id = await started(house.store, "hei")
    code = await come_back.new_code(conversation_id)
    words = code.split()
    for wrong in ("", " ".join(words[:4]), " ".join([*words[1:], "elg", "rev"]), "'; drop table messages --"):
        assert await come_back.find(wrong) is None


async def test_a_new_code_ends_the_old_one_and_deletion_ends_both(house: House, come_back: ComeBack) -> None:
    conversation_id = await started(house.store, "hei")
    old, new = await come_back.new_code(conversation_id), await come_back.new_code(conversation_id)
    assert await come_back.find(old) is None
    assert await come_back.find(new) == conversation_id
    await house.forget.now(conversation_id)
    assert await come_back.find(new) is None


async def test_there_is_no_code_for_what_is_gone(come_back: ComeBack) -> None:
    with pytest.raises(ConversationNotFound):
        await come_back.new_code(ConversationId("f" * 32))
