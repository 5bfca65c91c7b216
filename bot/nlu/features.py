"""Word and character n-grams of folded text, with names masked, shared by the topic and the risk model.

A name says nothing of what is asked: «finn legevakta i Otta» and «finn legevakta i Alta» are one question. So capital
words inside a sentence become one mark, and numbers their length in digits. Knows no labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bot.domain.text import fold
from bot.nlu.ngrams import Floats, Grams, TfIdf, character_grams, word_grams

if TYPE_CHECKING:
    from scipy import sparse  # only training needs it

_TOKEN = re.compile(r"\w+|[^\w\s]")
_DIGITS = re.compile(r"\d+")
_NAME = "xnavn"
_SENTENCE_ENDS = frozenset('.!?…:\n"«')
_LONGEST_NUMBER = 5

View = Callable[[str], str]
"""Another way to write a masked text."""
Encoder = Callable[[Sequence[str]], npt.NDArray[np.float32]]
"""Texts to vectors, one row per text, about as long as a TF-IDF row (length 1)."""


def masked(text: str) -> str:
    """Folded words with names and numbers masked, runs of names as one, joined by single spaces."""
    found: list[str] = []
    starts_sentence = True
    shouting = text.isupper()
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isupper() and not starts_sentence and not shouting and len(word) > 1:
            if not found or found[-1] != _NAME:
                found.append(_NAME)
        else:
            found.append(word)
        starts_sentence = word in _SENTENCE_ENDS
    return _DIGITS.sub(lambda m: "9" * min(len(m.group()), _LONGEST_NUMBER), fold(" ".join(found)))


@dataclass(frozen=True)
class Reading:
    """Texts taken apart: for each view their word and their character n-grams. One reading serves several models."""

    texts: Sequence[str]
    views: Sequence[tuple[Grams, Grams]]


def read(texts: Sequence[str], views: Sequence[View] = (str,), *, words: int = 3, characters: int = 5) -> Reading:
    """The n-grams of the masked texts, up to so many words and so many letters."""
    plain = [masked(text) for text in texts]
    seen = [[view(text) for text in plain] for view in views]
    return Reading(texts, [(word_grams(s, words), character_grams(s, characters)) for s in seen])


class NgramFeatures:
    """TF-IDF of word n-grams beside TF-IDF of character n-grams, of each view of a reading.

    `encoder`: where an operator has a pretrained model, its vectors stand beside the n-grams. It is not pickled with
    the features: it is set anew when they are loaded (see `encoder.py`).
    """

    def __init__(self, *, least: int = 1, encoder: Encoder | None = None) -> None:
        self._least = least
        self._blocks: tuple[TfIdf, ...] = ()
        self.encoder = encoder

    def fit(self, reading: Reading) -> NgramFeatures:
        """Learn which n-grams there are."""
        self._blocks = tuple(TfIdf(least=self._least).fit(grams) for grams in _blocks_of(reading))
        return self

    def matrix(self, reading: Reading) -> sparse.csr_matrix:
        """One row a text, as scikit-learn's linear models want it: training threads that each made their own copy
        would sort it in place."""
        from scipy import sparse

        rows = [block.transform(grams) for block, grams in zip(self._blocks, _blocks_of(reading), strict=True)]
        shape = len(reading.texts)
        parts = [sparse.csr_matrix((r.values, r.columns, r.starts), shape=(shape, r.width)) for r in rows]
        if self.encoder is not None:
            parts.append(sparse.csr_matrix(self.encoder(reading.texts)))
        ready = sparse.hstack(parts, format="csr").astype(np.float64)
        ready.sum_duplicates()
        return ready

    def times(self, reading: Reading, weights: Floats) -> Floats:
        """The features of each text, times weights of one row a feature and one column a question."""
        total = np.zeros((len(reading.texts), weights.shape[1]), dtype=np.float32)
        first = 0
        for block, grams in zip(self._blocks, _blocks_of(reading), strict=True):
            total += block.transform(grams).times(weights[first : first + block.width])
            first += block.width
        if self.encoder is not None:
            total += self.encoder(reading.texts) @ weights[first:]
        return total

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "encoder": None}


def _blocks_of(reading: Reading) -> list[Grams]:
    return [grams for pair in reading.views for grams in pair]
