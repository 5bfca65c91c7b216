"""SQLite's connection, made safe to close twice: a unit cancelled again while it is being cancelled comes to an end."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import aiosqlite

_ROWS_AT_ONCE = 64


class Connection(aiosqlite.Connection):
    """aiosqlite (0.22) puts each call to stop in the queue of a thread that may have stopped already; its future then
    never comes, and whoever closes waits for ever: a socket's task is left behind, and a house that shuts down hangs.
    """

    _stopped: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Stop the thread after what is queued. Again and again the same future."""
        if self._stopped is None:
            self._stopped = super().stop()
        return self._stopped


def open_connection(database: str, **options: Any) -> Connection:
    """For SQLAlchemy's `async_creator_fn`: what `aiosqlite.connect` does, with the connection above. Await it."""
    connection = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=_ROWS_AT_ONCE)
    connection._thread.daemon = True  # as SQLAlchemy does: a connection that is forgotten must not keep the process
    return connection
