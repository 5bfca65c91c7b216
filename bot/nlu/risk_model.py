"""The trained half of the risk assessment: what phrases cannot see. Linear models over two views of the text.

It never lowers a verdict; it can only add a signal (docs/adr/0005). Danger has families that look nothing like one
another (somebody who cannot be woken, a farewell, a blow), so each family has a model of its own beside one for them
all, and the likeliest family counts (docs/adr/0006 has what that gained). Thresholds are set on our own held-out
sentences so that at most `false_alarms` of those below are raised; ours are written to be mistaken, people's are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.domain.risk import Framing
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import clean, sentences
from bot.nlu.features import Encoder, NgramFeatures, read
from bot.nlu.views import Lookups

if TYPE_CHECKING:  # only training needs scikit-learn, which takes two seconds to import
    from scipy import sparse
    from sklearn.linear_model import LogisticRegression

_GRADES = (RiskLevel.CONCERN, RiskLevel.HIGH, RiskLevel.ACUTE)
_SHORTEST_SENTENCE = 8
_MOST_SENTENCES = 20
_HELD_OUT = 4  # one part in so many chooses the thresholds
_TOGETHER = 40  # sentences that one writer wrote in a row resemble each other and stay on one side
_SMALLEST_FAMILY = 60  # sentences
_JUST_BELOW = 0.3  # how much a sentence one grade below weighs: the border matters less than the harmless ones
_SENTENCE_MARGIN = 2.0  # in logits
_NEARLY_CERTAIN = 2.2  # in logits; nine in ten
_KNOWS_THE_FAMILY = 1.5  # in logits; a card for the wrong danger frightens, and hides the right one

Matrix: TypeAlias = "sparse.csr_matrix"
Bools: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Task:
    """One yes/no question: which sentences are the danger, and how much each of the others weighs."""

    grade: RiskLevel
    family: str | None
    target: Bools
    weights: Floats


@dataclass(frozen=True)
class Judgement:
    """A grade, and the topic of the danger where one family of danger is likely."""

    grade: RiskLevel
    family: str | None = None


class RiskModel:
    """At least concern, at least high, acute: each the sum of one model for all danger and the likeliest family's."""

    def __init__(
        self, lookups: Lookups, *, regularisation: float = 4.0,
        false_alarms: tuple[float, float, float] = (0.15, 0.055, 0.07), encoder: Encoder | None = None,
    ) -> None:  # fmt: skip
        self._views = (lookups.in_bokmaal, lookups.in_concepts)
        self._features = NgramFeatures(least=2, encoder=encoder)
        self._regularisation = regularisation
        self._false_alarms = false_alarms
        self._grades: tuple[int, ...] = ()
        self._families: tuple[str | None, ...] = ()
        self._weights: npt.NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._bias: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self.thresholds: tuple[float, ...] = (0.5, 0.5, 0.5)

    def use(self, encoder: Encoder | None) -> RiskModel:
        """With the pretrained encoder it was trained with; it is not kept in the model's file."""
        self._features.encoder = encoder
        return self

    def fit(self, texts: Sequence[str], grades: Sequence[RiskLevel], families: Sequence[str]) -> RiskModel:
        """Train; `families` says for each text what kind of matter it is about (its first topic).

        The thresholds are chosen with models that have not seen the sentences they are chosen on.
        """
        level = np.array([int(g) for g in grades])
        reading = read(texts, self._views)
        matrix = self._features.fit(reading).matrix(reading)
        tasks = list(_tasks(level, np.array(families)))
        self._grades = tuple(int(task.grade) for task in tasks)
        self._families = tuple(task.family for task in tasks)
        together = max(1, min(_TOGETHER, len(level) // _HELD_OUT**2))
        held = np.arange(len(level)) // together % _HELD_OUT == 0
        weights, bias = self._trained(matrix, tasks, ~held)
        self.thresholds = self._chosen(np.asarray(matrix[held] @ weights + bias), level[held])
        self._weights, self._bias = self._trained(matrix, tasks, np.ones(len(level), dtype=bool))
        return self

    def _trained(self, matrix: Matrix, tasks: Sequence[_Task], part: Bools) -> tuple[npt.NDArray[np.float32], ...]:
        from joblib import Parallel, delayed

        one = delayed(self._one)
        rows = matrix[part]
        models = Parallel(n_jobs=2, prefer="threads")(
            one(rows, task.target[part], task.weights[part]) for task in tasks
        )
        weights = np.stack([m.coef_[0] for m in models]).astype(np.float32).T.copy()
        return weights, np.array([m.intercept_[0] for m in models], dtype=np.float32)

    def _one(self, matrix: Matrix, target: Bools, weights: Floats) -> LogisticRegression:
        from sklearn.linear_model import LogisticRegression

        # The dual problem has the same answer and is twice as fast on so many features.
        model = LogisticRegression(
            C=self._regularisation, solver="liblinear", dual=True, tol=1e-2, max_iter=300, random_state=0,
            class_weight="balanced",
        )  # fmt: skip
        return model.fit(matrix, target, sample_weight=weights)

    def _chosen(self, logits: npt.NDArray[np.float32], level: npt.NDArray[np.int_]) -> tuple[float, ...]:
        scores = self._joined(logits)
        found = []
        for i, (grade, allowed) in enumerate(zip(_GRADES, self._false_alarms, strict=True)):
            # What must not be raised: harmless sentences for «high», and everything below for the other two.
            below = scores[level == 0, i] if grade is RiskLevel.HIGH else scores[level < int(grade), i]
            found.append(float(np.quantile(below, 1 - allowed)) if len(below) else 0.0)
        return tuple(found)

    def _joined(self, logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Of every grade's models the general one (the first) and the likeliest family, as one mean logit."""
        columns = np.array(self._grades)
        joined = []
        for grade in _GRADES:
            of_grade = logits[:, columns == int(grade)]
            joined.append((of_grade[:, 0] + of_grade.max(axis=1)) / 2)
        return np.stack(joined, axis=1)

    def _looked_at(self, text: str) -> tuple[Sequence[str], npt.NDArray[np.float32]]:
        """The message and, where it has several, its sentences, with the logits of every model for each of them."""
        cleaned = clean(text)
        parts = [cleaned, *[s for s in sentences(cleaned) if len(s) >= _SHORTEST_SENTENCE][:_MOST_SENTENCES]]
        looked_at = parts if len(parts) > 2 else parts[:1]
        each = self._features.times(read(looked_at, self._views), self._weights) + self._bias
        # A sentence out of its context must be much surer than the whole: letters speak of much that is not danger.
        each[1:] -= _SENTENCE_MARGIN
        return parts, each

    def scores(self, text: str) -> tuple[float, float, float]:
        """How surely at least concern, at least high, acute, in logits."""
        concern, high, acute = self._joined(self._looked_at(text)[1]).max(axis=0)
        return float(concern), float(high), float(acute)

    def judge(self, text: str, framing: Framing | None = None) -> Judgement:
        """The highest grade whose threshold is passed; acute only where high is passed too.

        `framing`: where the message speaks of a film, asks an everyday question or the like. There only near certainty
        counts as danger; a letter with such a sentence in it is judged as ever by its whole and by its other sentences.
        """
        parts, each = self._looked_at(text)
        scores = self._joined(each)
        counts = ~_framed(parts, framing or Framing())[: len(each)] | (scores[:, 1] >= _NEARLY_CERTAIN)
        concern, high, acute = self.thresholds
        if not counts.any() or scores[counts, 1].max() < high:
            return Judgement(RiskLevel.CONCERN if scores[:, 0].max() >= concern else RiskLevel.NONE)
        grade = RiskLevel.ACUTE if scores[counts, 2].max() >= acute else RiskLevel.HIGH
        return Judgement(grade, self._family(each[counts].max(axis=0)))

    def _family(self, each: npt.NDArray[np.float32]) -> str | None:
        """The likeliest family of what is at least high."""
        known = [
            (float(logit), family)
            for logit, of_grade, family in zip(each, self._grades, self._families, strict=True)
            if of_grade == int(RiskLevel.HIGH) and family is not None and logit >= _KNOWS_THE_FAMILY
        ]
        return max(known)[1] if known else None


def _framed(parts: Sequence[str], framing: Framing) -> Bools:
    """Which of the message and its sentences stand in a frame; the message where all of its sentences do."""
    each = [framing.is_whole or sentence in framing.sentences for sentence in parts[1:]]
    return np.array([framing.is_whole or (bool(each) and all(each)), *each])


def _tasks(level: npt.NDArray[np.int_], families: npt.NDArray[np.str_]) -> Sequence[_Task]:
    """For each grade one question about all danger, then one for each family with enough examples."""
    found = []
    for grade in _GRADES:
        danger = level >= int(grade)
        weights = np.where((level == int(grade) - 1) & (level > 0), _JUST_BELOW, 1.0)
        found.append(_Task(grade, None, danger, weights))
        if grade is not RiskLevel.CONCERN:
            sizes = Counter(families[danger].tolist())
            large = sorted(name for name, size in sizes.items() if size >= _SMALLEST_FAMILY)
            found.extend(_Task(grade, name, danger & (families == name), weights) for name in large)
    return found
