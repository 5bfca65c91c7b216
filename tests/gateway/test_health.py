"""What the operator sees: healthy only when a question would be answered, and counts that tell of nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from aiohttp.test_utils import TestClient

from bot.adapters.content.words import load_words
from bot.gateway.app import create_app
from bot.gateway.widget_line import ERROR_CODES
from tests.gateway.conftest import OpenBrowser
from tests.gateway.stand_ins import House


async def test_healthy_when_a_question_would_be_answered(client: TestClient) -> None:
    response = await client.get("/healthz")
    assert (response.status, await response.json()) == (200, {"status": "ok", "store": True, "dialogue": True})


async def test_not_healthy_without_the_dialogue(client: TestClient, house: House) -> None:
    house.dialogue.is_down = True
    response = await client.get("/healthz")
    assert (response.status, (await response.json())["dialogue"]) == (503, False)


async def test_not_healthy_without_the_store(client: TestClient, house: House) -> None:
    house.store.is_down = True
    response = await client.get("/healthz")
    assert (response.status, (await response.json())["store"]) == (503, False)
    house.store.is_down = False


async def test_metrics_are_counts_and_nothing_else(client: TestClient, browser: OpenBrowser) -> None:
    person = await browser(kommune="3437")
    await person.write("kanarifugl i Sel")
    await person.said("Svar:")
    await person.socket.send_str("tull")
    await person.error("invalid")
    text = await (await client.get("/metrics")).text()
    assert 'rusprat_frames_total{kind="message"} 1' in text
    assert 'rusprat_errors_total{kind="invalid"} 1' in text
    assert 'rusprat_sockets{kind="widget"} 1' in text
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r'rusprat_[a-z_]+\{kind="[a-z_-]+"\} \d+', line), line
    assert "kanarifugl" not in text
    assert str(person.conversation) not in text


async def test_the_real_content_has_every_word_that_the_gateway_says(house: House) -> None:
    words = load_words(Path(__file__).parents[2] / "content")
    create_app(replace(house.services, words=words))
    for code in ERROR_CODES:
        for language in ("nb", "nn"):
            assert words.reply(f"gateway.{code}", language).text
