"""What the port promises about counsellors and their sessions, on each database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.adapters.store.tables import counsellors, login_tokens, staff_sessions
from bot.adapters.store.unit_of_work import SqlStore
from bot.ports import Conflict
from tests.builders import a_counsellor
from tests.fakes.clock import FrozenClock

PASSWORD = "et langt passord"


async def test_the_right_password_opens_and_the_wrong_one_does_not(store: SqlStore) -> None:
    kari = await a_counsellor(store, "Kari ")
    async with store.reading() as unit:
        assert await unit.staff.check_password("kari", PASSWORD) == kari
        assert await unit.staff.check_password("KARI", PASSWORD) == kari
        assert await unit.staff.check_password("kari", "et annet passord") is None
        assert await unit.staff.check_password("ola", PASSWORD) is None


async def test_a_username_belongs_to_one(store: SqlStore) -> None:
    await a_counsellor(store, "kari")
    with pytest.raises(Conflict):
        await a_counsellor(store, "Kari")


async def test_the_one_time_login_makes_the_first_administrator_and_works_once(store: SqlStore) -> None:
    async with store.unit() as unit:
        assert await unit.staff.is_empty()
        token = await unit.staff.one_time_login(valid_minutes=15)
        await unit.commit()
    async with store.unit() as unit:
        first = await unit.staff.redeem(token)
        assert first is not None
        await unit.commit()
    async with store.unit() as unit:
        assert await unit.staff.redeem(token) is None
        assert not await unit.staff.is_empty()
        administrator = await unit.staff.get(first)
        assert administrator is not None
        assert administrator.roles == ("admin", "counsellor", "reviewer")
        # No password has been chosen, so none fits.
        assert await unit.staff.check_password(administrator.username, "") is None


async def test_a_second_one_time_login_is_the_same_administrator(store: SqlStore) -> None:
    found = []
    for _ in range(2):
        async with store.unit() as unit:
            found.append(await unit.staff.redeem(await unit.staff.one_time_login(valid_minutes=15)))
            await unit.commit()
    assert found[0] == found[1]


async def test_a_one_time_login_runs_out(store: SqlStore, clock: FrozenClock) -> None:
    async with store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=15)
        await unit.commit()
    clock.move(minutes=15)
    async with store.unit() as unit:
        assert await unit.staff.redeem(token) is None


async def test_a_session_lasts_a_shift(store: SqlStore, clock: FrozenClock) -> None:
    kari = await a_counsellor(store)
    async with store.unit() as unit:
        token = await unit.staff.open_session(kari)
        await unit.commit()
    clock.move(hours=11)
    async with store.reading() as unit:
        found = await unit.staff.session(token)
        assert found is not None
        assert (found.id, found.display_role, found.roles) == (kari, "ruskonsulent", ("counsellor",))
        assert await unit.staff.session("noe annet") is None
    clock.move(hours=1)
    async with store.reading() as unit:
        assert await unit.staff.session(token) is None


async def test_logging_out_of_the_last_session_ends_the_duty(store: SqlStore, clock: FrozenClock) -> None:
    kari = await a_counsellor(store)
    async with store.unit() as unit:
        tokens = [await unit.staff.open_session(kari) for _ in range(2)]
        await unit.commit()
    duty = []
    for token in tokens:
        async with store.unit() as unit:
            await unit.staff.close_session(token)
            duty.append(await unit.staff.on_duty(clock.now() - timedelta(minutes=3)))
            await unit.commit()
    assert duty == [(kari,), ()]


@pytest.mark.parametrize("change", ["new password", "deactivated"])
async def test_a_new_password_or_an_end_closes_every_session(store: SqlStore, change: str) -> None:
    kari = await a_counsellor(store)
    async with store.unit() as unit:
        token = await unit.staff.open_session(kari)
        if change == "new password":
            await unit.staff.set_password(kari, "et nytt passord")
        else:
            await unit.staff.deactivate(kari)
        await unit.commit()
    async with store.reading() as unit:
        assert await unit.staff.session(token) is None
        assert await unit.staff.check_password("kari", PASSWORD) is None


async def test_somebody_deactivated_is_gone_from_the_lists_but_keeps_their_role(
    store: SqlStore, clock: FrozenClock
) -> None:
    kari = await a_counsellor(store)
    async with store.unit() as unit:
        await unit.staff.deactivate(kari)
        await unit.commit()
    async with store.reading() as unit:
        assert (await unit.staff.all(), await unit.staff.on_duty(clock.now() - timedelta(days=1))) == ((), ())
        assert (await unit.staff.get(kari)).display_role == "ruskonsulent"


async def test_duty_is_a_recent_sign_of_life(store: SqlStore, clock: FrozenClock) -> None:
    kari = await a_counsellor(store)
    since = clock.now() - timedelta(minutes=3)
    clock.move(minutes=4)
    async with store.unit() as unit:
        assert await unit.staff.on_duty(since) == (kari,)
        assert await unit.staff.on_duty(clock.now() - timedelta(minutes=3)) == ()
        await unit.staff.seen(kari)
        assert await unit.staff.on_duty(clock.now() - timedelta(minutes=3)) == (kari,)


async def test_neither_passwords_nor_tokens_are_stored(store: SqlStore) -> None:
    kari = await a_counsellor(store)
    async with store.unit() as unit:
        secrets = [PASSWORD, await unit.staff.open_session(kari), await unit.staff.one_time_login(valid_minutes=5)]
        await unit.commit()
    async with store.engine.connect() as connection:
        stored = ""
        for table in (counsellors, staff_sessions, login_tokens):
            stored += str((await connection.execute(select(table))).all())
    assert not [s for s in secrets if s in stored]
    assert "$argon2id$" in stored
