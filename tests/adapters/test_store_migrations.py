"""The schema: the revisions build what the tables say, on both databases, and nothing of it can name a person."""

from __future__ import annotations

import ast
import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.store import database
from bot.adapters.store.tables import metadata
from tests.stores import execute

MIGRATE = """
import asyncio, sys
from bot.adapters.store.database import create_engine, migrate
asyncio.run(migrate(create_engine(sys.argv[1])))
"""
MIGRATIONS = Path(database.__file__).parent / "migrations"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def bare_engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database without any table."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'bare.sqlite3'}"
    else:
        base = make_url(request.getfixturevalue("postgres_url"))
        await execute(base, "DROP DATABASE IF EXISTS rusprat_bare WITH (FORCE)")
        await execute(base, "CREATE DATABASE rusprat_bare")
        url = base.set(database="rusprat_bare").render_as_string(hide_password=False)
    engine = database.create_engine(url)
    yield engine
    await engine.dispose()
    if request.param == "postgres":
        await execute(base, "DROP DATABASE rusprat_bare WITH (FORCE)")


async def test_the_revisions_build_exactly_the_tables(bare_engine: AsyncEngine) -> None:
    await database.migrate(bare_engine)
    async with bare_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_migrating_twice_changes_nothing(bare_engine: AsyncEngine) -> None:
    await database.migrate(bare_engine)
    await database.migrate(bare_engine)
    async with bare_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_several_processes_may_migrate_at_once(bare_engine: AsyncEngine) -> None:
    url = bare_engine.url.render_as_string(hide_password=False)
    processes = [await asyncio.create_subprocess_exec(sys.executable, "-c", MIGRATE, url) for _ in range(3)]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with bare_engine.connect() as connection:
        assert await connection.run_sync(_differences) == []


async def test_a_revision_can_be_taken_back(bare_engine: AsyncEngine) -> None:
    await database.migrate(bare_engine)
    await database.downgrade(bare_engine, "base")
    async with bare_engine.connect() as connection:
        left = await connection.run_sync(lambda c: inspect(c).get_table_names())
    assert left == ["alembic_version"]


async def test_the_database_itself_refuses_two_owners(bare_engine: AsyncEngine) -> None:
    await database.migrate(bare_engine)
    async with bare_engine.connect() as connection:
        checks = await connection.run_sync(lambda c: inspect(c).get_check_constraints("conversations"))
    assert {c["name"] for c in checks} >= {
        "ck_conversations_owner", "ck_conversations_waiting", "ck_conversations_closed", "ck_conversations_state",
    }  # fmt: skip


@pytest.mark.parametrize("change", ["UPDATE review_decisions SET role = 'x'", "DELETE FROM review_decisions"])
async def test_the_database_itself_refuses_to_change_a_decision(bare_engine: AsyncEngine, change: str) -> None:
    await database.migrate(bare_engine)
    row = (
        "INSERT INTO review_decisions (id, item_id, fingerprint, verdict, role, decided_at, due) "
        "VALUES ('a', 'ghb.danger', 'f', 'approved', 'fagansvarlig', '2026-11-21 12:00:00', '2027-11-21')"
    )
    async with bare_engine.begin() as connection:
        await connection.execute(text(row))
    with pytest.raises(DBAPIError, match="a decision about a fact can only be added"):
        async with bare_engine.begin() as connection:
            await connection.execute(text(change))


async def test_administrators_of_before_may_review_too_and_counsellors_may_not(bare_engine: AsyncEngine) -> None:
    await database.migrate(bare_engine, "0003")
    given = {
        "first": "admin,counsellor",
        "kari": "counsellor",
        "ola": "admin",
        "faglig": "reviewer",
        "administrasjon": "",
    }
    async with bare_engine.begin() as connection:
        for name, roles in given.items():
            row = (
                "INSERT INTO counsellors (id, username, display_role, roles, is_active, created_at) "
                f"VALUES ('{name}', '{name}', 'ruskonsulent', '{roles}', true, '2026-11-21 12:00:00')"
            )
            await connection.execute(text(row))
    await database.migrate(bare_engine)
    assert await _roles(bare_engine) == {**given, "first": "admin,counsellor,reviewer", "ola": "admin,reviewer"}
    await database.downgrade(bare_engine, "0003")
    assert await _roles(bare_engine) == given


async def _roles(engine: AsyncEngine) -> dict[str, str]:
    async with engine.connect() as connection:
        return {row.username: row.roles for row in await connection.execute(text("SELECT * FROM counsellors"))}


async def test_a_failed_revision_leaves_nothing_behind(bare_engine: AsyncEngine) -> None:
    with pytest.raises(Exception, match="no_such_revision"):
        await database.migrate(bare_engine, "no_such_revision")
    async with bare_engine.connect() as connection:
        assert await connection.run_sync(lambda c: inspect(c).get_table_names()) == []


def test_no_migration_imports_the_application() -> None:
    for path in MIGRATIONS.rglob("*.py"):
        imported = [
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        ]
        assert not [name for name in imported if name.split(".")[0] in {"bot", "actions"}], path.name


def test_no_column_can_hold_who_a_person_is() -> None:
    words = ("ip", "agent", "name", "email", "phone", "account", "address", "cookie", "person", "user")
    suspicious = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if any(word in column.name.split("_") for word in words) or column.name == "username"
    }
    # The counsellor's own account, and the number of the person's last message.
    assert suspicious == {"counsellors.username", "conversations.last_person_number"}


def test_every_column_for_text_is_sealed_or_a_word_of_our_own() -> None:
    ours = {
        "id", "channel", "state", "language", "kommune", "counsellor_id", "last_counsellor_id", "conversation_id",
        "speaker", "client_hash", "lookup", "slow_hash", "token_hash", "password_hash", "proof", "topic", "substance",
        "username", "display_role", "roles",
        # Of a decision about a public text; the reason is a professional's own words, without names.
        "item_id", "fingerprint", "verdict", "role", "reason", "staff_id",
    }  # fmt: skip
    texts = {
        c.name for t in metadata.sorted_tables for c in t.columns if c.type.__class__.__name__ in ("String", "Text")
    }
    assert texts <= ours


async def test_sqlite_keeps_its_promises(tmp_path: Path) -> None:
    engine = database.create_engine(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'rusprat.sqlite3'}")
    async with engine.connect() as connection:
        read = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
        }
    await engine.dispose()
    assert read == {
        "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "busy_timeout": 8000,
    }  # fmt: skip
    assert (tmp_path / "new" / "rusprat.sqlite3").stat().st_mode & 0o077 == 0


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a file"):
        database.create_engine("sqlite+aiosqlite://")


def _differences(connection: Connection) -> list[object]:
    """What autogenerate would still have to do for our own tables; another engineer's tables are not our business."""
    context = MigrationContext.configure(connection, opts={"include_object": _is_ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


def _is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return kind != "table" or name in metadata.tables
