"""The transaction boundary: rolls back unless committed, and speaks of failures only in the words of the ports."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.conversations import SqlConversations
from bot.adapters.store.database import WRITING, create_engine, forget_on_disk, migrate
from bot.adapters.store.encryption import MasterKeyError, SealBroken, Vault, read_master_key
from bot.adapters.store.reviews import SqlReviews
from bot.adapters.store.rows import Session
from bot.adapters.store.slow_hash import SlowHash
from bot.adapters.store.staff import SqlStaff
from bot.adapters.store.tables import conversation_keys
from bot.ports import Clock, Conflict, StoreFailed

_log = logging.getLogger(__name__)

# serialization_failure, deadlock_detected, lock_not_available: another writer was in the way, and may be gone now.
_ANOTHER_WAS_FIRST = frozenset({"40001", "40P01", "55P03"})


class Turn:
    """SQLite has one writer. Within this process they queue here, in order, instead of by trying again and again."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None

    async def __aenter__(self) -> None:
        if self._holder is asyncio.current_task():
            raise RuntimeError("a unit of work was opened inside another")
        await self._lock.acquire()
        self._holder = asyncio.current_task()

    async def __aexit__(self, *_: object) -> None:
        self._holder = None
        self._lock.release()


class SqlUnit:
    """ports.UnitOfWork."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection
        self.conversations = SqlConversations(session)
        self.staff = SqlStaff(session)
        self.reviews = SqlReviews(session)

    async def commit(self) -> None:
        """Everything of the unit is on disk when this returns."""
        await self._connection.commit()


class SqlStore:
    """ports.Store on an engine of `create_engine`. `prepare` before the first use, `close` at the end."""

    def __init__(self, engine: AsyncEngine, vault: Vault, clock: Clock, slow_hash: SlowHash | None = None) -> None:
        self.engine = engine
        self._vault = vault
        self._clock = clock
        self._slow_hash = slow_hash or SlowHash()
        is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(**WRITING)
        self._reader = (
            engine
            if is_sqlite
            else engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        self._turn = Turn() if is_sqlite else None

    async def prepare(self) -> None:
        """Bring the schema up to date and make sure that the master key is the one the database was written with."""
        await migrate(self.engine)
        async with self._reader.connect() as connection:
            row = (await connection.execute(select(conversation_keys).limit(1))).one_or_none()
        if row is not None:
            try:
                self._vault.unwrap(row.wrapped_key, row.conversation_id)
            except SealBroken:
                raise MasterKeyError("the database was written with another master key") from None

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()

    async def is_reachable(self) -> bool:
        try:
            async with self._open(self._reader) as connection:
                await connection.execute(text("SELECT 1"))
        except StoreFailed:
            return False
        return True

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqlUnit]:
        async with self._open(self._writer, turn=self._turn) as connection:
            unit = SqlUnit(Session(connection, self._vault, self._clock, self._slow_hash, is_writing=True))
            yield unit
        if unit.conversations.has_erased:
            await self._forget_on_disk()

    async def _forget_on_disk(self) -> None:
        """The deletion is done; that its traces are emptied at once is more than was promised, and may fail."""
        try:
            async with self._turn or nullcontext():
                await forget_on_disk(self.engine)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("erasure_left_in_log", extra={"error": type(error).__name__})

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnit]:
        async with self._open(self._reader) as connection:
            yield SqlUnit(Session(connection, self._vault, self._clock, self._slow_hash, is_writing=False))

    @asynccontextmanager
    async def _open(self, engine: AsyncEngine, turn: Turn | None = None) -> AsyncIterator[AsyncConnection]:
        try:
            async with turn or nullcontext(), engine.connect() as connection:
                yield connection
        except IntegrityError:
            raise Conflict from None
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _ANOTHER_WAS_FIRST:
                raise Conflict from None
            raise StoreFailed(type(error).__name__) from None
        except (SQLAlchemyError, SealBroken, OSError, asyncio.TimeoutError) as error:
            # The cause is not chained: a driver's message may quote the row that it could not write.
            raise StoreFailed(type(error).__name__) from None


async def open_store(url: str, *, key_file: Path, clock: Clock, master_key: str | None = None) -> SqlStore:
    """The store, ready for use. `master_key` is the value of RUSBOT_MASTER_KEY; without it `key_file` holds the key."""
    vault = Vault(read_master_key(key_file, master_key))
    store = SqlStore(create_engine(url), vault, clock)
    await store.prepare()
    return store
