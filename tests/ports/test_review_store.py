"""What the port promises about decisions, on each database."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.adapters.store.tables import review_decisions
from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.review import DecidedMeanwhile, Decision, Role, approve, in_order, newest
from tests.builders import a_counsellor
from tests.review_builders import NEXT_YEAR, NOON, an_item, approval, reading_of, returned

ITEM, OTHER = an_item(), an_item(id="ghb.effects")


async def add(store: SqlStore, *made: Decision) -> int:
    async with store.unit() as unit:
        added = await unit.reviews.add(made)
        await unit.commit()
    return added


async def test_what_is_kept_is_read_again_exactly_and_in_order(store: SqlStore) -> None:
    made = [
        returned(ITEM, at=NOON + timedelta(microseconds=1), reason="Kilden sier «nei»: æøå"),
        approval(ITEM, at=NOON),
        approval(OTHER, at=NOON + timedelta(days=1), role=Role.ADMINISTRATOR),
    ]
    assert await add(store, *made) == 3
    async with store.reading() as unit:
        assert await unit.reviews.history(ITEM.id) == in_order(made[:2])
        assert await unit.reviews.all() == in_order(made)
        assert [d.id for d in await unit.reviews.all()] == [d.id for d in in_order(made)]
        assert await unit.reviews.history("ghb.nothing") == ()


async def test_the_same_decision_is_kept_once(store: SqlStore) -> None:
    assert await add(store, approval(ITEM), approval(ITEM)) == 1
    assert await add(store, approval(ITEM), returned(ITEM)) == 1
    async with store.reading() as unit:
        assert len(await unit.reviews.all()) == 2


async def test_many_are_kept_at_once(store: SqlStore) -> None:
    made = [approval(replace(ITEM, id=f"ghb.n{i}")) for i in range(1201)]
    assert await add(store, *made) == 1201
    assert await add(store, *made) == 0


async def test_nothing_is_kept_without_a_commit_and_nothing_written_while_reading(store: SqlStore) -> None:
    async with store.unit() as unit:
        await unit.reviews.add([approval(ITEM)])
    async with store.reading() as unit:
        assert await unit.reviews.all() == ()
        with pytest.raises(RuntimeError, match="a reading unit of work cannot write"):
            await unit.reviews.add([approval(ITEM)])


async def test_of_whoever_decided_only_the_account_is_kept_and_it_is_in_no_decision(store: SqlStore) -> None:
    kari = await a_counsellor(store, "kari.nordmann")
    async with store.unit() as unit:
        await unit.reviews.add([approval(ITEM)], by=kari)
        await unit.commit()
    async with store.engine.connect() as connection:
        row = (await connection.execute(select(review_decisions))).one()
    assert row.staff_id == kari
    assert "nordmann" not in str(row)
    async with store.reading() as unit:
        assert kari not in repr(await unit.reviews.all())


async def test_of_many_who_decide_at_once_exactly_one_does(store: SqlStore) -> None:
    async def decide() -> bool:
        async with store.unit() as unit:
            history = await unit.reviews.history(ITEM.id)
            await asyncio.sleep(0)  # lets the others in, where they can be let in
            try:
                made = approve(ITEM, history, reading_of(ITEM), role=Role.REVIEWER, due=NEXT_YEAR, now=NOON)
            except DecidedMeanwhile:
                return False
            await unit.reviews.add([made])
            await unit.commit()
            return True

    assert sorted(await asyncio.gather(*(decide() for _ in range(5)))) == [False] * 4 + [True]
    async with store.reading() as unit:
        assert newest(await unit.reviews.history(ITEM.id)) == approval(ITEM)
