"""What a message asks about: a multi-topic linear model over n-grams of folded text.

Knows only scikit-learn and our own features; Rasa's wrapping is in `topic_classifier.py`. Every number below was chosen
by cross-validation on our own training sentences (docs/adr/0006), never on the evaluation sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot.domain.text import sentences
from bot.nlu.features import NgramFeatures

_SHORTEST_SENTENCE = 8
_MOST_SENTENCES = 14
_ASIDE_WHOLE = 0.7


@dataclass(frozen=True)
class Scored:
    """A topic, how sure the model is that it is asked first, and that it is asked about at all (0-1)."""

    topic: str
    score: float
    aside: float


class TopicModel:
    """One binary model a topic; the message and each of its sentences are scored, and the scores joined."""

    def __init__(self, *, regularisation: float = 12.0, whole_weight: float = 0.9) -> None:
        self._regularisation = regularisation
        self._whole_weight = whole_weight
        self._features = NgramFeatures(least=2)
        self._topics: tuple[str, ...] = ()
        self._weights: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it was trained on, in alphabetical order."""
        return self._topics

    def fit(self, texts: Sequence[str], topics: Sequence[Sequence[str]]) -> TopicModel:
        """Train on texts with one or more topics each, the first one being the most important."""
        self._topics = tuple(sorted({t for row in topics for t in row}))
        matrix = self._features.fit(texts).transform(texts)
        weights, bias = [], []
        for topic in self._topics:
            target = np.array([topic in row for row in topics], dtype=int)
            # What is only a side topic of a text is a weaker example of it than its main topic.
            importance = np.array([0.6 if topic in row[1:] else 1.0 for row in topics])
            model = LogisticRegression(C=self._regularisation, solver="liblinear", tol=1e-3)
            model.fit(matrix, target, sample_weight=importance)
            weights.append(model.coef_[0])
            bias.append(model.intercept_[0])
        self._weights = np.asarray(weights, dtype=np.float32).T.copy()
        self._bias = np.asarray(bias, dtype=np.float32)
        return self

    def rank(self, text: str) -> tuple[Scored, ...]:
        """All topics, most likely first."""
        parts = [text, *_parts(text)]
        logits = self._features.transform(parts) @ self._weights + self._bias
        chances = 1.0 / (1.0 + np.exp(-logits))
        most = chances[1:].max(axis=0) if len(parts) > 1 else chances[0]
        first = self._whole_weight * chances[0] + (1 - self._whole_weight) * most
        # What one sentence alone asks is drowned by the rest of a letter, so it weighs more for the other topics.
        aside = _ASIDE_WHOLE * chances[0] + (1 - _ASIDE_WHOLE) * most
        return tuple(Scored(self._topics[i], float(first[i]), float(aside[i])) for i in np.argsort(-first))


def _parts(text: str) -> list[str]:
    """The sentences of a longer message; the last ones where there are very many (the question is often last)."""
    found = [s for s in sentences(text) if len(s) >= _SHORTEST_SENTENCE]
    return found[-_MOST_SENTENCES:] if len(found) > 1 else []
