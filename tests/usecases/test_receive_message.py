"""Taking a message in. The safety path needs nothing but the rules and the database."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.conversation import MAX_TEXT_LENGTH, Channel, ConversationId, Message, Speaker
from bot.domain.handoff import Event, State
from bot.domain.replies import ReplyKind
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.ports import ConversationNotFound
from bot.usecases.receive_message import EmptyMessage, StoreUnavailable
from tests.builders import a_counsellor, assess_by_words, moved, read, started, texts_of
from tests.fakes.bus import HangingBus, RaisingBus
from tests.fakes.dialogue import AwayDialogue, BrokenDialogue
from tests.fakes.store import DownStore, FullDisk
from tests.usecases.house import House

ACUTE = "han puster ikke"
HIGH = "jeg vil dø"


async def test_a_calm_message_is_stored_and_nothing_else_happens(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    receipt = await house.receive.receive(conversation.id, "hva er ghb?", client_id="a")
    after = await read(house.store, conversation.id)
    assert (receipt.number, receipt.verdict.level, receipt.is_duplicate) == (1, RiskLevel.NONE, False)
    assert (after.state, after.last_number, after.is_unanswered) == (State.BOT, 1, True)
    assert house.bus.published == [f"conversation:{conversation.id}"]


async def test_an_acute_message_gets_emergency_help_a_human_and_the_truth_about_the_queue(house: House) -> None:
    await a_counsellor(house.store)
    conversation = await house.receive.start(Channel.WEB, greet=False)
    receipt = await house.receive.receive(conversation.id, ACUTE, client_id="a")
    person, card, notice = await _messages(house, conversation.id)
    after = await read(house.store, conversation.id)
    assert receipt.verdict.level is RiskLevel.ACUTE
    assert (after.state, after.risk, after.risk_reasons) == (State.WAITING, RiskLevel.ACUTE, ("Noen puster ikke",))
    assert (person.speaker, person.risk) == (Speaker.PERSON, RiskLevel.ACUTE)
    assert (card.speaker, card.reply.kind) == (Speaker.BOT, ReplyKind.EMERGENCY)
    assert card.reply.fact_ids == ("emergency.unconscious",)
    assert (notice.speaker, notice.reply.kind) == (Speaker.SYSTEM, ReplyKind.NOTICE)
    assert "nummer 1 i køen" in notice.reply.text
    assert house.bus.published == [f"conversation:{conversation.id}", "queue"]


async def test_when_nobody_is_on_duty_the_person_is_told_so(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, ACUTE, client_id="a")
    notice = (await texts_of(house.store, conversation.id))[-1]
    assert notice == house.words.reply("handoff.nobody_on_duty", "nb", position=1).text
    assert (await read(house.store, conversation.id)).state is State.WAITING


@pytest.mark.parametrize("bus", [RaisingBus(), HangingBus()], ids=["raising", "hanging"])
@pytest.mark.parametrize("dialogue", [AwayDialogue(), BrokenDialogue()], ids=["away", "broken"])
async def test_the_safety_path_works_with_the_model_and_the_bus_down(
    house: House, bus: RaisingBus, dialogue: AwayDialogue
) -> None:
    house.bus, house.dialogue = bus, dialogue
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, ACUTE, client_id="a")
    await house.receive.answer(conversation.id)
    after = await read(house.store, conversation.id)
    _, card, _, apology = await _messages(house, conversation.id)
    assert after.state is State.WAITING
    assert card.reply.kind is ReplyKind.EMERGENCY
    assert apology.reply == house.words.reply("system.cannot_answer", "nb")


async def test_the_same_message_again_is_received_once(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    first = await house.receive.receive(conversation.id, ACUTE, client_id="a")
    before = await _messages(house, conversation.id)
    again = await house.receive.receive(conversation.id, ACUTE, client_id="a")
    assert (again.number, again.is_duplicate, again.verdict.level) == (first.number, True, RiskLevel.ACUTE)
    assert await _messages(house, conversation.id) == before


async def test_danger_that_only_the_conversation_shows_is_seen(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "tok mange piller", client_id="a")
    await house.receive.answer(conversation.id)
    receipt = await house.receive.receive(conversation.id, "det gikk en time", client_id="b")
    assert receipt.verdict.level is RiskLevel.ACUTE
    assert (await read(house.store, conversation.id)).state is State.WAITING


async def test_what_is_stored_is_redacted_and_what_is_assessed_is_not(house: House) -> None:
    seen: list[str] = []

    def assess(text: str, earlier: object) -> RiskVerdict:
        seen.append(text)
        return assess_by_words(text)

    house.assess = assess
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "jeg heter Kari, ring 41234567", client_id="a")
    assert seen == ["jeg heter Kari, ring 41234567"]
    assert await texts_of(house.store, conversation.id) == ["jeg heter [navn fjernet], ring [telefon fjernet]"]


async def test_danger_at_the_end_of_a_text_that_is_too_long_is_seen(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    receipt = await house.receive.receive(conversation.id, "bla " * 2000 + ACUTE, client_id="a")
    assert receipt.verdict.level is RiskLevel.ACUTE
    assert len((await texts_of(house.store, conversation.id))[0]) == MAX_TEXT_LENGTH


async def test_a_rule_that_breaks_leads_to_a_human_and_the_general_card(house: House) -> None:
    def assess(text: str, earlier: object) -> RiskVerdict:
        raise ZeroDivisionError

    house.assess = assess
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "hei", client_id="a")
    after = await read(house.store, conversation.id)
    assert (after.state, after.risk) == (State.WAITING, RiskLevel.HIGH)
    assert after.risk_reasons == (house.words.reply("system.assessment_failed", "nb").text,)
    assert (await _messages(house, conversation.id))[1].reply.fact_ids == ("emergency.default",)


async def test_a_button_is_stored_with_its_label_and_its_payload(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(
        conversation.id, "Vis meg førstehjelp", client_id="a", payload='/start_flow{"flow": "overdose"}'
    )
    (message,) = await _messages(house, conversation.id)
    assert (message.reply.text, message.payload) == ("Vis meg førstehjelp", '/start_flow{"flow": "overdose"}')


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b\u2066"])
async def test_nothing_at_all_is_not_a_message(house: House, text: str) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    with pytest.raises(EmptyMessage):
        await house.receive.receive(conversation.id, text, client_id="a")


async def test_writing_after_the_end_begins_again(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.CLOSE)
    await house.receive.receive(conversation_id, "en ting til", client_id="a")
    assert (await read(house.store, conversation_id)).state is State.BOT


async def test_danger_after_the_end_calls_a_human(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.CLOSE)
    await house.receive.receive(conversation_id, HIGH, client_id="a")
    assert (await read(house.store, conversation_id)).state is State.WAITING


async def test_who_already_waits_gets_help_again_but_no_second_place_in_the_queue(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, ACUTE, client_id="a")
    waiting_since = (await read(house.store, conversation.id)).waiting_since
    house.clock.move(minutes=2)
    await house.receive.receive(conversation.id, ACUTE, client_id="b")
    after = await read(house.store, conversation.id)
    kinds = [m.reply.kind for m in (await _messages(house, conversation.id))[3:]]
    assert after.waiting_since == waiting_since
    assert kinds == [ReplyKind.ANSWER, ReplyKind.EMERGENCY]


async def test_a_counsellor_is_not_interrupted_except_when_a_life_is_in_danger_now(house: House) -> None:
    counsellor = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=counsellor)
    await house.receive.receive(conversation_id, HIGH, client_id="a")
    assert [m.speaker for m in await _messages(house, conversation_id)] == [Speaker.PERSON, Speaker.PERSON]
    await house.receive.receive(conversation_id, ACUTE, client_id="b")
    assert (await _messages(house, conversation_id))[-1].reply.kind is ReplyKind.EMERGENCY
    await house.receive.receive(conversation_id, ACUTE, client_id="c")
    assert (await _messages(house, conversation_id))[-1].speaker is Speaker.PERSON
    after = await read(house.store, conversation_id)
    assert (after.state, after.counsellor_id) == (State.WITH_COUNSELLOR, counsellor)


async def test_a_worry_where_a_danger_is_not_settled_calls_a_human_again(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, HIGH, client_id="a")
    await house.handoff.withdraw(conversation.id)
    await house.receive.receive(conversation.id, "ok takk", client_id="b")
    assert (await read(house.store, conversation.id)).state is State.BOT
    await house.receive.receive(conversation.id, "jeg er bekymret", client_id="c")
    assert (await read(house.store, conversation.id)).state is State.WAITING


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("ho pustar ikkje, kva gjer eg, ho puster ikke", "nb", "Ring 113 no"),
        ("he is not breathing please help, puster ikke", "nb", "Call 113 now"),
        ("han puster ikke", "nn", "Ring 113 no"),
        ("han puster ikke", "nb", "Ring 113 nå"),
    ],
)
async def test_help_comes_in_the_language_of_the_message(house: House, text: str, language: str, expected: str) -> None:
    conversation = await house.receive.start(Channel.WEB, language=language, greet=False)
    await house.receive.receive(conversation.id, text, client_id="a")
    assert (await texts_of(house.store, conversation.id))[1].startswith(expected)


@pytest.mark.parametrize("is_down", [True, False], ids=["down", "full"])
async def test_when_the_database_cannot_keep_a_message_emergency_help_is_carried_to_the_channel(
    house: House, is_down: bool
) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    real = house.store
    house.store = DownStore() if is_down else FullDisk(real)
    with pytest.raises(StoreUnavailable) as failed:
        await house.receive.receive(conversation.id, ACUTE, client_id="a")
    assert [r.fact_ids for r in failed.value.replies] == [("emergency.unconscious",)]
    with pytest.raises(StoreUnavailable) as calm:
        await house.receive.receive(conversation.id, "hva er ghb?", client_id="b")
    assert calm.value.replies == ()
    assert await texts_of(real, conversation.id) == []


async def test_a_message_that_could_not_be_kept_can_be_sent_again(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    real = house.store
    house.store = FullDisk(real)
    with pytest.raises(StoreUnavailable):
        await house.receive.receive(conversation.id, ACUTE, client_id="a")
    house.store = real
    receipt = await house.receive.receive(conversation.id, ACUTE, client_id="a")
    assert (receipt.number, receipt.is_duplicate) == (1, False)


async def test_a_conversation_that_is_gone_is_said_to_be_gone_and_help_is_there_all_the_same(house: House) -> None:
    with pytest.raises(ConversationNotFound):
        await house.receive.receive(ConversationId("f" * 32), ACUTE, client_id="a")
    assert [r.kind for r in house.receive.first_aid(ACUTE)] == [ReplyKind.EMERGENCY]
    assert house.receive.first_aid("hei") == ()


async def test_the_greeting_tells_who_is_there_and_on_telegram_what_telegram_knows(house: House) -> None:
    web = await house.receive.start(Channel.WEB)
    telegram = await house.receive.start(Channel.TELEGRAM, language="nn", address="4711")
    assert "chatbot" in (await texts_of(house.store, web.id))[0]
    assert "Telegram veit kven du er" in (await texts_of(house.store, telegram.id))[0]
    assert (web.last_number, web.is_unanswered) == (1, False)


async def test_a_telegram_chat_has_one_conversation(house: House) -> None:
    first = await house.receive.start(Channel.TELEGRAM, address="4711")
    again = await house.receive.start(Channel.TELEGRAM, address="4711")
    assert again.id == first.id
    assert len(await texts_of(house.store, first.id)) == 1


async def test_two_first_messages_of_a_telegram_chat_at_once_begin_one_conversation(house: House) -> None:
    gateways = [house.receive for _ in range(6)]
    begun = await asyncio.gather(*(gateway.start(Channel.TELEGRAM, address="4711") for gateway in gateways))
    assert len({conversation.id for conversation in begun}) == 1
    assert len(await texts_of(house.store, begun[0].id)) == 1


async def test_a_language_or_kommune_that_is_none_is_not_kept(house: House) -> None:
    conversation = await house.receive.start(Channel.WEB, language="klingon", kommune="Sel kommune")
    assert (conversation.language, conversation.kommune) == ("nb", None)


async def _messages(house: House, conversation_id: ConversationId) -> tuple[Message, ...]:
    async with house.store.reading() as unit:
        return await unit.conversations.messages(conversation_id)


@pytest.mark.parametrize("is_on_duty", [True, False])
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my friend took too much and he puster ikke, what should I do", "en"),
        ("kompisen min puster ikke", "nb"),
        ("eg veit ikkje kva eg skal gjere, han puster ikke", "nn"),
    ],
)
async def test_the_place_in_the_queue_is_told_in_the_language_of_the_emergency_help(
    house: House, text: str, language: str, is_on_duty: bool
) -> None:
    if is_on_duty:
        await a_counsellor(house.store)
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, text, client_id="a")
    person, *cards, notice = await _messages(house, conversation.id)
    key = "handoff.joined_by_risk" if is_on_duty else "handoff.nobody_on_duty"
    assert notice.reply == house.words.reply(key, language, position=1)
    expected = house.emergency.cards(assess_by_words(text), language)
    assert [card.reply for card in cards] == list(expected)
    assert person.speaker is Speaker.PERSON
