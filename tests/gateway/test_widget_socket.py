"""What a person with the widget meets, from hello to deletion."""

from __future__ import annotations

from aiohttp.test_utils import TestClient

from tests.gateway.conftest import OpenBrowser, OpenDesk
from tests.gateway.stand_ins import EMERGENCY_TEXT, House, reply_with


async def test_a_new_person_is_welcomed_and_greeted(browser: OpenBrowser) -> None:
    person = await browser()
    assert (await person.said("greeting"))["number"] == 1
    status = await person.status("bot")
    assert status["position"] is None
    assert status["on_duty"] is False


async def test_a_message_is_accepted_and_answered_in_order(browser: OpenBrowser) -> None:
    person = await browser()
    sent = await person.write("hva er mdma")
    accepted = await person.next("accepted")
    assert accepted["id"] == sent
    own = await person.said("hva er mdma")
    answer = await person.said("Svar: hva er mdma")
    assert (own["id"], own["speaker"], own["number"]) == (sent, "person", accepted["number"])
    assert (answer["speaker"], answer["number"]) == ("bot", own["number"] + 1)


async def test_the_bot_is_seen_to_be_writing(browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("hei")
    assert (await person.next("typing"))["speaker"] == "bot"


async def test_a_slow_assistant_never_holds_up_the_socket(browser: OpenBrowser, house: House) -> None:
    house.dialogue.may_answer.clear()
    person = await browser()
    for text in ("en", "to", "tre"):
        await person.write(text)
        await person.next("accepted")
    house.dialogue.may_answer.set()
    await person.said("tre")


async def test_a_resent_message_is_stored_once(browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("hei", client_id="same")
    first = await person.next("accepted")
    await person.write("hei", client_id="same")
    again = await person.next("accepted")
    await person.said("Svar: hei")
    assert again["number"] == first["number"]
    await person.write("slutt")
    await person.said("Svar: slutt")
    assert not [f for f in person.frames if f["type"] == "message" and f["reply"]["text"] == "hei" and f["number"] > 2]


async def test_after_a_reconnect_everything_after_the_last_number_comes_once(browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("en")
    seen = (await person.said("Svar: en"))["number"]
    await person.write("to")
    await person.next("accepted", lambda frame: frame["number"] > seen)
    await person.close()
    back = await browser(conversation=person.conversation, after=seen)
    await back.said("Svar: to")
    await back.write("tre")
    await back.said("Svar: tre")
    assert all(frame["number"] > seen for frame in back.frames if frame["type"] == "message")


async def test_a_last_number_from_the_future_silences_nothing(browser: OpenBrowser) -> None:
    person = await browser()
    back = await browser(conversation=person.conversation, after=999_999_999)
    await back.write("hei")
    await back.said("Svar: hei")


async def test_two_tabs_see_the_same_conversation(browser: OpenBrowser) -> None:
    one = await browser()
    other = await browser(conversation=one.conversation)
    await one.write("hei fra den ene")
    await other.said("hei fra den ene")
    await other.said("Svar: hei fra den ene")


async def test_an_unknown_conversation_is_gone(browser: OpenBrowser) -> None:
    person = await browser(says_hello=False)
    await person.send(type="hello", conversation="0" * 32, after=0)
    await person.next("gone")


async def test_writing_without_a_hello_begins_a_conversation(browser: OpenBrowser) -> None:
    person = await browser(says_hello=False)
    await person.write("hei")
    await person.next("welcome")
    await person.said("Svar: hei")


async def test_danger_brings_emergency_help_and_a_place_in_the_queue_before_any_model(
    browser: OpenBrowser, house: House
) -> None:
    house.dialogue.may_answer.clear()
    person = await browser()
    await person.write("kompisen min har tatt overdose")
    help_now = await person.said(EMERGENCY_TEXT)
    assert help_now["reply"]["kind"] == "emergency"
    assert (await person.status("waiting"))["position"] == 1
    house.dialogue.may_answer.set()


async def test_emergency_help_comes_even_when_the_store_is_down(browser: OpenBrowser, house: House) -> None:
    person = await browser()
    await person.status("bot")
    house.store.is_down = True
    sent = await person.write("han har tatt overdose")
    error = await person.error("store_unavailable")
    assert error["id"] == sent
    assert error["safety"] is True
    assert error["replies"][0]["text"] == EMERGENCY_TEXT
    assert error["retry_after"] > 0


async def test_emergency_help_comes_even_before_a_conversation_could_begin(browser: OpenBrowser, house: House) -> None:
    house.store.is_down = True
    person = await browser(says_hello=False)
    await person.send(type="hello", conversation=None, after=0)
    assert "id" not in await person.error("store_unavailable")
    sent = await person.write("jeg vil dø")
    error = await person.error("store_unavailable")
    assert (error["id"], error["safety"]) == (sent, True)


async def test_a_question_without_danger_says_kindly_that_it_could_not_be_kept(
    browser: OpenBrowser, house: House
) -> None:
    person = await browser()
    house.store.is_down = True
    await person.write("hva er khat")
    error = await person.error("store_unavailable")
    assert "safety" not in error
    assert "113" in error["text"]


async def test_a_person_asks_for_a_human_and_changes_their_mind(browser: OpenBrowser) -> None:
    person = await browser()
    await person.send(type="human")
    status = await person.status("waiting")
    assert (status["position"], status["on_duty"], status["wait_minutes"]) == (1, False, None)
    await person.send(type="withdraw")
    await person.status("bot")


async def test_withdrawing_without_waiting_is_answered_kindly(browser: OpenBrowser) -> None:
    person = await browser()
    await person.send(type="withdraw")
    assert (await person.error("not_now"))["text"]


async def test_the_place_in_the_queue_moves(browser: OpenBrowser, house: House) -> None:
    first, second = await browser(), await browser()
    await first.send(type="human")
    await first.status("waiting")
    house.clock.move(seconds=5)
    await second.send(type="human")
    assert (await second.status("waiting"))["position"] == 2
    await first.send(type="withdraw")
    assert (await second.next("status", lambda frame: frame["position"] == 1))["owner"] == "waiting"


async def test_deleting_gives_a_proof_that_can_be_checked(browser: OpenBrowser, client: TestClient) -> None:
    person = await browser()
    other_tab = await browser(conversation=person.conversation)
    await person.write("slett meg")
    await person.said("Svar: slett meg")
    await person.send(type="delete")
    receipt = await person.next("deleted")
    assert receipt["messages"] == 3
    await other_tab.next("gone")
    confirmed = await (await client.get(f"/api/proof/{receipt['proof']}")).json()
    assert confirmed == {"deleted": True}
    back = await browser(says_hello=False)
    await back.send(type="hello", conversation=person.conversation, after=0)
    await back.next("gone")


async def test_after_deleting_nothing_more_is_sent_and_a_new_conversation_can_begin(browser: OpenBrowser) -> None:
    person = await browser()
    await person.send(type="delete")
    await person.next("deleted")
    await person.send(type="human")
    await person.error("no_conversation")
    await person.write("ny start")
    assert (await person.next("welcome"))["conversation"] != person.conversation


async def test_a_choice_that_was_offered_is_taken_with_its_own_words(browser: OpenBrowser, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(("Ja", '/answer{"value": "yes"}'), ("Nei", "/deny")),))
    person = await browser()
    await person.write("hei")
    await person.said("Velg:")
    await person.send(type="choice", id="c1", title="Ja", payload='/answer{"value": "yes"}')
    assert (await person.said("Ja"))["id"] == "c1"
    await person.said("Svar: Ja")
    assert house.dialogue.turns[-1].payload == '/answer{"value": "yes"}'


async def test_the_words_of_a_choice_are_those_that_were_offered(browser: OpenBrowser, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(("Ja", "/affirm")),))
    person = await browser()
    await person.write("hei")
    await person.said("Velg:")
    await person.send(type="choice", id="c1", title="Noe helt annet", payload="/affirm")
    assert (await person.next("message", lambda frame: frame.get("id") == "c1"))["reply"]["text"] == "Ja"


async def test_a_choice_that_was_never_offered_is_refused(browser: OpenBrowser, house: House) -> None:
    person = await browser()
    await person.send(type="choice", id="c1", title="Ja", payload="/restart")
    assert (await person.error("not_offered"))["id"] == "c1"
    await person.write('/restart{"a": "b"}')
    await person.next("accepted")
    await person.said("Svar:")
    assert all(turn.payload is None for turn in house.dialogue.turns)


async def test_a_choice_offered_too_long_ago_is_refused(browser: OpenBrowser, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(("Ja", "/affirm")),))
    person = await browser()
    await person.write("hei")
    await person.said("Velg:")
    for i in range(10):
        house.monotonic.seconds += 10
        await person.write(f"m{i}")
        await person.said(f"Svar: m{i}")
    await person.send(type="choice", id="late", title="Ja", payload="/affirm")
    await person.error("not_offered")


async def test_another_conversations_choice_is_refused(browser: OpenBrowser, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(("Ja", "/affirm")),))
    one, other = await browser(), await browser()
    await one.write("hei")
    await one.said("Velg:")
    await other.send(type="choice", id="c1", title="Ja", payload="/affirm")
    await other.error("not_offered")


async def test_the_language_follows_the_conversation(browser: OpenBrowser) -> None:
    person = await browser(language="nn")
    assert "nn" in (await person.said("greeting"))["reply"]["text"]
    await person.send(type="language", language="nb")
    await person.send(type="withdraw")
    assert "øverst" in (await person.error("not_now"))["text"]
    again = await browser(says_hello=False)
    await again.send(type="hello", conversation=person.conversation, after=0, language="nn")
    assert (await again.next("welcome"))["language"] == "nb"


async def test_a_return_code_brings_the_person_back(browser: OpenBrowser) -> None:
    person = await browser()
    await person.write("husk meg")
    await person.said("Svar: husk meg")
    await person.send(type="close")
    await person.status("closed")
    await person.send(type="code")
    code = (await person.next("code"))["code"]
    back = await browser()
    await back.send(type="resume", code=code.upper())
    assert (await back.next("welcome"))["conversation"] == person.conversation
    await back.said("husk meg")


async def test_a_wrong_code_is_answered_kindly_and_guessing_is_slowed(browser: OpenBrowser) -> None:
    person = await browser()
    for _ in range(5):
        await person.send(type="resume", code="feil feil feil")
        assert (await person.error("unknown_code"))["text"]
    await person.send(type="resume", code="feil feil feil")
    assert (await person.error("slow_down"))["retry_after"] > 1


async def test_a_closed_conversation_is_taken_up_again_by_writing(browser: OpenBrowser) -> None:
    person = await browser()
    await person.send(type="close")
    await person.status("closed")
    await person.write("hei igjen")
    await person.said("Svar: hei igjen")
    await person.status("bot")


async def test_a_counsellor_and_a_person_talk_while_the_bot_is_silent(
    browser: OpenBrowser, desk: OpenDesk, house: House
) -> None:
    person = await browser()
    await person.send(type="human")
    await person.status("waiting")
    kari = await desk("kari")
    await kari.does(person.conversation, "accept")
    status = await person.status("with_counsellor")
    assert status["role"] == "ruskonsulent"
    await kari.does(person.conversation, "say", text="Hei, jeg er her.", id="a1")
    assert (await person.said("Hei, jeg er her."))["speaker"] == "counsellor"
    turns = len(house.dialogue.turns)
    await person.write("takk")
    await person.next("accepted")
    await kari.does(person.conversation, "say", text="Bare hyggelig", id="a2")
    await person.said("Bare hyggelig")
    assert len(house.dialogue.turns) == turns


async def test_a_silent_bus_only_makes_it_slower(browser: OpenBrowser, house: House) -> None:
    person = await browser()
    other = await browser(conversation=person.conversation)
    house.bus._listeners.clear()
    await person.write("hei")
    await other.said("Svar: hei")
