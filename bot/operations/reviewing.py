"""Carries professionals' approvals between the database and the files that go into git."""

from __future__ import annotations

from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.content.review_files import FOLDER, YamlReviewArchive
from bot.adapters.content.reviewable import ReviewableFiles
from bot.adapters.store.unit_of_work import SqlStore, open_store
from bot.settings import Settings
from bot.usecases.carry_reviews import CarryReviews, Imported


async def export_reviews(settings: Settings, to: str | None) -> None:
    """Every decision into `to`, beside what is there already."""
    folder = _folder(settings, to)
    store = await _open(settings)
    try:
        carry = CarryReviews(store=store, content=ReviewableFiles(settings.content))
        done = await carry.export_to(YamlReviewArchive(folder))
    finally:
        await store.close()
    print(f"rusprat: {done.decisions} decisions in {folder}; {done.files} files changed")


async def import_reviews(settings: Settings, given: str | None) -> None:
    """Every decision of the folder into the database."""
    folder = _folder(settings, given)
    store = await _open(settings)
    try:
        done = await import_into(store, settings, folder)
    finally:
        await store.close()
    print(f"rusprat: {done.decisions} decisions in {folder}; {done.new} were new to the database")


async def import_into(store: SqlStore, settings: Settings, folder: Path | None = None) -> Imported:
    """The same on a store that is open."""
    carry = CarryReviews(store=store, content=ReviewableFiles(settings.content))
    return await carry.import_from(YamlReviewArchive(folder or _folder(settings, None)))


def _folder(settings: Settings, given: str | None) -> Path:
    return Path(given) if given else settings.content / FOLDER


async def _open(settings: Settings) -> SqlStore:
    url, key = settings.database_url, settings.master_key
    return await open_store(url, key_file=settings.key_file, clock=SystemClock(), master_key=key)


WAYS = {"export": export_reviews, "import": import_reviews}
