"""Rasa's trackers hold no word that anybody wrote, do not grow, and are gone when they are emptied."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.adapters.store.encryption import SealBroken
from bot.nlu import redacting_tracker_store as module
from bot.nlu.redacting_tracker_store import RedactingTrackerStore
from bot.settings import ROOT

CANARY = "KanarifuglSynger"
SENDER = "0" * 32


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the trackers and the key lie for one test."""
    path = tmp_path / "trackers.sqlite3"
    monkeypatch.setenv("RUSBOT_VAR", str(tmp_path))
    monkeypatch.setenv("RUSBOT_TRACKER_URL", f"sqlite:///{path}")
    monkeypatch.delenv("RUSBOT_MASTER_KEY", raising=False)
    return path


@pytest.fixture
def store(database: Path, domain: Domain) -> RedactingTrackerStore:
    return RedactingTrackerStore(domain)


def a_turn(number: int) -> list[Any]:
    """What Rasa adds to a tracker for one message, with the canary wherever a text can stand."""
    parsed = {
        "text": f"{CANARY} {number}",
        "intent": {"name": "effects", "confidence": 0.9},
        "entities": [{"entity": "substance", "value": "cannabis", "start": 0, "end": 4, "raw": CANARY}],
        "topics": ["effects"],
        "substances": ["cannabis"],
        "risk": "none",
        "risk_reasons": [CANARY],
        "language": "nb",
        "metadata": {"said": CANARY},
    }
    said = UserUttered(
        text=f"{CANARY} {number}",
        intent=parsed["intent"],
        entities=parsed["entities"],
        parse_data=parsed,
        metadata={"x": CANARY},
        message_id=CANARY,
    )
    return [
        said,
        ActionExecuted("action_answer", metadata={"x": CANARY}),
        BotUttered(f"svar {CANARY}", data={"custom": {"reply": {"text": CANARY}}}),
        SlotSet("topics", ["effects"]),
        SlotSet("substances", ["cannabis"]),
        ActionExecuted("action_listen"),
    ]


def a_tracker(domain: Domain, turns: int) -> DialogueStateTracker:
    events = [ActionExecuted("action_listen"), *(event for n in range(turns) for event in a_turn(n))]
    return DialogueStateTracker.from_events(SENDER, events, slots=domain.slots, domain=domain)


def rows(store: RedactingTrackerStore) -> list[Any]:
    with store._engine.connect() as connection:
        return list(connection.execute(sa.select(module._trackers)))


def opened(store: RedactingTrackerStore) -> bytes:
    (row,) = rows(store)
    return store._seal.open(row.sealed, SENDER)


async def test_no_word_of_a_person_is_in_it_even_when_it_is_opened(
    store: RedactingTrackerStore, domain: Domain, database: Path
) -> None:
    await store.save(a_tracker(domain, 5))
    assert CANARY.encode() not in opened(store)
    for path in database.parent.iterdir():
        assert CANARY.encode() not in path.read_bytes(), path.name


async def test_what_lies_in_the_database_cannot_be_read_without_the_key(
    store: RedactingTrackerStore, domain: Domain
) -> None:
    await store.save(a_tracker(domain, 1))
    (row,) = rows(store)
    assert b"cannabis" in opened(store)
    assert b"cannabis" not in row.sealed


async def test_what_is_needed_for_the_next_message_comes_back(store: RedactingTrackerStore, domain: Domain) -> None:
    await store.save(a_tracker(domain, 3))
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    assert tracker.get_slot("substances") == ["cannabis"]
    assert tracker.get_slot("topics") == ["effects"]
    assert tracker.latest_message is not None
    assert tracker.latest_message.intent["name"] == "effects"
    assert tracker.latest_action_name == "action_listen"


async def test_a_form_that_waits_for_its_answer_still_waits(store: RedactingTrackerStore, domain: Domain) -> None:
    tracker = a_tracker(domain, 1)
    form = [ActionExecuted("place_form"), ActiveLoop("place_form"), SlotSet("requested_slot", "place")]
    for event in (*form, ActionExecuted("action_listen")):
        tracker.update(event)
    for number in range(12):  # so long that the form's own events are cut off
        for event in a_turn(number):
            tracker.update(event)
    await store.save(tracker)
    back = await store.retrieve(SENDER)
    assert back is not None
    assert back.active_loop_name == "place_form"
    assert back.get_slot("requested_slot") == "place"


async def test_two_hundred_turns_take_no_more_room_than_ten(store: RedactingTrackerStore, domain: Domain) -> None:
    sizes = []
    await store.save(a_tracker(domain, 1))
    for number in range(200):
        tracker = await store.retrieve(SENDER)
        assert tracker is not None
        for event in a_turn(number):
            tracker.update(event)
        await store.save(tracker)
        sizes.append(len(opened(store)))
    assert max(sizes[10:]) - min(sizes[10:]) < 100  # the digits of timestamps differ
    assert len(rows(store)) == 1


async def test_an_emptied_tracker_leaves_no_row(store: RedactingTrackerStore, domain: Domain) -> None:
    await store.save(a_tracker(domain, 2))
    await store.save(DialogueStateTracker.from_events(SENDER, [], slots=domain.slots, domain=domain))
    assert rows(store) == []
    assert await store.retrieve(SENDER) is None


async def test_an_old_tracker_is_swept_away(store: RedactingTrackerStore, domain: Domain) -> None:
    await store.save(a_tracker(domain, 1))
    with store._engine.begin() as connection:
        connection.execute(sa.update(module._trackers).values(updated_at=int(time.time()) - 25 * 3600))
    again = RedactingTrackerStore(domain)
    other = DialogueStateTracker.from_events("1" * 32, a_turn(1), slots=domain.slots, domain=domain)
    await again.save(other)
    assert [row.sender_id for row in rows(again)] == ["1" * 32]


async def test_a_row_moved_to_another_conversation_cannot_be_opened(
    store: RedactingTrackerStore, domain: Domain
) -> None:
    await store.save(a_tracker(domain, 1))
    with store._engine.begin() as connection:
        connection.execute(sa.update(module._trackers).values(sender_id="2" * 32))
    with pytest.raises(SealBroken):
        await store.retrieve("2" * 32)
