"""Time limits that never swallow a cancellation, and an end that comes also when a library does."""

from __future__ import annotations

import asyncio

import pytest

from bot.waiting import end, within


async def _soon(value: str) -> str:
    await asyncio.sleep(0)
    return value


async def _fail() -> str:
    raise ValueError("no")


async def test_within_gives_what_the_work_gives() -> None:
    assert await within(5, _soon("ja")) == "ja"
    with pytest.raises(ValueError, match="no"):
        await within(5, _fail())


async def test_within_gives_up_in_time_and_cancels_the_work() -> None:
    never = asyncio.get_running_loop().create_future()
    with pytest.raises(asyncio.TimeoutError):
        await within(0.01, never)
    assert never.cancelled()


async def test_a_cancellation_is_kept_also_when_the_work_is_done_in_the_same_moment() -> None:
    done = asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(within(5, done))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    done.set_result(None)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_end_cancels_again_what_swallowed_the_first_time() -> None:
    swallowed = 0

    async def deaf_twice() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 3:
                    raise

    task = asyncio.create_task(deaf_twice())
    await asyncio.sleep(0)
    await end(task, again=0.01)
    assert task.cancelled()
    assert swallowed == 3


async def test_end_takes_what_is_over_already_and_what_failed() -> None:
    over, failed = asyncio.create_task(_nothing()), asyncio.create_task(_break())
    await asyncio.wait({over, failed})
    await end()
    await end(over, failed)
    assert over.done()


async def _nothing() -> None:
    return None


async def _break() -> None:
    raise RuntimeError("broken")
