"""The use cases with real words, real redaction, real store and bus; only the model and the clock are stand-ins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.adapters.content.words import load_emergency, load_words
from bot.domain.emergency import EmergencyBook
from bot.domain.handoff import WaitingRules
from bot.domain.redaction import redact
from bot.domain.words import Words
from bot.ports import Assess, Bus, DialogueEngine, Store
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from tests.builders import assess_by_words
from tests.fakes.bus import RecordingBus
from tests.fakes.clock import FrozenClock
from tests.fakes.dialogue import FakeDialogue


@dataclass
class House:
    """Everything that a use case is built from. Replace a part before building."""

    store: Store
    bus: Bus
    clock: FrozenClock
    words: Words
    emergency: EmergencyBook
    dialogue: DialogueEngine
    assess: Assess = assess_by_words

    @property
    def receive(self) -> ReceiveMessage:
        return ReceiveMessage(
            store=self.store,
            bus=self.bus,
            clock=self.clock,
            assess=self.assess,
            redact=redact,
            emergency=self.emergency,
            words=self.words,
            dialogue=self.dialogue,
        )

    @property
    def handoff(self) -> ManageHandoff:
        return ManageHandoff(self.store, self.bus, self.clock, self.words, WaitingRules())

    @property
    def forget(self) -> Forget:
        return Forget(store=self.store, bus=self.bus, clock=self.clock, dialogue=self.dialogue)


@pytest.fixture(scope="session")
def words(content: Path) -> Words:
    return load_words(content)


@pytest.fixture(scope="session")
def emergency(content: Path) -> EmergencyBook:
    return load_emergency(content)


@pytest.fixture
def house(store: Store, clock: FrozenClock, words: Words, emergency: EmergencyBook) -> House:
    return House(store, RecordingBus(), clock, words, emergency, FakeDialogue())
