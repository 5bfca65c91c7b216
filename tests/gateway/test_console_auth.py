"""Who gets into the console, and who does not."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.gateway.browser import Desk
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
