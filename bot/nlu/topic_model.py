"""What a message asks about: a multi-topic linear model over n-grams of folded text.

Knows only scikit-learn and our own features; Rasa's wrapping is in `topic_classifier.py`. Every number below was chosen
by cross-validation on our own training sentences (docs/adr/0006), never on the evaluation sets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.domain.text import sentences
from bot.nlu.features import Encoder, NgramFeatures, read

if TYPE_CHECKING:  # only training needs scikit-learn, which takes two seconds to import
    from scipy import sparse
    from sklearn.svm import LinearSVC

_SHORTEST_SENTENCE = 8
_MOST_SENTENCES = 14
_ASIDE = 0.6
_ASIDE_WHOLE = 0.7
_STEEPNESS = 2.5  # from a margin to a chance: at 0 a half, at -1 one in thirteen


@dataclass(frozen=True)
class Scored:
    """A topic, how sure the model is that it is asked first, and that it is asked about at all (0-1)."""

    topic: str
    score: float
    aside: float


class TopicModel:
    """One binary model a topic; the message and each of its sentences are scored, and the scores joined."""

    def __init__(
        self, *, regularisation: float = 0.5, whole_weight: float = 0.9, encoder: Encoder | None = None
    ) -> None:
        self._regularisation = regularisation
        self._whole_weight = whole_weight
        self._features = NgramFeatures(least=2, encoder=encoder)
        self._topics: tuple[str, ...] = ()
        self._weights: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    def use(self, encoder: Encoder | None) -> TopicModel:
        """With the pretrained encoder it was trained with; it is not kept in the model's file."""
        self._features.encoder = encoder
        return self

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it was trained on, in alphabetical order."""
        return self._topics

    def fit(
        self, texts: Sequence[str], topics: Sequence[Sequence[str]], importance: Sequence[float] | None = None
    ) -> TopicModel:
        """Train on texts with one or more topics each, the first one being the most important.

        `importance`: how much each text weighs; all alike where it is left out.
        """
        from joblib import Parallel, delayed

        self._topics = tuple(sorted({t for row in topics for t in row}))
        reading = read(texts)
        matrix = self._features.fit(reading).matrix(reading)
        weights = np.ones(len(texts)) if importance is None else np.asarray(importance, dtype=np.float64)
        one = delayed(self._one)
        trained = Parallel(n_jobs=2, prefer="threads")(one(matrix, topics, topic, weights) for topic in self._topics)
        self._weights = np.stack([m.coef_[0] for m in trained]).astype(np.float32).T.copy()
        self._bias = np.array([m.intercept_[0] for m in trained], dtype=np.float32)
        return self

    def _one(
        self, matrix: sparse.csr_matrix, rows: Sequence[Sequence[str]], topic: str, weights: npt.NDArray[np.float64]
    ) -> LinearSVC:
        from sklearn.svm import LinearSVC

        # What is only a side topic of a text is a weaker example of it than its main topic.
        weights = weights * np.array([_ASIDE if topic in row[1:] else 1.0 for row in rows])
        target = np.array([topic in row for row in rows])
        return LinearSVC(C=self._regularisation, tol=1e-2, random_state=0).fit(matrix, target, sample_weight=weights)

    def rank(self, text: str) -> tuple[Scored, ...]:
        """All topics, most likely first."""
        parts = [text, *_parts(text)]
        margins = self._features.times(read(parts), self._weights) + self._bias
        chances = 1.0 / (1.0 + np.exp(-_STEEPNESS * margins))
        most = chances[1:].max(axis=0) if len(parts) > 1 else chances[0]
        first = self._whole_weight * chances[0] + (1 - self._whole_weight) * most
        # What one sentence alone asks is drowned by the rest of a letter, so it weighs more for the other topics.
        aside = _ASIDE_WHOLE * chances[0] + (1 - _ASIDE_WHOLE) * most
        return tuple(Scored(self._topics[i], float(first[i]), float(aside[i])) for i in np.argsort(-first))


def _parts(text: str) -> list[str]:
    """The sentences of a longer message; the last ones where there are very many (the question is often last)."""
    found = [s for s in sentences(text) if len(s) >= _SHORTEST_SENTENCE]
    return found[-_MOST_SENTENCES:] if len(found) > 1 else []
