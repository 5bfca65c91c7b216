"""Finds the word that a misspelt one was meant to be: one letter lost, added, changed, or swapped with its neighbour.

Only long words are trusted to be recognisable, and only with their first letter right; a real word is never «corrected»
(the caller says which words are real).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

_SHORTEST = 5


class Misspellings:
    """An index of the words, and beginnings of words, that somebody may have misspelt."""

    def __init__(self, words: Iterable[str], beginnings: Iterable[str], real: Collection[str]) -> None:
        self._real = frozenset(real)
        self._words = _by_one_letter_less(words)
        self._beginnings = _by_one_letter_less(beginnings)
        self._longest = max(map(len, self._beginnings), default=0)

    def meant_by(self, word: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words and the beginnings of words that lie one slip from `word`; none for a short or a real word."""
        if len(word) < _SHORTEST or word in self._real or not word.isalpha():
            return frozenset(), frozenset()
        words = frozenset(w for w in _near(word, self._words) if is_one_slip(word, w))
        starts: set[str] = set()
        for length in range(_SHORTEST - 1, min(len(word), self._longest + 1) + 1):
            start = word[:length]
            starts.update(w for w in _near(start, self._beginnings) if is_one_slip(start, w))
        return words, frozenset(starts)


def is_one_slip(written: str, meant: str) -> bool:
    """One letter lost, added, changed or swapped; the first letter is right."""
    if written == meant or written[0] != meant[0] or abs(len(written) - len(meant)) > 1:
        return False
    i = 0
    while i < min(len(written), len(meant)) and written[i] == meant[i]:
        i += 1
    a, b = written[i:], meant[i:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _by_one_letter_less(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = defaultdict(set)
    for word in words:
        if len(word) >= _SHORTEST and word.isalpha():
            for shorter in (word, *_one_letter_less(word)):
                index[shorter].add(word)
    return {shorter: tuple(sorted(found)) for shorter, found in index.items()}


def _near(word: str, index: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for shorter in (word, *_one_letter_less(word)):
        yield from index.get(shorter, ())


def _one_letter_less(word: str) -> Iterator[str]:
    # The first letter is always right, so it is never the one that goes.
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
