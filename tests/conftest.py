"""What every test may ask for: the content folder, a clock that stands still, and a store on each database.

PostgreSQL and Redis are used when they can be reached (RUSBOT_TEST_POSTGRES, RUSBOT_TEST_REDIS) and skipped with a
reason when not; RUSBOT_REQUIRE=postgres,redis turns the skip into a failure.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from bot.adapters.store.database import create_engine, migrate
from bot.adapters.store.tables import metadata
from bot.adapters.store.unit_of_work import SqlStore
from tests.fakes.clock import FrozenClock
from tests.stores import a_store, execute

POSTGRES = os.environ.get("RUSBOT_TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")
REDIS = os.environ.get("RUSBOT_TEST_REDIS", "redis://127.0.0.1:6379/15")

# A deadline for one example would measure the machine, not the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def skip_or_fail(service: str, reason: str) -> None:
    """Skip, unless RUSBOT_REQUIRE names the service: then what is missing is a failure."""
    if service in os.environ.get("RUSBOT_REQUIRE", "").split(","):
        pytest.fail(f"{service} is required (RUSBOT_REQUIRE) and {reason}", pytrace=False)
    pytest.skip(f"{service}: {reason}")


def require_reachable(service: str, url: str, default_port: int) -> None:
    """Skip or fail unless something listens there."""
    address = make_url(url)
    try:
        socket.create_connection((address.host or "127.0.0.1", address.port or default_port), timeout=2).close()
    except OSError:
        skip_or_fail(service, f"nothing listens on {address.host}:{address.port or default_port}")


@pytest.fixture(scope="session")
def content() -> Path:
    """The real content folder."""
    return Path(__file__).resolve().parents[1] / "content"


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture(scope="session")
def redis_url() -> str:
    require_reachable("redis", REDIS, 6379)
    return REDIS


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated database; tests take copies."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    _run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A database of this session's own, created empty and dropped afterwards."""
    require_reachable("postgres", POSTGRES, 5432)
    server = make_url(POSTGRES)
    name = f"rusprat_test_{secrets.token_hex(6)}"
    _run(execute(server, f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    _run(execute(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    _run(_migrate(postgres_url))
    return postgres_url


@pytest.fixture
async def sqlite_store(migrated_sqlite: Path, tmp_path: Path, clock: FrozenClock) -> AsyncIterator[SqlStore]:
    """An empty store on SQLite, where one database is enough to tell."""
    path = tmp_path / "rusprat.sqlite3"
    shutil.copy(migrated_sqlite, path)
    store = a_store(f"sqlite+aiosqlite:///{path}", clock)
    yield store
    await store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty migrated database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite+aiosqlite:///{path}"
    url: str = request.getfixturevalue("migrated_postgres")
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    await execute(make_url(url), f"TRUNCATE {tables} RESTART IDENTITY")
    return url


@pytest.fixture
async def store(store_url: str, clock: FrozenClock) -> AsyncIterator[SqlStore]:
    """An empty store, once on SQLite and once on PostgreSQL."""
    store = a_store(store_url, clock)
    yield store
    await store.close()


def _run(work: Coroutine[object, object, None]) -> None:
    """Beside the loop of the test that asked for the fixture."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


async def _migrate(url: str) -> None:
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()
