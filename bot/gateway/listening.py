"""Waits for the bus, a nudge, or the clock, whichever comes first. A bus that is down makes it slower, never deaf."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType

from bot.ports import Bus
from bot.waiting import end, within

_log = logging.getLogger("bot.gateway")


class Listening:
    """An async context manager; `wait` returns the topics heard since the last time, at the latest after `every`."""

    def __init__(self, bus: Bus, topics: tuple[str, ...], *, every: float) -> None:
        self._bus = bus
        self._topics = topics
        self._every = every
        self._heard: set[str] = set()
        self._signal = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.is_hearing = False

    async def __aenter__(self) -> Listening:
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            await end(self._task)

    def nudge(self) -> None:
        """Make `wait` return at once."""
        self._signal.set()

    async def wait(self) -> frozenset[str]:
        """The topics that were heard; empty when only time has passed or somebody nudged."""
        try:
            await within(self._every, self._signal.wait())
        except asyncio.TimeoutError:
            return frozenset()
        self._signal.clear()
        heard = frozenset(self._heard)
        self._heard.clear()
        return heard

    async def _listen(self) -> None:
        while True:
            try:
                async with self._bus.listen(*self._topics) as topics:
                    self.is_hearing = True
                    async for topic in topics:
                        self._heard.add(topic)
                        self._signal.set()
            except Exception as error:  # whatever ails the bus, the clock goes on; try the bus again meanwhile
                _log.warning("bus_lost", extra={"error": type(error).__name__})
            self.is_hearing = False
            await asyncio.sleep(self._every)
