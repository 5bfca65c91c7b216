"""Carries decisions between the database and the folder that goes into git. Both ways add; neither loses anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.review import in_order
from bot.ports import ReviewableContent, ReviewArchive, Store


@dataclass(frozen=True)
class Exported:
    """What an export did."""

    decisions: int
    files: int


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    decisions: int
    new: int


class CarryReviews:
    """The same decision is the same on both sides, so doing it twice does nothing."""

    def __init__(self, *, store: Store, content: ReviewableContent) -> None:
        self._store = store
        self._content = content

    async def export_to(self, archive: ReviewArchive) -> Exported:
        """Everything that the database or the archive knows, into the archive. Raises ValueError before it writes."""
        there = archive.read()
        async with self._store.reading() as unit:
            here = await unit.reviews.all()
        every = in_order([*there, *here])
        return Exported(len(every), archive.write(every, self._content.catalogue()))

    async def import_from(self, archive: ReviewArchive) -> Imported:
        """Everything that the archive knows, into the database. Raises ValueError before it writes."""
        decisions = archive.read()
        async with self._store.unit() as unit:
            new = await unit.reviews.add(decisions)
            await unit.commit()
        return Imported(len(decisions), new)
