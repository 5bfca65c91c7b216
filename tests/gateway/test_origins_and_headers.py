"""Foreign pages cannot use our sockets or read our answers, and every response says what a browser may do with it."""

from __future__ import annotations

import re

import pytest
from aiohttp import WSServerHandshakeError
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway.app import create_app
from tests.gateway.conftest import OpenBrowser, OpenDesk
from tests.gateway.stand_ins import House, build_house

PAGES = ["/", "/widget/", "/konsoll/", "/vertside/"]
FOREIGN = ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "http://[", ""]


@pytest.mark.parametrize("origin", FOREIGN)
async def test_a_foreign_page_cannot_open_the_widgets_socket(client: TestClient, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/ws", headers={"Origin": origin})
    assert refused.value.status == 403


async def test_our_own_page_and_a_named_host_page_may(tmp_path: object, house: House) -> None:
    from dataclasses import replace

    services = replace(house.services, allowed_origins=("https://www.sel.kommune.no",))
    async with TestClient(TestServer(create_app(services))) as client:
        for origin in (str(client.make_url("/")).rstrip("/"), "https://www.sel.kommune.no"):
            socket = await client.ws_connect("/ws", headers={"Origin": origin})
            await socket.close()
        policy = (await client.get("/widget/")).headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://www.sel.kommune.no" in policy
        assert "frame-ancestors 'none'" in (await client.get("/konsoll/")).headers["Content-Security-Policy"]


@pytest.mark.parametrize("origin", [*FOREIGN, None])
async def test_the_consoles_socket_wants_our_own_page(client: TestClient, desk: OpenDesk, origin: str | None) -> None:
    kari = await desk()
    headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in kari.cookies.items())}
    if origin is not None:
        headers["Origin"] = origin
    with pytest.raises(WSServerHandshakeError) as refused:
        await client.ws_connect("/konsoll/ws", headers=headers)
    assert refused.value.status == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": ""}, {"X-Rusprat": ""}, {"X-Rusprat": "2"}]
)
async def test_a_post_to_the_console_wants_our_own_pages_script(desk: OpenDesk, headers: dict[str, str]) -> None:
    kari = await desk()
    assert (await kari.post("login", {"username": "kari", "password": "x"}, **headers)).status == 403
    assert (await kari.post("logout", **headers)).status == 403
    assert (await kari.post(f"conversations/{'0' * 32}/accept", **headers)).status == 403


@pytest.mark.parametrize("path", [*PAGES, "/widget.js", "/healthz", "/metrics", "/nowhere", "/static/wire.schema.json"])
async def test_every_response_is_locked_down(client: TestClient, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "base-uri 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "aiohttp" not in headers["Server"].lower()
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", PAGES)
async def test_our_pages_run_only_our_own_files_and_refuse_markup_from_script(client: TestClient, path: str) -> None:
    policy = (await client.get(path)).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy


async def test_only_the_widgets_pages_may_be_framed(client: TestClient) -> None:
    for path in ("/konsoll/", "/vertside/", "/healthz"):
        headers = (await client.get(path)).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


async def test_a_hosts_name_cannot_smuggle_anything_into_the_policy(client: TestClient) -> None:
    response = await client.get("/", headers={"Host": "evil.example; script-src *"})
    assert "evil" not in response.headers["Content-Security-Policy"]


async def test_behind_https_the_browser_is_told_to_stay_there(client: TestClient) -> None:
    response = await client.get("/", headers={"X-Forwarded-Proto": "https"})
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Strict-Transport-Security" not in (await client.get("/")).headers


async def test_the_page_of_a_person_sets_no_cookie(client: TestClient, browser: OpenBrowser) -> None:
    await browser()
    for path in ("/", "/widget/", "/widget.js"):
        assert "Set-Cookie" not in (await client.get(path)).headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/widget",
        "/static/",
        "/static/x" + "y" * 3000,
    ],
)
async def test_nothing_but_our_own_files_can_be_asked_for(client: TestClient, path: str) -> None:
    from yarl import URL

    response = await client.get(URL(path, encoded=True))
    assert response.status == 404


async def test_every_file_that_the_pages_name_exists_with_its_type(client: TestClient) -> None:
    for page in PAGES:
        text = await (await client.get(page)).text()
        for address in re.findall(r'(?:src|href)="(/[^"]+)"', text):
            response = await client.get(address)
            assert response.status == 200, address
            if address.endswith(".js"):
                assert response.content_type == "text/javascript"


async def test_a_page_without_its_slash_is_sent_on_without_any_query(client: TestClient) -> None:
    response = await client.get("/konsoll?token=abc", allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (302, "/konsoll/")


async def test_too_many_sockets_are_told_to_come_back(tmp_path: object) -> None:
    from dataclasses import replace
    from pathlib import Path

    from bot.gateway.services import Limits

    house = await build_house(Path(str(tmp_path)))
    services = replace(house.services, limits=Limits(most_sockets=1))
    async with TestClient(TestServer(create_app(services))) as client:
        first = await client.ws_connect("/ws")
        with pytest.raises(WSServerHandshakeError) as full:
            await client.ws_connect("/ws")
        assert full.value.status == 503
        await first.close()
    await house.store.close()
