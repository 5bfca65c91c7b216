"""Nobody is forgotten, whoever forgets them."""

from __future__ import annotations

import asyncio

from bot.domain.conversation import ConversationId
from bot.domain.handoff import Event, State
from bot.domain.risk_levels import RiskLevel
from tests.builders import a_counsellor, a_verdict, moved, read, started, texts_of
from tests.usecases.house import House


async def test_danger_that_waits_is_escalated_within_minutes(house: House) -> None:
    calm, high = await _waiting(house), await _waiting(house, RiskLevel.HIGH)
    await _tick(house, minutes=2)
    assert not (await read(house.store, high)).escalated_at
    await _tick(house, minutes=1)
    assert [(e.conversation.id, e.is_escalated) for e in await house.handoff.queue()] == [(high, True), (calm, False)]
    await _tick(house, minutes=12)
    assert all(e.is_escalated for e in await house.handoff.queue())
    assert "queue" in house.bus.published


async def test_who_waits_in_vain_without_danger_is_told_and_goes_back_to_the_bot(house: House) -> None:
    conversation_id = await _waiting(house)
    await _tick(house, minutes=44)
    assert (await read(house.store, conversation_id)).state is State.WAITING
    await _tick(house, minutes=1)
    assert (await read(house.store, conversation_id)).state is State.BOT
    assert (await texts_of(house.store, conversation_id))[-1] == house.words.reply("handoff.nobody_came", "nb").text


async def test_who_waits_in_danger_is_told_once_and_never_leaves_the_queue(house: House) -> None:
    conversation_id = await _waiting(house, RiskLevel.ACUTE)
    for _ in range(5):
        await _tick(house, hours=1)
    assert (await read(house.store, conversation_id)).state is State.WAITING
    notice = house.words.reply("handoff.still_waiting", "nb").text
    assert (await texts_of(house.store, conversation_id)).count(notice) == 1


async def test_what_a_lost_counsellor_held_goes_back_in_the_queue_and_the_person_is_told(house: House) -> None:
    kari = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=kari)
    await _tick(house, minutes=2)
    await house.handoff.seen(kari)
    await _tick(house, minutes=2)
    assert (await read(house.store, conversation_id)).state is State.WITH_COUNSELLOR
    await _tick(house, minutes=2)
    after = await read(house.store, conversation_id)
    assert (after.state, after.counsellor_id, after.waiting_since) == (State.WAITING, None, house.clock.now())
    assert (await texts_of(house.store, conversation_id))[-1] == house.words.reply("handoff.counsellor_lost", "nb").text


async def test_a_counsellor_who_acts_is_not_lost(house: House) -> None:
    kari = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=kari)
    for i in range(5):
        await house.handoff.say(conversation_id, kari, "jeg er her", client_id=str(i))
        await _tick(house, minutes=2)
    assert (await read(house.store, conversation_id)).state is State.WITH_COUNSELLOR


async def test_a_counsellor_who_logs_out_is_lost_at_once(house: House) -> None:
    kari = await a_counsellor(house.store)
    async with house.store.unit() as unit:
        token = await unit.staff.open_session(kari)
        await unit.commit()
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=kari)
    async with house.store.unit() as unit:
        await unit.staff.close_session(token)
        await unit.commit()
    await _tick(house)
    assert (await read(house.store, conversation_id)).state is State.WAITING


async def test_a_person_whom_a_counsellor_lets_wait_is_on_the_alarm(house: House) -> None:
    kari = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=kari)
    house.clock.move(minutes=9)
    assert await house.handoff.forgotten() == ()
    house.clock.move(minutes=1)
    assert [c.id for c in await house.handoff.forgotten()] == [conversation_id]
    await house.handoff.say(conversation_id, kari, "unnskyld", client_id="k")
    assert await house.handoff.forgotten() == ()


async def test_several_gateways_that_watch_at_once_do_it_once(house: House) -> None:
    conversation_id = await _waiting(house)
    house.clock.move(minutes=60)
    await asyncio.gather(*(house.handoff.tick(house.clock.now()) for _ in range(4)))
    notice = house.words.reply("handoff.nobody_came", "nb").text
    assert (await texts_of(house.store, conversation_id)).count(notice) == 1


async def test_watching_an_empty_house_says_nothing(house: House) -> None:
    await _tick(house, hours=5)
    assert house.bus.published == []


async def _waiting(house: House, risk: RiskLevel = RiskLevel.NONE) -> ConversationId:
    conversation_id = await started(house.store, "hei")
    async with house.store.unit() as unit:
        await unit.conversations.raise_risk(conversation_id, a_verdict(risk))
        await unit.commit()
    await moved(house.store, conversation_id, Event.REQUEST)
    return conversation_id


async def _tick(house: House, **passed: float) -> None:
    await house.handoff.tick(house.clock.move(**passed))
