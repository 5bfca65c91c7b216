"""Several gateways and several processes at once: one winner, no gap, nothing lost."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.conversation import ConversationId, CounsellorId
from bot.domain.handoff import Event, State, TransitionRefused
from bot.domain.risk_levels import RiskLevel
from bot.ports import Conflict, ConversationNotFound
from tests.builders import a_counsellor, a_verdict, moved, read, said, started
from tests.fakes.clock import FrozenClock
from tests.stores import MASTER_KEY, a_store

GATEWAYS = 4
APPENDING_PROCESS = """
import asyncio, sys
from bot.adapters.clock import SystemClock
from bot.adapters.store.database import create_engine
from bot.adapters.store.encryption import Vault
from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.conversation import Speaker
from bot.domain.replies import Reply
from bot.ports import Draft

async def main(url, key, conversation_id, name):
    store = SqlStore(create_engine(url), Vault(bytes.fromhex(key)), SystemClock())
    for i in range(25):
        async with store.unit() as unit:
            draft = Draft(Speaker.PERSON, Reply("hei"), client_id=f"{name}{i}")
            await unit.conversations.append(conversation_id, [draft])
            await unit.commit()
    await store.close()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
async def gateways(store_url: str, clock: FrozenClock) -> AsyncIterator[list[SqlStore]]:
    """Several stores, each with its own connections, on one database."""
    stores = [a_store(store_url, clock) for _ in range(GATEWAYS)]
    yield stores
    for store in stores:
        await store.close()


async def test_of_many_counsellors_who_accept_at_once_exactly_one_gets_the_conversation(
    gateways: list[SqlStore],
) -> None:
    counsellors = [await a_counsellor(gateways[0], f"nummer {i}") for i in range(8)]
    for _ in range(5):
        conversation_id = await started(gateways[0], "hjelp")
        await moved(gateways[0], conversation_id, Event.REQUEST)
        outcomes = await asyncio.gather(
            *(_accept(gateways[i % GATEWAYS], conversation_id, c) for i, c in enumerate(counsellors)),
            return_exceptions=True,
        )
        winners = [c for c, outcome in zip(counsellors, outcomes, strict=True) if outcome is None]
        losses = [outcome for outcome in outcomes if outcome is not None]
        assert len(winners) == 1
        assert all(isinstance(loss, (Conflict, TransitionRefused)) for loss in losses)
        after = await read(gateways[0], conversation_id)
        assert (after.state, after.counsellor_id) == (State.WITH_COUNSELLOR, winners[0])


async def test_a_person_who_withdraws_and_a_counsellor_who_accepts_do_not_both_succeed(
    gateways: list[SqlStore],
) -> None:
    counsellor = await a_counsellor(gateways[0])
    for _ in range(10):
        conversation_id = await started(gateways[0], "hjelp")
        await moved(gateways[0], conversation_id, Event.REQUEST)
        accepted, withdrew = await asyncio.gather(
            _accept(gateways[0], conversation_id, counsellor),
            _step(gateways[1], conversation_id, Event.WITHDRAW),
            return_exceptions=True,
        )
        assert [accepted, withdrew].count(None) == 1
        after = await read(gateways[0], conversation_id)
        assert (after.state, after.counsellor_id) in {(State.WITH_COUNSELLOR, counsellor), (State.BOT, None)}


async def test_messages_from_many_gateways_are_numbered_without_gaps_or_losses(gateways: list[SqlStore]) -> None:
    conversation_id = await started(gateways[0])
    names = [f"{g}-{i}" for g in range(GATEWAYS) for i in range(15)]
    await asyncio.gather(*(_say(gateways[int(n[0])], conversation_id, n) for n in names))
    async with gateways[0].reading() as unit:
        messages = await unit.conversations.messages(conversation_id)
    assert [m.number for m in messages] == list(range(1, len(names) + 1))
    assert sorted(m.client_id or "" for m in messages) == sorted(names)
    assert (await read(gateways[0], conversation_id)).last_number == len(names)


async def test_a_message_sent_again_through_another_gateway_is_stored_once(gateways: list[SqlStore]) -> None:
    conversation_id = await started(gateways[0])
    numbers = await asyncio.gather(*(_say(gateways[i % GATEWAYS], conversation_id, "samme") for i in range(12)))
    assert set(numbers) == {1}
    assert (await read(gateways[0], conversation_id)).last_number == 1


async def test_everything_at_once_leaves_a_conversation_in_order(gateways: list[SqlStore]) -> None:
    counsellor = await a_counsellor(gateways[0])
    conversation_id = await started(gateways[0], "hei")
    acts: list[Callable[[SqlStore], Awaitable[object]]] = [
        lambda s: _step(s, conversation_id, Event.REQUEST),
        lambda s: _accept(s, conversation_id, counsellor),
        lambda s: _say(s, conversation_id, "a"),
        lambda s: _raise_risk(s, conversation_id),
        lambda s: _step(s, conversation_id, Event.WITHDRAW),
        lambda s: _step(s, conversation_id, Event.CLOSE),
        lambda s: _say(s, conversation_id, "b"),
    ]
    outcomes = await asyncio.gather(
        *(act(gateways[i % GATEWAYS]) for i, act in enumerate(acts * 4)), return_exceptions=True
    )
    unexpected = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, (Conflict, TransitionRefused))]
    assert unexpected == []
    after = await read(gateways[0], conversation_id)
    assert (after.risk, after.last_number) == (RiskLevel.ACUTE, 3)


async def test_deleting_while_others_write_leaves_nothing(gateways: list[SqlStore]) -> None:
    conversation_id = await started(gateways[0], "hei")
    outcomes = await asyncio.gather(
        *(_say(gateways[i % GATEWAYS], conversation_id, str(i)) for i in range(8)),
        _delete(gateways[0], conversation_id),
        *(_say(gateways[i % GATEWAYS], conversation_id, f"etter {i}") for i in range(8)),
        return_exceptions=True,
    )
    assert not [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, ConversationNotFound)]
    with pytest.raises(ConversationNotFound):
        await read(gateways[1], conversation_id)


async def test_readers_do_not_wait_for_a_writer(gateways: list[SqlStore]) -> None:
    conversation_id = await started(gateways[0], "hei")
    async with gateways[0].unit() as unit:
        await unit.conversations.append(conversation_id, [said("ikke lagret enda")])
        for store in gateways:
            assert (await asyncio.wait_for(read(store, conversation_id), 5)).last_number == 1
        await unit.commit()
    assert (await read(gateways[1], conversation_id)).last_number == 2


async def test_a_reading_unit_sees_one_moment(gateways: list[SqlStore]) -> None:
    conversation_id = await started(gateways[0], "hei")
    async with gateways[0].reading() as unit:
        before = await unit.conversations.get(conversation_id)
        await _say(gateways[1], conversation_id, "mens vi leser")
        messages = await unit.conversations.messages(conversation_id)
        assert len(messages) == before.last_number == 1


async def test_a_unit_inside_another_is_a_fault_and_not_a_standstill(sqlite_store: SqlStore) -> None:
    async with sqlite_store.unit():
        with pytest.raises(RuntimeError, match=r"^a unit of work was opened inside another$"):
            async with sqlite_store.unit():
                pass
    await started(sqlite_store, "og etterpå går det igjen")


async def test_a_writer_that_is_cancelled_lets_the_next_one_in(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    is_writing = asyncio.Event()

    async def hang() -> None:
        async with store.unit() as unit:
            await unit.conversations.append(conversation_id, [said("blir borte")])
            is_writing.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await asyncio.wait_for(is_writing.wait(), 5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await asyncio.wait_for(_say(store, conversation_id, "neste"), 5) == 2


async def test_processes_that_write_at_once_lose_nothing(store: SqlStore, store_url: str, tmp_path: Path) -> None:
    conversation_id = await started(store)
    script = tmp_path / "append.py"
    script.write_text(APPENDING_PROCESS, encoding="utf-8")
    command = (sys.executable, str(script), store_url, MASTER_KEY.hex(), conversation_id)
    processes = [await asyncio.create_subprocess_exec(*command, name) for name in "abc"]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with store.reading() as unit:
        messages = await unit.conversations.messages(conversation_id)
    assert [m.number for m in messages] == list(range(1, 76))
    assert {m.client_id for m in messages} == {f"{name}{i}" for name in "abc" for i in range(25)}


async def _accept(store: SqlStore, conversation_id: ConversationId, counsellor: CounsellorId) -> None:
    async with store.unit() as unit:
        await unit.conversations.transition(conversation_id, Event.ACCEPT, counsellor_id=counsellor)
        await unit.commit()


async def _step(store: SqlStore, conversation_id: ConversationId, event: Event) -> None:
    async with store.unit() as unit:
        await unit.conversations.transition(conversation_id, event)
        await unit.commit()


async def _raise_risk(store: SqlStore, conversation_id: ConversationId) -> None:
    async with store.unit() as unit:
        await unit.conversations.raise_risk(conversation_id, a_verdict(RiskLevel.ACUTE))
        await unit.commit()


async def _say(store: SqlStore, conversation_id: ConversationId, client_id: str) -> int:
    async with store.unit() as unit:
        (message,) = await unit.conversations.append(conversation_id, [said("hei", client_id=client_id)])
        await unit.commit()
    return message.number


async def _delete(store: SqlStore, conversation_id: ConversationId) -> None:
    async with store.unit() as unit:
        await unit.conversations.delete(conversation_id)
        await unit.commit()
