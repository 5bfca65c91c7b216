"""What the Telegram channel is given: use cases, store and bus, and how it wakes the assistant. Builds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.conversation import ConversationId
from bot.domain.words import Words
from bot.ports import Bus, Store
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from bot.usecases.transcript import Transcript


@dataclass(frozen=True)
class TelegramServices:
    """`wake` lets the assistant answer in the background, one worker a conversation, and returns at once;
    `is_answering` is true while it does so. Both belong to the gateway, so that no turn is answered twice."""

    receive: ReceiveMessage
    handoff: ManageHandoff
    forget: Forget
    transcript: Transcript
    store: Store
    bus: Bus
    words: Words
    wake: Callable[[ConversationId], None]
    is_answering: Callable[[ConversationId], bool]
    look_every: float = 3.0
