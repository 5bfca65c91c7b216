"""Finds names of rusmidler in what people really write: inflected, compounded, misspelt, street and brand names.

Pure matching over folded text. The names come from `content/substances/*.yml`; the ordinary words that must never be
taken for a misspelling come from `data/nlu/lookups/ordinary_words.txt`. Knows nothing of risk or topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.text import fold

_WORD = re.compile(r"[a-z0-9]+")
_INFLECTIONS = (
    "en",
    "et",
    "a",
    "n",
    "ene",
    "ane",
    "er",
    "ar",
    "r",
    "s",
    "ens",
    "ets",
    "enes",
    "ers",
    "e",
    "t",
    "ten",
    "sen",
    "rn",
)
_SHORTEST_BASE = 2
_SHORTEST_FUZZY = 5
_SHORTEST_DOUBLE_FUZZY = 9
_SHORTEST_FREE_COMPOUND = 6
_SHORTEST_COMPOUND = 3
_SHORTEST_TAIL_COMPOUND = 5
_MOST_REMEMBERED = 20_000
_NEAR = 4
_SHORTEST_STEM = 4
# What stands after a substance's name in a compound («hasjrøyking», «snusboks», «ghb-overdose»).
_COMPOUND_TAILS = (
    "rus",
    "royk",
    "bruk",
    "avheng",
    "overdos",
    "misbruk",
    "prov",
    "test",
    "abstin",
    "pille",
    "tablet",
    "kak",
    "olj",
    "dam",
    "salg",
    "selg",
    "kjop",
    "pris",
    "smak",
    "boks",
    "sug",
    "angst",
    "psykos",
    "dos",
    "blanding",
    "bland",
    "forgift",
    "kick",
    "stoff",
    "flask",
    "plant",
    "fro",
    "brus",
    "problem",
    "slutt",
    "vane",
    "kultur",
    "debut",
    "fest",
    "lov",
    "kjor",
    "nivo",
    "erfaring",
    "trip",
    "tur",
    "inntak",
    "drik",
    "fri",
    "hode",
    "lukt",
    "penn",
    "sprit",
    "kapsl",
    "pulver",
    "krystall",
    "patron",
    "ballong",
    "behandl",
    "medisin",
    "lapp",
    "plast",
    "spray",
    "saft",
    "sirup",
    "mikstur",
    "form",
    "type",
    "pakk",
    "rull",
    "bolle",
    "butt",
    "vin",
    "marked",
    "milj",
    "liv",
    "tid",
    "dag",
    "pause",
    "trang",
    "bak",
    "syk",
    "konsum",
    "mengd",
    "vaksin",
)


@dataclass(frozen=True)
class NameList:
    """All that one substance is called. `ambiguous` names count only where the message is about rusmidler.

    `verbs` imply the substance («mamma drikker») unless what is drunk is named: a word of `not_with` near it, or
    another substance in the same message that is drunk too (`not_with` may hold canonical names as «=ghb»).
    """

    canonical: str
    names: tuple[str, ...]
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
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
class _Word:
    text: str
    start: int
    end: int


class SubstanceLexicon:
    """A matcher built once from the name lists; `find` is pure and safe to share."""

    def __init__(self, lists: Iterable[NameList], *, ordinary_words: Iterable[str] = ()) -> None:
        self._ordinary = frozenset(fold(w) for w in ordinary_words)
        self._sure: dict[tuple[str, ...], str] = {}
        self._unsure: dict[tuple[str, ...], str] = {}
        self._context: dict[str, tuple[str, ...]] = {}
        self._verbs: dict[str, NameList] = {}
        self._known: dict[str, str | None] = {}
        for names in lists:
            for name in names.names:
                self._sure.setdefault(_split(name), names.canonical)
            for name in names.ambiguous:
                self._unsure.setdefault(_split(name), names.canonical)
            self._context[names.canonical] = tuple(fold(c) for c in names.context)
            for verb in names.verbs:
                self._verbs[fold(verb)] = names
        for key in set(self._sure) & set(self._unsure):
            del self._sure[key]
        self._longest = max((len(k) for k in (*self._sure, *self._unsure)), default=1)
        single = sorted({k[0] for k in self._sure if len(k) == 1})
        self._compoundable = tuple(
            sorted((w for w in single if len(w) >= _SHORTEST_COMPOUND and w.isalpha()), key=len, reverse=True)
        )
        self._by_prefix = _group_by_prefix(self._compoundable)
        self._by_suffix = _group_by_prefix(
            (n for n in self._compoundable if len(n) >= _SHORTEST_TAIL_COMPOUND), slice(-_SHORTEST_COMPOUND, None)
        )
        self._deletes = _delete_index(w for w in single if len(w) >= _SHORTEST_FUZZY and w.isalpha())

    def find(self, text: str) -> tuple[Mention, ...]:
        """Every mention in order of place; overlapping ones are resolved in favour of the longest."""
        folded = fold(text)
        words = [_Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
        sure: list[Mention] = []
        unsure: list[Mention] = []
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

    def _phrase_at(self, words: list[_Word], i: int, sure: list[Mention], unsure: list[Mention]) -> int:
        for length in range(min(self._longest, len(words) - i), 0, -1):
            key = tuple(w.text for w in words[i : i + length])
            for table, found in ((self._sure, sure), (self._unsure, unsure)):
                canonical = table.get(key)
                # An ambiguous name is never inflected: «testen» and «lappen» are everyday words.
                if not canonical and table is self._sure and words[i + length - 1].text not in self._ordinary:
                    canonical = table.get(_uninflected_last(key, table))
                if canonical:
                    last = words[i + length - 1]
                    found.append(Mention(canonical, " ".join(key), words[i].start, last.end))
                    return length
        return 0

    def _implied(self, words: list[_Word], named: set[str]) -> Iterable[Mention]:
        for i, word in enumerate(words):
            names = self._verbs.get(word.text)
            if names is None or names.canonical in named or {f"={c}" for c in named} & set(names.not_with):
                continue
            near = {w.text for w in words[i + 1 : i + 4]}
            if not any(n.startswith(stop) for n in near for stop in map(fold, names.not_with) if stop[0] != "="):
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
            is_known = rest.startswith(_COMPOUND_TAILS) or tail.startswith(_COMPOUND_TAILS)
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
        for form in (word, *_stems(word)):
            if len(form) < _SHORTEST_FUZZY or form in self._ordinary:
                continue
            best: tuple[int, str] | None = None
            for key in _deletes(form):
                for name in self._deletes.get(key, ()):
                    distance = _distance(form, name)
                    # A short name must keep its first letter: «heks» is no misspelling of «koks».
                    if distance > _tolerance(name) or (len(name) < _SHORTEST_DOUBLE_FUZZY - 1 and form[0] != name[0]):
                        continue
                    if best is None or (distance, name) < best:
                        best = (distance, name)
            if best:
                return self._sure[(best[1],)]
        return None

    def _accepted(self, unsure: list[Mention], sure: list[Mention], words: list[_Word]) -> list[Mention]:
        """The ambiguous names that stand near a word of their own context, or beside a sure name of the same thing."""
        named = {m.canonical for m in sure}
        accepted = []
        for mention in unsure:
            context = self._context.get(mention.canonical, ())
            at = next(i for i, w in enumerate(words) if w.start == mention.start)
            near = [w.text for w in words[max(0, at - _NEAR) : at + _NEAR + 1] if w.start != mention.start]
            if mention.canonical in named or any(_stands_for(c, w) for w in near for c in context):
                accepted.append(mention)
        return accepted


def _stands_for(context: str, word: str) -> bool:
    """Longer context words count inflected («sniffet»), short ones («ta», «rus») only as they are."""
    return word == context or (len(context) >= _SHORTEST_STEM and word.startswith(context))


def substances_in(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Canonical names in order of first mention, without repeats."""
    return tuple(dict.fromkeys(m.canonical for m in mentions))


def _split(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))


def _stems(word: str) -> tuple[str, ...]:
    """The word without each ending it may carry."""
    return tuple(word[: -len(e)] for e in _INFLECTIONS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_BASE)


def _uninflected_last(key: tuple[str, ...], table: Mapping[tuple[str, ...], str]) -> tuple[str, ...]:
    for stem in _stems(key[-1]):
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


def _tolerance(name: str) -> int:
    return 2 if len(name) >= _SHORTEST_DOUBLE_FUZZY else 1


def _deletes(word: str) -> set[str]:
    once = {word[:i] + word[i + 1 :] for i in range(len(word))}
    found = {word, *once}
    if len(word) >= _SHORTEST_DOUBLE_FUZZY - 1:
        found.update(w[:i] + w[i + 1 :] for w in once for i in range(len(w)))
    return found


def _delete_index(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = {}
    for name in names:
        for key in _deletes(name):
            index.setdefault(key, set()).add(name)
    return {key: tuple(sorted(group)) for key, group in index.items()}


def _distance(a: str, b: str) -> int:
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
