"""Stores for tests: the real one, with a known master key and a slow hash that is not slow."""

from __future__ import annotations

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.store.database import create_engine
from bot.adapters.store.encryption import Vault
from bot.adapters.store.slow_hash import SlowHash
from bot.adapters.store.unit_of_work import SqlStore
from bot.ports import Clock

MASTER_KEY = bytes(range(32))


def a_store(url: str, clock: Clock, master_key: bytes = MASTER_KEY) -> SqlStore:
    """A store with the weakest slow hash that argon2 knows: tests prove that it is used, not how slow it is."""
    return SqlStore(create_engine(url), Vault(master_key), clock, SlowHash(memory_kib=8, rounds=1))


async def execute(url: URL, statement: str) -> None:
    """One statement outside any transaction."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
