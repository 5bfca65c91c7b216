"""One house for each test, and browsers that talk to its gateway."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway.app import create_app
from tests.gateway.browser import Browser, Desk
from tests.gateway.stand_ins import PASSWORD, House, build_house

OpenBrowser = Callable[..., Awaitable[Browser]]
OpenDesk = Callable[..., Awaitable[Desk]]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    built = await build_house(tmp_path)
    yield built
    await built.store.close()


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(create_app(house.services))) as opened:
        yield opened


@pytest.fixture
async def browser(client: TestClient) -> AsyncIterator[OpenBrowser]:
    """Opens browsers with a socket; `await browser()` is one that has said hello."""
    opened: list[Browser] = []

    async def open_one(*, says_hello: bool = True, **hello: object) -> Browser:
        one = Browser(await client.ws_connect("/ws", headers={"Origin": str(client.make_url("/")).rstrip("/")}))
        opened.append(one)
        if says_hello:
            await one.hello(**hello)
        return one

    yield open_one
    for one in opened:
        await one.close()


@pytest.fixture
async def desk(client: TestClient, house: House) -> AsyncIterator[OpenDesk]:
    """Opens counsellors' consoles; `await desk("kari")` is logged in."""
    opened: list[Desk] = []

    async def open_one(username: str = "kari", *, roles: tuple[str, ...] = ("counsellor",)) -> Desk:
        if username not in house.counsellors:
            await house.add_counsellor(username, roles)
        one = Desk(client)
        opened.append(one)
        assert (await one.log_in(username, PASSWORD)).status == 200
        return one

    yield open_one
    for one in opened:
        await one.close()
