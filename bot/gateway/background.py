"""The gateway's own rounds: nobody who waits is forgotten, the expired is deleted, the unanswered is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import web

from bot.gateway.keys import ANSWERING, METRICS, SERVICES, SOCKETS
from bot.gateway.metrics import Metrics
from bot.waiting import end

_log = logging.getLogger("bot.gateway")


async def background(app: web.Application) -> AsyncIterator[None]:
    """Cleanup context: runs while the application does."""
    services, metrics, answering = app[SERVICES], app[METRICS], app[ANSWERING]
    limits = services.limits

    async def tick() -> None:
        await services.handoff.tick(services.clock.now())

    async def sweep() -> None:
        await services.forget.sweep(services.clock.now())

    await _once("resume", lambda: answering.resume(at_start=True), metrics)
    rounds = [
        asyncio.create_task(_every(limits.tick_every, "tick", tick, metrics)),
        asyncio.create_task(_every(limits.tick_every, "resume", answering.resume, metrics)),
        asyncio.create_task(_every(limits.sweep_every, "sweep", sweep, metrics)),
    ]
    yield
    await end(*rounds)
    await answering.stop()


async def say_goodbye(app: web.Application) -> None:
    """Shutdown signal: close every socket in a way that makes the clients come back."""
    await app[SOCKETS].close_all()


async def _every(seconds: float, name: str, act: Callable[[], Awaitable[object]], metrics: Metrics) -> None:
    while True:
        await _once(name, act, metrics)
        await asyncio.sleep(seconds)


async def _once(name: str, act: Callable[[], Awaitable[object]], metrics: Metrics) -> None:
    try:
        await act()
    except Exception as error:  # a round that fails must not be the last one
        _log.error("background_failed", extra={"round": name, "error": type(error).__name__})
        metrics.add("background_total", f"{name}_failed")
    else:
        metrics.add("background_total", f"{name}_done")
