"""How far a channel has come in each conversation: the same on both databases."""

from __future__ import annotations

import pytest

from bot.domain.conversation import Channel, ConversationId
from bot.ports import ConversationNotFound, Store
from tests.builders import started

TELEGRAM = Channel.TELEGRAM


async def undelivered(store: Store) -> dict[ConversationId, int]:
    async with store.reading() as unit:
        return await unit.conversations.undelivered(TELEGRAM)


async def mark(store: Store, conversation_id: ConversationId, number: int) -> None:
    async with store.unit() as unit:
        await unit.conversations.mark_delivered(conversation_id, number)
        await unit.commit()


async def test_what_was_never_sent_is_undelivered_from_the_start(store: Store) -> None:
    conversation = await started(store, "a", "b", channel=TELEGRAM, address="1")
    assert await undelivered(store) == {conversation: 0}


async def test_after_the_last_number_nothing_is_left(store: Store) -> None:
    conversation = await started(store, "a", "b", channel=TELEGRAM, address="1")
    await mark(store, conversation, 1)
    assert await undelivered(store) == {conversation: 1}
    await mark(store, conversation, 2)
    assert await undelivered(store) == {}


async def test_a_lower_number_takes_nothing_back(store: Store) -> None:
    conversation = await started(store, "a", "b", "c", channel=TELEGRAM, address="1")
    await mark(store, conversation, 2)
    await mark(store, conversation, 1)
    assert await undelivered(store) == {conversation: 2}


async def test_a_channel_without_addresses_has_nothing_to_deliver(store: Store) -> None:
    await started(store, "a")
    assert await undelivered(store) == {}


async def test_it_is_gone_with_the_conversation(store: Store) -> None:
    conversation = await started(store, "a", channel=TELEGRAM, address="1")
    await mark(store, conversation, 1)
    async with store.unit() as unit:
        await unit.conversations.delete(conversation)
        await unit.commit()
    assert await undelivered(store) == {}
    with pytest.raises(ConversationNotFound):
        await mark(store, conversation, 2)


async def test_marking_needs_a_unit_that_may_write(store: Store) -> None:
    conversation = await started(store, "a", channel=TELEGRAM, address="1")
    async with store.reading() as unit:
        with pytest.raises(RuntimeError, match=r"^a reading unit of work cannot write$"):
            await unit.conversations.mark_delivered(conversation, 1)
