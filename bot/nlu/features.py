"""Word and character n-grams of folded text, shared by the topic and the risk model. Knows no labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.domain.text import fold

_WORDS = r"(?u)[a-z]+|\d+|[^\w\s]"
_DIGITS = re.compile(r"\d+")


def prepare(text: str) -> str:
    """Folded text with every number as its length in digits («20» and «45» behave alike, «2019» does not)."""
    return _DIGITS.sub(lambda m: "9" * min(len(m.group()), 5), fold(text))


class NgramFeatures:
    """TF-IDF of word n-grams (with punctuation and emoji) beside TF-IDF of character n-grams within words."""

    def __init__(self, *, words: tuple[int, int] = (1, 2), characters: tuple[int, int] = (1, 5), least: int = 2) -> None:
        self._words = TfidfVectorizer(
            preprocessor=prepare, token_pattern=_WORDS, ngram_range=words, min_df=least, sublinear_tf=True, dtype=np.float32
        )
        self._characters = TfidfVectorizer(
            preprocessor=prepare, analyzer="char_wb", ngram_range=characters, min_df=least, sublinear_tf=True, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> NgramFeatures:
        """Learn the vocabulary."""
        self._words.fit(texts)
        self._characters.fit(texts)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row per text."""
        return sparse.hstack([self._words.transform(texts), self._characters.transform(texts)], format="csr")
