"""Word and character n-grams of folded text, with names masked, shared by the topic and the risk model.

A name says nothing of what is asked: «finn legevakta i Otta» and «finn legevakta i Alta» are one question. So capital
words inside a sentence become one mark, and numbers their length in digits. Knows no labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.domain.text import fold

_TOKEN = re.compile(r"\w+|[^\w\s]")
_DIGITS = re.compile(r"\d+")
_NAME = "xnavn"
_SENTENCE_ENDS = frozenset('.!?…:\n"«')
_LONGEST_NUMBER = 5
_ANY_WORD = r"\S+"

Masker = Callable[[str], str]


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
            found.append(_DIGITS.sub(lambda m: "9" * min(len(m.group()), _LONGEST_NUMBER), fold(word)))
        starts_sentence = word in _SENTENCE_ENDS
    return " ".join(found)


class NgramFeatures:
    """TF-IDF of word n-grams beside TF-IDF of character n-grams, both of masked text."""

    def __init__(
        self, *, words: tuple[int, int] = (1, 3), characters: tuple[int, int] = (1, 5), least: int = 1,
        views: Sequence[Masker] = (masked,),
    ) -> None:  # fmt: skip
        self._views = tuple(views)
        self._vectorizers = [
            vectorizer
            for _ in self._views
            for vectorizer in (
                TfidfVectorizer(
                    lowercase=False,
                    token_pattern=_ANY_WORD,
                    ngram_range=words,
                    min_df=least,
                    sublinear_tf=True,
                    dtype=np.float32,
                ),
                TfidfVectorizer(
                    lowercase=False,
                    analyzer="char_wb",
                    ngram_range=characters,
                    min_df=least,
                    sublinear_tf=True,
                    dtype=np.float32,
                ),
            )
        ]

    def _seen(self, texts: Sequence[str]) -> list[list[str]]:
        return [[view(t) for t in texts] for view in self._views]

    def fit(self, texts: Sequence[str]) -> NgramFeatures:
        """Learn the vocabulary."""
        for i, seen in enumerate(self._seen(texts)):
            for vectorizer in self._vectorizers[2 * i : 2 * i + 2]:
                vectorizer.fit(seen)
        return self

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row per text."""
        blocks: list[sparse.csr_matrix] = []
        for i, seen in enumerate(self._seen(texts)):
            blocks.extend(v.transform(seen) for v in self._vectorizers[2 * i : 2 * i + 2])
        return sparse.hstack(blocks, format="csr")
