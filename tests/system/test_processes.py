"""Gateway, Rasa and actions as an operator runs them: killed, restarted, searched for people's words, stopped."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from bot.operations.ports_in_use import require_free
from tests.gateway.browser import Browser
from tests.system.conftest import Running, children_of, until

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]

CANARY = "KanarifuglSynger"
QUESTION = "hva gjør mdma med kroppen"
DANGER = "kompisen min puster ikke"
EMERGENCY_WITHIN_SECONDS = 3.0
BACK_WITHIN_SECONDS = 90.0


@asynccontextmanager
async def a_person(up: Running) -> AsyncIterator[Browser]:
    """Somebody with the widget open."""
    async with aiohttp.ClientSession(headers={"Origin": up.url}) as session:
        person = Browser(await session.ws_connect(f"{up.url}/ws"))  # type: ignore[arg-type]  # the client's own class
        yield person
        await person.close()


async def answered(person: Browser, text: str) -> dict[str, Any]:
    """Asks, and waits for a bubble that rests on a fact."""
    await person.write(text)
    return await person.next("message", lambda frame: bool(frame["reply"]["fact_ids"]))


class Console:
    """A counsellor's requests."""

    def __init__(self, up: Running, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._api = f"{up.url}/konsoll/api"
        self._headers = {"X-Rusprat": "1", "Origin": up.url}

    async def redeem(self, token: str) -> int:
        async with self._session.post(f"{self._api}/login", json={"token": token}, headers=self._headers) as response:
            return response.status

    async def queue(self) -> dict[str, Any]:
        async with self._session.get(f"{self._api}/queue") as response:
            assert response.status == 200
            found: dict[str, Any] = await response.json()
            return found


@asynccontextmanager
async def a_console(up: Running) -> AsyncIterator[Console]:
    jar = aiohttp.CookieJar(unsafe=True)  # 127.0.0.1 is no name
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Console(up, session)


async def test_it_says_that_it_is_well_and_where_it_is(up: Running) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{up.url}/healthz") as response:
        assert response.status == 200
        assert await response.json() == {"status": "ok", "store": True, "dialogue": True}
    assert f"widget   {up.url}/" in up.said
    assert {name for name in ("gateway", "rasa", "actions") if up.pid_of(name)} == {"gateway", "rasa", "actions"}


async def test_the_one_time_login_works_once(up: Running) -> None:
    token = up.first_login_token()
    async with a_console(up) as console, a_console(up) as another:
        assert await console.redeem(token) == 200
        assert "waiting" in await console.queue()
        assert await another.redeem(token) == 401


async def test_a_question_is_answered_from_the_facts(up: Running) -> None:
    async with a_person(up) as person:
        await person.hello()
        frame = await answered(person, QUESTION)
        assert "mdma.effects" in frame["reply"]["fact_ids"]
        assert frame["reply"]["sources"]
        assert frame["speaker"] == "bot"


async def test_without_rasa_danger_still_brings_help_and_a_human_and_rasa_comes_back(up: Running) -> None:
    async with a_person(up) as person, a_console(up) as console:
        await person.hello()
        assert await console.redeem(up.login_token()) == 200
        up.kill("rasa")
        started = time.monotonic()
        await person.write(DANGER)
        frame = await person.next("message", lambda f: f["reply"]["kind"] == "emergency")
        assert time.monotonic() - started < EMERGENCY_WITHIN_SECONDS
        assert "113" in frame["reply"]["text"]
        (mine,) = [entry for entry in (await console.queue())["waiting"] if entry["id"] == person.conversation]
        assert (mine["state"], mine["risk"]) == ("waiting", "acute")
        assert mine["reasons"]
    assert not up.is_well()
    until(up.is_well, BACK_WITHIN_SECONDS, "Rasa answers again")
    async with a_person(up) as person:
        await person.hello()
        assert "mdma.effects" in (await answered(person, QUESTION))["reply"]["fact_ids"]
    assert "rasa ended (code -9)" in up.said


async def test_a_gateway_that_starts_again_has_lost_nothing(up: Running) -> None:
    async with a_person(up) as person:
        await person.hello()
        await person.write(QUESTION, "m-before")
        before = await person.next("message", lambda frame: bool(frame["reply"]["fact_ids"]))
        conversation = person.conversation
        old = up.pid_of("gateway")
        up.kill("gateway")
    until(lambda: up.pid_of("gateway") not in (0, old) and up.is_well(), 30, "the gateway is back")
    async with a_person(up) as person:
        await person.hello(conversation)
        assert person.conversation == conversation
        own = await person.next("message", lambda frame: frame["speaker"] == "person")
        assert own["reply"]["text"] == QUESTION
        again = await person.next("message", lambda frame: frame["number"] == before["number"])
        assert again["reply"] == before["reply"]
        # The widget sends once more what it got no receipt for: it must not be stored twice.
        await person.write(QUESTION, "m-before")
        assert (await person.next("accepted"))["number"] == own["number"]
        assert (await answered(person, "er det farlig?"))["number"] > before["number"]


async def test_no_word_of_a_person_is_in_any_file(up: Running) -> None:
    async with a_person(up) as person:
        await person.hello()
        for text in (f"{CANARY} hva gjør mdma", f"{CANARY} {DANGER}", f"/{CANARY} hei"):
            await person.write(text)
            await person.next("message", lambda frame: frame["speaker"] != "person")
        await answered(person, QUESTION)
    logs = sorted((up.var / "log").glob("*.log"))
    assert {path.stem for path in logs} == {"gateway", "rasa", "actions"}
    for path in up.var.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path.name
    assert CANARY not in up.said
    assert b"message_received" in (up.var / "log" / "gateway.log").read_bytes()  # the log is not simply empty


async def test_ctrl_c_stops_all(up: Running) -> None:
    pids = children_of(up.process.pid)
    assert len(pids) >= 3
    assert up.stop() == 0, up.said[-500:]
    assert up.said.rstrip().endswith("rusprat: stopped")
    for port in up.ports:
        require_free("127.0.0.1", port, "RUSBOT_PORT")
