"""Two counsellors, a person, time and failures in any order: never two owners, nobody stranded, nothing lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.conversation import Channel, Conversation, ConversationId, CounsellorId, Speaker
from bot.domain.emergency import EmergencyBook
from bot.domain.handoff import State, TransitionRefused, WaitingRules
from bot.domain.ownership import NotTheOwner
from bot.domain.risk_levels import RiskLevel
from bot.domain.words import Words
from bot.usecases.receive_message import StoreUnavailable
from tests.builders import a_counsellor, read
from tests.fakes.bus import RaisingBus, RecordingBus
from tests.fakes.clock import FrozenClock
from tests.fakes.dialogue import AwayDialogue, FakeDialogue
from tests.fakes.store import FullDisk
from tests.stores import a_store
from tests.usecases.house import House

RULES = WaitingRules()
COUNSELLORS = st.sampled_from(["kari", "ola"])
TEXTS = st.sampled_from(["hei", "jeg er bekymret", "jeg vil dø", "han puster ikke", "tok piller", "det gikk bra"])
MINUTES = st.sampled_from([0.5, 2, 5, 20, 50])
T = TypeVar("T")


def test_in_whatever_order_things_happen_the_promises_hold(
    migrated_sqlite: Path, words: Words, emergency: EmergencyBook
) -> None:
    class Bound(Conversations):
        template, house_words, house_emergency = migrated_sqlite, words, emergency

    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # Shrinking thirty steps with a database takes longer than reading them.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )


class Conversations(RuleBasedStateMachine):
    """One conversation with everybody around it."""

    template: Path
    house_words: Words
    house_emergency: EmergencyBook

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="rusprat-stateful-"))
        shutil.copy(self.template, self.folder / "rusprat.sqlite3")
        self.clock = FrozenClock()
        self.store = a_store(f"sqlite+aiosqlite:///{self.folder / 'rusprat.sqlite3'}", self.clock)
        self.house = House(
            self.store, RecordingBus(), self.clock, self.house_words, self.house_emergency, FakeDialogue()
        )
        self.counsellors: dict[str, CounsellorId] = {}
        self.sent: dict[str, int] = {}
        self.in_danger = False

    def teardown(self) -> None:
        self.run(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        for name in ("kari", "ola"):
            self.counsellors[name] = self.run(a_counsellor(self.store, name))
        self.id: ConversationId = self.run(self.house.receive.start(Channel.WEB, greet=False)).id

    @rule(text=TEXTS, is_answered=st.booleans())
    def the_person_writes(self, text: str, is_answered: bool) -> None:
        before = self.run(read(self.store, self.id))
        client_id = f"p{len(self.sent)}"
        receipt = self.run(self.house.receive.receive(self.id, text, client_id=client_id))
        assert receipt.number == before.last_number + 1
        self.sent[client_id] = receipt.number
        self.in_danger = self.in_danger or receipt.verdict.level.needs_human
        if is_answered:
            self.run(self.house.receive.answer(self.id))

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def the_network_sends_it_again(self, data: st.DataObject) -> None:
        client_id = data.draw(st.sampled_from(sorted(self.sent)))
        receipt = self.run(self.house.receive.receive(self.id, "hei", client_id=client_id))
        assert (receipt.number, receipt.is_duplicate) == (self.sent[client_id], True)

    @rule(text=TEXTS)
    def the_disk_is_full(self, text: str) -> None:
        before = self.run(read(self.store, self.id))
        self.house.store = FullDisk(self.store)
        with pytest.raises(StoreUnavailable) as failed:
            self.run(self.house.receive.receive(self.id, text, client_id="never kept"))
        assert bool(failed.value.replies) == self.house.assess(text, ()).level.needs_human
        self.house.store = self.store
        assert self.run(read(self.store, self.id)) == before

    @rule(is_up=st.booleans())
    def bus_and_model_come_and_go(self, is_up: bool) -> None:
        self.house.bus = RecordingBus() if is_up else RaisingBus()
        self.house.dialogue = FakeDialogue() if is_up else AwayDialogue()

    @rule()
    def the_person_wants_a_human(self) -> None:
        self.run(self.house.handoff.request(self.id))

    @rule()
    def the_person_changes_their_mind(self) -> None:
        if self.attempt(self.house.handoff.withdraw(self.id)):
            self.in_danger = False

    @rule()
    def the_person_ends_it(self) -> None:
        self.run(self.house.handoff.close(self.id, by=Speaker.PERSON))
        self.in_danger = False

    @rule(name=COUNSELLORS)
    def a_counsellor_accepts(self, name: str) -> None:
        before = self.run(read(self.store, self.id))
        is_mine = before.counsellor_id == self.counsellors[name]
        accepted = self.attempt(self.house.handoff.accept(self.id, self.counsellors[name]))
        assert accepted == (before.state is State.WAITING or is_mine)

    @rule()
    def both_counsellors_accept_at_once(self) -> None:
        before = self.run(read(self.store, self.id))
        outcomes = self.run(self._both())
        if before.state is State.WAITING:
            assert outcomes.count(None) == 1

    async def _both(self) -> list[BaseException | None]:
        accepting = (self.house.handoff.accept(self.id, c) for c in self.counsellors.values())
        outcomes = await asyncio.gather(*accepting, return_exceptions=True)
        return [o if isinstance(o, BaseException) else None for o in outcomes]

    @rule(name=COUNSELLORS)
    def a_counsellor_speaks(self, name: str) -> None:
        self.as_owner(
            name, self.house.handoff.say(self.id, self.counsellors[name], "hei", client_id=f"{name}{self.clock.now()}")
        )

    @rule(name=COUNSELLORS)
    def a_counsellor_releases(self, name: str) -> None:
        self.as_owner(name, self.house.handoff.release(self.id, self.counsellors[name]))

    @rule(name=COUNSELLORS, way=st.sampled_from(["hand back", "close", "settle"]))
    def a_counsellor_sees_that_the_danger_is_over(self, name: str, way: str) -> None:
        handoff, me = self.house.handoff, self.counsellors[name]
        before = self.run(read(self.store, self.id))
        work: Coroutine[Any, Any, Conversation] = {
            "hand back": lambda: handoff.hand_back(self.id, me),
            "close": lambda: handoff.close(self.id, by=Speaker.COUNSELLOR, counsellor=me),
            "settle": lambda: handoff.settle_risk(self.id, me, RiskLevel.NONE),
        }[way]()
        if self.attempt(work) and before.state is not State.CLOSED:
            self.in_danger = False

    @rule(minutes=MINUTES, alive=st.sets(COUNSELLORS))
    def time_passes(self, minutes: float, alive: set[str]) -> None:
        self.clock.move(minutes=minutes)
        for name in alive:
            self.run(self.house.handoff.seen(self.counsellors[name]))
        self.run(self.house.handoff.tick(self.clock.now()))
        after = self.run(read(self.store, self.id))
        if after.state is State.WITH_COUNSELLOR and minutes > RULES.lost_after_minutes:
            assert after.counsellor_id in {self.counsellors[name] for name in alive}

    @invariant()
    def there_is_exactly_one_owner(self) -> None:
        conversation = self.run(read(self.store, self.id))
        assert (conversation.state is State.WITH_COUNSELLOR) == (conversation.counsellor_id is not None)
        assert (conversation.state is State.WAITING) == (conversation.waiting_since is not None)
        assert (conversation.state is State.CLOSED) == (conversation.closed_at is not None)
        held = [n for n, c in self.counsellors.items() if self.run(self._holds(c))]
        assert len(held) == (conversation.state is State.WITH_COUNSELLOR)

    @invariant()
    def whoever_waits_is_in_the_queue_and_knows_their_place(self) -> None:
        conversation = self.run(read(self.store, self.id))
        queue = {entry.conversation.id: entry.position for entry in self.run(self.house.handoff.queue())}
        assert (self.id in queue) == (conversation.state is State.WAITING)
        assert self.run(self.house.handoff.status(self.id)).position == queue.get(self.id)

    @invariant()
    def nobody_in_danger_is_left_to_the_bot_alone(self) -> None:
        if self.in_danger:
            assert self.run(read(self.store, self.id)).state in {State.WAITING, State.WITH_COUNSELLOR}

    @invariant()
    def the_numbers_have_no_gap_and_nothing_is_lost(self) -> None:
        messages = self.run(self._messages())
        assert [m.number for m in messages] == list(range(1, len(messages) + 1))
        kept = {m.client_id: m.number for m in messages if m.speaker is Speaker.PERSON}
        assert kept == self.sent

    async def _holds(self, counsellor: CounsellorId) -> bool:
        async with self.store.reading() as unit:
            return bool(await unit.conversations.of_counsellor(counsellor))

    async def _messages(self) -> tuple[Any, ...]:
        async with self.store.reading() as unit:
            return await unit.conversations.messages(self.id, limit=10_000)

    def as_owner(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        owner = self.run(read(self.store, self.id)).counsellor_id
        assert self.attempt(work) == (owner == self.counsellors[name])

    def attempt(self, work: Coroutine[Any, Any, Any]) -> bool:
        """True when it happened, False when the rules refused it."""
        try:
            self.run(work)
        except (TransitionRefused, NotTheOwner):
            return False
        return True
