"""Daily counts. A row holds no more than a day, a place, a subject and a number."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.store.part import Part
from bot.adapters.store.tables import daily_counts
from bot.domain.daily_counts import DailyCount
from bot.domain.risk_levels import RiskLevel

_LONGEST_WORD = 48


class Counts(Part):
    """Anonymous statistics."""

    async def count(self, day: str, kommune: str | None, topic: str, substance: str, risk: RiskLevel) -> None:
        self._session.require_writing()
        key = {
            "day": date.fromisoformat(day),
            "kommune": kommune or "",
            "topic": topic[:_LONGEST_WORD],
            "substance": substance[:_LONGEST_WORD],
            "risk": int(risk),
        }
        one_more = {"count": daily_counts.c.count + 1}
        # The two dialects share the clause but not the class that writes it.
        if self._connection.dialect.name == "sqlite":
            into_sqlite = sqlite.insert(daily_counts).values(count=1, **key)
            await self._connection.execute(into_sqlite.on_conflict_do_update(index_elements=list(key), set_=one_more))
        else:
            into_postgres = postgresql.insert(daily_counts).values(count=1, **key)
            await self._connection.execute(into_postgres.on_conflict_do_update(index_elements=list(key), set_=one_more))

    async def counts(self, first_day: str, last_day: str) -> tuple[DailyCount, ...]:
        c = daily_counts.c
        days = c.day.between(date.fromisoformat(first_day), date.fromisoformat(last_day))
        query = select(daily_counts).where(days).order_by(c.day, c.kommune, c.topic, c.substance, c.risk)
        return tuple(
            DailyCount(
                r["day"].isoformat(), r["kommune"] or None, r["topic"], r["substance"], RiskLevel(r["risk"]), r["count"]
            )
            for r in (await self._connection.execute(query)).mappings()
        )
