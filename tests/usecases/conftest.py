"""A house around the store of each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.content.words import load_emergency, load_words
from bot.domain.emergency import EmergencyBook
from bot.domain.words import Words
from bot.ports import Store
from tests.fakes.bus import RecordingBus
from tests.fakes.clock import FrozenClock
from tests.fakes.dialogue import FakeDialogue
from tests.usecases.house import House


@pytest.fixture(scope="session")
def words(content: Path) -> Words:
    return load_words(content)


@pytest.fixture(scope="session")
def emergency(content: Path) -> EmergencyBook:
    return load_emergency(content)


@pytest.fixture
def house(store: Store, clock: FrozenClock, words: Words, emergency: EmergencyBook) -> House:
    return House(store, RecordingBus(), clock, words, emergency, FakeDialogue())
