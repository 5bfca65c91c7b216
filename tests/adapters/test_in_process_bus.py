"""The bus within one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.adapters.bus.in_process import InProcessBus


async def test_a_listener_hears_its_topics_and_no_others() -> None:
    bus = InProcessBus()
    async with bus.listen("queue", "conversation:a") as heard:
        for topic in ("conversation:b", "queue", "conversation:a"):
            await bus.publish(topic)
        assert await _next(heard, 2) == ["queue", "conversation:a"]
        assert await _is_silent(heard)


async def test_a_prefix_hears_everything_below_it() -> None:
    bus = InProcessBus()
    async with bus.listen("conversation:*") as heard:
        for topic in ("queue", "conversation:a", "conversation:b"):
            await bus.publish(topic)
        assert await _next(heard, 2) == ["conversation:a", "conversation:b"]


async def test_what_is_said_twice_before_anybody_looks_is_heard_once() -> None:
    bus = InProcessBus()
    async with bus.listen("queue") as heard:
        for _ in range(1000):
            await bus.publish("queue")
        assert await _next(heard, 1) == ["queue"]
        assert await _is_silent(heard)


async def test_what_is_said_after_looking_is_heard_again() -> None:
    bus = InProcessBus()
    async with bus.listen("queue") as heard:
        for _ in range(2):
            await bus.publish("queue")
            assert await _next(heard, 1) == ["queue"]


async def test_every_listener_hears_and_one_that_left_does_not_matter() -> None:
    bus = InProcessBus()
    async with bus.listen("queue") as one, bus.listen("queue") as other:
        async with bus.listen("queue"):
            pass
        await bus.publish("queue")
        assert await _next(one, 1) == await _next(other, 1) == ["queue"]


async def test_publishing_waits_for_nobody() -> None:
    bus = InProcessBus()
    async with bus.listen("queue"):
        await asyncio.wait_for(bus.publish("queue"), 1)


async def _next(heard: AsyncIterator[str], count: int) -> list[str]:
    return [await asyncio.wait_for(heard.__anext__(), 5) for _ in range(count)]


async def _is_silent(heard: AsyncIterator[str]) -> bool:
    """Nothing is pending: the listener would have to wait (one turn of the loop is all it needs to answer)."""
    waiting = asyncio.ensure_future(heard.__anext__())
    for _ in range(5):
        await asyncio.sleep(0)
    is_silent = not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    return is_silent
