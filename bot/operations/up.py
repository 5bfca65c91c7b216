"""`rusbot up`: setup, the three processes, the two addresses. And the gateway process itself."""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
import time
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.adapters.dialogue.rasa_rest import RasaRest
from bot.bootstrap import open_house
from bot.gateway.app import create_app, create_runner
from bot.gateway.keys import ANSWERING, SERVICES
from bot.operations.ports_in_use import require_free
from bot.operations.setup import set_up
from bot.operations.supervisor import Child, Supervisor
from bot.settings import ROOT, Settings

_READY_WITHIN_SECONDS = 180.0
_LOOK_EVERY_SECONDS = 0.4
_OK = 200
_LOGIN_MINUTES = 60


def say(line: str) -> None:
    """A line for whoever started us."""
    print(f"rusprat: {line}", flush=True)


async def up(settings: Settings) -> None:
    """Everything, until Ctrl-C or SIGTERM."""
    require_free(settings.host, settings.port, "RUSBOT_PORT")
    require_free("127.0.0.1", settings.rasa_port, "RUSBOT_RASA_PORT")
    require_free("127.0.0.1", settings.actions_port, "RUSBOT_ACTIONS_PORT")
    await set_up(settings, say)
    supervisor = Supervisor(_children(settings), root=ROOT, say=say)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, supervisor.stop)
    say("starting the gateway, Rasa and the actions ...")
    running = asyncio.create_task(supervisor.run())
    telling = asyncio.create_task(_tell_when_ready(settings))
    await running
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    say("stopped")


def _children(settings: Settings) -> list[Child]:
    token = secrets.token_hex(24)  # not urlsafe: one that begins with «-» is an option to Rasa's command line
    endpoints = _write_endpoints(settings)
    logs = settings.var / "log"
    mine = [sys.executable, "-m", "bot"]
    rasa = ["run", "--enable-api", "--auth-token", token, "--interface", "127.0.0.1", "--port", str(settings.rasa_port)]
    rasa += ["--model", str(settings.model), "--endpoints", str(endpoints), "--credentials", "credentials.yml"]
    # The actions read the same content and database as the gateway, which has the token from here.
    shared = {
        "RUSBOT_CONTENT": str(settings.content),
        "RUSBOT_VAR": str(settings.var),
        "RUSBOT_DATABASE_URL": settings.database_url,
        "RUSBOT_TRACKER_URL": settings.tracker_url,
        "RUSBOT_REQUIRE_REVIEW": "1" if settings.require_review else "0",
        "RUSBOT_RASA_TOKEN": token,
    }
    return [
        Child("gateway", [*mine, "gateway"], logs / "gateway.log", shared),
        Child("rasa", [*mine, "rasa", *rasa], logs / "rasa.log", shared),
        Child("actions", [*mine, "actions", "--port", str(settings.actions_port)], logs / "actions.log", shared),
    ]


def _write_endpoints(settings: Settings) -> Path:
    path = settings.var / "endpoints.yml"
    path.write_text(
        f"action_endpoint:\n  url: http://127.0.0.1:{settings.actions_port}/webhook\n"
        "tracker_store:\n  type: bot.nlu.redacting_tracker_store.RedactingTrackerStore\n",
        encoding="utf-8",
    )
    return path


async def _tell_when_ready(settings: Settings) -> None:
    started = time.monotonic()
    address = f"http://{settings.host}:{settings.port}"
    async with aiohttp.ClientSession() as session:
        while time.monotonic() - started < _READY_WITHIN_SECONDS:
            if await _is_well(session, address):
                break
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
        else:
            say(f"not ready after {_READY_WITHIN_SECONDS:.0f} s; the safety path works. See {settings.var / 'log'}")
            return
    say(f"ready after {time.monotonic() - started:.0f} s")
    say(f"widget   {address}/")
    say(f"console  {address}/konsoll/{await _first_login(settings)}")


async def _is_well(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/healthz") as response:
            return response.status == _OK
    except aiohttp.ClientError:
        return False


async def _first_login(settings: Settings) -> str:
    """A one-time login for whoever started us, valid for an hour. It stands in the fragment, which no browser
    sends to any server: neither a log nor a referrer ever has it."""
    engine = RasaRest("http://127.0.0.1:1")
    async with open_house(settings, engine) as house, house.store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=_LOGIN_MINUTES)
        await unit.commit()
    return f"#token={token}"


async def serve_gateway(settings: Settings, rasa_token: str) -> None:
    """The gateway process: widget, console, Telegram when there is a token."""
    engine = RasaRest(
        f"http://127.0.0.1:{settings.rasa_port}",
        token=rasa_token,
        actions_url=f"http://127.0.0.1:{settings.actions_port}",
    )
    async with open_house(settings, engine) as house:
        app = create_app(house.gateway)
        runner = create_runner(app)
        await runner.setup()
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        try:
            await web.TCPSite(runner, settings.host, settings.port).start()
            async with telegram(settings, app):
                await stop.wait()
        finally:
            await runner.cleanup()
            await engine.close()


def telegram(settings: Settings, app: web.Application) -> AbstractAsyncContextManager[object]:
    """Telegram beside the gateway while the context is open; nothing without a token."""
    if not settings.telegram_token:
        return nullcontext()
    from bot.channels.telegram_bot import TelegramChannel  # half a second that only those with a token spend
    from bot.channels.telegram_services import TelegramServices

    house, answering = app[SERVICES], app[ANSWERING]
    services = TelegramServices(
        receive=house.receive, handoff=house.handoff, forget=house.forget, transcript=house.transcript,
        store=house.store, bus=house.bus, words=house.words, wake=answering.wake, is_answering=answering.is_busy,
        look_every=house.limits.look_every,
    )  # fmt: skip
    return TelegramChannel(services, token=settings.telegram_token, api=settings.telegram_api)
