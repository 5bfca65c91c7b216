"""Word and character n-grams of many texts as numbers, and how much each weighs (TF-IDF). Only numpy.

scikit-learn's vectorizers do the same one n-gram at a time in Python, and their dictionaries take seconds to load; an
answer may not wait for that (docs/adr/0010). A character n-gram is its own key, packed without loss; a word n-gram is a
64-bit hash, in which two of ours have never met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

_BITS = 12  # a folded letter is ASCII; whatever is above is one letter to us
_LAST = (1 << _BITS) - 1
_SPACE = ord(" ")
_LONGEST_PACKED = 5
_WORD = np.uint64(1 << 63)
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)

Keys = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Grams:
    """The keys of all n-grams, as often as they occur, each with the number of the text that has it; and how many
    texts there are."""

    keys: Keys
    texts: Ints
    count: int


@dataclass(frozen=True)
class Rows:
    """A sparse matrix, one row a text: the columns and values of row i are those from starts[i] to starts[i + 1]."""

    columns: Ints
    values: Floats
    starts: Ints
    width: int

    def times(self, weights: Floats) -> Floats:
        """The product with a dense matrix of `width` rows."""
        product = np.zeros((len(self.starts) - 1, weights.shape[1]), dtype=np.float32)
        for i, (start, end) in enumerate(zip(self.starts[:-1], self.starts[1:], strict=True)):
            product[i] = self.values[start:end] @ weights[self.columns[start:end]].astype(np.float32, copy=False)
        return product


def character_grams(texts: Sequence[str], longest: int) -> Grams:
    """All n-grams up to `longest` letters inside each word with a space on both sides, as scikit-learn's `char_wb`."""
    if longest > _LONGEST_PACKED:
        raise ValueError(f"a key holds {_LONGEST_PACKED} letters, not {longest}")
    padded = [f" {' '.join(text.split())} " for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = np.minimum(letters, _LAST).astype(np.uint64)
    number = np.repeat(np.arange(len(padded)), [len(p) for p in padded])
    is_space = letters == _SPACE
    spaces = np.concatenate(([0], np.cumsum(is_space)))
    keys, numbers = [], []
    packed = np.zeros(len(codes) + 1, dtype=np.uint64)
    for n in range(1, min(longest, len(codes)) + 1):
        packed = packed[:-1] << np.uint64(_BITS) | codes[n - 1 :]
        inside = ~is_space if n == 1 else _inside_a_word(is_space, spaces, n)
        keys.append(packed[inside] | np.uint64(n << _LONGEST_PACKED * _BITS))
        numbers.append(number[: len(packed)][inside])
    return _together(keys, numbers, len(texts))


def _inside_a_word(is_space: npt.NDArray[np.bool_], spaces: Ints, n: int) -> npt.NDArray[np.bool_]:
    """For each place: whether the n letters from there on are of one word, with a space at most first and last."""
    first = np.arange(len(is_space) - n + 1)
    is_empty = is_space[first] & is_space[first + 1]  # where one text ends and the next begins
    return (spaces[first + n - 1] == spaces[first + 1]) & ~is_empty


def word_grams(texts: Sequence[str], longest: int) -> Grams:
    """All runs of up to `longest` words."""
    if longest > len(_MIXERS):
        raise ValueError(f"runs of {longest} words are not made; at most {len(_MIXERS)}")
    split = [text.split() for text in texts]
    hashes = np.array([_hashed(word) for words in split for word in words], dtype=np.uint64)
    number = np.repeat(np.arange(len(split)), [len(words) for words in split])
    keys, numbers = [], []
    mixed = np.zeros(len(hashes) + 1, dtype=np.uint64)
    for n in range(1, min(longest, len(hashes)) + 1):
        mixed = (mixed[:-1] ^ hashes[n - 1 :]) * _MIXERS[n - 1]
        together = number[: len(mixed)] == number[n - 1 :]
        keys.append(mixed[together] | _WORD)
        numbers.append(number[: len(mixed)][together])
    return _together(keys, numbers, len(texts))


def _hashed(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _together(keys: Sequence[Keys], numbers: Sequence[Ints], count: int) -> Grams:
    if not keys:
        return Grams(np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64), count)
    return Grams(np.concatenate(keys), np.concatenate(numbers), count)


class TfIdf:
    """The n-grams that at least `least` training texts have, and how much each weighs; rows are of length 1.

    A gram weighs (1 + ln of how often it is there) times (1 + ln of how rare it is), as in scikit-learn with
    `sublinear_tf`.
    """

    def __init__(self, *, least: int = 1) -> None:
        self._least = least
        self._keys: Keys = np.zeros(0, dtype=np.uint64)
        self._rarity: Floats = np.zeros(0, dtype=np.float32)

    @property
    def width(self) -> int:
        """How many n-grams it knows."""
        return len(self._keys)

    def fit(self, grams: Grams) -> TfIdf:
        """Learn which n-grams there are."""
        every, places = np.unique(grams.keys, return_inverse=True)
        seen = np.unique(places + grams.texts * len(every)) % max(1, len(every))
        spread = np.bincount(seen, minlength=len(every))
        known = spread >= self._least
        self._keys = every[known]
        self._rarity = (np.log((1 + grams.count) / (1 + spread[known])) + 1).astype(np.float32)
        return self

    def transform(self, grams: Grams) -> Rows:
        """One row a text."""
        if not self.width:
            return Rows(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(grams.count + 1, np.int64), 0)
        places = np.minimum(np.searchsorted(self._keys, grams.keys), self.width - 1)
        known = self._keys[places] == grams.keys
        cells, counts = np.unique(places[known] + grams.texts[known] * self.width, return_counts=True)
        rows, columns = np.divmod(cells, self.width)
        values = (np.log(counts) + 1).astype(np.float32) * self._rarity[columns]
        lengths = np.sqrt(np.bincount(rows, values**2, minlength=grams.count))
        values /= lengths[rows].astype(np.float32)
        starts = np.searchsorted(rows, np.arange(grams.count + 1))
        return Rows(columns, values, starts, self.width)
