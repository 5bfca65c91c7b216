"""The workers behind the sockets: one for each conversation, none forgotten, and a failure is never the last word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.conversation import Channel, ConversationId
from bot.gateway.answering import Answering
from bot.gateway.app import create_app
from bot.gateway.metrics import Metrics
from tests.gateway.stand_ins import House


async def until(is_so: Callable[[], bool]) -> None:
    """Waits until it is so, at most five seconds."""
    deadline = asyncio.get_running_loop().time() + 5
    while not is_so():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


class Use:
    """Records what is asked of it; can be held and can fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_go = asyncio.Event()
        self.may_go.set()
        self.fails = 0

    async def answer(self, conversation_id: ConversationId) -> None:
        self.asked.append(conversation_id)
        await self.may_go.wait()
        if self.fails:
            self.fails -= 1
            raise RuntimeError("kanarifugl")


@pytest.fixture
def use() -> Use:
    return Use()


@pytest.fixture
def answering(use: Use, house: House) -> Answering:
    return Answering(use.answer, house.store, Metrics(), at_once=2)


async def test_a_burst_in_one_conversation_is_one_worker_that_looks_once_more(use: Use, answering: Answering) -> None:
    use.may_go.clear()
    answering.wake(ConversationId("a"))
    await until(lambda: use.asked == ["a"])
    for _ in range(10):
        answering.wake(ConversationId("a"))
    use.may_go.set()
    await until(lambda: not answering.is_busy(ConversationId("a")))
    assert use.asked == ["a", "a"]


async def test_no_more_than_so_many_ask_the_assistant_at_once(use: Use, answering: Answering) -> None:
    use.may_go.clear()
    for name in "abcde":
        answering.wake(ConversationId(name))
    await until(lambda: len(use.asked) == 2)
    await asyncio.sleep(0)
    assert len(use.asked) == 2
    use.may_go.set()
    await until(lambda: sorted(use.asked) == list("abcde"))


async def test_a_worker_that_fails_does_not_take_the_others_with_it(
    use: Use, answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    use.fails = 1
    answering.wake(ConversationId("a"))
    await until(lambda: not answering.is_busy(ConversationId("a")))
    answering.wake(ConversationId("a"))
    answering.wake(ConversationId("b"))
    await until(lambda: sorted(use.asked) == ["a", "a", "b"])
    assert "answer_failed" in caplog.text
    assert "kanarifugl" not in caplog.text


async def test_what_was_unanswered_at_a_crash_is_answered_at_the_next_start(house: House) -> None:
    started = await house.services.receive.start(Channel.WEB)
    await house.services.receive.receive(started.id, "rett før strømmen gikk", client_id="a")
    async with TestClient(TestServer(create_app(house.services))):
        await until(lambda: [turn.text for turn in house.dialogue.turns] == ["rett før strømmen gikk"])


async def test_what_stays_unanswered_is_taken_up_at_the_second_look(
    house: House, use: Use, answering: Answering
) -> None:
    started = await house.services.receive.start(Channel.WEB)
    await house.services.receive.receive(started.id, "hei", client_id="a")
    await answering.resume()
    assert use.asked == []
    await answering.resume()
    await until(lambda: use.asked == [started.id])


async def test_stopping_ends_every_worker(use: Use, answering: Answering) -> None:
    use.may_go.clear()
    answering.wake(ConversationId("a"))
    await until(lambda: use.asked == ["a"])
    await answering.stop()
    assert not answering.is_busy(ConversationId("a"))


async def test_the_rounds_go_on_after_one_has_failed(house: House, caplog: pytest.LogCaptureFixture) -> None:
    from dataclasses import replace

    limits = replace(house.services.limits, tick_every=0.02, sweep_every=0.02)
    waiting = await house.services.receive.start(Channel.WEB)
    await house.services.handoff.request(waiting.id)
    house.store.is_down = True
    app = create_app(replace(house.services, limits=limits))
    async with TestClient(TestServer(app)):
        await until(lambda: "background_failed" in caplog.text)
        house.store.is_down = False
        house.clock.move(hours=25)
        deadline = asyncio.get_running_loop().time() + 5
        while True:
            async with house.store.reading() as unit:
                if not await unit.conversations.waiting():
                    break
            assert asyncio.get_running_loop().time() < deadline
