"""Rasa component: puts `places` and one `place` entity per mention on the message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.domain.places import Gazetteer, PlaceMention
from bot.nlu import wiring

_NAME = "PlaceExtractor"


class PlaceExtractor(GraphComponent):
    """An ambiguous place (Herøy) gives one item for each kommune it may be; the action asks back."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        """Called by Rasa's graph."""
        return cls(wiring.gazetteer())

    def process(self, messages: list[Message]) -> list[Message]:
        """`places`: [{"name", "kommunenummer"} and, in Oslo, "bydel"]."""
        for message in messages:
            mentions = self._gazetteer.find(message.get("text") or "")
            message.set("places", as_places(mentions), add_to_output=True)
            found = [
                {"entity": "place", "value": m.places[0].name, "start": m.start, "end": m.end, "extractor": _NAME}
                for m in mentions
            ]
            message.set("entities", message.get("entities", []) + found, add_to_output=True)
        return messages


def as_places(mentions: tuple[PlaceMention, ...]) -> list[dict[str, str]]:
    """The contract's form of places, without repeats, in order of mention."""
    seen: dict[tuple[str, str | None], dict[str, str]] = {}
    for mention in mentions:
        for place in mention.places:
            item = {"name": place.name, "kommunenummer": place.kommunenummer}
            if place.bydel:
                item["bydel"] = place.bydel
            seen.setdefault((place.kommunenummer, place.bydel), item)
    return list(seen.values())
