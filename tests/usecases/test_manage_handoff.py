"""Who has a conversation, and what the person is told. One test plays both people."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.conversation import Channel, ConversationId, CounsellorId, Speaker
from bot.domain.handoff import Event, State, TransitionRefused
from bot.domain.ownership import NotTheOwner
from bot.domain.risk_levels import RiskLevel
from bot.domain.waiting import Status
from bot.ports import Conflict, ConversationNotFound
from tests.builders import a_counsellor, moved, read, started, texts_of
from tests.fakes.bus import RaisingBus
from tests.usecases.house import House


async def test_a_whole_conversation_from_both_sides(house: House) -> None:
    # Given a ruskonsulent on duty and a person who wants a human
    kari = await a_counsellor(house.store)
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "kan jeg snakke med noen?", client_id="p1")
    await house.handoff.request(conversation.id)
    # When they talk, agree on something and end it
    assert [e.conversation.id for e in await house.handoff.queue()] == [conversation.id]
    await house.handoff.accept(conversation.id, kari)
    await house.handoff.say(conversation.id, kari, "Hei, jeg er her.", client_id="k1")
    await house.receive.receive(conversation.id, "så bra", client_id="p2")
    await house.handoff.say(conversation.id, kari, "Sees i morgen.", client_id="k2")
    await house.handoff.close(
        conversation.id, by=Speaker.COUNSELLOR, agreed="vi snakkes i morgen klokka ti", counsellor=kari
    )
    # Then the person has read all of it, in order, and may come back
    text = house.words.reply
    assert await texts_of(house.store, conversation.id) == [
        "kan jeg snakke med noen?",
        text("handoff.joined", "nb", position=1).text,
        text("handoff.accepted", "nb", role="ruskonsulent").text,
        "Hei, jeg er her.",
        "så bra",
        "Sees i morgen.",
        text("handoff.closed_with_agreement", "nb", role="ruskonsulent", agreed="vi snakkes i morgen klokka ti").text,
    ]
    closed = await read(house.store, conversation.id)
    assert (closed.state, closed.last_counsellor_id) == (State.CLOSED, kari)
    await house.handoff.request(conversation.id)
    assert (await house.handoff.queue())[0].conversation.last_counsellor_id == kari


async def test_asking_twice_is_asking_once(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    await house.handoff.request(conversation_id)
    before = await texts_of(house.store, conversation_id)
    await house.handoff.request(conversation_id)
    assert await texts_of(house.store, conversation_id) == before


async def test_of_two_counsellors_who_accept_at_once_exactly_one_gets_the_conversation(house: House) -> None:
    kari, ola = await a_counsellor(house.store, "kari"), await a_counsellor(house.store, "ola")
    for _ in range(5):
        conversation_id = await started(house.store, "hei")
        await house.handoff.request(conversation_id)
        one, other = house.handoff, house.handoff
        outcomes = await asyncio.gather(
            one.accept(conversation_id, kari), other.accept(conversation_id, ola), return_exceptions=True
        )
        losses = [o for o in outcomes if isinstance(o, (Conflict, TransitionRefused))]
        assert len(losses) == 1
        assert (await read(house.store, conversation_id)).counsellor_id in {kari, ola}
        assert (await texts_of(house.store, conversation_id)).count(
            house.words.reply("handoff.accepted", "nb", role="ruskonsulent").text
        ) == 1


async def test_accepting_again_what_is_mine_changes_nothing(house: House) -> None:
    kari, conversation_id = await _with_counsellor(house)
    before = await texts_of(house.store, conversation_id)
    await house.handoff.accept(conversation_id, kari)
    assert await texts_of(house.store, conversation_id) == before


async def test_a_stranger_cannot_accept(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    await house.handoff.request(conversation_id)
    with pytest.raises(NotTheOwner):
        await house.handoff.accept(conversation_id, CounsellorId("f" * 32))


async def test_only_the_owner_speaks_hands_back_releases_and_settles(house: House) -> None:
    _, conversation_id = await _with_counsellor(house)
    ola = await a_counsellor(house.store, "ola")
    before = await read(house.store, conversation_id)
    for attempt in (
        house.handoff.say(conversation_id, ola, "hei", client_id="x"),
        house.handoff.hand_back(conversation_id, ola),
        house.handoff.release(conversation_id, ola),
        house.handoff.settle_risk(conversation_id, ola, RiskLevel.NONE),
        house.handoff.close(conversation_id, by=Speaker.COUNSELLOR, counsellor=ola),
        house.handoff.close(conversation_id, by=Speaker.COUNSELLOR),
    ):
        with pytest.raises(NotTheOwner):
            await attempt
    assert await read(house.store, conversation_id) == before


async def test_a_counsellor_may_end_what_nobody_has_taken_but_not_what_the_bot_has(house: House) -> None:
    kari = await a_counsellor(house.store)
    with_bot, waiting = await started(house.store, "hei"), await started(house.store, "hei")
    await house.handoff.request(waiting)
    await house.handoff.close(waiting, by=Speaker.COUNSELLOR, counsellor=kari)
    assert (await read(house.store, waiting)).state is State.CLOSED
    with pytest.raises(NotTheOwner):
        await house.handoff.close(with_bot, by=Speaker.COUNSELLOR, counsellor=kari)


async def test_the_same_words_sent_again_are_said_once(house: House) -> None:
    kari, conversation_id = await _with_counsellor(house)
    first = await house.handoff.say(conversation_id, kari, "Hei.", client_id="k1")
    assert await house.handoff.say(conversation_id, kari, "Hei.", client_id="k1") == first


async def test_what_a_counsellor_answers_the_bot_does_not_answer_again(house: House) -> None:
    kari, conversation_id = await _with_counsellor(house)
    await house.handoff.say(conversation_id, kari, "Det kan jeg svare på.", client_id="k1")
    await house.handoff.hand_back(conversation_id, kari)
    assert not (await read(house.store, conversation_id)).is_unanswered
    await house.receive.receive(conversation_id, "og en ting til", client_id="p2")
    assert (await read(house.store, conversation_id)).is_unanswered


async def test_released_the_person_waits_again_and_is_told(house: House) -> None:
    kari, conversation_id = await _with_counsellor(house)
    await house.handoff.release(conversation_id, kari)
    after = await read(house.store, conversation_id)
    assert (after.state, after.waiting_since) == (State.WAITING, house.clock.now())
    assert (await texts_of(house.store, conversation_id))[-1] == house.words.reply("handoff.released", "nb").text


@pytest.mark.parametrize(
    ("by", "key"), [(Speaker.PERSON, "handoff.closed_by_person"), (Speaker.SYSTEM, "handoff.closed_by_house")]
)
async def test_an_end_tells_how_to_come_back_and_happens_once(house: House, by: Speaker, key: str) -> None:
    conversation_id = await started(house.store, "hei")
    await house.handoff.close(conversation_id, by=by)
    await house.handoff.close(conversation_id, by=by)
    assert await texts_of(house.store, conversation_id) == ["hei", house.words.reply(key, "nb").text]


async def test_a_person_may_leave_the_queue_and_only_the_queue(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    with pytest.raises(TransitionRefused):
        await house.handoff.withdraw(conversation_id)
    await house.handoff.request(conversation_id)
    assert (await house.handoff.withdraw(conversation_id)).state is State.BOT


async def test_the_owner_settles_the_risk(house: House) -> None:
    kari, conversation_id = await _with_counsellor(house)
    await house.receive.receive(conversation_id, "jeg vil dø", client_id="p")
    assert (await read(house.store, conversation_id)).risk is RiskLevel.HIGH
    settled = await house.handoff.settle_risk(conversation_id, kari, RiskLevel.CONCERN)
    assert (settled.risk, settled.risk_reasons) == (RiskLevel.CONCERN, ())


async def test_what_is_gone_is_not_found(house: House) -> None:
    gone = ConversationId("f" * 32)
    for attempt in (house.handoff.request(gone), house.handoff.withdraw(gone), house.handoff.status(gone)):
        with pytest.raises(ConversationNotFound):
            await attempt


async def test_a_bus_that_is_down_stops_nothing(house: House) -> None:
    house.bus = RaisingBus()
    conversation_id = await started(house.store, "hei")
    assert (await house.handoff.request(conversation_id)).state is State.WAITING


async def test_the_status_is_honest(house: House) -> None:
    first, second = await started(house.store, "hei"), await started(house.store, "hei")
    assert await house.handoff.status(first) == Status(
        State.BOT, None, timedelta(), None, None, is_anyone_on_duty=False
    )
    for conversation_id in (first, second):
        await house.handoff.request(conversation_id)
        house.clock.move(minutes=1)
    nobody_there = await house.handoff.status(second)
    assert (nobody_there.position, nobody_there.waited, nobody_there.is_anyone_on_duty) == (
        2,
        timedelta(minutes=1),
        False,
    )
    kari = await a_counsellor(house.store)
    status = await house.handoff.status(second)
    assert (status.is_anyone_on_duty, status.wait_estimate_minutes) == (True, None)
    await house.handoff.accept(second, kari)
    assert (await house.handoff.status(second)).counsellor_role == "ruskonsulent"


async def test_the_wait_is_estimated_from_recent_waits_while_somebody_is_on_duty(house: House) -> None:
    kari = await a_counsellor(house.store)
    for minutes in (2, 4, 30):
        conversation_id = await started(house.store, "hei")
        await moved(house.store, conversation_id, Event.REQUEST)
        house.clock.move(minutes=minutes)
        await moved(house.store, conversation_id, Event.ACCEPT, by=kari)
    waiting = await started(house.store, "hei")
    await house.handoff.request(waiting)
    assert (await house.handoff.status(waiting)).wait_estimate_minutes is None
    await house.handoff.seen(kari)
    assert (await house.handoff.status(waiting)).wait_estimate_minutes == 4
    house.clock.move(hours=4)
    await house.handoff.seen(kari)
    assert (await house.handoff.status(waiting)).wait_estimate_minutes is None


async def _with_counsellor(house: House) -> tuple[CounsellorId, ConversationId]:
    kari = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await house.handoff.request(conversation_id)
    await house.handoff.accept(conversation_id, kari)
    return kari, conversation_id
