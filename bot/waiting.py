"""Waiting with an end: `wait_for` may swallow a cancellation on Python 3.10, and then a house would never close."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")

_CANCEL_AGAIN_SECONDS = 5.0


async def within(seconds: float, work: Awaitable[T]) -> T:
    """What it returns or raises; asyncio.TimeoutError after that time. Cancelled with whoever waits, always."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise asyncio.TimeoutError
        return task.result()
    finally:
        task.cancel()


async def end(*tasks: asyncio.Task[None], again: float = _CANCEL_AGAIN_SECONDS) -> None:
    """Cancel them, and again every few seconds, until all are over: a library in between may swallow it once."""
    running = set(tasks)
    while running:
        for task in running:
            task.cancel()
        _, running = await asyncio.wait(running, timeout=again)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not report it with its words
