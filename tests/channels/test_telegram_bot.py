"""A person on Telegram, from the first hello to «slett alt», through the real library and the real store."""

from __future__ import annotations

import asyncio

from bot.domain.conversation import Channel
from bot.domain.handoff import State
from bot.domain.replies import Choice, Reply
from bot.ports import TurnResult
from tests.builders import a_counsellor, texts_of
from tests.channels.bot_api_server import BotApiServer, Person
from tests.channels.conftest import Telegram, until


async def test_the_first_words_are_that_telegram_knows_who_you_are(telegram: Telegram, person: Person) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    assert "Telegram vet hvem du er" in person.sees[0]
    person.button("Snakk med et menneske")
    person.button("Nei, slett alt")
    person.presses("Det er greit")
    await until(lambda: len(person.sees) == 2)
    assert "/menneske" in person.sees[1]


async def test_a_question_gets_its_answer_after_the_greeting(telegram: Telegram, person: Person) -> None:
    person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    assert "Telegram vet" in person.sees[0]
    assert person.sees[1] == "Svaret fra assistenten."
    assert [turn.text for turn in telegram.dialogue.turns] == ["hva er hasj"]


async def test_somebody_with_nynorsk_on_the_phone_is_greeted_in_it(telegram: Telegram, server: BotApiServer) -> None:
    ola = Person(server, 42, app="nn")
    ola.writes("/start")
    await until(lambda: ola.sees)
    assert "Telegram veit kven du er" in ola.sees[0]


async def test_danger_gets_emergency_help_and_a_place_in_the_queue(telegram: Telegram, person: Person) -> None:
    person.writes("kompisen min puster ikke")
    await until(lambda: any("Viktig nå" in text for text in person.sees))
    emergency = next(text for text in person.sees if "Viktig nå" in text)
    assert "113" in emergency
    await until(lambda: any("i køen" in text for text in person.sees))
    assert (await telegram.conversation(person)).state is State.WAITING
    (entry,) = await telegram.house.handoff.queue()
    assert entry.reasons == ("Noen puster ikke",)


async def test_where_the_first_message_tells_of_danger_help_comes_before_the_rest(
    telegram: Telegram, person: Person
) -> None:
    person.writes("kompisen min puster ikke")
    await until(lambda: any("Telegram vet det" in text for text in person.sees))
    assert "Viktig nå" in person.sees[0]
    assert not any("Hei!" in text for text in person.sees)


async def test_a_link_can_say_which_kommune_the_person_comes_from(telegram: Telegram, person: Person) -> None:
    person.writes("/start 3437")
    await until(lambda: person.sees)
    assert (await telegram.conversation(person)).kommune == "3437"


async def test_danger_after_a_command_is_heard_and_the_command_is_not(telegram: Telegram, person: Person) -> None:
    person.writes("/slett han puster ikke")
    await until(lambda: any("Viktig nå" in text for text in person.sees))
    assert (await telegram.conversation(person)).state is State.WAITING


async def test_danger_under_a_picture_is_heard(telegram: Telegram, person: Person) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    person.sends(photo=photo, caption="hun puster ikke")
    await until(lambda: any("Viktig nå" in text for text in person.sees))


async def test_a_counsellor_takes_over_and_writes(telegram: Telegram, person: Person) -> None:
    counsellor = await a_counsellor(telegram.store)
    person.writes("/menneske")
    await until(lambda: len(person.sees) == 2)
    conversation = await telegram.conversation(person)
    assert conversation.state is State.WAITING
    await telegram.house.handoff.accept(conversation.id, counsellor)
    await telegram.house.handoff.say(conversation.id, counsellor, "Hei, jeg er her.", client_id="1")
    await until(lambda: len(person.sees) == 4)
    assert person.sees[3] == "Et menneske svarer (ruskonsulent):\nHei, jeg er her."
    person.writes("takk")
    await telegram.house.handoff.say(conversation.id, counsellor, "Fortell.", client_id="2")
    await until(lambda: len(person.sees) == 5)
    assert telegram.dialogue.turns == []
    person.writes("/menneske")
    await until(lambda: "alt her hos deg" in person.sees[-1])


async def test_asking_for_a_human_again_says_the_place_in_the_queue(telegram: Telegram, person: Person) -> None:
    person.writes("/menneske")
    await until(lambda: len(person.sees) == 2)
    person.writes("/menneske")
    await until(lambda: "nummer 1" in person.sees[-1] and len(person.sees) == 3)


async def test_stop_ends_the_conversation_and_writing_opens_it_again(telegram: Telegram, person: Person) -> None:
    person.writes("/start")
    person.writes("/stopp")
    await until(lambda: len(person.sees) == 2)
    assert (await telegram.conversation(person)).state is State.CLOSED
    person.writes("hei igjen")
    await until(lambda: person.sees[-1] == "Svaret fra assistenten.")
    assert (await telegram.conversation(person)).state is State.BOT


async def test_delete_deletes_everything_with_a_receipt(telegram: Telegram, person: Person) -> None:
    person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    person.writes("/slett")
    await until(lambda: len(person.sees) == 3)
    assert "3 meldinger" in person.sees[2]
    proof = person.sees[2].split("Kvitteringen er ")[1].split(".")[0]
    assert await telegram.house.forget.is_confirmed(proof)
    async with telegram.store.reading() as unit:
        assert await unit.conversations.find_by_address(Channel.TELEGRAM, str(person.chat["id"])) is None
        assert await unit.conversations.undelivered(Channel.TELEGRAM) == {}
    person.writes("/slett")
    await until(lambda: len(person.sees) == 4)
    assert "ikke lagret noe" in person.sees[3]


async def test_a_pressed_button_is_removed_and_its_payload_reaches_the_assistant(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    payload = '/ask{"topic": "mixing", "substance": ["' + "a" * 200 + '"]}'
    telegram.dialogue.result = TurnResult((Reply("Velg:", choices=(Choice("Blanding", payload),)),))
    person.writes("hei")
    await until(lambda: len(person.sees) == 2)
    telegram.dialogue.result = TurnResult((Reply("Om blanding."),))
    message, data = person.button("Blanding")
    person.sends_data(data, message)
    person.sends_data(data, message)
    await until(lambda: person.sees[-1] == "Om blanding." and not message.buttons)
    await until(lambda: len(server.called("answerCallbackQuery")) == 2)
    assert [turn.payload for turn in telegram.dialogue.turns] == [None, payload]
    conversation = await telegram.conversation(person)
    assert (await texts_of(telegram.store, conversation.id)).count("Blanding") == 1


async def test_a_button_that_was_never_offered_cannot_be_pressed(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    message, data = person.button("Snakk med et menneske")
    tag = data.split(":")[1]
    for forged in ("/talk_to_human", f"b:{tag}:1:9", f"b:{tag}:99:0", "b:0000000000:1:0", "l:xx"):
        person.sends_data(forged, message)
    await until(lambda: len(server.called("answerCallbackQuery")) == 5)
    assert all("virker ikke lenger" in call["text"] for call in server.called("answerCallbackQuery"))
    assert (await telegram.conversation(person)).state is State.BOT


async def test_the_buttons_of_a_deleted_conversation_are_dead(telegram: Telegram, person: Person) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    message, data = person.button("Snakk med et menneske")
    person.presses("Nei, slett alt")
    await until(lambda: len(person.sees) == 2)
    person.writes("/start")
    await until(lambda: len(person.sees) == 3)
    person.sends_data(data, message)
    person.writes("/hjelp")
    await until(lambda: len(person.sees) == 4)
    assert (await telegram.conversation(person)).last_person_number == 0


async def test_the_language_can_be_chosen(telegram: Telegram, person: Person) -> None:
    person.writes("/start")
    person.writes("/sprak")
    await until(lambda: len(person.sees) == 2)
    person.presses("English")
    await until(lambda: len(person.sees) == 3)
    assert person.sees[2].startswith("From now on I answer in English.")
    assert (await telegram.conversation(person)).language == "en"
    person.writes("/språk nn")
    await until(lambda: "nynorsk" in person.sees[-1])
    assert (await telegram.conversation(person)).language == "nn"


async def test_pictures_voices_and_stickers_are_met_kindly(telegram: Telegram, person: Person) -> None:
    person.sends(voice={"file_id": "a", "file_unique_id": "b", "duration": 3})
    await until(lambda: len(person.sees) == 1)
    person.sends(location={"latitude": 60.0, "longitude": 9.0})
    await until(lambda: len(person.sees) == 2)
    assert all("bare lese tekst" in text for text in person.sees)


async def test_an_edit_is_met_kindly_unless_it_has_become_dangerous(telegram: Telegram, person: Person) -> None:
    person.edits("hva er hasj")
    await until(lambda: len(person.sees) == 1)
    assert "endret en melding" in person.sees[0]
    person.edits("han puster ikke")
    await until(lambda: any("Viktig nå" in text for text in person.sees))


async def test_a_group_is_told_once_to_write_in_private_and_nothing_is_stored(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    person.writes_in_a_group("/start")
    person.writes_in_a_group("hva er hasj")
    person.writes("/hjelp")
    await until(lambda: person.sees)
    await until(lambda: len(server.shown) == 2)
    (group,) = [m for m in server.shown if m.chat_id < 0]
    assert "privat chat" in group.text
    assert telegram.dialogue.turns == []


async def test_typing_is_shown_while_the_assistant_thinks(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    gate: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    telegram.dialogue.before_answering = lambda: gate
    person.writes("hei")
    await until(lambda: server.called("sendChatAction"))
    gate.set_result(None)
    await until(lambda: len(person.sees) == 2)


async def test_the_menu_is_set_in_three_languages(telegram: Telegram, server: BotApiServer) -> None:
    await until(lambda: len(server.called("setMyCommands")) == 3)
    names = [c["command"] for c in server.called("setMyCommands")[0]["commands"]]
    assert names == ["start", "menneske", "stopp", "slett", "sprak", "hjelp"]


async def test_the_persons_own_messages_are_not_sent_back(telegram: Telegram, person: Person) -> None:
    person.writes("hei hei")
    await until(lambda: len(person.sees) == 2)
    assert "hei hei" not in person.sees
