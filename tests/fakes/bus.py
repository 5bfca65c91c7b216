"""Buses that remember, and buses that fail."""

from __future__ import annotations

import asyncio

from bot.adapters.bus.in_process import InProcessBus


class RecordingBus(InProcessBus):
    """Delivers like the real one, and keeps what was published."""

    def __init__(self) -> None:
        super().__init__()
        self.published: list[str] = []

    async def publish(self, topic: str) -> None:
        self.published.append(topic)
        await super().publish(topic)


class RaisingBus(InProcessBus):
    """Breaks its promise: publishing raises."""

    async def publish(self, topic: str) -> None:
        raise ConnectionError(f"no bus for {topic}")


class HangingBus(InProcessBus):
    """Breaks its promise: publishing never returns."""

    async def publish(self, topic: str) -> None:
        await asyncio.Event().wait()
