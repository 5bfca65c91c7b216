"""The bus between processes, over Redis publish/subscribe. Redis down means slower, never less: listeners in this
process are still reached at once, and those in others look by themselves every few seconds."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.adapters.bus.in_process import InProcessBus
from bot.waiting import end, within

_CHANNEL = "rusprat:look-again"
_PATIENCE_SECONDS = 2.0
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 5.0

_log = logging.getLogger(__name__)

Part = Callable[[Redis], AsyncIterator[None]]
"""Half of the bus at work on one connection; yields whenever Redis has answered."""


class RedisBus:
    """ports.Bus. One connection hears for the whole process; another speaks, without anybody waiting for it."""

    def __init__(self, url: str, *, channel: str = _CHANNEL) -> None:
        self._url = url
        self._channel = channel
        self._me = secrets.token_hex(8)
        self._local = InProcessBus()
        self._unsaid: dict[str, None] = {}
        self._has_unsaid = asyncio.Event()
        self._is_hearing = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def publish(self, topic: str) -> None:
        """Returns at once; the same topic twice before Redis has it is said once."""
        self._start()
        self._local.deliver(topic)
        self._unsaid[topic] = None
        self._has_unsaid.set()

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[AsyncIterator[str]]:
        """Hears this process at once and the others as soon as Redis is there."""
        self._start()
        async with self._local.listen(*topics) as heard:
            yield heard

    async def wait_until_hearing(self, seconds: float) -> bool:
        """True when the subscription stands within that time."""
        self._start()
        with suppress(asyncio.TimeoutError):
            await within(seconds, self._is_hearing.wait())
        return self._is_hearing.is_set()

    async def close(self) -> None:
        """Stop speaking and hearing."""
        running, self._tasks = self._tasks, []
        await end(*running, again=_FIRST_PAUSE_SECONDS)

    def _start(self) -> None:
        if not self._tasks:
            parts: tuple[tuple[Part, float | None], ...] = ((self._speak, _PATIENCE_SECONDS), (self._hear, None))
            self._tasks = [asyncio.create_task(self._keep_on(part, patience)) for part, patience in parts]

    async def _keep_on(self, part: Part, patience: float | None) -> None:
        """Run the part for ever, with growing pauses while Redis is away."""
        pause = _FIRST_PAUSE_SECONDS
        while True:
            client = Redis.from_url(
                self._url, socket_connect_timeout=_PATIENCE_SECONDS, socket_timeout=patience, health_check_interval=15
            )
            try:
                async for _ in part(client):
                    pause = _FIRST_PAUSE_SECONDS
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                self._is_hearing.clear()
                _log.warning("bus_unreachable", extra={"error": type(error).__name__, "seconds": int(pause)})
            finally:
                with suppress(RedisError, OSError):
                    await client.aclose()
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _speak(self, client: Redis) -> AsyncIterator[None]:
        while True:
            await self._has_unsaid.wait()
            topic = next(iter(self._unsaid))
            del self._unsaid[topic]  # before it is said: what is published meanwhile is news again
            try:
                await client.publish(self._channel, f"{self._me} {topic}")
            except Exception:
                self._unsaid[topic] = None  # said when Redis is back
                raise
            if not self._unsaid:
                self._has_unsaid.clear()
            yield

    async def _hear(self, client: Redis) -> AsyncIterator[None]:
        async with client.pubsub(ignore_subscribe_messages=True) as subscription:
            await subscription.subscribe(self._channel)
            # The first answer is Redis saying that the subscription stands; what was said before it is lost.
            await subscription.get_message(timeout=_PATIENCE_SECONDS)
            self._is_hearing.set()
            self._local.deliver_everything()
            while True:
                message = await subscription.get_message(timeout=_LONGEST_PAUSE_SECONDS)
                yield
                if message is not None:
                    self._take(message["data"])

    def _take(self, data: bytes) -> None:
        sender, _, topic = data.decode(errors="replace").partition(" ")
        if sender != self._me and topic:
            self._local.deliver(topic)
