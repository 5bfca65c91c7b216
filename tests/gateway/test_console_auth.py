"""Who gets into the console, and who does not."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp.test_utils import TestClient

from bot.adapters.store.slow_hash import SlowHash
from tests.gateway.browser import PATIENCE, Desk
from tests.gateway.conftest import OpenDesk
from tests.gateway.stand_ins import PASSWORD, House


async def test_a_counsellor_logs_in_and_out(desk: OpenDesk) -> None:
    kari = await desk("kari")
    me = await (await kari.get("me")).json()
    assert me == {"username": "kari", "display_role": "ruskonsulent", "roles": ["counsellor"]}
    assert (await kari.post("logout")).status == 200
    assert (await kari.get("me")).status == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient, house: House) -> None:
    await house.add_counsellor("kari")
    response = await Desk(client).log_in("kari", PASSWORD)
    cookie = response.cookies["rusprat_konsoll"]
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["secure"]) == ("Strict", "/konsoll", "")
    behind_https = await Desk(client).post(
        "login", {"username": "kari", "password": PASSWORD}, **{"X-Forwarded-Proto": "https"}
    )
    assert behind_https.cookies["rusprat_konsoll"]["secure"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"username": "kari", "password": "feil"},
        {"username": "nobody", "password": PASSWORD},
        {"token": "invented"},
    ],
)
async def test_a_wrong_login_is_refused_without_saying_why(client: TestClient, house: House, body: object) -> None:
    await house.add_counsellor("kari")
    response = await Desk(client).post("login", body)
    assert (response.status, await response.json()) == (401, {"error": "wrong"})
    assert "rusprat_konsoll" not in response.cookies


@pytest.mark.parametrize(
    "body",
    [
        [],
        "hei",
        {},
        {"username": "kari"},
        {"username": ["kari"], "password": "x"},
        {"username": "kari", "password": {"a": 1}},
        {"username": "k" * 300, "password": "x"},
        {"token": 5},
        {"token": ""},
        {"token": None},
    ],
)
async def test_a_broken_login_is_refused(client: TestClient, body: object) -> None:
    assert (await Desk(client).post("login", body)).status == 400


async def test_a_one_time_link_logs_in_once(client: TestClient, house: House) -> None:
    async with house.store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=10)
        await unit.commit()
    first, second = Desk(client), Desk(client)
    assert (await first.redeem(token)).status == 200
    assert (await first.get("queue")).status == 200
    assert (await second.redeem(token)).status == 401


async def test_guessing_passwords_is_slowed_for_that_name_only(
    client: TestClient, house: House, desk: OpenDesk
) -> None:
    await house.add_counsellor("kari")
    guesser = Desk(client)
    statuses = [(await guesser.log_in("kari", "feil")).status for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    assert (await guesser.log_in(" KARI ", "feil")).status == 429
    await desk("ola")
    house.monotonic.seconds += 31
    assert (await guesser.log_in("kari", PASSWORD)).status == 200


class HashInHand(SlowHash):
    """Counts the slow work of a log-in, and can be held in the middle of it."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, rounds=1)
        self.worked: list[str] = []
        self.is_at_it = asyncio.Event()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def matches(self, stored: str | None, secret: str) -> bool:
        self.is_at_it.set()
        await self.may_go_on.wait()
        return await super().matches(stored, secret)

    async def make(self, secret: str) -> str:
        self.worked.append("hashed")
        return await super().make(secret)

    def _verify(self, stored: str, secret: str) -> bool:
        self.worked.append("hashed")
        return super()._verify(stored, secret)


@pytest.fixture
def slow_hash(house: House) -> HashInHand:
    held = HashInHand()
    house.store._slow_hash = held
    return held


async def test_nobody_waits_to_write_while_a_password_is_checked(
    client: TestClient, house: House, slow_hash: HashInHand
) -> None:
    """Argon2 takes its time on purpose: a person's message must not stand behind it."""
    await house.add_counsellor("kari")
    slow_hash.may_go_on.clear()
    logging_in = asyncio.create_task(Desk(client).log_in("kari", PASSWORD))
    await asyncio.wait_for(slow_hash.is_at_it.wait(), PATIENCE)
    await asyncio.wait_for(house.add_counsellor("ola"), PATIENCE)  # a whole unit that writes and commits
    assert not logging_in.done()
    slow_hash.may_go_on.set()
    assert (await logging_in).status == 200


@pytest.mark.parametrize("username", ["kari", "nobody", "gone", "admin"])
async def test_a_wrong_password_costs_the_same_work_whoever_it_is_for(
    client: TestClient, house: House, slow_hash: HashInHand, username: str
) -> None:
    """Known, unknown, deactivated, and one who has only ever used a one-time link: one hash each."""
    await house.add_counsellor("kari")
    gone = await house.add_counsellor("gone")
    async with house.store.unit() as unit:
        await unit.staff.deactivate(gone)
        await unit.staff.redeem(await unit.staff.one_time_login(valid_minutes=5))
        await unit.commit()
    slow_hash.worked.clear()
    response = await Desk(client).log_in(username, "feil passord")
    assert (response.status, slow_hash.worked) == (401, ["hashed"])


async def test_whoever_is_slowed_costs_no_work_at_all(client: TestClient, slow_hash: HashInHand) -> None:
    for _ in range(5):
        await Desk(client).log_in("nobody", "feil")
    slow_hash.worked.clear()
    assert (await Desk(client).log_in("nobody", "feil")).status == 429
    assert slow_hash.worked == []


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "æøå"])
async def test_an_invented_session_is_nobody(client: TestClient, cookie: str) -> None:
    nobody = Desk(client)
    nobody.cookies = {"rusprat_konsoll": cookie}
    assert (await nobody.get("me")).status in (400, 401)
    assert (await nobody.get("queue")).status in (400, 401)


async def test_without_a_session_nothing_is_told(client: TestClient) -> None:
    nobody = Desk(client)
    for path in ("me", "queue", f"conversations/{'0' * 32}"):
        response = await nobody.get(path)
        assert (response.status, await response.json()) == (401, {"error": "log in"})
    assert (await nobody.post(f"conversations/{'0' * 32}/accept")).status == 401


async def test_somebody_who_only_approves_facts_reads_no_conversation(desk: OpenDesk) -> None:
    reviewer = await desk("faglig", roles=("reviewer",))
    assert (await reviewer.get("me")).status == 200
    assert (await reviewer.get("queue")).status == 403
    assert (await reviewer.post(f"conversations/{'0' * 32}/accept")).status == 403


async def test_a_counsellor_who_was_removed_is_out_at_once(desk: OpenDesk, house: House) -> None:
    kari = await desk("kari")
    async with house.store.unit() as unit:
        await unit.staff.deactivate(house.counsellors["kari"])
        await unit.commit()
    assert (await kari.get("queue")).status == 401
