"""All that must be true before the house starts: content, database, services, model. A second call takes seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.adapters.clock import SystemClock
from bot.adapters.content.review_files import ReviewFileError
from bot.adapters.content.services import load_services
from bot.adapters.store.services_repository import SqlServices
from bot.adapters.store.unit_of_work import SqlStore, open_store
from bot.operations.reviewing import import_into
from bot.operations.training import is_fresh, train
from bot.settings import ROOT, Settings

Say = Callable[[str], None]


async def set_up(settings: Settings, say: Say) -> None:
    """Migrate, import the services, train where the model is older than its data."""
    settings.var.mkdir(parents=True, exist_ok=True)
    await fill_database(settings, say)
    if not is_fresh(ROOT, settings.model):
        await asyncio.to_thread(train, ROOT, settings.model, say)


async def fill_database(settings: Settings, say: Say) -> None:
    """Migrations, then every service, place and approval from content (idempotent)."""
    url, key = settings.database_url, settings.master_key
    store = await open_store(url, key_file=settings.key_file, clock=SystemClock(), master_key=key)
    try:
        report = await load_services(settings.content, SqlServices(store.engine))
        say(f"database ready; services: {report}")
        await _bring_reviews(store, settings, say)
    finally:
        await store.close()


async def _bring_reviews(store: SqlStore, settings: Settings, say: Say) -> None:
    """The desk starts with what is decided already. A file that cannot be read must not keep the house closed."""
    try:
        reviews = await import_into(store, settings)
    except ReviewFileError as error:
        say(f"content/reviews was not taken into the database: {error}")
    else:
        if reviews.new:
            say(f"{reviews.new} decisions about facts from content/reviews")
