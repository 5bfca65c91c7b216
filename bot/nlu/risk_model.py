"""The trained half of the risk assessment: what phrases cannot see. A linear model over two views of the text.

It never lowers a verdict; it can only add a signal (docs/adr/0005). Its thresholds are set on our own held-out
sentences so that at most `false_alarms` of the harmless ones are raised to high.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.domain.risk_levels import RiskLevel
from bot.domain.text import clean, sentences
from bot.nlu.features import NgramFeatures
from bot.nlu.views import Lookups

_GRADES = (RiskLevel.CONCERN, RiskLevel.HIGH, RiskLevel.ACUTE)
_SHORTEST_SENTENCE = 8
_MOST_SENTENCES = 20
_FOLDS = 4
_SEED = 7
_NEARLY_CERTAIN = 0.9
_SENTENCE_MARGIN = 0.04


class RiskModel:
    """Three ordered yes/no models: at least concern, at least high, acute."""

    def __init__(self, lookups: Lookups, *, regularisation: float = 4.0, false_alarms: float = 0.03) -> None:
        self._features = NgramFeatures(least=2, views=(lookups.in_bokmaal, lookups.in_concepts))
        self._regularisation = regularisation
        self._false_alarms = false_alarms
        self._weights: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self.thresholds: tuple[float, ...] = (0.5, 0.5, 0.5)

    def fit(self, texts: Sequence[str], grades: Sequence[RiskLevel]) -> RiskModel:
        """Train, then choose the thresholds on held-out folds of the same sentences."""
        target = np.array([int(g) for g in grades])
        matrix = self._features.fit(texts).transform(texts)
        self.thresholds = self._calibrated(matrix, target)
        models = [self._one(matrix, target >= int(g)) for g in _GRADES]
        self._weights = np.stack([m.coef_[0] for m in models]).astype(np.float32).T.copy()
        self._bias = np.array([m.intercept_[0] for m in models], dtype=np.float32)
        return self

    def _one(self, matrix: npt.NDArray[np.float32], target: npt.NDArray[np.bool_]) -> LogisticRegression:
        model = LogisticRegression(C=self._regularisation, solver="liblinear", tol=1e-3, class_weight="balanced")
        return model.fit(matrix, target.astype(int))

    def _calibrated(self, matrix: npt.NDArray[np.float32], target: npt.NDArray[np.int_]) -> tuple[float, ...]:
        folds = np.random.default_rng(_SEED).integers(0, _FOLDS, len(target))
        found = []
        for grade in _GRADES:
            scores = np.zeros(len(target))
            for fold in range(_FOLDS):
                held = folds == fold
                model = self._one(matrix[~held], target[~held] >= int(grade))
                scores[held] = model.predict_proba(matrix[held])[:, 1]
            # What must not be raised: harmless sentences for «high», and everything below for the other two.
            harmless = scores[target == 0] if grade is RiskLevel.HIGH else scores[target < int(grade)]
            found.append(float(np.quantile(harmless, 1 - self._false_alarms)) if len(harmless) else 0.5)
        return tuple(found)

    def chances(self, text: str) -> tuple[float, float, float]:
        """How likely at least concern, at least high, acute: the most of the message and of each of its sentences."""
        cleaned = clean(text)
        parts = [cleaned, *[s for s in sentences(cleaned) if len(s) >= _SHORTEST_SENTENCE][:_MOST_SENTENCES]]
        logits = self._features.transform(parts) @ self._weights + self._bias
        chances = 1.0 / (1.0 + np.exp(-np.asarray(logits)))
        # One sentence of a long letter, out of its context, must be a little surer than the whole message.
        most = np.maximum(chances[0], chances.max(axis=0) - _SENTENCE_MARGIN)
        return float(most[0]), float(most[1]), float(most[2])

    def grade(self, text: str, *, is_framed: bool = False) -> RiskLevel:
        """The highest grade whose threshold is passed; acute only where high is passed too.

        `is_framed`: the message speaks of a film, a school task or the like, so only near certainty counts as danger.
        """
        chances = self.chances(text)
        concern, high, acute = (c >= t for c, t in zip(chances, self.thresholds, strict=True))
        if is_framed and chances[1] < _NEARLY_CERTAIN:
            high = False
        if high:
            return RiskLevel.ACUTE if acute else RiskLevel.HIGH
        return RiskLevel.CONCERN if concern else RiskLevel.NONE
