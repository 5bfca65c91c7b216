"""Which fact of a topic answers a message: a small linear model a topic, trained on questions that people ask.

Stems (`bot/domain/fact_choice.py`) know a fact written yesterday, and words that nobody has trained on; this knows the
many ways to ask that share no word with them. The answer weighs both. It never chooses alone, and it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.domain.text import clean, sentences
from bot.nlu.features import NgramFeatures, Reading, read
from bot.nlu.ngrams import Floats
from bot.nlu.views import Lookups

_FEWEST_FACTS = 2
_SHORTEST_SENTENCE = 8
_LAST_SENTENCES = 6
_WHOLE = 0.75


@dataclass(frozen=True)
class _Chooser:
    """One topic's model: a column of weights a fact."""

    features: NgramFeatures
    facts: tuple[str, ...]
    weights: Floats
    bias: Floats


class FactModel:
    """Margins of the facts of a topic; about -1 for one that is not asked for, 1 for one that surely is."""

    def __init__(self, lookups: Lookups, *, regularisation: float = 1.0) -> None:
        self._lookups = lookups
        self._regularisation = regularisation
        self._choosers: dict[str, _Chooser] = {}

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it can choose in."""
        return tuple(self._choosers)

    def fit(self, texts: Sequence[str], topics: Sequence[str], facts: Sequence[str]) -> FactModel:
        """Train on questions, each with its topic and the fact that answers it."""
        from joblib import Parallel, delayed

        rows = {topic: [i for i, of in enumerate(topics) if of == topic] for topic in sorted(set(topics))}
        rows = {topic: of for topic, of in rows.items() if len({facts[i] for i in of}) >= _FEWEST_FACTS}
        one = delayed(self._trained)
        trained = Parallel(n_jobs=2, prefer="threads")(
            one([texts[i] for i in of], [facts[i] for i in of]) for of in rows.values()
        )
        self._choosers = dict(zip(rows, trained, strict=True))
        return self

    def _trained(self, texts: Sequence[str], facts: Sequence[str]) -> _Chooser:
        from sklearn.svm import LinearSVC  # two seconds to import; answering needs it not

        reading = self._read(texts)
        features = NgramFeatures(least=2).fit(reading)
        model = LinearSVC(C=self._regularisation, tol=1e-2, random_state=0).fit(features.matrix(reading), facts)
        weights, bias, known = model.coef_.T, model.intercept_, [str(fact) for fact in model.classes_]
        if len(known) == _FEWEST_FACTS:  # scikit-learn keeps one column for two classes
            weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
        return _Chooser(features, tuple(known), weights.astype(np.float16), bias.astype(np.float32))

    def _read(self, texts: Sequence[str]) -> Reading:
        return read(texts, (self._lookups.in_bokmaal, self._lookups.in_meanings), words=2)

    def margins(self, text: str, topics: Iterable[str]) -> Mapping[str, float]:
        """How surely each fact of the topics answers the text; nothing for a topic that was not trained."""
        cleaned = clean(text)
        last = [s for s in sentences(cleaned) if len(s) >= _SHORTEST_SENTENCE][-_LAST_SENTENCES:]
        reading = self._read([cleaned, *(last if len(last) > 1 else [])])
        margins: dict[str, float] = {}
        for chooser in (self._choosers[topic] for topic in topics if topic in self._choosers):
            each = chooser.features.times(reading, chooser.weights) + chooser.bias
            # What one sentence of a letter asks is drowned by the story around it.
            joined = _WHOLE * each[0] + (1 - _WHOLE) * each[1:].max(axis=0) if len(each) > 1 else each[0]
            margins.update({fact: round(float(m), 3) for fact, m in zip(chooser.facts, joined, strict=True)})
        return margins
