"""The use cases with real words, real redaction, real store and bus; only the model and the clock are stand-ins."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.emergency import EmergencyBook
from bot.domain.handoff import WaitingRules
from bot.domain.redaction import redact
from bot.domain.words import Words
from bot.ports import Assess, Bus, DialogueEngine, Store
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from tests.builders import assess_by_words
from tests.fakes.clock import FrozenClock


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
