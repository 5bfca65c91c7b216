"""Rasa component: how surely each fact of the message's topics answers it (`fact_margins`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import wiring
from bot.nlu.fact_model import FactModel
from bot.nlu.fact_questions import ASPECT

_FILE = "facts.joblib"


class FactRanker(GraphComponent, IntentClassifier):
    """Trains on the questions of `data/questions/`; comes after the topics."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`nearest`: how many topics are looked into beside the message's own. `sure_from`: where those are unsure
        (`nlu_fallback`), a fact of the first `rescuing` with this margin tells which one is meant."""
        return {"nearest": 8, "rescuing": 3, "sure_from": 0.0}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: FactModel | None = None
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactRanker:
        """Called by Rasa's graph before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FactRanker:
        """Called by Rasa's graph with a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Called by Rasa's graph: while this is the same, its cache may be used instead of training."""
        return wiring.made_of()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on `data/questions/` and keep it in Rasa's model storage.

        Only topics of the training data count, so trained on another corpus (NorSID) it knows nothing. The aspects of
        rusmidler are one more topic to it.
        """
        questions = wiring.fact_questions(training_data.intents)
        self._model = FactModel(wiring.lookups()).fit(
            [q.text for q in questions], [q.topic for q in questions], [q.answer for q in questions]
        )
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE)  # the archive is compressed as a whole
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets fact_margins, of all facts of a few topics and all aspects."""
        for message in messages:
            text = message.get("text")
            if not text or self._model is None:
                continue
            margins = self._model.margins(text, self._looked_into(message))
            message.set("fact_margins", margins, add_to_output=True)
            if _is_unsure(message):
                self._make_sure(message, margins)
        return messages

    def _make_sure(self, message: Message, margins: Mapping[str, float]) -> None:
        """Where one of its facts clearly answers the message, its topic is what the message is about."""
        ranking = [r for r in message.get("intent_ranking") or () if r["name"] != DEFAULT_NLU_FALLBACK_INTENT_NAME]
        rescuing = {r["name"] for r in ranking[: int(self._config["rescuing"])]}
        best = max((fact for fact in margins if _topic(fact) in rescuing), key=lambda f: margins[f], default="")
        if not best or margins[best] < float(self._config["sure_from"]):
            return
        meant = next(r for r in ranking if r["name"] == _topic(best))
        message.set("intent", meant, add_to_output=True)
        message.set("intent_ranking", [meant, *(r for r in ranking if r is not meant)], add_to_output=True)
        message.set("topics", [meant["name"]], add_to_output=True)
        message.set("topic_confidence", meant["confidence"], add_to_output=True)

    def _looked_into(self, message: Message) -> list[str]:
        """The message's topics, those that it may be about, and the aspects."""
        ranked = [r["name"] for r in message.get("intent_ranking") or ()]
        nearest = [name for name in ranked if name != DEFAULT_NLU_FALLBACK_INTENT_NAME][: int(self._config["nearest"])]
        own = () if _is_unsure(message) else message.get("topics") or ()
        return [*dict.fromkeys((*own, *nearest)), ASPECT]


def _topic(fact: str) -> str:
    return fact.split(".")[0]


def _is_unsure(message: Message) -> bool:
    return bool((message.get("intent") or {}).get("name") == DEFAULT_NLU_FALLBACK_INTENT_NAME)
