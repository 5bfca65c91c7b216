"""Professionals' decisions about the facts. Rows are added and read; the database itself refuses anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select, text
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.store.rows import Session
from bot.adapters.store.tables import review_decisions
from bot.domain.conversation import CounsellorId
from bot.domain.review import Decision, Role, Verdict

_LOCKS = 7_275_738  # the first half of our advisory locks; the second is made of the item
_ROWS_AT_ONCE = 500


class SqlReviews:
    """ports.ReviewStore on SQLAlchemy Core, for SQLite and PostgreSQL."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection

    async def history(self, item_id: str) -> tuple[Decision, ...]:
        if self._session.is_writing and self._connection.dialect.name == "postgresql":
            # An item without decisions has no row that could be locked. SQLite has one writer at a time anyway.
            lock = text("SELECT pg_advisory_xact_lock(:ours, :item)")
            await self._connection.execute(lock, {"ours": _LOCKS, "item": _number_of(item_id)})
        return await self._read(select(review_decisions).where(review_decisions.c.item_id == item_id))

    async def all(self) -> tuple[Decision, ...]:
        return await self._read(select(review_decisions))

    async def add(self, decisions: Sequence[Decision], *, by: CounsellorId | None = None) -> int:
        self._session.require_writing()
        rows = {d.id: {**_columns(d), "staff_id": by} for d in decisions}
        added = 0
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            added += await self._add(dict(list(rows.items())[start : start + _ROWS_AT_ONCE]))
        return added

    async def _add(self, rows: Mapping[str, dict[str, Any]]) -> int:
        query = select(review_decisions.c.id).where(review_decisions.c.id.in_(rows))
        kept = set((await self._connection.execute(query)).scalars())
        fresh = [row for name, row in rows.items() if name not in kept]
        if fresh:
            # Another gateway may import the same files at the same moment.
            dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
            await self._connection.execute(dialect.insert(review_decisions).on_conflict_do_nothing(), fresh)
        return len(fresh)

    async def _read(self, query: Select[Any]) -> tuple[Decision, ...]:
        ordered = query.order_by(review_decisions.c.decided_at, review_decisions.c.id)
        return tuple(_decision(row) for row in (await self._connection.execute(ordered)).all())


def _columns(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "item_id": decision.item_id,
        "fingerprint": decision.fingerprint,
        "verdict": decision.verdict.value,
        "role": decision.role.value,
        "decided_at": decision.decided_at,
        "due": decision.due,
        "reason": decision.reason,
    }


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        item_id=row.item_id,
        fingerprint=row.fingerprint,
        verdict=Verdict(row.verdict),
        role=Role(row.role),
        decided_at=row.decided_at,
        due=row.due,
        reason=row.reason,
    )


def _number_of(item_id: str) -> int:
    """Any 32-bit number that is always the same for the item."""
    return int.from_bytes(hashlib.sha256(item_id.encode()).digest()[:4], "big", signed=True)
