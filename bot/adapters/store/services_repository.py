"""Help services in the database: read for a kommune, and replaced by what `content/` says.

Raises StoreFailed when the database is down, never anything of the driver's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Table, and_, delete, exists, insert, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.adapters.store.database import WRITING
from bot.adapters.store.service_rows import area_rows, hour_rows, service_of, service_row
from bot.adapters.store.service_tables import (
    bydeler,
    help_service_areas,
    help_service_hours,
    help_services,
    kommuner,
    postnummer,
)
from bot.domain.help_services import HelpService, Kommune
from bot.domain.service_catalogue import LoadReport, ServiceCatalogue
from bot.ports import StoreFailed

_ROWS_AT_ONCE = 500


class SqlServices:
    """A ServiceDirectory (bot.usecases.find_help) and the store of `load_services`, on an engine of `create_engine`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def services(self, kommune: Kommune | None) -> Sequence[HelpService]:
        """The national ones, and those whose area reaches the kommune."""
        async with _failing_as_ours(), self._engine.connect() as connection:
            return await _read(connection, _reaches(kommune))

    async def kommune(self, number: str) -> Kommune | None:
        """The kommune of that number, or None."""
        return await self._kommune(kommuner.c.number == number)

    async def kommune_of_postnummer(self, number: str) -> Kommune | None:
        """The kommune in which that postal code lies, or None."""
        there = select(postnummer.c.kommune_number).where(postnummer.c.number == number).scalar_subquery()
        return await self._kommune(kommuner.c.number == there)

    async def bydeler(self, kommune_number: str) -> tuple[str, ...]:
        """The names of its bydeler by number; empty outside Oslo."""
        query = select(bydeler.c.name).where(bydeler.c.kommune_number == kommune_number).order_by(bydeler.c.number)
        async with _failing_as_ours(), self._engine.connect() as connection:
            return tuple((await connection.execute(query)).scalars())

    async def replace(self, catalogue: ServiceCatalogue) -> LoadReport:
        """Make the tables say what the catalogue says, in one transaction. Unchanged services are not touched."""
        async with _failing_as_ours(), self._engine.execution_options(**WRITING).connect() as connection:
            await _replace_geography(connection, catalogue)
            stored = {service.id: service for service in await _read(connection, None)}
            wanted = {service.id: service for service in catalogue.services}
            new = [s for s in catalogue.services if s.id not in stored]
            changed = [s for s in catalogue.services if s.id in stored and stored[s.id] != s]
            gone = stored.keys() - wanted.keys()
            await _remove(connection, [*gone, *(s.id for s in changed)])
            await _add(connection, [*new, *changed])
            await connection.commit()
        kept = len(wanted) - len(new) - len(changed)
        return LoadReport(added=len(new), updated=len(changed), removed=len(gone), unchanged=kept)

    async def _kommune(self, condition: ColumnElement[bool]) -> Kommune | None:
        async with _failing_as_ours(), self._engine.connect() as connection:
            row = (await connection.execute(select(kommuner).where(condition))).one_or_none()
        return Kommune(*row) if row else None


@asynccontextmanager
async def _failing_as_ours() -> AsyncIterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreFailed(type(error).__name__) from None


def _reaches(kommune: Kommune | None) -> ColumnElement[bool]:
    of_service = help_service_areas.c.service_id == help_services.c.id
    kind, area = help_service_areas.c.kind, help_service_areas.c.area
    is_national = ~exists().where(of_service)
    if kommune is None:
        return is_national
    here = or_(and_(kind == "kommune", area == kommune.number), and_(kind == "fylke", area == kommune.fylke_number))
    return or_(is_national, exists().where(of_service, here))


async def _read(connection: AsyncConnection, condition: ColumnElement[bool] | None) -> tuple[HelpService, ...]:
    chosen = select(help_services.c.id)
    query = select(help_services).order_by(help_services.c.position, help_services.c.id)
    if condition is not None:
        chosen, query = chosen.where(condition), query.where(condition)
    rows = (await connection.execute(query)).mappings().all()
    areas = await _by_service(connection, help_service_areas, chosen)
    hours = await _by_service(connection, help_service_hours, chosen)
    return tuple(service_of(dict(row), areas.get(row["id"], ()), hours.get(row["id"], ())) for row in rows)


async def _by_service(connection: AsyncConnection, table: Table, chosen: Any) -> dict[str, list[Mapping[str, Any]]]:
    query = select(table).where(table.c.service_id.in_(chosen)).order_by(*table.primary_key.columns)
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in (await connection.execute(query)).mappings():
        found.setdefault(row["service_id"], []).append(dict(row))
    return found


async def _remove(connection: AsyncConnection, ids: Sequence[str]) -> None:
    for table, column in (
        (help_service_hours, help_service_hours.c.service_id),
        (help_service_areas, help_service_areas.c.service_id),
        (help_services, help_services.c.id),
    ):
        if ids:
            await connection.execute(delete(table).where(column.in_(ids)))


async def _add(connection: AsyncConnection, services: Iterable[HelpService]) -> None:
    services = tuple(services)
    await _insert(connection, help_services, [service_row(s) for s in services])
    await _insert(connection, help_service_areas, [row for s in services for row in area_rows(s)])
    await _insert(connection, help_service_hours, [row for s in services for row in hour_rows(s)])


async def _replace_geography(connection: AsyncConnection, catalogue: ServiceCatalogue) -> None:
    wanted: tuple[tuple[Table, set[tuple[Any, ...]]], ...] = (
        (kommuner, {(k.number, k.name, k.fylke_number, k.fylke_name, k.website) for k in catalogue.kommuner}),
        (postnummer, {(p.number, p.town, p.kommune_number) for p in catalogue.postnummer}),
        (bydeler, {(b.kommune_number, b.number, b.name) for b in catalogue.bydeler}),
    )
    stored = [{tuple(row) for row in await connection.execute(select(table))} for table, _ in wanted]
    if all(old == new for old, (_, new) in zip(stored, wanted, strict=True)):
        return
    # Geography changes once in some years and nothing but these three tables refers to it: all of it or nothing.
    for table, _ in reversed(wanted):
        await connection.execute(delete(table))
    for table, rows in wanted:
        names = [column.name for column in table.columns]
        await _insert(connection, table, [dict(zip(names, row, strict=True)) for row in sorted(rows, key=str)])


async def _insert(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        await connection.execute(insert(table), list(rows[start : start + _ROWS_AT_ONCE]))
