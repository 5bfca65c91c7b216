"""Telegram down, slow, confused or refusing us: the gateway never notices, and nothing of a person gets into a log."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.adapters.store.unit_of_work import SqlStore
from bot.operations.up import serve_gateway
from bot.settings import Settings, load_settings
from tests.channels.bot_api_server import TOKEN, BotApiServer, Person, Refused, broken, flood
from tests.channels.conftest import Build, Telegram, until
from tests.channels.test_telegram_delivery import TroubledStore

CANARY = "KanarifuglSynger"


async def test_telegram_is_down_when_we_start_and_comes_later(
    build: Build, sqlite_store: SqlStore, person: Person, server: BotApiServer
) -> None:
    server.refuse("getMe", broken(), broken(), broken())
    server.refuse("deleteWebhook", flood(4))
    telegram = await build(sqlite_store)
    await telegram.start()
    person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    assert telegram.slept[:3] == [1, 2, 4]


async def test_polling_that_fails_is_tried_again_later_and_later(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    conflict = Refused(409, "Conflict: terminated by other getUpdates request")
    person.writes("/start")
    await until(lambda: person.sees)
    server.refuse("getUpdates", broken(), conflict, flood(9), broken())
    person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    person.writes("/hjelp")
    await until(lambda: len(person.sees) == 3)
    await until(lambda: not server.refusals["getUpdates"])
    assert [s for s in telegram.slept if s in (1, 2, 9)][:3] == [1, 2, 9]


async def test_a_wrong_token_is_tried_again_and_never_logged(
    build: Build, sqlite_store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    telegram = await build(sqlite_store)
    telegram.token = f"999:{CANARY}{CANARY}{CANARY}"
    await telegram.start()
    await until(lambda: len(telegram.slept) > 2)
    await telegram.stop()
    assert "telegram_lost" in caplog.text
    assert CANARY not in _everything(caplog)


async def test_an_update_that_cannot_be_read_stops_none_that_come_after_it(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    server.push({"message": {"text": CANARY}})  # no chat, no date: PTB cannot make a message of it
    person.writes("hva er hasj")
    await until(lambda: person.sees[-1] == "Svaret fra assistenten.")


async def test_nothing_of_a_person_reaches_any_log(
    build: Build, sqlite_store: SqlStore, server: BotApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # the driver's own debug lines are capped by logging_setup
    store = TroubledStore(sqlite_store)
    telegram = await build(store)
    await telegram.start()
    kanari = Person(server, 424242424242, name=CANARY)
    kanari.writes("/start")
    await until(lambda: kanari.sees)
    kanari.writes(f"{CANARY} puster ikke")
    kanari.writes(f"/{CANARY} {CANARY}")
    kanari.edits(CANARY)
    kanari.writes_in_a_group(CANARY)
    await until(lambda: len(kanari.sees) >= 4)
    kanari.presses("Snakk med et menneske")
    await until(lambda: server.called("answerCallbackQuery"))
    server.refuse("sendMessage", Refused(400, f"Bad Request: {CANARY}"), Refused(403, f"Forbidden: {CANARY}"))
    kanari.writes("/hjelp")
    kanari.writes("/sprak")
    server.push({"message": {"text": CANARY}})
    await until(lambda: "telegram_unreadable" in caplog.text)
    store.is_away = True
    kanari.writes(f"{CANARY} vil dø")
    await until(lambda: "Send den en gang til" in kanari.sees[-1])
    store.is_away = False
    _break_receive(telegram)
    kanari.writes(CANARY)
    await until(lambda: "telegram_update_failed" in caplog.text)
    await telegram.stop()
    everything = _everything(caplog)
    assert "message_received" in everything  # the log is not simply empty
    assert "telegram_connected" in everything
    assert "telegram_refused" in everything
    for secret in (CANARY, TOKEN, TOKEN.split(":")[1], "424242424242"):
        assert secret not in everything, secret


async def test_the_gateway_serves_telegram_and_stops_with_it(
    tmp_path: Path, person: Person, server: BotApiServer
) -> None:
    serving = await _serve(_settings(tmp_path, server.address))
    person.writes("kompisen min puster ikke og er blå på leppene")
    await until(lambda: any("113" in text for text in person.sees[1:]))
    await _end(serving)
    assert server.updates == []


async def test_without_telegram_the_gateway_serves_all_the_same(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "http://127.0.0.1:9")
    serving = await _serve(settings)
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{settings.port}/") as page:
        assert page.status == 200
    assert not serving.done()
    await _end(serving)


def _settings(folder: Path, api: str) -> Settings:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return load_settings({
        "RUSBOT_VAR": str(folder), "RUSBOT_PORT": str(port), "RUSBOT_RASA_PORT": "9", "RUSBOT_ACTIONS_PORT": "9",
        "RUSBOT_TELEGRAM_TOKEN": TOKEN, "RUSBOT_TELEGRAM_API": api,
    })  # fmt: skip


async def _serve(settings: Settings) -> asyncio.Task[None]:
    serving = asyncio.create_task(serve_gateway(settings, "token"))

    def is_open() -> bool:
        assert not serving.done(), serving.exception()
        with socket.socket() as knocking:
            return knocking.connect_ex(("127.0.0.1", settings.port)) == 0

    await until(is_open)
    return serving


async def _end(serving: asyncio.Task[None]) -> None:
    """As the supervisor does it."""
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(serving, 15)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(name)


def _break_receive(telegram: Telegram) -> None:
    """A fault of ours whose message quotes the person. The running channel has its own copy of the use case."""

    def faulty(text: str, *_: object) -> None:
        raise RuntimeError(f"{CANARY} {text}")

    assert telegram._open is not None
    telegram._open._services.receive.receive = faulty  # type: ignore[method-assign,assignment]


def _everything(caplog: pytest.LogCaptureFixture) -> str:
    """Every line as any formatter could show it: message, every field, and the exception."""
    formatter = logging.Formatter("%(message)s")
    return "\n".join(f"{formatter.format(record)} {record.__dict__}" for record in caplog.records)
