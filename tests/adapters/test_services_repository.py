"""Help services in the database, on SQLite and PostgreSQL: loaded, loaded again, changed, and read for a place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.content.services import ContentServices, load_catalogue, load_services
from bot.adapters.store.database import create_engine
from bot.adapters.store.service_tables import help_services, metadata
from bot.adapters.store.services_repository import SqlServices
from bot.domain.help_services import Confidence, Coverage, HelpService, Notice, ServiceKind, Status, Way
from bot.domain.needs import Need
from bot.domain.replies import SourceLink
from bot.domain.service_catalogue import Bydel, LoadReport, Postnummer, ServiceCatalogue
from bot.domain.texts import Texts
from bot.ports import StoreFailed
from tests.service_builders import NATIONAL, OSLO, SEL, a_service, open_from

EVERYTHING = a_service(
    "everything",
    kind=ServiceKind.USER_ROOM,
    needs=frozenset((Need.USER_ROOM, Need.NALOXONE)),
    description=Texts("Et rom.", "Eit rom.", "A room."),
    coverage=Coverage(frozenset(("0301", "3437")), frozenset(("34",)), frozenset(("Alna", "Ullern"))),
    status=Status.UNCERTAIN,
    confidence=Confidence.MEDIUM,
    target_group=Texts("voksne", "vaksne"),
    age_from=18,
    age_to=99,
    phone="22 11 00 99",
    sms="HEI til 2440",
    chat_url="https://example.no/chat",
    url="https://example.no",
    address="Storgata 1, 0155 Oslo",
    reached_by=frozenset((Way.PHONE, Way.VIDEO)),
    referral_needed=False,
    anonymous=True,
    cost="free",
    always_open=True,
    opening_hours=(*open_from(9, 15, Way.PHONE), *open_from(20, 27)),
    hours_text=Texts("Ring først.", "Ring først."),
    notices=(Notice(Texts("Stengt.", "Stengt."), date(2026, 1, 1), None, True), Notice(Texts("Flyttet.", "Flytta."))),
    sources=(SourceLink("Om oss", "https://example.no/om", "Eksempel", "2026-08-13"),),
    source_date="2026-08",
    is_draft=False,
)
PLAIN = a_service("plain", coverage=NATIONAL, host_kommune=None)


@pytest.fixture
async def engine(store_url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_engine(store_url)
    yield engine
    # PostgreSQL keeps its database for the whole session, and the house's own fixture empties only its own tables.
    await SqlServices(engine).replace(ServiceCatalogue((), ()))
    await engine.dispose()


def a_catalogue(*services: HelpService) -> ServiceCatalogue:
    return ServiceCatalogue(
        services=tuple(replace(s, position=i) for i, s in enumerate(services)),
        kommuner=(OSLO, SEL),
        postnummer=(Postnummer("2670", "Otta", "3437"), Postnummer("0155", "Oslo", "0301")),
        bydeler=(Bydel("0301", "12", "Alna"), Bydel("0301", "06", "Ullern")),
    )


async def test_what_is_written_comes_back_equal(engine: AsyncEngine) -> None:
    catalogue = a_catalogue(EVERYTHING, PLAIN)
    services = SqlServices(engine)
    assert await services.replace(catalogue) == LoadReport(added=2, updated=0, removed=0, unchanged=0)
    assert await services.services(OSLO) == catalogue.services


async def test_loading_twice_changes_nothing(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    await services.replace(a_catalogue(EVERYTHING, PLAIN))
    again = await services.replace(a_catalogue(EVERYTHING, PLAIN))
    assert again == LoadReport(added=0, updated=0, removed=0, unchanged=2)
    assert await services.services(OSLO) == a_catalogue(EVERYTHING, PLAIN).services


async def test_what_is_changed_is_updated_and_what_is_gone_is_removed(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    await services.replace(a_catalogue(EVERYTHING, PLAIN))
    moved = replace(EVERYTHING, address=None, opening_hours=(), coverage=Coverage(frozenset(("0301",))))
    report = await services.replace(a_catalogue(moved, a_service("new", coverage=NATIONAL)))
    assert report == LoadReport(added=1, updated=1, removed=1, unchanged=0)
    assert await services.services(OSLO) == a_catalogue(moved, a_service("new", coverage=NATIONAL)).services


async def test_a_change_made_in_the_database_is_undone(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    await services.replace(a_catalogue(PLAIN))
    async with engine.begin() as connection:
        await connection.execute(update(help_services).values(phone="99 99 99 99"))
    assert (await services.replace(a_catalogue(PLAIN))).updated == 1
    assert (await services.services(None))[0].phone is None


async def test_a_broken_import_leaves_the_old_rows(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    await services.replace(a_catalogue(PLAIN))
    broken = replace(EVERYTHING, name=None)  # type: ignore[arg-type]
    with pytest.raises(StoreFailed):
        await services.replace(a_catalogue(broken))
    async with engine.connect() as connection:
        assert (await connection.execute(select(help_services.c.id))).scalars().all() == ["plain"]


async def test_only_what_reaches_the_kommune_is_read(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    of_fylke = a_service("of-fylke", coverage=Coverage(fylker=frozenset(("34",))))
    of_oslo = a_service("of-oslo", coverage=Coverage(frozenset(("0301",))))
    await services.replace(a_catalogue(PLAIN, of_fylke, of_oslo))
    assert [s.id for s in await services.services(SEL)] == ["plain", "of-fylke"]
    assert [s.id for s in await services.services(OSLO)] == ["plain", "of-oslo"]
    assert [s.id for s in await services.services(None)] == ["plain"]


async def test_the_geography_is_kept_and_replaced(engine: AsyncEngine) -> None:
    services = SqlServices(engine)
    await services.replace(a_catalogue())
    assert await services.kommune("3437") == SEL
    assert await services.kommune("9999") is None
    assert await services.kommune_of_postnummer("2670") == SEL
    assert await services.kommune_of_postnummer("0000") is None
    assert await services.bydeler("0301") == ("Ullern", "Alna")
    assert await services.bydeler("3437") == ()
    renamed = replace(SEL, name="Nye Sel", website=None)
    await services.replace(replace(a_catalogue(), kommuner=(OSLO, renamed)))
    assert await services.kommune("3437") == renamed


async def test_the_real_content_is_loaded_and_read_as_from_the_files(engine: AsyncEngine, content: Path) -> None:
    services = SqlServices(engine)
    catalogue = load_catalogue(content)
    report = await load_services(content, services)
    assert (report.added, report.removed) == (len(catalogue.services), 0)
    assert (await load_services(content, services)).unchanged == len(catalogue.services)
    from_files = ContentServices(catalogue)
    for kommune in (None, *catalogue.kommuner[::40]):
        assert await services.services(kommune) == await from_files.services(kommune)
    assert await services.kommune("4601") == await from_files.kommune("4601")


async def test_a_database_that_is_away_is_said_in_our_own_words(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'unmigrated.sqlite3'}")
    with pytest.raises(StoreFailed):
        await SqlServices(engine).kommune("3437")
    await engine.dispose()


async def test_the_revision_builds_exactly_these_tables(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
            return kind != "table" or name in metadata.tables

        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
