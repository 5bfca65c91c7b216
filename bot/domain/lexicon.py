"""Finds names of rusmidler in what people really write: inflected, compounded, misspelt, street and brand names.

Pure matching over folded text. The names come from `content/substances/*.yml`; the ordinary words that must never be
taken for a misspelling come from `data/nlu/lookups/ordinary_words.txt`. Knows nothing of risk or topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.domain.edit_distance import delete_index, deletes, distance, tolerance
from bot.domain.text import fold
from bot.domain.word_forms import COMPOUND_TAILS, stems

_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_FUZZY = 5
_SHORTEST_DOUBLE_FUZZY = 9
_SHORTEST_FREE_COMPOUND = 6
_SHORTEST_COMPOUND = 3
_SHORTEST_TAIL_COMPOUND = 5
_MOST_REMEMBERED = 20_000
_NEAR = 4
_NEGATIONS = frozenset(["ikke", "ikkje", "aldri", "itj", "ikkj", "not"])
_YET_ABOUT_IT = frozenset(
    ["sa", "mye", "mykje", "mer", "meir", "hver", "kvar", "lenger", "lengre", "lenge", "alkohol", "like", "ofte",
     "daglig"]
)  # fmt: skip
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class NameList:
    """All that one substance is called. `ambiguous` names count only near a word of `context`, or where a word of
    `anywhere` stands in the message; several substances may share one («brunt»).

    `verbs` imply the substance («mamma drikker») unless what is drunk is named: a word of `not_with` near it, or
    another substance in the same message that is drunk too (`not_with` may hold canonical names as «=ghb»).
    """

    canonical: str
    names: tuple[str, ...]
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mention:
    """A substance found in a message, with its place in the folded text."""

    canonical: str
    found: str
    start: int
    end: int


@dataclass(frozen=True)
class _Doubtful:
    """An ambiguous name of one or more substances, by its place among the words."""

    may_be: tuple[str, ...]
    at: int
    length: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int


class SubstanceLexicon:
    """A matcher built once from the name lists; `find` is pure and safe to share."""

    def __init__(self, lists: Iterable[NameList], *, ordinary_words: Iterable[str] = ()) -> None:
        self._ordinary = frozenset(fold(w) for w in ordinary_words)
        self._sure: dict[tuple[str, ...], str] = {}
        self._unsure: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._context: dict[str, tuple[str, ...]] = {}
        self._anywhere: dict[str, tuple[str, ...]] = {}
        self._verbs: dict[str, NameList] = {}
        self._known: dict[str, str | None] = {}
        for names in lists:
            for name in names.names:
                self._sure.setdefault(_split(name), names.canonical)
            for name in names.ambiguous:
                self._unsure[_split(name)] = (*self._unsure.get(_split(name), ()), names.canonical)
            self._context[names.canonical] = tuple(fold(c) for c in names.context)
            self._anywhere[names.canonical] = tuple(fold(c) for c in names.anywhere)
            for verb in names.verbs:
                self._verbs[fold(verb)] = names
        for key in set(self._sure) & set(self._unsure):
            del self._sure[key]
        self._longest: dict[str, int] = {}
        for key in (*self._sure, *self._unsure):
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 1))
        single = sorted({k[0] for k in self._sure if len(k) == 1})
        self._compoundable = tuple(
            sorted((w for w in single if len(w) >= _SHORTEST_COMPOUND and w.isalpha()), key=len, reverse=True)
        )
        self._by_prefix = _group_by_prefix(self._compoundable)
        self._by_suffix = _group_by_prefix(
            (n for n in self._compoundable if len(n) >= _SHORTEST_TAIL_COMPOUND), slice(-_SHORTEST_COMPOUND, None)
        )
        self._deletes = delete_index(w for w in single if len(w) >= _SHORTEST_FUZZY and w.isalpha())

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention in order of place; overlapping ones are resolved in favour of the longest."""
        folded = fold(text)
        words = [_Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
        sure: list[Mention] = []
        unsure: list[_Doubtful] = []
        i = 0
        while i < len(words):
            step = self._phrase_at(words, i, sure, unsure)
            if not step:
                step = 1
                canonical = self._single(words[i].text)
                if canonical:
                    sure.append(Mention(canonical, words[i].text, words[i].start, words[i].end))
            i += step
        if unsure:
            sure.extend(self._accepted(unsure, sure, words))
        sure.extend(self._implied(words, {m.canonical for m in sure}))
        return tuple(sorted(sure, key=lambda m: m.start))

    def _phrase_at(self, words: list[_Word], i: int, sure: list[Mention], unsure: list[_Doubtful]) -> int:
        # Only the last word of a name is ever inflected, so its first word tells how long a name may stand here.
        longest = self._longest.get(words[i].text, 1)
        for length in range(min(longest, len(words) - i), 0, -1):
            key = tuple(w.text for w in words[i : i + length])
            canonical = self._sure.get(key)
            # An ambiguous name is never inflected: «testen» and «lappen» are everyday words.
            if not canonical and words[i + length - 1].text not in self._ordinary:
                canonical = self._sure.get(_uninflected_last(key, self._sure))
            if canonical:
                sure.append(Mention(canonical, " ".join(key), words[i].start, words[i + length - 1].end))
                return length
            if key in self._unsure:
                unsure.append(_Doubtful(self._unsure[key], i, length))
                return length
        return 0

    def _implied(self, words: list[_Word], named: set[str]) -> Iterable[Mention]:
        for i, word in enumerate(words):
            names = self._verbs.get(word.text)
            if names is None or names.canonical in named or {f"={c}" for c in named} & set(names.not_with):
                continue
            after = [w.text for w in words[i + 1 : i + 4]]
            if _is_denied(after):
                continue
            if not any(n.startswith(stop) for n in after for stop in map(fold, names.not_with) if stop[0] != "="):
                named.add(names.canonical)
                yield Mention(names.canonical, word.text, word.start, word.end)

    def _single(self, word: str) -> str | None:
        if len(word) < _SHORTEST_COMPOUND or word in self._ordinary:
            return None
        if word not in self._known:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[word] = self._compound(word) or self._misspelt(word)
        return self._known[word]

    def _compound(self, word: str) -> str | None:
        for name in self._by_prefix.get(word[:_SHORTEST_COMPOUND], ()):
            rest = word[len(name) :]
            if not word.startswith(name) or not rest:
                continue
            tail = rest[1:] if rest[0] in "se" and len(rest) > _SHORTEST_COMPOUND else rest
            is_known = rest.startswith(COMPOUND_TAILS) or tail.startswith(COMPOUND_TAILS)
            if is_known or len(name) >= _SHORTEST_FREE_COMPOUND:
                return self._sure[(name,)]
        for form in (word, word[:-2] if word.endswith(("en", "et")) else ""):
            for name in self._by_suffix.get(form[-_SHORTEST_COMPOUND:], ()):
                if len(form) > len(name) + 2 and form.endswith(name):
                    return self._sure[(name,)]
        return None

    def _misspelt(self, word: str) -> str | None:
        if len(word) < _SHORTEST_FUZZY or not word.isalpha():
            return None
        for form in (word, *stems(word)):
            if len(form) < _SHORTEST_FUZZY or form in self._ordinary:
                continue
            best: tuple[int, str] | None = None
            for key in deletes(form):
                for name in self._deletes.get(key, ()):
                    slips = distance(form, name)
                    # A short name must keep its first letter: «heks» is no misspelling of «koks».
                    if slips > tolerance(name) or (len(name) < _SHORTEST_DOUBLE_FUZZY - 1 and form[0] != name[0]):
                        continue
                    if best is None or (slips, name) < best:
                        best = (slips, name)
            if best:
                return self._sure[(best[1],)]
        return None

    def _accepted(
        self, unsure: Iterable[_Doubtful], sure: Iterable[Mention], words: Sequence[_Word]
    ) -> Iterator[Mention]:
        """Ambiguous names near a word of their own context, or in a message about the same thing."""
        named = {m.canonical for m in sure}
        texts = [w.text for w in words]
        for name in unsure:
            end = name.at + name.length
            near = texts[max(0, name.at - _NEAR) : name.at] + texts[end : end + _NEAR]
            for canonical in name.may_be:
                is_near = any(_stands_for(c, w) for w in near for c in self._context[canonical])
                if (
                    canonical in named
                    or is_near
                    or any(_stands_for(c, w) for w in texts for c in self._anywhere[canonical])
                ):
                    found = " ".join(texts[name.at : end])
                    yield Mention(canonical, found, words[name.at].start, words[end - 1].end)
                    break


def _is_denied(after: Sequence[str]) -> bool:
    """«mamma drikker ikke» speaks of no alcohol; «drikker ikke så mye» and «drikker ikke lenger» do."""
    return bool(after) and after[0] in _NEGATIONS and not (len(after) > 1 and after[1] in _YET_ABOUT_IT)


def _stands_for(context: str, word: str) -> bool:
    """Longer context words count inflected («sniffet»), short ones («ta», «rus») only as they are."""
    return word == context or (len(context) >= _SHORTEST_STEM and word.startswith(context))


def substances_in(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Canonical names in order of first mention, without repeats."""
    return tuple(dict.fromkeys(m.canonical for m in mentions))


def _split(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))


def _uninflected_last(key: tuple[str, ...], table: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    for stem in stems(key[-1]):
        candidate = (*key[:-1], stem)
        # One- and two-letter names («k», «g») are never inflected: «ka» and «gen» are other words.
        if candidate in table and len("".join(candidate)) >= _SHORTEST_COMPOUND:
            return candidate
    return ()


def _group_by_prefix(names: Iterable[str], part: slice = slice(None, _SHORTEST_COMPOUND)) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name[part], []).append(name)
    return {prefix: tuple(sorted(group, key=len, reverse=True)) for prefix, group in groups.items()}
