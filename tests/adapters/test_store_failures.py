"""A database that is away or full: said in the words of the port, without quoting anything."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.conversation import ConversationId
from bot.ports import StoreFailed
from tests.builders import read, said, started
from tests.fakes.clock import FrozenClock
from tests.stores import a_store


async def test_a_database_that_is_away_is_not_reachable(clock: FrozenClock) -> None:
    store = a_store("postgresql+asyncpg://nobody@127.0.0.1:1/nothing", clock)
    assert not await store.is_reachable()
    with pytest.raises(StoreFailed):
        await started(store, "hei")
    await store.close()


async def test_a_database_that_is_there_is_reachable(store: SqlStore) -> None:
    assert await store.is_reachable()


async def test_a_database_without_its_tables_fails_in_the_words_of_the_port(tmp_path: Path, clock: FrozenClock) -> None:
    store = a_store(f"sqlite+aiosqlite:///{tmp_path / 'empty.sqlite3'}", clock)
    with pytest.raises(StoreFailed) as failed:
        await started(store, "hei")
    assert (str(failed.value), failed.value.__cause__, failed.value.__suppress_context__) == (
        "OperationalError",
        None,
        True,
    )
    await store.close()


async def test_a_disk_that_is_full_keeps_nothing_and_works_again_afterwards(
    sqlite_store: SqlStore, tmp_path: Path
) -> None:
    conversation_id = await started(sqlite_store, "hei")
    await _limit_pages(sqlite_store, 1)
    with pytest.raises(StoreFailed):
        await _say(sqlite_store, conversation_id, "x" * 4000, times=400)
    assert (await read(sqlite_store, conversation_id)).last_number == 1
    await _limit_pages(sqlite_store, 1_000_000)
    await _say(sqlite_store, conversation_id, "nå går det")
    with sqlite3.connect(tmp_path / "rusprat.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def _say(store: SqlStore, conversation_id: ConversationId, text: str, *, times: int = 1) -> None:
    async with store.unit() as unit:
        await unit.conversations.append(conversation_id, [said(text) for _ in range(times)])
        await unit.commit()


async def _limit_pages(store: SqlStore, pages: int) -> None:
    """SQLite's own way of being full. The pool hands out its connections in turn: all of them are told."""
    connections = [await store.engine.connect() for _ in range(8)]
    for connection in connections:
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    for connection in connections:
        await connection.close()
