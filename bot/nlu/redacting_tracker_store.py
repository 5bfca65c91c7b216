"""Rasa's tracker store without a single word that a person wrote.

Kept: slots, the active form and the last few events with intents and canonical entities; bot messages and all text are
dropped, what is left is sealed. A tracker therefore never grows with the conversation (architecture.md, section 7).
The conversation itself is in the gateway's database, which is the truth.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu import wiring

_EVENTS_KEPT = 24
_LIFETIME_SECONDS = 24 * 3600
_SWEEP_EVERY = 200
_KEPT_OF_MESSAGE = ("intent", "topics", "substances", "places", "risk", "language")

_metadata = sa.MetaData()
_trackers = sa.Table(
    "dialogue_trackers",
    _metadata,
    sa.Column("sender_id", sa.String(64), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("updated_at", sa.Integer, nullable=False, index=True),
)


class RedactingTrackerStore(TrackerStore):
    """SQLAlchemy 2, because Rasa's own SQL store works only with 1.4."""

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._engine = sa.create_engine(wiring.tracker_url())
        _metadata.create_all(self._engine)
        self._seal = wiring.tracker_seal()
        self._saves = 0

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write what may be kept; a tracker without any message is deleted (that is how the gateway forgets)."""
        self._sweep_sometimes()
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_trackers).where(_trackers.c.sender_id == tracker.sender_id))
            if tracker.latest_message is None or not any(isinstance(e, UserUttered) for e in tracker.events):
                return
            body = json.dumps(_reduced(tracker), separators=(",", ":")).encode()
            sealed = self._seal.close(body, tracker.sender_id)
            row = {"sender_id": tracker.sender_id, "sealed": sealed, "updated_at": int(time.time())}
            connection.execute(sa.insert(_trackers).values(**row))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with its slots set first, then the last events; None where there is none."""
        query = sa.select(_trackers.c.sealed).where(_trackers.c.sender_id == sender_id)
        with self._engine.connect() as connection:
            sealed = connection.execute(query).scalar_one_or_none()
        if sealed is None:
            return None
        body = json.loads(self._seal.open(sealed, sender_id))
        return DialogueStateTracker.from_events(sender_id, _rebuilt(body), slots=self.domain.slots, domain=self.domain)

    async def keys(self) -> Iterable[str]:
        """All conversations that have a tracker."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_trackers.c.sender_id)).scalars())

    def _sweep_sometimes(self) -> None:
        if self._saves % _SWEEP_EVERY == 0:
            before = int(time.time()) - _LIFETIME_SECONDS
            with self._engine.begin() as connection:
                connection.execute(sa.delete(_trackers).where(_trackers.c.updated_at < before))
        self._saves += 1


def _reduced(tracker: DialogueStateTracker) -> dict[str, Any]:
    kept = [_without_words(e) for e in tracker.events if e.type_name != "bot"]
    loop = tracker.active_loop
    return {
        "slots": {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None},
        "loop": loop.name if loop else None,
        "events": kept[-_EVENTS_KEPT:],
    }


def _without_words(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = event.as_dict()
    data.pop("metadata", None)
    if isinstance(event, UserUttered):
        parsed: Mapping[str, Any] = event.parse_data or {}
        small = {key: parsed[key] for key in _KEPT_OF_MESSAGE if key in parsed}
        entities = [{"entity": e.get("entity"), "value": e.get("value")} for e in event.entities]
        data.update(
            text="", input_channel=None, message_id=None, parse_data={**small, "text": "", "entities": entities}
        )
    return data


def _rebuilt(body: Mapping[str, Any]) -> list[Event]:
    events: list[Event] = [SlotSet(name, value) for name, value in body["slots"].items() if name != "requested_slot"]
    kept = deserialise_events(body["events"])
    if body["loop"] and not any(isinstance(e, ActiveLoop) for e in kept):
        events.append(ActiveLoop(body["loop"]))
    if not any(isinstance(e, ActionExecuted) for e in kept):
        events.append(ActionExecuted("action_listen"))
    # The slots stand last as well: cut-off events must not leave an old value behind.
    return [*events, *kept, *(SlotSet(name, value) for name, value in body["slots"].items())]
