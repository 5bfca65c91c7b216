"""Rasa component: puts `substances` and one `substance` entity per mention on the message."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.lexicon import SubstanceLexicon, substances_in
from bot.nlu import wiring

_NAME = "SubstanceExtractor"


class SubstanceExtractor(GraphComponent):
    """Names come from content, so a new street name needs no training."""

    def __init__(self, lexicon: SubstanceLexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SubstanceExtractor:
        """Called by Rasa's graph."""
        return cls(wiring.lexicon())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The topic classifier trains on the same attributes that it will see."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Offsets are into the folded text, which has the length of the original in all but rare spellings."""
        for message in messages:
            text = message.get("text")
            if not text:
                continue
            mentions = self._lexicon.find(text)
            message.set("substances", list(substances_in(mentions)), add_to_output=True)
            found = [
                {"entity": "substance", "value": m.canonical, "start": m.start, "end": m.end, "extractor": _NAME}
                for m in mentions
            ]
            message.set("entities", message.get("entities", []) + found, add_to_output=True)
        return messages
