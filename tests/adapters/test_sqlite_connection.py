"""A connection can be stopped while it closes, and a unit cancelled while it is cancelled: nothing waits for ever."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.store.database import create_engine
from bot.adapters.store.sqlite_connection import open_connection

PATIENCE = 10.0


async def test_stopping_while_it_closes_lets_the_closing_end(tmp_path: Path) -> None:
    connection = await open_connection(str(tmp_path / "one.db"))
    closing = asyncio.create_task(connection.close())
    await asyncio.sleep(0)
    connection.stop()
    done, _ = await asyncio.wait({closing}, timeout=PATIENCE)
    assert done
    assert closing.exception() is None


async def test_closing_twice_at_once_ends_both(tmp_path: Path) -> None:
    connection = await open_connection(str(tmp_path / "one.db"))
    closings = {asyncio.create_task(connection.close()) for _ in range(2)}
    done, _ = await asyncio.wait(closings, timeout=PATIENCE)
    assert done == closings


@pytest.mark.parametrize("seed", range(3))
async def test_units_cancelled_again_and_again_leave_no_task_behind(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    before = asyncio.all_tasks()
    for _ in range(40):
        tasks = [asyncio.create_task(_read_for_ever(engine)) for _ in range(4)]
        await asyncio.sleep(chance.random() * 0.01)
        for _ in range(chance.randrange(1, 4)):
            for task in tasks:
                task.cancel()
            for _ in range(chance.randrange(12)):
                await asyncio.sleep(0)
        await asyncio.wait(tasks, timeout=PATIENCE)
    await engine.dispose()
    left = asyncio.all_tasks() - before
    if left:
        _, left = await asyncio.wait(left, timeout=PATIENCE)
    assert not left


async def _read_for_ever(engine: AsyncEngine) -> None:
    while True:
        async with engine.connect() as connection:
            for _ in range(3):
                await connection.execute(text("SELECT 1"))
