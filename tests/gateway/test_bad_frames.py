"""What a broken, careless or hostile client may send: always answered kindly, never believed, never fatal."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.gateway import wire
from bot.gateway.app import create_app
from tests.gateway.browser import Browser
from tests.gateway.conftest import OpenBrowser
from tests.gateway.stand_ins import House

INVALID = {
    "not json": "hei",
    "half json": '{"type": "message", "id": "a"',
    "an array": "[]",
    "a number": "7",
    "null": "null",
    "no type": "{}",
    "type is a number": '{"type": 3}',
    "type is a list": '{"type": ["message"]}',
    "unknown type": '{"type": "drop_tables"}',
    "a server's frame": '{"type": "welcome", "conversation": "00000000000000000000000000000000", "language": "nb"}',
    "message without id": '{"type": "message", "text": "hei"}',
    "message without text": '{"type": "message", "id": "a"}',
    "text is a number": '{"type": "message", "id": "a", "text": 5}',
    "text is an object": '{"type": "message", "id": "a", "text": {"a": 1}}',
    "message with a payload": '{"type": "message", "id": "a", "text": "hei", "payload": "/restart"}',
    "id with spaces": '{"type": "message", "id": "a b", "text": "hei"}',
    "id with a line break": '{"type": "message", "id": "a\\n", "text": "hei"}',
    "id too long": json.dumps({"type": "message", "id": "a" * 65, "text": "hei"}),
    "choice with free text": '{"type": "choice", "id": "a", "title": "Ja", "payload": "ja"}',
    "choice with nested braces": '{"type": "choice", "id": "a", "title": "Ja", "payload": "/a{\\"b\\": {\\"c\\": 1}}"}',
    "choice with a line break": '{"type": "choice", "id": "a", "title": "Ja", "payload": "/affirm\\n"}',
    "hello with an odd id": '{"type": "hello", "conversation": "../../etc/passwd"}',
    "hello with a negative number": '{"type": "hello", "conversation": null, "after": -1}',
    "hello with a fraction": '{"type": "hello", "conversation": null, "after": 1.5}',
    "hello with a huge number": '{"type": "hello", "conversation": null, "after": 1e400}',
    "hello with NaN": '{"type": "hello", "conversation": null, "after": NaN}',
    "hello with an odd kommune": '{"type": "hello", "conversation": null, "kommune": "<script>"}',
    "an unknown language": '{"type": "language", "language": "klingon"}',
    "code is a list": '{"type": "resume", "code": ["a", "b", "c"]}',
    "human with more": '{"type": "human", "conversation": "00000000000000000000000000000000"}',
    "very deep": "[" * 30_000,
    "very many digits": '{"type": "hello", "after": ' + "9" * 20_000 + "}",
}


@pytest.mark.parametrize("raw", INVALID.values(), ids=INVALID.keys())
async def test_an_invalid_frame_is_answered_kindly_and_the_socket_lives(browser: OpenBrowser, raw: str) -> None:
    person = await browser()
    await person.socket.send_str(raw)
    error = await person.error("invalid")
    assert error["text"]
    await person.write("hei")
    await person.said("Svar: hei")


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
async def test_an_empty_message_is_answered_kindly(browser: OpenBrowser, text: str) -> None:
    person = await browser()
    sent = await person.write(text)
    assert (await person.error("empty"))["id"] == sent


async def test_a_message_of_only_invisible_characters_is_empty(browser: OpenBrowser) -> None:
    person = await browser()
    sent = await person.write("\u200b\u200b\u202e")
    assert (await person.error("empty"))["id"] == sent


async def test_the_longest_message_is_taken_and_a_longer_one_is_answered_kindly(browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("æ" * 4000)
    await person.next("accepted")
    sent = await person.write("æ" * 4001)
    assert (await person.error("too_long"))["id"] == sent


async def test_a_frame_beyond_32_kb_closes_with_1009(browser: OpenBrowser) -> None:
    person = await browser()
    await person.socket.send_str('{"type": "message", "id": "a", "text": "' + "x" * wire.MAX_FRAME_BYTES + '"}')
    assert await person.close_code() == 1009


async def test_a_binary_frame_closes_with_1003(browser: OpenBrowser) -> None:
    person = await browser()
    await person.socket.send_bytes(b"\x00\x01")
    assert await person.close_code() == 1003


async def test_text_that_is_not_utf8_closes_with_1007(browser: OpenBrowser) -> None:
    person = await browser()
    await person.socket._writer.send_frame(b"\xff\xfe", 1)
    assert await person.close_code() == 1007


async def test_half_a_character_is_kept_as_a_whole_one(browser: OpenBrowser) -> None:
    person = await browser()
    await person.socket.send_str('{"type": "message", "id": "a", "text": "hei \\ud83d der"}')
    await person.next("accepted")
    assert "\ufffd" in (await person.next("message", lambda frame: frame.get("id") == "a"))["reply"]["text"]


async def test_markup_and_control_characters_come_back_as_mere_text(browser: OpenBrowser) -> None:
    person = await browser()
    text = "<img src=x onerror=alert(1)> ' OR 1=1 -- \u202e{{7*7}} %s"
    sent = await person.write(text)
    own = await person.next("message", lambda frame: frame.get("id") == sent)
    assert own["reply"]["text"] == text.replace("\u202e", "")


async def test_a_slash_command_is_only_words(browser: OpenBrowser, house: House) -> None:
    person = await browser()
    await person.write('/restart{"slot": "x"}')
    await person.said("Svar:")
    assert house.dialogue.turns[-1].payload is None


async def test_too_many_messages_are_slowed_and_none_is_lost(browser: OpenBrowser, house: House) -> None:
    person = await browser()
    for i in range(13):
        await person.write(f"nummer {i}", client_id=f"id{i}")
    slowed = await person.error("slow_down")
    assert slowed["id"] == "id12"
    assert 0 < slowed["retry_after"] <= 1
    house.monotonic.seconds += slowed["retry_after"] + 0.01
    await person.write("nummer 12", client_id="id12")
    await person.next("accepted", lambda frame: frame["id"] == "id12")


async def test_deleting_works_even_for_somebody_who_was_slowed(browser: OpenBrowser) -> None:
    person = await browser()
    for i in range(14):
        await person.write(f"nummer {i}")
    await person.error("slow_down")
    await person.send(type="delete")
    await person.next("deleted")


async def test_typing_is_never_an_error(browser: OpenBrowser) -> None:
    person = await browser()
    for _ in range(100):
        await person.send(type="typing")
    await person.write("hei")
    await person.said("Svar: hei")
    assert not [frame for frame in person.frames if frame["type"] == "error"]


async def test_a_client_that_sends_only_nonsense_is_hung_up_on(browser: OpenBrowser) -> None:
    person = await browser()
    for _ in range(40):
        await person.socket.send_str("tull")
    assert await person.close_code() == 1008


async def test_one_socket_cannot_begin_conversations_without_end(browser: OpenBrowser) -> None:
    person = await browser(says_hello=False)
    for _ in range(11):
        await person.send(type="hello", conversation=None, after=0)
    assert (await person.error("slow_down"))["retry_after"] > 0


async def test_new_conversations_have_a_limit_for_all_together(house: House) -> None:
    limits = replace(house.services.limits, starts_at_once=2)
    async with TestClient(TestServer(create_app(replace(house.services, limits=limits)))) as client:
        people = [Browser(await client.ws_connect("/ws")) for _ in range(3)]
        for person in people:
            await person.send(type="hello", conversation=None, after=0)
        assert (await people[2].error("slow_down"))["retry_after"] > 0
        house.monotonic.seconds += 1
        await people[2].hello()


async def test_frames_before_any_conversation_are_answered_kindly(browser: OpenBrowser) -> None:
    person = await browser(says_hello=False)
    for kind in ("human", "withdraw", "close", "delete", "code"):
        await person.send(type=kind)
        await person.error("no_conversation")
    await person.send(type="choice", id="a", title="Ja", payload="/affirm")
    await person.error("not_offered")


def test_the_error_codes_in_code_and_schema_are_the_same() -> None:
    from bot.gateway.widget_line import ERROR_CODES

    assert set(wire.schema()["$defs"]["server"]["error"]["properties"]["code"]["enum"]) == set(ERROR_CODES)


def test_the_longest_text_is_the_same_in_schema_and_domain() -> None:
    from bot.domain.conversation import MAX_TEXT_LENGTH

    assert wire.schema()["$defs"]["text"]["maxLength"] == MAX_TEXT_LENGTH
