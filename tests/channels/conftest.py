"""A house with a real store, real words and real cards, a Bot API server, and PTB between the two."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.adapters.content.words import load_emergency, load_words
from bot.adapters.store.unit_of_work import SqlStore
from bot.channels.telegram_bot import TelegramChannel
from bot.channels.telegram_services import TelegramServices
from bot.domain.conversation import Channel, Conversation
from bot.domain.words import Words
from bot.gateway.answering import Answering
from bot.gateway.metrics import Metrics
from bot.ports import Store
from bot.usecases.transcript import Transcript
from tests.channels.bot_api_server import TOKEN, BotApiServer, Person
from tests.fakes.bus import RecordingBus
from tests.fakes.clock import FrozenClock
from tests.fakes.dialogue import FakeDialogue
from tests.usecases.house import House

WITHIN = 8.0


async def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so; a failure shows what was claimed."""
    deadline = time.monotonic() + WITHIN
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


@dataclass
class Telegram:
    """The channel under test and all that is around it."""

    server: BotApiServer
    house: House
    dialogue: FakeDialogue
    store: Store
    words: Words
    answering: Answering
    slept: list[float] = field(default_factory=list)
    token: str = TOKEN
    look_every: float = 0.2
    _open: TelegramChannel | None = None

    async def start(self) -> None:
        services = TelegramServices(
            receive=self.house.receive, handoff=self.house.handoff, forget=self.house.forget,
            transcript=Transcript(self.store), store=self.store, bus=self.house.bus, words=self.words,
            wake=self.answering.wake, is_answering=self.answering.is_busy, look_every=self.look_every,
        )  # fmt: skip
        channel = TelegramChannel(
            services, token=self.token, api=self.server.address, poll_seconds=5, sleep=self._sleep
        )
        self._open = await channel.__aenter__()

    async def stop(self) -> None:
        if self._open is not None:
            await self._open.__aexit__(None, None, None)
            self._open = None

    async def conversation(self, person: Person) -> Conversation:
        """As it is stored now."""
        async with self.store.reading() as unit:
            known = await unit.conversations.find_by_address(Channel.TELEGRAM, str(person.chat["id"]))
            assert known is not None
            return await unit.conversations.get(known)

    async def _sleep(self, seconds: float) -> None:
        """Remembered, and short."""
        self.slept.append(seconds)
        await asyncio.sleep(min(seconds, 0.01))


@pytest.fixture(scope="session")
def words(content: Path) -> Words:
    return load_words(content)


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    running = BotApiServer()
    await running.start()
    yield running
    await running.stop()


Build = Callable[[Store], Awaitable[Telegram]]


@pytest.fixture
async def build(server: BotApiServer, clock: FrozenClock, words: Words, content: Path) -> AsyncIterator[Build]:
    """Builds a channel, not yet started, on any store."""
    built: list[Telegram] = []

    async def build_one(store: Store) -> Telegram:
        dialogue = FakeDialogue()
        house = House(store, RecordingBus(), clock, words, load_emergency(content), dialogue)
        answering = Answering(house.receive.answer, store, Metrics(), at_once=4)
        telegram = Telegram(server, house, dialogue, store, words, answering)
        built.append(telegram)
        return telegram

    yield build_one
    for telegram in built:
        await telegram.stop()
        await telegram.answering.stop()


@pytest.fixture
async def telegram(build: Build, sqlite_store: SqlStore) -> Telegram:
    """A channel that is running."""
    running = await build(sqlite_store)
    await running.start()
    return running


@pytest.fixture
def person(server: BotApiServer) -> Person:
    return Person(server)
