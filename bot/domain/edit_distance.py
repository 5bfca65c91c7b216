"""How far one spelling is from another, and an index that finds the near ones without comparing with all."""

from __future__ import annotations

from collections.abc import Iterable

_SHORTEST_DOUBLE = 9


def tolerance(name: str) -> int:
    """How many slips a name may have and still be meant: one, or two in a long name."""
    return 2 if len(name) >= _SHORTEST_DOUBLE else 1


def deletes(word: str) -> set[str]:
    """The word with one letter left out, or two in a long word."""
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    found = {word, *once}
    if len(word) >= _SHORTEST_DOUBLE - 1:
        found.update(w[:i] + w[i + 1 :] for w in once for i in range(len(w)))
    return found


def delete_index(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """From each shortened form to the names it may come from."""
    index: dict[str, set[str]] = {}
    for name in names:
        for key in deletes(name):
            index.setdefault(key, set()).add(name)
    return {key: tuple(sorted(group)) for key, group in index.items()}


def distance(a: str, b: str) -> int:
    """Optimal string alignment: insert, delete, replace, and swap of neighbours each cost one."""
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
