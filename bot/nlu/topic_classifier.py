"""Rasa component: the topics of a message (`topics`) and, as its intent, the first of them."""

from __future__ import annotations

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
from bot.nlu.encoder import require_same, write_down
from bot.nlu.fact_questions import ASPECT
from bot.nlu.metadata import topics_of
from bot.nlu.topic_model import Scored, TopicModel

_FILE = "topics.joblib"
_RANKED = 10
# Questions written for a fact are many and tell facts apart; at full weight they pull the topics' borders.
_WRITTEN_FOR_A_FACT = 0.25


class TopicClassifier(GraphComponent, IntentClassifier):
    """Trains on every example's `metadata.topics` (or its intent, where there is none) and on our facts' questions."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: how sure of a further topic before it is answered too. `most`: topics a message can have.
        `unsure_below`: less sure of the first topic than this, and the intent is Rasa's `nlu_fallback`."""
        return {"threshold": 0.27, "most": 3, "unsure_below": 0.22}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: TopicModel | None = None
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
    ) -> TopicClassifier:
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
    ) -> TopicClassifier:
        """Called by Rasa's graph with a trained model."""
        encoder = wiring.encoder()
        with model_storage.read_from(resource) as folder:
            require_same(encoder, folder)
            return cls(config, model_storage, resource, joblib.load(folder / _FILE).use(encoder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Called by Rasa's graph: while this is the same, its cache may be used instead of training."""
        return wiring.made_of()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model and keep it in Rasa's model storage."""
        examples = [m for m in training_data.intent_examples if m.get("text")]
        questions = [q for q in wiring.fact_questions(training_data.intents) if q.topic != ASPECT]
        encoder = wiring.encoder()
        self._model = TopicModel(encoder=encoder).fit(
            [*(m.get("text") for m in examples), *(q.text for q in questions)],
            [*(topics_of(m) for m in examples), *([q.topic] for q in questions)],
            [1.0] * len(examples) + [_WRITTEN_FOR_A_FACT] * len(questions),
        )
        with self._storage.write_to(self._resource) as folder:
            write_down(encoder, folder)
            joblib.dump(self._model, folder / _FILE)  # the archive is compressed as a whole
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, intent_ranking, topics and topic_confidence."""
        for message in messages:
            text = message.get("text")
            if not text or self._model is None:
                continue
            ranked = self._model.rank(text)
            topics = self.chosen(ranked)
            ranking = [{"name": s.topic, "confidence": round(s.score, 4)} for s in ranked[:_RANKED]]
            if ranked[0].score < float(self._config["unsure_below"]):
                ranking.insert(0, {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": ranking[0]["confidence"]})
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set("topics", topics, add_to_output=True)
            message.set("topic_confidence", ranking[0]["confidence"], add_to_output=True)
        return messages

    def chosen(self, ranked: tuple[Scored, ...]) -> list[str]:
        """The first topic always; then those that the message also asks about, the surest first."""
        first, *others = ranked
        sure = sorted((s for s in others if s.aside >= float(self._config["threshold"])), key=lambda s: -s.aside)
        return [first.topic, *(s.topic for s in sure[: int(self._config["most"]) - 1])]
