"""Our n-grams are those of scikit-learn's vectorizers, weighed alike; only quicker."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from bot.nlu.ngrams import Grams, Rows, TfIdf, character_grams, word_grams

_TEXT = st.text(alphabet="abcdeå 😀", max_size=30).map(lambda text: " ".join(text.split()))
_TEXTS = st.lists(_TEXT, min_size=1, max_size=6)
_ANY_WORD = r"\S+"


def _counted(grams: Grams, texts: int) -> list[Counter[int]]:
    return [Counter(Counter(grams.keys[grams.texts == i].tolist()).values()) for i in range(texts)]


@given(_TEXTS)
def test_runs_of_words_are_those_of_scikit_learn(texts: list[str]) -> None:
    read = CountVectorizer(lowercase=False, token_pattern=_ANY_WORD, ngram_range=(1, 3)).build_analyzer()
    expected = [Counter(Counter(read(text)).values()) for text in texts]
    assert _counted(word_grams(texts, 3), len(texts)) == expected


@given(_TEXTS)
def test_letters_are_those_of_scikit_learn_but_for_the_space_alone(texts: list[str]) -> None:
    expected = []
    for text in texts:
        # It gives a word shorter than n once more for every n; we give it once.
        found = Counter[str]()
        for n in range(1, 6):
            read = CountVectorizer(lowercase=False, analyzer="char_wb", ngram_range=(n, n)).build_analyzer()
            found.update(gram for gram in read(text) if len(gram) == n and gram != " ")
        expected.append(Counter(found.values()))
    assert _counted(character_grams(texts, 5), len(texts)) == expected


def test_rows_weigh_as_those_of_scikit_learn() -> None:
    known = ["hva er hasj", "hva er hva", "er det farlig", "farlig"]
    asked = ["hva er farlig er er", "ukjent", ""]
    ours = TfIdf(least=2).fit(word_grams(known, 3)).transform(word_grams(asked, 3))
    theirs = TfidfVectorizer(token_pattern=_ANY_WORD, ngram_range=(1, 3), min_df=2, sublinear_tf=True).fit(known)
    dense = sparse.csr_matrix((ours.values, ours.columns, ours.starts), shape=(3, ours.width)).toarray()
    expected = theirs.transform(asked).toarray()
    for row, other in zip(dense, expected, strict=True):
        assert sorted(row.tolist()) == pytest.approx(sorted(other.tolist()), abs=1e-6)


def test_a_row_times_weights_is_the_product() -> None:
    rows = Rows(np.array([0, 2, 1]), np.array([1.0, 2.0, 3.0], np.float32), np.array([0, 2, 2, 3]), 3)
    weights = np.array([[1.0, 0.0], [0.0, 1.0], [5.0, 5.0]], np.float32)
    assert rows.times(weights).tolist() == [[11.0, 10.0], [0.0, 0.0], [0.0, 3.0]]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["😀"], ["a"], ["\ud800"]])
def test_nothing_to_read_is_no_error(texts: list[str]) -> None:
    for grams in (word_grams(texts, 3), character_grams(texts, 5)):
        assert len(grams.keys) == len(grams.texts)
        assert len(Counter(grams.texts.tolist())) <= len(texts)
    grams = word_grams(texts, 3)
    known = TfIdf().fit(grams)
    assert known.transform(grams).times(np.ones((known.width, 2), np.float32)).shape == (len(texts), 2)


def test_a_key_holds_so_many_letters_and_no_more() -> None:
    with pytest.raises(ValueError, match="5 letters"):
        character_grams(["abc"], 6)
    with pytest.raises(ValueError, match="at most 3"):
        word_grams(["abc"], 4)
