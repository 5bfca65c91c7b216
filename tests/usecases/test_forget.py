"""Deleting: at once, by the rules, and in the assistant's memory too."""

from __future__ import annotations

import pytest

from bot.domain.conversation import Channel, ConversationId
from bot.domain.handoff import Event
from bot.ports import ConversationNotFound
from tests.builders import a_counsellor, moved, read, started
from tests.fakes.bus import RaisingBus
from tests.fakes.dialogue import AwayDialogue, FakeDialogue
from tests.usecases.house import House


async def test_a_person_who_deletes_everything_gets_a_receipt_that_can_be_checked(house: House) -> None:
    conversation_id = await started(house.store, "en", "to", channel=Channel.TELEGRAM, address="4711")
    receipt = await house.forget.now(conversation_id)
    assert (receipt.messages, receipt.deleted_at) == (2, house.clock.now())
    assert await house.forget.is_confirmed(receipt.proof)
    assert not await house.forget.is_confirmed("AAAA-BBBB-CCCC-DDDD")
    assert isinstance(house.dialogue, FakeDialogue)
    assert house.dialogue.forgotten == [conversation_id]
    assert house.bus.published == [f"conversation:{conversation_id}", "queue"]
    with pytest.raises(ConversationNotFound):
        await read(house.store, conversation_id)


async def test_deleting_what_is_gone_is_not_an_error(house: House) -> None:
    receipt = await house.forget.now(ConversationId("f" * 32))
    assert (receipt.messages, receipt.proof) == (0, "")


async def test_what_the_assistant_cannot_forget_now_it_is_asked_to_forget_later(house: House) -> None:
    ready, house.dialogue = house.dialogue, AwayDialogue()
    conversation_id = await started(house.store, "hei")
    receipt = await house.forget.now(conversation_id)
    assert receipt.messages == 1
    await house.forget.sweep(house.clock.now())
    house.dialogue = ready
    assert await house.forget.sweep(house.clock.now()) == 0
    assert await house.forget.sweep(house.clock.now()) == 0
    assert isinstance(ready, FakeDialogue)
    assert ready.forgotten == [conversation_id]


async def test_a_bus_that_is_down_stops_no_deletion(house: House) -> None:
    house.bus = RaisingBus()
    assert (await house.forget.now(await started(house.store, "hei"))).messages == 1


async def test_the_sweep_deletes_what_the_rules_say_and_nothing_else(house: House) -> None:
    kari = await a_counsellor(house.store)
    talked = await started(house.store, "snakket med et menneske")
    await moved(house.store, talked, Event.REQUEST, Event.ACCEPT, Event.CLOSE, by=kari)
    left_open = await started(house.store, "aldri avsluttet")
    await moved(house.store, left_open, Event.REQUEST, Event.ACCEPT, by=kari)
    bot_only = await started(house.store, "bare boten")
    gone_after = {}
    for _ in range(24 * 15):
        for conversation_id in await _swept(house, (talked, left_open, bot_only)):
            gone_after.setdefault(conversation_id, house.clock.now())
        house.clock.move(hours=1)
    begun = house.clock.move(hours=-24 * 15)
    assert {k: (v - begun).total_seconds() / 3600 for k, v in gone_after.items()} == {
        bot_only: 24,
        talked: 24 * 7,
        left_open: 24 * 14,
    }


async def test_an_empty_house_is_swept_in_peace(house: House) -> None:
    assert await house.forget.sweep(house.clock.now()) == 0


async def _swept(house: House, candidates: tuple[ConversationId, ...]) -> list[ConversationId]:
    await house.forget.sweep(house.clock.now())
    gone = []
    for conversation_id in candidates:
        try:
            await read(house.store, conversation_id)
        except ConversationNotFound:
            gone.append(conversation_id)
    return gone
