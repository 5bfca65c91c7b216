"""Rasa component: the union of the risk rules and the trained risk model, as `risk`, `risk_reasons`, `risk_kinds`."""

from __future__ import annotations

from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.domain.risk import Framing, RiskAssessor, join
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.nlu import wiring
from bot.nlu.encoder import require_same, write_down
from bot.nlu.metadata import risk_of, topics_of
from bot.nlu.risk_model import Judgement, RiskModel

_FILE = "risk.joblib"


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
        model: RiskModel | None = None
        with model_storage.read_from(resource) as folder:
            if (folder / _FILE).exists():
                encoder = wiring.encoder()
                require_same(encoder, folder)
                model = joblib.load(folder / _FILE).use(encoder)
        return cls(model_storage, resource, model, wiring.risk_assessor())

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Called by Rasa's graph: while this is the same, its cache may be used instead of training."""
        return wiring.made_of()

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that carries a grade."""
        known = [
            (m.get("text"), RiskLevel.from_word(grade), topics_of(m)[0])
            for m in training_data.intent_examples
            if m.get("text") and (grade := risk_of(m)) is not None
        ]
        with self._storage.write_to(self._resource) as folder:
            if len({grade for _, grade, _ in known}) == len(RiskLevel):
                encoder = wiring.encoder()
                write_down(encoder, folder)
                model = RiskModel(wiring.lookups(), encoder=encoder)
                texts, grades, families = (list(column) for column in zip(*known, strict=True))
                self._model = model.fit(texts, grades, families)
                joblib.dump(self._model, folder / _FILE)  # the archive is compressed as a whole
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

    def _judged(self, text: str, rules: RiskAssessor) -> Judgement:
        """The model's grade; inside a frame of harmlessness (fiction, a general question) it must be nearly certain."""
        if self._model is None:
            return Judgement(RiskLevel.NONE)
        judged = self._model.judge(text)
        # Few messages get so far, so only theirs are read for frames as well.
        if judged.grade >= RiskLevel.HIGH and (framing := rules.framing(text)) != Framing():
            return self._model.judge(text, framing)
        return judged

    def verdict(self, text: str) -> RiskVerdict:
        """The higher of what the rules and the model say."""
        self._rules = self._rules or wiring.risk_assessor()
        found = self._rules.assess(text)
        judged = self._judged(text, self._rules)
        if judged.grade <= found.level:
            return found
        return join(found, RiskVerdict(judged.grade, (wiring.model_signal(judged.grade, judged.family),)))
