"""The mixing table over HTTP: all of it, the same for everybody, and nothing about who reads which row."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway.app import create_app
from bot.gateway.static_files import ROOT
from bot.usecases.payloads import MIXING_CHART, ask
from bot.usecases.show_mixing import MixingSheets
from tests.gateway.stand_ins import House
from tests.usecases.test_show_mixing import QUESTIONS

PATHS = ["/api/mixing/nb", "/api/mixing/nn", "/blandetabell/nb.svg", "/blandetabell/nn.svg"]


@pytest.mark.parametrize("path", PATHS)
async def test_the_table_is_served_whole_packed_and_locked_down(client: TestClient, path: str) -> None:
    packed = await client.get(path, headers={"Accept-Encoding": "gzip"}, auto_decompress=False)
    plain = await client.get(path, headers={"Accept-Encoding": "identity"})
    assert (packed.status, plain.status) == (200, 200)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.content_type == ("image/svg+xml" if path.endswith(".svg") else "application/json")
    for headers in (packed.headers, plain.headers):
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in headers
    text = await plain.text()
    assert "GHB" in text
    assert path.endswith(".svg") or json.loads(text)["language"] == path[-2:]


@pytest.mark.parametrize(
    "path", ["/api/mixing/", "/api/mixing/en", "/api/mixing/nb/ghb", "/blandetabell/ghb.svg", "/blandetabell/nb.svg/"]
)
async def test_no_address_takes_anything_but_a_language(client: TestClient, path: str) -> None:
    assert (await client.get(path)).status == 404


async def test_it_is_made_once_and_tried_again_where_it_could_not_be_made(house: House) -> None:
    made: list[int] = []

    def load() -> MixingSheets:
        made.append(1)
        if len(made) == 1:
            raise OSError("no content")
        return MixingSheets({"nb": "{}", "nn": "{}"}, {"nb": "<svg/>", "nn": "<svg/>"})

    async with TestClient(TestServer(create_app(replace(house.services, mixing=load)))) as client:
        assert [(await client.get(path)).status for path in ("/api/mixing/nb", *PATHS, *PATHS)] == [500] + [200] * 8
    assert len(made) == 2


def test_the_widget_knows_the_button_by_its_payload() -> None:
    code = (ROOT / "widget" / "wire.js").read_text(encoding="utf-8")
    assert f"MIXING_CHART = '{ask(MIXING_CHART)}';" in code


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_widgets_question_is_the_one_that_is_tried_on_every_thing(language: str) -> None:
    words = (ROOT / "widget" / f"strings.{language}.js").read_text(encoding="utf-8")
    question = re.search(r"question: \(one, other\) => `([^`]+)`", words)
    assert question
    assert question.group(1).replace("${one}", "{}").replace("${other}", "{}") == QUESTIONS[language]
