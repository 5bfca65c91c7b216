"""Reading what has been said."""

from __future__ import annotations

import pytest

from bot.domain.conversation import ConversationId
from bot.ports import ConversationNotFound
from bot.usecases.transcript import Transcript
from tests.builders import said, started
from tests.usecases.house import House


async def test_everything_after_a_number_in_order(house: House) -> None:
    conversation_id = await started(house.store, "en", "to", "tre")
    transcript = Transcript(house.store)
    assert [m.reply.text for m in await transcript.since(conversation_id, 1)] == ["to", "tre"]
    assert [m.number for m in await transcript.of(conversation_id)] == [1, 2, 3]
    assert await transcript.since(conversation_id, 3) == ()


async def test_a_long_conversation_is_whole(house: House) -> None:
    conversation_id = await started(house.store)
    async with house.store.unit() as unit:
        await unit.conversations.append(conversation_id, [said(str(i)) for i in range(1001)])
        await unit.commit()
    assert [m.number for m in await Transcript(house.store).of(conversation_id)] == list(range(1, 1002))


async def test_what_is_gone_is_not_found(house: House) -> None:
    with pytest.raises(ConversationNotFound):
        await Transcript(house.store).of(ConversationId("f" * 32))
