"""The composition root: from Settings to use cases. The one place that knows which adapter stands behind which port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.adapters.bus.in_process import InProcessBus
from bot.adapters.bus.redis_pubsub import RedisBus
from bot.adapters.clock import SystemClock
from bot.adapters.content.mixing_sheets import load_mixing_sheets
from bot.adapters.content.recognition import load_risk_book
from bot.adapters.content.reviewable import ReviewableFiles
from bot.adapters.content.services import load_catalogue
from bot.adapters.content.words import load_code_words, load_emergency, load_words
from bot.adapters.store.unit_of_work import SqlStore, open_store
from bot.domain.handoff import WaitingRules
from bot.domain.redaction import redact
from bot.domain.risk import RiskAssessor
from bot.gateway.services import GatewayServices
from bot.ports import Bus, DialogueEngine
from bot.settings import Settings
from bot.usecases.come_back import ComeBack
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from bot.usecases.review_facts import ReviewFacts
from bot.usecases.transcript import Transcript


@dataclass(frozen=True)
class House:
    """Everything that lives as long as the process."""

    gateway: GatewayServices
    store: SqlStore


@asynccontextmanager
async def open_house(settings: Settings, dialogue: DialogueEngine) -> AsyncIterator[House]:
    """Builds the use cases around a dialogue engine; closes the store and the bus at the end."""
    clock = SystemClock()
    words = load_words(settings.content)
    bus: Bus = RedisBus(settings.redis_url) if settings.redis_url else InProcessBus()
    names = {k.number: k.name for k in load_catalogue(settings.content).kommuner}
    url, key = settings.database_url, settings.master_key
    store = await open_store(url, key_file=settings.key_file, clock=clock, master_key=key)
    try:
        receive = ReceiveMessage(
            store=store, bus=bus, clock=clock, assess=RiskAssessor(load_risk_book(settings.content)).assess,
            redact=redact, emergency=load_emergency(settings.content), words=words, dialogue=dialogue,
        )  # fmt: skip
        gateway = GatewayServices(
            receive=receive,
            handoff=ManageHandoff(store, bus, clock, words, WaitingRules()),
            forget=Forget(store=store, bus=bus, clock=clock, dialogue=dialogue),
            transcript=Transcript(store),
            come_back=ComeBack(store=store, code_words=load_code_words(settings.content)),
            review=ReviewFacts(store=store, content=ReviewableFiles(settings.content), clock=clock, redact=redact),
            store=store, bus=bus, clock=clock, words=words, is_ready=dialogue.is_ready,
            allowed_origins=settings.allowed_origins, kommune_name=names.get,
            mixing=partial(load_mixing_sheets, settings.content, require_review=settings.require_review),
        )  # fmt: skip
        yield House(gateway, store)
    finally:
        await store.close()
        if isinstance(bus, RedisBus):
            await bus.close()
