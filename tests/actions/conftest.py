"""Actions with the real content and services, and a tracker in the place of Rasa's."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest_asyncio

from actions.wiring import services
from bot.operations.setup import fill_database
from bot.settings import load_settings


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wired(tmp_path_factory: object) -> AsyncIterator[None]:
    """The wiring of the actions on a database of its own."""
    folder: Path = tmp_path_factory.mktemp("actions")  # type: ignore[attr-defined]
    url = f"sqlite+aiosqlite:///{folder}/actions.sqlite3"
    await fill_database(replace(load_settings(), var=folder, database_url=url, master_key=None), lambda _line: None)
    before = dict(os.environ)
    os.environ["RUSBOT_DATABASE_URL"] = url
    services.cache_clear()
    yield
    services.cache_clear()
    os.environ.clear()
    os.environ.update(before)
