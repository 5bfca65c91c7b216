"""The console's line: says at once that something has changed, and carries no word of what was said."""

from __future__ import annotations

import json

from aiohttp import WSMsgType

from tests.gateway.conftest import OpenBrowser, OpenDesk
from tests.gateway.stand_ins import House


async def test_a_new_case_in_the_queue_is_told_at_once(browser: OpenBrowser, desk: OpenDesk) -> None:
    kari = await desk()
    await kari.go_live()
    assert (await kari.next("queue"))["waiting"] == []
    person = await browser()
    await person.write("han har tatt overdose")
    frame = await kari.next("queue", lambda frame: bool(frame["waiting"]))
    assert (frame["waiting"][0]["id"], frame["waiting"][0]["risk"]) == (person.conversation, "acute")


async def test_an_open_console_means_that_somebody_is_on_duty(browser: OpenBrowser, desk: OpenDesk) -> None:
    person = await browser()
    await person.next("status", lambda frame: frame["on_duty"] is False)
    kari = await desk()
    await kari.go_live()
    await person.send(type="human")
    assert (await person.status("waiting"))["on_duty"] is True


async def test_a_watched_conversation_is_told_of_when_it_changes(browser: OpenBrowser, desk: OpenDesk) -> None:
    person = await browser()
    await person.send(type="human")
    await person.status("waiting")
    kari = await desk()
    await kari.go_live()
    await kari.socket.send_json({"type": "watch", "ids": [person.conversation]})
    await kari.next("conversation")
    await person.write("er du der")
    assert (await kari.next("conversation"))["id"] == person.conversation
    await person.send(type="delete")
    assert (await kari.next("conversation"))["id"] == person.conversation


async def test_both_see_that_the_other_is_writing(browser: OpenBrowser, desk: OpenDesk) -> None:
    person = await browser()
    await person.send(type="human")
    await person.status("waiting")
    kari = await desk()
    await kari.does(person.conversation, "accept")
    await person.status("with_counsellor")
    await kari.go_live()
    await kari.socket.send_json({"type": "watch", "ids": [person.conversation]})
    await kari.next("conversation")
    await person.send(type="typing")
    assert (await kari.next("typing"))["id"] == person.conversation
    await kari.socket.send_json({"type": "typing", "id": person.conversation})
    assert (await person.next("typing", lambda frame: frame["speaker"] == "counsellor"))["type"] == "typing"


async def test_nobody_sees_typing_in_a_conversation_that_is_not_theirs(
    browser: OpenBrowser, desk: OpenDesk, house: House
) -> None:
    person = await browser()
    await person.send(type="human")
    await person.status("waiting")
    kari, ola = await desk("kari"), await desk("ola")
    await kari.does(person.conversation, "accept")
    await person.status("with_counsellor")
    await ola.go_live()
    await ola.socket.send_json({"type": "watch", "ids": [person.conversation]})
    await ola.next("conversation")
    await person.send(type="typing")
    await ola.socket.send_json({"type": "typing", "id": person.conversation})
    await kari.does(person.conversation, "say", text="et tegn på at alt er lest", id="x")
    await person.said("et tegn på at alt er lest")
    await ola.next("conversation")
    assert not [frame for frame in ola.frames if frame["type"] == "typing"]
    assert not [f for f in person.frames if f["type"] == "typing" and f["speaker"] == "counsellor"]


async def test_no_frame_carries_what_was_said(browser: OpenBrowser, desk: OpenDesk) -> None:
    kari = await desk()
    await kari.go_live()
    person = await browser()
    await kari.socket.send_json({"type": "watch", "ids": [person.conversation]})
    await person.write("kanarifuglen synger, jeg vil dø")
    await person.status("waiting")
    await kari.next("queue", lambda frame: bool(frame["waiting"]))
    await kari.next("conversation")
    assert "kanarifugl" not in json.dumps(kari.seen)


async def test_a_removed_counsellor_is_logged_out(desk: OpenDesk, house: House) -> None:
    from dataclasses import replace

    from aiohttp.test_utils import TestClient, TestServer

    from bot.gateway.app import create_app

    limits = replace(house.services.limits, seen_every=0.0)
    async with TestClient(TestServer(create_app(replace(house.services, limits=limits)))) as client:
        kari = await desk("kari")
        kari.client = client
        await kari.go_live()
        await kari.next("queue")
        async with house.store.unit() as unit:
            await unit.staff.deactivate(house.counsellors["kari"])
            await unit.commit()
        await kari.next("logged_out")
        assert (await kari.socket.receive()).type in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING)


async def test_nonsense_and_too_much_do_not_end_the_counsellors_line(desk: OpenDesk) -> None:
    kari = await desk()
    await kari.go_live()
    await kari.next("queue")
    for raw in ("tull", "{}", '{"type": "watch", "ids": ["x"]}', '{"type": "watch", "ids": "x"}', '{"type": "accept"}'):
        await kari.socket.send_str(raw)
    await kari.socket.send_json({"type": "watch", "ids": ["0" * 32]})
    assert (await kari.next("conversation"))["id"] == "0" * 32


async def test_a_silent_bus_only_makes_it_slower(browser: OpenBrowser, desk: OpenDesk, house: House) -> None:
    kari = await desk()
    await kari.go_live()
    await kari.next("queue")
    house.bus._listeners.clear()
    person = await browser()
    await person.write("jeg vil dø")
    assert (await kari.next("queue", lambda frame: bool(frame["waiting"])))["waiting"][0]["risk"] == "high"
