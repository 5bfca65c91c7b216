"""What the gateway's tests put in place of the model and the content. Store, bus and use cases are the real ones."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

from bot.adapters.bus.in_process import InProcessBus
from bot.adapters.content.mixing_sheets import load_mixing_sheets
from bot.adapters.content.reviewable import ReviewableFiles
from bot.adapters.store.database import create_engine
from bot.adapters.store.encryption import Vault, read_master_key
from bot.adapters.store.slow_hash import SlowHash
from bot.adapters.store.unit_of_work import SqlStore, SqlUnit
from bot.domain.conversation import ConversationId, CounsellorId
from bot.domain.emergency import EmergencyBook, EmergencyCard
from bot.domain.handoff import WaitingRules
from bot.domain.replies import Choice, Reply
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.texts import Texts
from bot.domain.words import Words
from bot.gateway.services import GatewayServices, Limits
from bot.ports import DialogueUnavailable, StoreFailed, Turn, TurnResult
from bot.usecases.come_back import ComeBack
from bot.usecases.forget import Forget
from bot.usecases.manage_handoff import ManageHandoff
from bot.usecases.receive_message import ReceiveMessage
from bot.usecases.review_facts import ReviewFacts
from bot.usecases.transcript import Transcript

GATEWAY_WORDS = Path(__file__).parents[2] / "content" / "replies" / "gateway.yml"
SMALL_CONTENT = Path(__file__).parents[1] / "content" / "fixtures"
EMERGENCY_TEXT = "Ring 113 nå. Legg personen i stabilt sideleie."
PASSWORD = "et langt passord for en prøve"
CODE_WORDS = ("eple", "bjørk", "stein", "elv", "fjell", "måke", "brød", "lampe")


class WordsForTests(Words):
    """The gateway's own words as they are; every other key answers with its own name, so that tests can see it."""

    def __init__(self) -> None:
        super().__init__(())
        loaded = yaml.safe_load(GATEWAY_WORDS.read_text(encoding="utf-8"))
        self._own = {row["id"]: Texts(row["nb"].strip(), row["nn"].strip()) for row in loaded["replies"]}

    def require(self, *keys: str) -> None:
        missing = [key for key in keys if key.startswith("gateway.") and key not in self._own]
        assert not missing, missing

    def reply(self, key: str, language: str, **fields: object) -> Reply:
        if key in self._own:
            return Reply(self._own[key].in_language(language))
        return Reply(f"{key} {language} {sorted(fields.items())}" if fields else f"{key} {language}")


def assess(text: str, _earlier: Sequence[str]) -> RiskVerdict:
    """Danger as plain words: «overdose» is acute, «vil dø» is high."""
    if "overdose" in text:
        return RiskVerdict(RiskLevel.ACUTE, (RiskSignal(RiskLevel.ACUTE, "overdose", "Mulig overdose nå"),))
    if "vil dø" in text:
        return RiskVerdict(RiskLevel.HIGH, (RiskSignal(RiskLevel.HIGH, "suicide", "Sier at hen vil dø"),))
    return RiskVerdict(RiskLevel.NONE)


def emergency_book() -> EmergencyBook:
    """One card, as in life: 113 first."""
    texts = Texts(EMERGENCY_TEXT, "Ring 113 no. Legg personen i stabilt sideleie.", "Call 113 now.")
    levels = (RiskLevel.ACUTE, RiskLevel.HIGH)
    return EmergencyBook((EmergencyCard("default", ("other",), levels, texts),))


class ClockInHand:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 21, 22, 0, tzinfo=timezone.utc)

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)


class DialogueInHand:
    """Answers with «Svar: ...», or with what a test lays ready; can be held, and can be down."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.ready_replies: list[tuple[Reply, ...]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.is_down = False

    async def respond(self, turn: Turn) -> TurnResult:
        self.turns.append(turn)
        await self.may_answer.wait()
        if self.is_down:
            raise DialogueUnavailable
        replies = self.ready_replies.pop(0) if self.ready_replies else (Reply(f"Svar: {turn.text}"),)
        return TurnResult(replies)

    async def forget(self, conversation_id: ConversationId) -> None:
        return None

    async def is_ready(self) -> bool:
        return not self.is_down


class StoreInHand(SqlStore):
    """The real store, which a test can take away."""

    is_down = False

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqlUnit]:
        self._fail_if_down()
        async with super().unit() as unit:
            yield unit

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnit]:
        self._fail_if_down()
        async with super().reading() as unit:
            yield unit

    async def is_reachable(self) -> bool:
        return not self.is_down and await super().is_reachable()

    def _fail_if_down(self) -> None:
        if self.is_down:
            raise StoreFailed("down")


@dataclass
class Monotonic:
    """Seconds for the rate limits, moved by hand."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class House:
    """Everything behind the gateway, and the services it is given."""

    store: StoreInHand
    bus: InProcessBus
    clock: ClockInHand
    dialogue: DialogueInHand
    monotonic: Monotonic
    services: GatewayServices
    content: Path
    counsellors: dict[str, CounsellorId] = field(default_factory=dict)

    async def add_counsellor(self, username: str, roles: Sequence[str] = ("counsellor",)) -> CounsellorId:
        async with self.store.unit() as unit:
            added = await unit.staff.add(username, PASSWORD, display_role="ruskonsulent", roles=roles)
            await unit.commit()
        self.counsellors[username] = added
        return added


async def build_house(folder: Path, *, limits: Limits | None = None, allowed_origins: tuple[str, ...] = ()) -> House:
    """A house on SQLite in `folder`, with a content of its own to review."""
    content = folder / "content"
    shutil.copytree(SMALL_CONTENT, content)
    clock = ClockInHand()
    vault = Vault(read_master_key(folder / "master.key", None))
    engine = create_engine(f"sqlite+aiosqlite:///{folder / 'rusprat.sqlite3'}")
    store = StoreInHand(engine, vault, clock, SlowHash(memory_kib=8, rounds=1))
    await store.prepare()
    bus, dialogue, words, monotonic = InProcessBus(), DialogueInHand(), WordsForTests(), Monotonic()
    services = GatewayServices(
        receive=ReceiveMessage(
            store=store,
            bus=bus,
            clock=clock,
            assess=assess,
            redact=lambda text: text,
            emergency=emergency_book(),
            words=words,
            dialogue=dialogue,
        ),
        handoff=ManageHandoff(store, bus, clock, words, WaitingRules()),
        forget=Forget(store=store, bus=bus, clock=clock, dialogue=dialogue),
        transcript=Transcript(store),
        come_back=ComeBack(store=store, code_words=CODE_WORDS),
        review=ReviewFacts(store=store, content=ReviewableFiles(content), clock=clock, redact=lambda text: text),
        store=store,
        bus=bus,
        clock=clock,
        words=words,
        is_ready=dialogue.is_ready,
        mixing=lambda: load_mixing_sheets(content, require_review=False),
        allowed_origins=allowed_origins,
        kommune_name={"3437": "Sel"}.get,
        limits=limits or Limits(look_every=0.2),
        monotonic=monotonic,
    )
    return House(store, bus, clock, dialogue, monotonic, services, content)


def reply_with(*titles_and_payloads: tuple[str, str]) -> Reply:
    """A reply with buttons."""
    return Reply("Velg:", choices=tuple(Choice(title, payload) for title, payload in titles_and_payloads))
