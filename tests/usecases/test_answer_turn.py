"""Letting the assistant answer: once, with everything that was said, and never over a counsellor's head."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.conversation import Channel, ConversationId, Message, Speaker
from bot.domain.daily_counts import DailyCount
from bot.domain.handoff import Event, State
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel
from bot.ports import StoreFailed, Turn, TurnResult
from tests.builders import a_counsellor, a_verdict, moved, read, started, texts_of
from tests.fakes.dialogue import AwayDialogue, BrokenDialogue, FakeDialogue
from tests.fakes.store import FullDisk
from tests.usecases.house import House

ANSWER = "Svaret fra assistenten."


async def test_what_was_asked_is_answered_once(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "hva er ghb?")
    await house.receive.answer(conversation_id)
    await house.receive.answer(conversation_id)
    assert await texts_of(house.store, conversation_id) == ["hva er ghb?", ANSWER]
    assert len(dialogue.turns) == 1
    assert house.bus.published == [f"conversation:{conversation_id}"]


async def test_several_lines_in_a_row_are_one_question(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "hei", "kompisen min", "han tok ghb")
    await house.receive.answer(conversation_id)
    assert [t.text for t in dialogue.turns] == ["hei\nkompisen min\nhan tok ghb"]


async def test_a_button_is_asked_as_its_payload(house: House, dialogue: FakeDialogue) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "hei", client_id="a")
    await house.receive.receive(conversation.id, "Snakk om dose", client_id="b", payload='/ask{"topic": "dose"}')
    await house.receive.answer(conversation.id)
    assert [(t.text, t.payload) for t in dialogue.turns] == [("Snakk om dose", '/ask{"topic": "dose"}')]


async def test_the_turn_carries_verdict_place_language_and_whether_help_was_shown(
    house: House, dialogue: FakeDialogue
) -> None:
    conversation = await house.receive.start(Channel.WEB, language="nn", kommune="3437", greet=False)
    await house.receive.receive(conversation.id, "ho puster ikke", client_id="a")
    await house.receive.answer(conversation.id)
    (turn,) = dialogue.turns
    assert (turn.verdict.level, turn.verdict.kinds) == (RiskLevel.ACUTE, ("breathing",))
    assert (turn.language, turn.kommune, turn.emergency_shown) == ("nn", "3437", True)


async def test_the_stored_grade_stands_when_it_came_from_the_conversation(house: House, dialogue: FakeDialogue) -> None:
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "tok mange piller", client_id="a")
    await house.receive.answer(conversation.id)
    await house.receive.receive(conversation.id, "det gikk en time", client_id="b")
    await house.receive.answer(conversation.id)
    assert dialogue.turns[-1].verdict.level is RiskLevel.ACUTE


@pytest.mark.parametrize("engine", [AwayDialogue(), BrokenDialogue()], ids=["away", "broken"])
async def test_when_the_model_is_down_the_person_gets_a_kind_answer_and_ways_on(
    house: House, engine: AwayDialogue
) -> None:
    house.dialogue = engine
    conversation_id = await started(house.store, "hva er ghb?")
    await house.receive.answer(conversation_id)
    last = (await _messages(house, conversation_id))[-1].reply
    assert "915 08 588" in last.text
    assert [c.payload for c in last.choices] == ["/talk_to_human", "/find_help"]
    assert not (await read(house.store, conversation_id)).is_unanswered


async def test_an_empty_answer_is_no_answer(house: House, dialogue: FakeDialogue) -> None:
    dialogue.result = TurnResult(replies=())
    conversation_id = await started(house.store, "hva er ghb?")
    await house.receive.answer(conversation_id)
    assert (await _messages(house, conversation_id))[-1].reply == house.words.reply("system.cannot_answer", "nb")


async def test_the_bot_still_helps_while_the_person_waits(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST)
    await house.receive.answer(conversation_id)
    assert ANSWER in await texts_of(house.store, conversation_id)


async def test_the_bot_is_silent_while_a_counsellor_is_there(house: House, dialogue: FakeDialogue) -> None:
    counsellor = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST, Event.ACCEPT, by=counsellor)
    await house.receive.answer(conversation_id)
    assert dialogue.turns == []


async def test_a_counsellor_who_takes_over_meanwhile_wins(house: House, dialogue: FakeDialogue) -> None:
    counsellor = await a_counsellor(house.store)
    conversation_id = await started(house.store, "hei")
    await moved(house.store, conversation_id, Event.REQUEST)

    async def take_over() -> None:
        await house.handoff.accept(conversation_id, counsellor)

    dialogue.before_answering = take_over
    await house.receive.answer(conversation_id)
    assert ANSWER not in await texts_of(house.store, conversation_id)
    assert (await read(house.store, conversation_id)).is_unanswered


async def test_a_person_who_deletes_everything_meanwhile_leaves_nothing(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "hei")

    async def delete() -> None:
        await house.forget.now(conversation_id)

    dialogue.before_answering = delete
    await house.receive.answer(conversation_id)
    await house.receive.answer(conversation_id)
    assert len(dialogue.turns) == 1


async def test_what_is_written_meanwhile_is_answered_next(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "første")
    receive = house.receive

    async def write_more() -> None:
        dialogue.before_answering = None
        await receive.receive(conversation_id, "andre", client_id="b")

    dialogue.before_answering = write_more
    dialogue.answer = lambda turn: TurnResult((Reply(f"svar på {turn.text}"),))
    await receive.answer(conversation_id)
    assert await texts_of(house.store, conversation_id) == ["første", "andre", "svar på første", "svar på andre"]


async def test_two_gateways_that_answer_at_once_give_one_answer(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "hei")
    gateways = [house.receive for _ in range(4)]
    await asyncio.gather(*(gateway.answer(conversation_id) for gateway in gateways))
    assert (await texts_of(house.store, conversation_id)).count(ANSWER) == 1


async def test_one_gateway_asks_the_model_once_however_often_it_is_woken(house: House, dialogue: FakeDialogue) -> None:
    conversation_id = await started(house.store, "hei")
    receive = house.receive
    await asyncio.gather(*(receive.answer(conversation_id) for _ in range(8)))
    assert len(dialogue.turns) == 1


async def test_when_the_model_asks_for_a_human_the_person_is_in_the_queue_with_the_answer(
    house: House, dialogue: FakeDialogue
) -> None:
    await a_counsellor(house.store)
    dialogue.result = TurnResult((Reply("Det kan jeg ordne."),), wants_human=True)
    conversation_id = await started(house.store, "jeg vil snakke med noen")
    await house.receive.answer(conversation_id)
    assert (await read(house.store, conversation_id)).state is State.WAITING
    assert (await texts_of(house.store, conversation_id))[1:] == [
        "Det kan jeg ordne.", house.words.reply("handoff.joined", "nb", position=1).text,
    ]  # fmt: skip
    assert "queue" in house.bus.published


@pytest.mark.parametrize("is_shown", [True, False], ids=["shown by the action", "not shown"])
async def test_danger_that_only_the_model_sees_gets_help_and_a_human(
    house: House, dialogue: FakeDialogue, is_shown: bool
) -> None:
    await a_counsellor(house.store)
    verdict = a_verdict(RiskLevel.HIGH, "suicide", "Modellen ser fare")
    cards = house.emergency.cards(verdict, "nb") if is_shown else ()
    dialogue.result = TurnResult((*cards, Reply(ANSWER)), verdict=verdict)
    conversation_id = await started(house.store, "alt er så tungt nå")
    await house.receive.answer(conversation_id)
    after = await read(house.store, conversation_id)
    assert (after.state, after.risk, after.risk_reasons) == (State.WAITING, RiskLevel.HIGH, ("Modellen ser fare",))
    assert (await texts_of(house.store, conversation_id))[1:] == [
        house.emergency.cards(verdict, "nb")[0].text,
        ANSWER,
        house.words.reply("handoff.joined_by_risk", "nb", position=1).text,
    ]


@pytest.mark.parametrize("engine", [AwayDialogue(), BrokenDialogue()], ids=["away", "broken"])
async def test_the_button_for_a_human_works_without_the_model(house: House, engine: AwayDialogue) -> None:
    house.dialogue = engine
    conversation = await house.receive.start(Channel.WEB, greet=False)
    await house.receive.receive(conversation.id, "Snakk med et menneske", client_id="a", payload="/talk_to_human")
    await house.receive.answer(conversation.id)
    assert (await read(house.store, conversation.id)).state is State.WAITING


async def test_what_the_model_understood_is_kept_and_counted_without_the_person(
    house: House, dialogue: FakeDialogue
) -> None:
    dialogue.result = TurnResult(
        (Reply(ANSWER),), topics=("dose", "mixing"), substances=("mdma",), kommune="3437", language="nn"
    )
    conversation_id = await started(house.store, "hei")
    await house.receive.answer(conversation_id)
    after = await read(house.store, conversation_id)
    assert (after.language, after.kommune, after.topics) == ("nn", "3437", ("dose", "mixing"))
    async with house.store.reading() as unit:
        counts = await unit.conversations.counts("2026-03-02", "2026-03-02")
    assert counts == tuple(DailyCount("2026-03-02", "3437", t, "mdma", RiskLevel.NONE, 1) for t in ("dose", "mixing"))


async def test_when_the_answer_cannot_be_kept_the_question_stays_unanswered(house: House) -> None:
    conversation_id = await started(house.store, "hei")
    real = house.store
    house.store = FullDisk(real)
    with pytest.raises(StoreFailed):
        await house.receive.answer(conversation_id)
    house.store = real
    async with real.reading() as unit:
        assert await unit.conversations.unanswered() == (conversation_id,)
    await house.receive.answer(conversation_id)
    assert await texts_of(real, conversation_id) == ["hei", ANSWER]


async def test_a_turn_that_fails_does_not_stop_the_next(house: House, dialogue: FakeDialogue) -> None:
    def answer(turn: Turn) -> TurnResult:
        if "første" in turn.text:
            raise RuntimeError
        return TurnResult((Reply("nå går det"),))

    dialogue.answer = answer
    conversation_id = await started(house.store, "første")
    receive = house.receive
    await receive.answer(conversation_id)
    await receive.receive(conversation_id, "andre", client_id="b")
    await receive.answer(conversation_id)
    assert (await texts_of(house.store, conversation_id))[-1] == "nå går det"


@pytest.fixture
def dialogue(house: House) -> FakeDialogue:
    assert isinstance(house.dialogue, FakeDialogue)
    return house.dialogue


async def _messages(house: House, conversation_id: ConversationId) -> tuple[Message, ...]:
    async with house.store.reading() as unit:
        messages = await unit.conversations.messages(conversation_id)
    assert {m.speaker for m in messages} <= set(Speaker)
    return messages
