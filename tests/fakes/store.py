"""Stores that fail: down from the start, or at the moment of the commit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports import Store, StoreFailed, UnitOfWork


class DownStore:
    """ports.Store of a database that cannot be reached."""

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        raise StoreFailed("OperationalError")
        yield  # pragma: no cover - makes this a generator

    reading = unit

    async def is_reachable(self) -> bool:
        return False


class FullDisk:
    """ports.Store over a real one, whose commits fail while `is_full`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_full = True

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        async with self._store.unit() as unit:
            if self.is_full:
                unit.commit = _refuse  # type: ignore[method-assign]
            yield unit

    def reading(self) -> object:
        return self._store.reading()

    async def is_reachable(self) -> bool:
        return await self._store.is_reachable()


async def _refuse() -> None:
    raise StoreFailed("OperationalError")
