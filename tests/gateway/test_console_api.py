"""What a counsellor can do, and what nobody can: two cannot have the same conversation, and none reads another's."""

from __future__ import annotations

import asyncio

import pytest

from tests.gateway.browser import Browser, check
from tests.gateway.conftest import OpenBrowser, OpenDesk
from tests.gateway.stand_ins import House


async def waiting(browser: OpenBrowser, text: str = "kan jeg snakke med noen", **hello: object) -> Browser:
    """A person in the queue."""
    person = await browser(**hello)
    await person.write(text)
    await person.next("accepted")
    await person.send(type="human")
    await person.status("waiting")
    return person


async def test_the_queue_has_the_most_serious_first_and_says_why(
    browser: OpenBrowser, desk: OpenDesk, house: House
) -> None:
    calm = await waiting(browser, kommune="3437")
    house.clock.move(minutes=2)
    acute = await waiting(browser, "han har tatt overdose")
    house.clock.move(minutes=1)
    frame = await (await (await desk()).get("queue")).json()
    check(frame, "console_server")
    first, second = frame["waiting"]
    assert (first["id"], first["risk"], first["position"]) == (acute.conversation, "acute", 1)
    assert first["reasons"] == ["Mulig overdose nå"]
    assert (second["id"], second["kommune"], second["kommune_name"]) == (calm.conversation, "3437", "Sel")
    assert second["waiting_since"] < first["waiting_since"] < frame["now"]


async def test_a_conversation_is_taken_talked_in_and_well_ended(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await waiting(browser), await desk()
    taken = await kari.does(person.conversation, "accept")
    assert (taken["state"], taken["is_mine"], taken["held_by"]) == ("with_counsellor", True, "kari")
    await kari.does(person.conversation, "say", text="Hei, jeg er her.", id="a1")
    shown = await (await kari.get(f"conversations/{person.conversation}")).json()
    assert [m["reply"]["text"] for m in shown["messages"] if m["speaker"] == "counsellor"] == ["Hei, jeg er her."]
    ended = await kari.does(person.conversation, "close", agreed="Vi snakkes i morgen")
    assert ended["state"] == "closed"
    await person.status("closed")
    last = (await (await kari.get(f"conversations/{person.conversation}")).json())["messages"][-1]
    assert "Vi snakkes i morgen" in last["reply"]["text"]


async def test_only_what_is_new_is_sent_after_a_number(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await waiting(browser), await desk()
    await kari.does(person.conversation, "accept")
    all_of_it = (await (await kari.get(f"conversations/{person.conversation}")).json())["messages"]
    last = all_of_it[-1]["number"]
    await kari.does(person.conversation, "say", text="nytt", id="a1")
    new = (await (await kari.get(f"conversations/{person.conversation}?after={last}")).json())["messages"]
    assert [m["reply"]["text"] for m in new] == ["nytt"]


async def test_the_same_words_sent_twice_are_said_once(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await waiting(browser), await desk()
    await kari.does(person.conversation, "accept")
    for _ in range(3):
        await kari.does(person.conversation, "say", text="en gang", id="same")
    shown = await (await kari.get(f"conversations/{person.conversation}")).json()
    assert [m["reply"]["text"] for m in shown["messages"]].count("en gang") == 1


async def test_of_many_who_take_over_at_once_exactly_one_gets_it(browser: OpenBrowser, desk: OpenDesk) -> None:
    person = await waiting(browser)
    desks = [await desk(name) for name in ("a", "b", "c", "d", "e")]
    answers = await asyncio.gather(*(one.act(person.conversation, "accept") for one in desks))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_colleagues_conversation_can_be_neither_read_nor_written_in(
    browser: OpenBrowser, desk: OpenDesk
) -> None:
    person, kari, ola = await waiting(browser), await desk("kari"), await desk("ola")
    await kari.does(person.conversation, "accept")
    closed = await ola.get(f"conversations/{person.conversation}")
    body = await closed.json()
    assert (closed.status, body["error"], body["conversation"]["held_by"]) == (403, "not_yours", "kari")
    assert "messages" not in body
    for what, more in {
        "say": {"text": "hei", "id": "x"},
        "release": {},
        "hand-back": {},
        "close": {},
        "settle-risk": {"level": "none"},
    }.items():
        assert (await ola.act(person.conversation, what, **more)).status == 409, what


async def test_what_is_said_to_the_bot_alone_is_not_read_by_anybody(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await browser(), await desk()
    await person.write("en hemmelighet")
    await person.said("Svar: en hemmelighet")
    assert (await kari.get(f"conversations/{person.conversation}")).status == 403
    for what in ("accept", "close", "release"):
        assert (await kari.act(person.conversation, what)).status == 409


async def test_after_handing_back_the_counsellor_reads_no_further_and_the_bot_answers(
    browser: OpenBrowser, desk: OpenDesk
) -> None:
    person, kari = await waiting(browser), await desk()
    await kari.does(person.conversation, "accept")
    await person.status("with_counsellor")
    await person.write("ubesvart")
    await person.next("accepted")
    await kari.does(person.conversation, "hand-back")
    await person.status("bot")
    assert (await kari.get(f"conversations/{person.conversation}")).status == 403
    await person.write("hei bot")
    await person.said("hei bot")
    await person.next("message", lambda frame: frame["speaker"] == "bot" and "Svar:" in frame["reply"]["text"])


async def test_a_conversation_that_is_released_waits_for_a_colleague(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari, ola = await waiting(browser), await desk("kari"), await desk("ola")
    await kari.does(person.conversation, "accept")
    assert (await kari.does(person.conversation, "release"))["state"] == "waiting"
    assert (await ola.does(person.conversation, "accept"))["held_by"] == "ola"


async def test_only_the_counsellors_judgement_lowers_the_risk(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await waiting(browser, "jeg vil dø"), await desk()
    await kari.does(person.conversation, "accept")
    assert (await kari.does(person.conversation, "settle-risk", level="concern"))["risk"] == "concern"


async def test_a_conversation_that_the_person_deleted_is_gone_for_the_counsellor_too(
    browser: OpenBrowser, desk: OpenDesk
) -> None:
    person, kari = await waiting(browser), await desk()
    await kari.does(person.conversation, "accept")
    await person.send(type="delete")
    await person.next("deleted")
    gone = await kari.get(f"conversations/{person.conversation}")
    assert (gone.status, await gone.json()) == (404, {"error": "gone"})
    assert (await kari.act(person.conversation, "say", text="hallo", id="x")).status == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("say", {}),
        ("say", {"text": "", "id": "x"}),
        ("say", {"text": "   ", "id": "x"}),
        ("say", {"text": "x" * 4001, "id": "x"}),
        ("say", {"text": "hei"}),
        ("say", {"text": "hei", "id": "i" * 65}),
        ("say", {"text": ["hei"], "id": "x"}),
        ("settle-risk", {}),
        ("settle-risk", {"level": "grusom"}),
        ("settle-risk", {"level": 3}),
        ("close", {"agreed": "x" * 1001}),
        ("close", {"agreed": ["x"]}),
    ],
)
async def test_a_broken_request_changes_nothing(
    browser: OpenBrowser, desk: OpenDesk, what: str, body: dict[str, object]
) -> None:
    person, kari = await waiting(browser), await desk()
    await kari.does(person.conversation, "accept")
    before = (await (await kari.get(f"conversations/{person.conversation}")).json())["messages"]
    assert (await kari.act(person.conversation, what, **body)).status == 400
    after = await (await kari.get(f"conversations/{person.conversation}")).json()
    assert (after["conversation"]["state"], len(after["messages"])) == ("with_counsellor", len(before))


@pytest.mark.parametrize("after", ["-1", "x", "1e9", "9" * 30, "²", "1;drop"])
async def test_an_odd_number_is_refused(browser: OpenBrowser, desk: OpenDesk, after: str) -> None:
    person, kari = await waiting(browser), await desk()
    assert (await kari.get(f"conversations/{person.conversation}?after={after}")).status == 400


@pytest.mark.parametrize("conversation", ["0", "0" * 31, "0" * 33, "G" * 32, "..", "0" * 31 + "'"])
async def test_an_odd_id_leads_nowhere(desk: OpenDesk, conversation: str) -> None:
    kari = await desk()
    assert (await kari.get(f"conversations/{conversation}")).status == 404
    assert (await kari.act(conversation, "accept")).status == 404


async def test_an_unknown_act_leads_nowhere(browser: OpenBrowser, desk: OpenDesk) -> None:
    person, kari = await waiting(browser), await desk()
    assert (await kari.act(person.conversation, "delete")).status == 404


async def test_a_store_that_is_down_says_so(desk: OpenDesk, house: House) -> None:
    kari = await desk()
    house.store.is_down = True
    response = await kari.get("queue")
    assert (response.status, await response.json()) == (503, {"error": "store_unavailable"})
    house.store.is_down = False
