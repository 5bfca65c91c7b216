"""The last thing a page does when somebody leaves quickly: asking the server to delete."""

from __future__ import annotations

import json

import pytest
from aiohttp.test_utils import TestClient

from tests.gateway.conftest import OpenBrowser
from tests.gateway.stand_ins import House


def origin_of(client: TestClient) -> dict[str, str]:
    return {"Origin": str(client.make_url("/")).rstrip("/")}


async def test_a_beacon_deletes_the_conversation(client: TestClient, browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("slett meg")
    await person.next("accepted")
    body = json.dumps({"conversation": person.conversation})
    response = await client.post("/api/forget", data=body, headers=origin_of(client))
    assert response.status == 204
    await person.next("gone")


async def test_nobody_learns_whether_a_conversation_existed(client: TestClient) -> None:
    response = await client.post("/api/forget", json={"conversation": "0" * 32}, headers=origin_of(client))
    assert (response.status, await response.text()) == (204, "")


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
async def test_a_foreign_page_cannot_delete(client: TestClient, browser: OpenBrowser, headers: dict[str, str]) -> None:
    person = await browser()
    response = await client.post("/api/forget", json={"conversation": person.conversation}, headers=headers)
    assert response.status == 403
    await person.write("hei")
    await person.said("Svar: hei")


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{}", b'{"conversation": 1}', b'{"conversation": "abc"}', b"\xff\xfe", b"[" * 50_000]
)
async def test_a_broken_request_is_refused(client: TestClient, body: bytes) -> None:
    response = await client.post("/api/forget", data=body, headers=origin_of(client))
    assert response.status == 400


async def test_a_huge_request_is_refused(client: TestClient) -> None:
    response = await client.post("/api/forget", data=b"x" * 200_000, headers=origin_of(client))
    assert response.status == 413


async def test_a_store_that_is_down_says_so(client: TestClient, house: House) -> None:
    house.store.is_down = True
    response = await client.post("/api/forget", json={"conversation": "0" * 32}, headers=origin_of(client))
    assert response.status == 503
    house.store.is_down = False


async def test_an_invented_proof_is_not_confirmed(client: TestClient) -> None:
    for proof in ("AAAA-BBBB-CCCC-DDDD", "x", "a'b", "%00"):
        assert await (await client.get(f"/api/proof/{proof}")).json() == {"deleted": False}
