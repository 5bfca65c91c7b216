"""Finds the word that a misspelt one was meant to be: one letter lost, added, changed, or swapped with its neighbour.

Only words that the caller names are ever meant, and only with their first letter right; a real word (the caller names
those that lie close) is never «corrected».
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

_SHORTEST = 5


class Misspellings:
    """An index of words that matter and are long enough to be recognised with a slip."""

    def __init__(self, words: Iterable[str], real: Collection[str] = ()) -> None:
        """Raises ValueError for a word that is too short."""
        index: dict[str, set[str]] = defaultdict(set)
        for word in words:
            if len(word) < _SHORTEST:
                raise ValueError(f"{word!r} is too short to be recognised when misspelt")
            for shorter in (word, *_one_letter_less(word)):
                index[shorter].add(word)
        self._index = {shorter: tuple(sorted(found)) for shorter, found in index.items()}
        self._real = frozenset(real)

    def meant_by(self, word: str) -> tuple[str, ...]:
        """The words that lie one slip from `word`, in order; none for a short or a real word."""
        if len(word) < _SHORTEST - 1 or word in self._real:
            return ()
        near = {w for shorter in (word, *_one_letter_less(word)) for w in self._index.get(shorter, ())}
        return tuple(sorted(w for w in near if is_one_slip(word, w)))


def is_one_slip(written: str, meant: str) -> bool:
    """One letter lost, added, changed or swapped; the first letter is right."""
    if written == meant or written[0] != meant[0] or abs(len(written) - len(meant)) > 1:
        return False
    same = 0
    while same < min(len(written), len(meant)) and written[same] == meant[same]:
        same += 1
    a, b = written[same:], meant[same:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _one_letter_less(word: str) -> Iterator[str]:
    # The first letter is always right, so it is never the one that goes.
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
