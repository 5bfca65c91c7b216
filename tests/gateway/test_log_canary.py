"""A marked sentence, a marked browser and a marked name go in everywhere and come out in no log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.gateway.app import create_app, create_runner
from tests.gateway.browser import Browser
from tests.gateway.stand_ins import House

CANARY = "KanarifuglSynger"
AGENT = "KanariNettleser/1.0"


@pytest.fixture
async def address(house: House) -> AsyncIterator[str]:
    """The gateway as it is really served."""
    runner = create_runner(create_app(house.services))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"127.0.0.1:{port}"
    await runner.cleanup()


async def test_nothing_of_a_person_reaches_any_log(
    house: House, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # the driver's own debug lines are capped by logging_setup
    headers = {"User-Agent": AGENT, "Origin": f"http://{address}", "X-Forwarded-For": "203.0.113.77"}
    async with aiohttp.ClientSession(headers=headers) as session:
        person = Browser(await session.ws_connect(f"http://{address}/ws"))
        await person.hello()
        await person.write(f"{CANARY} overdose")
        await person.status("waiting")
        await person.socket.send_str(f'{{"type": "{CANARY}"}}')
        await person.error("invalid")
        house.store.is_down = True
        await person.write(f"{CANARY} vil dø")
        await person.error("store_unavailable")
        house.store.is_down = False
        await _break_receive(house, person)
        for path in (f"/static/{CANARY}", f"/{CANARY}?q={CANARY}", f"/api/proof/{CANARY}"):
            await session.get(f"http://{address}{path}")
        await session.post(f"http://{address}/api/forget", data=CANARY)
        login = {"username": CANARY, "password": CANARY}
        await session.post(f"http://{address}/konsoll/api/login", json=login, headers={"X-Rusprat": "1"})
        await person.close()
    for raw in (f"{CANARY}\r\n\r\n", f"GET /{CANARY} HTTP/9.9\r\n\r\n", f"GET / HTTP/1.1\r\n{CANARY}\x00: x\r\n\r\n"):
        await _send_raw(address, raw)
    everything = "\n".join(_all_of(record) for record in caplog.records)
    assert "message_received" in everything  # the log is not simply empty
    assert "frame_failed" in everything
    assert "malformed_request" in everything
    for secret in (CANARY, AGENT, "203.0.113.77", "127.0.0.1"):
        assert secret not in everything, secret


async def _break_receive(house: House, person: Browser) -> None:
    """A fault of ours whose message quotes the person."""

    def faulty(text: str, *_: object) -> None:
        raise RuntimeError(f"{CANARY} {text}")

    house.services.receive.receive = faulty  # type: ignore[method-assign,assignment]
    await person.write(CANARY)
    await person.error("internal")
    del house.services.receive.receive


async def _send_raw(address: str, raw: str) -> None:
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw.encode())
    await asyncio.wait_for(reader.read(), 5)
    writer.close()


def _all_of(record: logging.LogRecord) -> str:
    """The line as any formatter could show it: message, every field, and the exception."""
    formatted = logging.Formatter("%(message)s").format(record)
    return f"{formatted} {record.__dict__}"


async def test_a_failing_page_is_logged_without_its_words(
    house: House, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def faulty(_proof: str) -> bool:
        raise RuntimeError(CANARY)

    house.services.forget.is_confirmed = faulty  # type: ignore[method-assign]
    async with aiohttp.ClientSession() as session:
        response = await session.get(f"http://{address}/api/proof/ABCD-EFGH")
        assert (response.status, await response.text()) == (500, "internal")
    assert "request_failed" in caplog.text
    assert CANARY not in "\n".join(_all_of(record) for record in caplog.records)
