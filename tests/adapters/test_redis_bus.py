"""The bus between processes: two of them on one Redis, and no Redis at all."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator

import pytest

from bot.adapters.bus.redis_pubsub import RedisBus

pytestmark = pytest.mark.redis


@pytest.fixture
async def buses(redis_url: str) -> AsyncIterator[tuple[RedisBus, RedisBus]]:
    """Two processes' buses on a channel of this test's own."""
    channel = f"rusprat-test-{secrets.token_hex(6)}"
    one, other = RedisBus(redis_url, channel=channel), RedisBus(redis_url, channel=channel)
    assert await one.wait_until_hearing(10)
    assert await other.wait_until_hearing(10)
    yield one, other
    await one.close()
    await other.close()


async def test_what_one_process_says_the_other_hears(buses: tuple[RedisBus, RedisBus]) -> None:
    one, other = buses
    async with other.listen("conversation:*") as heard:
        await one.publish("queue")
        await one.publish("conversation:a")
        assert await asyncio.wait_for(heard.__anext__(), 5) == "conversation:a"


async def test_a_process_hears_itself_at_once_and_once(buses: tuple[RedisBus, RedisBus]) -> None:
    one, other = buses
    async with one.listen("queue", "after") as mine, other.listen("after") as theirs:
        await one.publish("queue")
        assert await asyncio.wait_for(mine.__anext__(), 5) == "queue"
        await other.publish("after")
        # Had Redis brought our own word back, it would have come before this one.
        assert await asyncio.wait_for(mine.__anext__(), 5) == "after"
        assert await asyncio.wait_for(theirs.__anext__(), 5) == "after"


async def test_without_redis_publishing_returns_at_once_and_this_process_still_hears() -> None:
    bus = RedisBus("redis://127.0.0.1:1/0")
    async with bus.listen("queue") as heard:
        await asyncio.wait_for(bus.publish("queue"), 0.5)
        assert await asyncio.wait_for(heard.__anext__(), 0.5) == "queue"
    assert not await bus.wait_until_hearing(0.1)
    await bus.close()


async def test_when_redis_comes_back_everybody_looks_and_hears_again(redis_url: str) -> None:
    """A relay stands for the network; Redis is «gone» while the relay is closed."""
    relay = Relay(redis_url)
    await relay.open()
    channel = f"rusprat-test-{secrets.token_hex(6)}"
    bus, peer = RedisBus(relay.url, channel=channel), RedisBus(redis_url, channel=channel)
    assert await bus.wait_until_hearing(10)
    assert await peer.wait_until_hearing(10)
    async with bus.listen("conversation:a") as heard, peer.listen("conversation:b") as at_peer:
        await relay.close()
        await peer.publish("conversation:a")  # lost on the way
        await bus.publish("conversation:b")  # kept until Redis is back
        await relay.open()
        assert await asyncio.wait_for(heard.__anext__(), 20) == "conversation:a"
        assert await asyncio.wait_for(at_peer.__anext__(), 20) == "conversation:b"
    await bus.close()
    await peer.close()
    await relay.close()


async def test_closing_in_the_middle_of_a_word_does_not_hang(redis_url: str) -> None:
    for turns in range(30):
        bus = RedisBus(redis_url, channel=f"rusprat-test-{secrets.token_hex(6)}")
        await bus.publish("queue")
        for _ in range(turns * 3):
            await asyncio.sleep(0)
        await asyncio.wait_for(bus.close(), 10)


class Relay:
    """Passes bytes between a port of its own and Redis, until it is closed."""

    def __init__(self, redis_url: str) -> None:
        host_and_port, _, self._rest = redis_url.removeprefix("redis://").partition("/")
        self._host, _, port = host_and_port.rpartition("@")[2].partition(":")
        self._port = int(port or 6379)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._own_port = free.getsockname()[1]
        self._server: asyncio.AbstractServer | None = None
        self._writers: list[asyncio.StreamWriter] = []

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._own_port}/{self._rest}"

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", self._own_port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._port)
        self._writers += [writer, back]
        await asyncio.gather(_copy(reader, back), _copy(there, writer), return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()
    writer.close()
