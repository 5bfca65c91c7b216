"""Rasa component: the union of the risk rules and the trained risk model, as `risk`, `risk_reasons`, `risk_kinds`."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.risk import RiskAssessor, join
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.nlu import wiring
from bot.nlu.metadata import risk_of
from bot.nlu.risk_model import RiskModel

_FILE = "risk.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RiskDetector(GraphComponent, IntentClassifier):
    """Works on rules alone where the training data has no graded examples (as in `rusbot eval norsid`)."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        model: RiskModel | None = None,
        rules: RiskAssessor | None = None,
    ) -> None:
        self._storage = model_storage
        self._resource = resource
        self._rules = rules  # read when a message comes; training needs none
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskDetector:
        """Called by Rasa's graph before training."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RiskDetector:
        """Called by Rasa's graph with a trained model."""
        with model_storage.read_from(resource) as folder:
            file = folder / _FILE
            model = joblib.load(file) if file.exists() else None
        return cls(model_storage, resource, model, wiring.risk_assessor())

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that carries a grade."""
        graded = [(m.get("text"), risk_of(m)) for m in training_data.intent_examples if m.get("text")]
        known = [(text, RiskLevel.from_word(grade)) for text, grade in graded if grade is not None]
        with self._storage.write_to(self._resource) as folder:
            if len({grade for _, grade in known}) == len(RiskLevel):
                model = RiskModel(wiring.lookups())
                self._model = model.fit([t for t, _ in known], [g for _, g in known])
                joblib.dump(self._model, folder / _FILE, compress=3)
            else:
                (folder / "rules_only").touch()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Puts the verdict on every message."""
        for message in messages:
            text = message.get("text")
            if text is None:
                continue
            verdict = self.verdict(text)
            message.set("risk", verdict.level.word, add_to_output=True)
            message.set("risk_reasons", list(verdict.reasons), add_to_output=True)
            message.set("risk_kinds", list(verdict.kinds), add_to_output=True)
        return messages

    def _grade(self, text: str, rules: RiskAssessor) -> RiskLevel:
        """The model's grade; inside a frame of harmlessness (fiction, school) it must be nearly certain."""
        if self._model is None:
            return RiskLevel.NONE
        return self._model.grade(text, is_framed=bool(rules.frames_in(text)))

    def verdict(self, text: str) -> RiskVerdict:
        """The higher of what the rules and the model say."""
        self._rules = self._rules or wiring.risk_assessor()
        found = self._rules.assess(text)
        grade = self._grade(text, self._rules)
        if grade <= found.level:
            return found
        reason = RiskSignal(grade, "other", wiring.model_reason(grade))
        return join(found, RiskVerdict(grade, (reason,)))
