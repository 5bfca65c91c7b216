"""Everything that is said arrives in order and once, whatever happens to Telegram, the store or the process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.store.unit_of_work import SqlStore, SqlUnit
from bot.domain.conversation import Channel, ConversationId, Speaker
from bot.domain.replies import Reply
from bot.ports import Draft, StoreFailed, TurnResult
from tests.builders import texts_of
from tests.channels.bot_api_server import BotApiServer, Person, Refused, blocked, broken, flood
from tests.channels.conftest import Build, Telegram, until


class TroubledStore:
    """ports.Store over a real one: away altogether, or only unable to mark what was delivered."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.is_away = False
        self.cannot_mark = False

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[SqlUnit]:
        self._fail_if_away()
        async with self._store.unit() as unit:
            if self.cannot_mark:
                unit.conversations.mark_delivered = _cannot_mark  # type: ignore[method-assign]
            yield unit

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlUnit]:
        self._fail_if_away()
        async with self._store.reading() as unit:
            yield unit

    async def is_reachable(self) -> bool:
        return not self.is_away

    def _fail_if_away(self) -> None:
        if self.is_away:
            raise StoreFailed("OperationalError")


async def _cannot_mark(_conversation_id: ConversationId, _number: int) -> None:
    raise StoreFailed("OperationalError")


@pytest.fixture
def troubled(sqlite_store: SqlStore) -> TroubledStore:
    return TroubledStore(sqlite_store)


async def say(telegram: Telegram, person: Person, *texts: str) -> None:
    """Something new in the person's conversation, of which the bus says nothing."""
    conversation = await telegram.conversation(person)
    async with telegram.store.unit() as unit:
        await unit.conversations.append(conversation.id, [Draft(Speaker.BOT, Reply(t)) for t in texts])
        await unit.commit()


async def test_an_update_that_comes_twice_is_one_message(telegram: Telegram, person: Person) -> None:
    update_id = person.writes("hva er hasj")
    person.repeats(update_id, "hva er hasj")
    await until(lambda: len(person.sees) == 2)
    person.repeats(update_id, "hva er hasj")
    person.writes("/hjelp")
    await until(lambda: len(person.sees) == 3)
    conversation = await telegram.conversation(person)
    assert (await texts_of(telegram.store, conversation.id)).count("hva er hasj") == 1
    assert len(telegram.dialogue.turns) == 1


async def test_what_was_said_while_we_were_away_is_sent_after_the_start_and_nothing_twice(
    telegram: Telegram, build: Build, person: Person
) -> None:
    update_id = person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    await telegram.stop()
    await say(telegram, person, "Første.", "Andre.", "Tredje.")
    again = await build(telegram.store)
    person.repeats(update_id, "hva er hasj")  # as after a crash, when it was never confirmed
    person.writes("/hjelp")
    await again.start()
    await until(lambda: len(person.sees) == 6)
    assert [t for t in person.sees[2:] if "/stopp" not in t] == ["Første.", "Andre.", "Tredje."]
    assert again.dialogue.turns == []


async def test_a_clean_stop_confirms_what_was_taken(telegram: Telegram, person: Person, server: BotApiServer) -> None:
    update_id = person.writes("hei")
    await until(lambda: len(person.sees) == 2)
    await telegram.stop()
    assert [u["update_id"] for u in server.updates if u["update_id"] <= update_id] == []


async def test_without_the_bus_it_arrives_by_looking(telegram: Telegram, person: Person) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    await say(telegram, person, "Stille.")
    await until(lambda: person.sees[-1] == "Stille.")


async def test_telegram_asks_us_to_wait_and_we_wait_as_long(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    server.refuse("sendMessage", flood(7), flood(3))
    person.writes("/start")
    await until(lambda: person.sees)
    assert [s for s in telegram.slept if s in (7, 3)] == [7, 3]
    assert len(person.sees) == 1


async def test_the_net_fails_for_a_while_and_the_order_stays(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    server.refuse("sendMessage", *[broken()] * 9)
    await say(telegram, person, "En.", "To.", "Tre.")
    await until(lambda: len(person.sees) == 4)
    assert person.sees[1:] == ["En.", "To.", "Tre."]


async def test_a_store_that_cannot_mark_makes_nothing_come_twice_while_we_live(
    build: Build, troubled: TroubledStore, person: Person, server: BotApiServer
) -> None:
    telegram = await build(troubled)
    await telegram.start()
    person.writes("/start")
    await until(lambda: person.sees)
    troubled.cannot_mark = True
    await say(telegram, person, "En.", "To.")
    await until(lambda: len(person.sees) == 3)
    looks = len(server.calls)
    person.writes("/hjelp")
    await until(lambda: len(server.calls) > looks)
    troubled.cannot_mark = False
    await _everything_is_marked(telegram)
    assert [t for t in person.sees[1:] if "/stopp" not in t] == ["En.", "To."]


async def test_a_crash_between_sending_and_marking_repeats_one_message_at_most(
    build: Build, troubled: TroubledStore, person: Person
) -> None:
    telegram = await build(troubled)
    await telegram.start()
    person.writes("/start")
    await until(lambda: person.sees)
    await _everything_is_marked(telegram)
    await telegram.stop()
    await say(telegram, person, "En.", "To.", "Tre.")
    troubled.cannot_mark = True
    crashing = await build(troubled)
    crashing.look_every = 60.0  # it sends the first, cannot mark it, and looks no more before it dies
    await crashing.start()
    await until(lambda: len(person.sees) == 2)
    await crashing.stop()
    troubled.cannot_mark = False
    again = await build(troubled)
    await again.start()
    await until(lambda: person.sees[-1] == "Tre.")
    assert person.sees[1:] == ["En.", "En.", "To.", "Tre."]


async def test_somebody_who_has_blocked_us_stops_nobody_else(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    gone = Person(server, 13)
    server.refuse_always = lambda method, parameters: (
        blocked() if method == "sendMessage" and parameters["chat_id"] == "13" else None
    )
    gone.writes("/start")
    await until(lambda: server.called("sendMessage"))
    person.writes("hva er hasj")
    await until(lambda: len(person.sees) == 2)
    await _everything_is_marked(telegram)
    assert gone.sees == []


async def test_a_message_whose_buttons_are_refused_is_sent_without_them(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    server.refuse("sendMessage", Refused(400, "Bad Request: BUTTON_DATA_INVALID"))
    person.writes("/start")
    await until(lambda: person.sees)
    assert "Telegram vet" in person.sees[0]
    assert len(server.called("sendMessage")) == 2


async def test_a_long_answer_comes_in_parts_in_order(telegram: Telegram, person: Person) -> None:
    text = " ".join(f"Setning nummer {n} om dette." for n in range(300))
    telegram.dialogue.result = TurnResult((Reply(text),))
    person.writes("fortell alt")
    await until(lambda: " ".join(person.sees[1:]) == text)
    assert len(person.sees) == 4
    assert all(part.endswith(".") for part in person.sees)


async def test_with_the_store_away_emergency_help_is_shown_all_the_same(
    build: Build, troubled: TroubledStore, person: Person, server: BotApiServer
) -> None:
    telegram = await build(troubled)
    await telegram.start()
    person.writes("/start")
    await until(lambda: person.sees)
    button, data = person.button("Snakk med et menneske")
    troubled.is_away = True
    person.writes("han puster ikke")
    await until(lambda: len(person.sees) == 3)
    assert "Viktig nå" in person.sees[1]
    assert "113" in person.sees[1]
    assert "Send den en gang til" in person.sees[2]
    person.writes("hei")
    await until(lambda: len(person.sees) == 4)
    assert "Send den en gang til" in person.sees[3]
    person.writes("/slett")
    await until(lambda: any("Prøv /slett igjen" in text for text in person.sees))
    person.sends_data(data, button)
    await until(lambda: server.called("answerCallbackQuery"))
    assert button.buttons
    troubled.is_away = False
    person.writes("er du der")
    await until(lambda: person.sees[-1] == "Svaret fra assistenten.")


async def test_a_conversation_that_is_deleted_while_it_is_sent_ends_there(
    telegram: Telegram, person: Person, server: BotApiServer
) -> None:
    person.writes("/start")
    await until(lambda: person.sees)
    conversation = await telegram.conversation(person)
    server.refuse("sendMessage", flood(2))
    await say(telegram, person, "En.", "To.")
    await telegram.house.forget.now(conversation.id)
    person.writes("hei")
    await until(lambda: person.sees[-1] == "Svaret fra assistenten.")
    assert "To." not in person.sees


async def _everything_is_marked(telegram: Telegram) -> None:
    left: list[object] = [True]

    async def look() -> None:
        async with telegram.store.reading() as unit:
            left[:] = list(await unit.conversations.undelivered(Channel.TELEGRAM))

    for _ in range(800):
        await look()
        if not left:
            return
        await telegram._sleep(0.01)
    raise AssertionError(f"{len(left)} conversations are left unmarked")
