"""Opens the database: the same promises on SQLite (one machine) and PostgreSQL (several). Keeps its schema current."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.store.sqlite_connection import open_connection

BEGINS_WITH = "rusprat_begins_with"
"""Execution option: the statement that opens a transaction on SQLite; empty for none."""

WRITING = {BEGINS_WITH: "BEGIN IMMEDIATE"}
"""Takes SQLite's write lock from the start: one that reads first and writes later fails when another wrote between."""

BUSY_SECONDS = 8.0
_OWNER_ONLY = 0o600
_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_275_737  # any number that nothing else in the database uses as an advisory lock


def create_engine(url: str) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`. Connects on first use."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url)
    return create_async_engine(
        url,
        hide_parameters=True,  # an error must not quote a row
        pool_size=10,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"timeout": 5, "command_timeout": 15, "server_settings": {"application_name": "rusprat"}},
    )


def _sqlite(url: str) -> AsyncEngine:
    file = make_url(url).database
    if not file or file == ":memory:":
        raise ValueError("the database must be a file: what is acknowledged must survive a restart")
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))  # its WAL takes over the same rights
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={"async_creator_fn": open_connection},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Python's driver must not begin transactions by itself: it would do so too late and without the write lock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {int(BUSY_SECONDS * 1000)}",  # first: the next ones may have to wait
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged message survives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted keys are overwritten, not only unlinked
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(BEGINS_WITH, "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Bring the schema to `revision`. Safe when several processes start at once: the others wait and find it done."""
    async with engine.execution_options(**WRITING).connect() as connection:
        await connection.begin()  # now: Alembic would else begin and commit each revision by itself, with gaps between
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATION_LOCK})
        await connection.run_sync(_upgrade, revision)
        await connection.commit()


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(_config(connection), revision)


async def downgrade(engine: AsyncEngine, revision: str) -> None:
    """Take the schema back to `revision` (`base`: nothing left)."""
    async with engine.execution_options(**WRITING).connect() as connection:
        await connection.begin()
        await connection.run_sync(lambda c: command.downgrade(_config(c), revision))
        await connection.commit()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


async def forget_on_disk(engine: AsyncEngine) -> None:
    """After a deletion: SQLite's write-ahead log still holds the page with the key until it is emptied."""
    if engine.dialect.name != "sqlite":
        return
    async with engine.execution_options(**{BEGINS_WITH: ""}).connect() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
