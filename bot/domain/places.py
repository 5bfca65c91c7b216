"""Finds Norwegian places in a message: kommune, poststed, postnummer and Oslo's bydeler, inflected or misspelt.

Many places are also words (Sel, Lom, Bø, Hol, Å): those count only after a preposition of place. Knows the list it is
given (from `content/geography/`), nothing of services.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.domain.text import clean, fold

_WORD = re.compile(r"[a-z]+|\d+", re.ASCII)
_PREPOSITIONS = frozenset(
    fold("i på fra frå til ved nær rundt omkring mot utenfor utafor innafor te me in near from").split()
)
_NUMBER_CUES = frozenset(["postnummer", "postnr", "postnummeret", "postkode", "adresse"])
_UNITS = frozenset(
    [
        "kr",
        "kroner",
        "mg",
        "milligram",
        "gram",
        "g",
        "ml",
        "ganger",
        "mann",
        "stk",
        "prosent",
        "ord",
        "euro",
        "nok",
        "tallet",
        "folk",
        "meter",
        "mennesker",
        "personer",
        "timer",
        "dager",
    ]
)
_NO_PLACE_BEFORE = frozenset(["kr", "ca", "cirka", "kroner", "over", "under", "kl", "klokka", "klokken", "rundt"])
_PART_OF_A_NAME = frozenset(["anon", "ateen"])  # Al-Anon, Alateen: groups for relatives, not the place Ål
_SINCE = frozenset(
    ["siden", "sidan", "aret", "ar", "fodt", "etter", "for", "hosten", "varen", "sommeren", "vinteren", "ca", "cirka"]
)
_MONTHS = frozenset(
    [
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ]
)
# «bor i sel», «hjelp i lom»: beside these a name that is also a word is a place, with or without a capital.
_LIVING = (
    "bor",
    "bur",
    "hjelp",
    "kommune",
    "legevakt",
    "tilbud",
    "gruppe",
    "kontakt",
    "ruskonsulent",
    "helse",
    "flytt",
    "nav",
)
_SHORTEST_FUZZY = 6
_LONGEST_NAME = 4
_SHORT_MESSAGE = 8
_SHORTEST_STEM = 3
_POSTNUMMER_LENGTH = 4
_FIRST_YEAR, _LAST_YEAR = 1940, 2035
_ENDINGS = (
    "s",
    "somradet",
    "omradet",
    "kommune",
    "sdistriktet",
    "distriktet",
    "straktene",
    "traktene",
    "sregionen",
    "regionen",
)
# Foreign, spoken and old names of places that people use and the register does not have.
_SPOKEN = {
    "trondhjem": "trondheim", "trondhjam": "trondheim", "hovedstaden": "oslo", "osslo": "oslo", "berjen": "bergen",
    "bergn": "bergen", "lillehamar": "lillehammer", "tromsoya": "tromso",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place a service can be looked up for. `name` is what the person meant; `bydel` only within Oslo."""

    name: str
    kommunenummer: str
    bydel: str | None = None


@dataclass(frozen=True)
class PlaceName:
    """One row of the gazetteer. `is_word`: the name is also an ordinary word and needs a preposition and more."""

    name: str
    places: tuple[Place, ...]
    is_word: bool = False


@dataclass(frozen=True)
class PlaceMention:
    """What was found, and every place it may be: more than one means that we must ask back."""

    found: str
    places: tuple[Place, ...]
    start: int
    end: int
    kind: str = field(default="name")

    @property
    def is_ambiguous(self) -> bool:
        """True where the name stands for several kommuner (Herøy, Våler)."""
        return len({p.kommunenummer for p in self.places}) > 1


class Gazetteer:
    """Built once from the register; `find` is pure."""

    def __init__(
        self, names: Iterable[PlaceName], postnummer: Iterable[tuple[str, Place]], ordinary_words: Iterable[str] = ()
    ) -> None:
        self._ordinary = frozenset(ordinary_words)
        self._names: dict[tuple[str, ...], PlaceName] = {}
        for name in names:
            self._names.setdefault(tuple(_WORD.findall(fold(name.name))), name)
        self._postnummer = dict(postnummer)
        self._fuzzy: dict[str, list[str]] = {}
        for key in self._names:
            if len(key) == 1 and len(key[0]) >= _SHORTEST_FUZZY:
                for delete in _deletes(key[0]):
                    self._fuzzy.setdefault(delete, []).append(key[0])

    def find(self, text: str) -> tuple[PlaceMention, ...]:
        """Every place in the message in order, the longest name first where names overlap («Nord-Fron»)."""
        original = clean(text)
        folded = fold(original)
        words = list(_WORD.finditer(folded))
        found: list[PlaceMention] = []
        i = 0
        while i < len(words):
            mention, length = self._at(words, i, original, folded)
            if mention:
                found.append(mention)
            i += max(1, length)
        return tuple(found)

    def _at(self, words: list[re.Match[str]], i: int, original: str, folded: str) -> tuple[PlaceMention | None, int]:
        word = words[i].group()
        if word.isdigit():
            return self._number_at(words, i), 1
        after_preposition = i > 0 and words[i - 1].group() in _PREPOSITIONS
        for length in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
            key = tuple(w.group() for w in words[i : i + length])
            entry = self._lookup(key)
            if not entry:
                continue
            start, end = words[i].start(), words[i + length - 1].end()
            if self._counts(entry, length, after_preposition, _is_capital(original, folded, start), i == 0, words, i):
                return PlaceMention(folded[start:end], entry.places, start, end), length
        if after_preposition and len(word) >= _SHORTEST_FUZZY and word not in self._ordinary:
            entry = self._misspelt(word)
            if entry and not entry.is_word:
                return PlaceMention(word, entry.places, words[i].start(), words[i].end(), "misspelt"), 1
        return None, 0

    def _lookup(self, key: tuple[str, ...]) -> PlaceName | None:
        if key in self._names:
            return self._names[key]
        last = key[-1]
        if len(key) == 1 and last in _SPOKEN:
            return self._names.get((_SPOKEN[last],))
        for ending in _ENDINGS:
            stem = last[: -len(ending)]
            entry = (
                self._names.get((*key[:-1], stem)) if last.endswith(ending) and len(stem) >= _SHORTEST_STEM else None
            )
            if entry and not (entry.is_word and len(ending) < _POSTNUMMER_LENGTH):
                return entry
        return None

    @staticmethod
    def _counts(
        entry: PlaceName, length: int, after_preposition: bool, capital: bool, first: bool,
        words: list[re.Match[str]], i: int,
    ) -> bool:  # fmt: skip
        following = words[i + length].group() if i + length < len(words) else ""
        if following in ("kommune", "bydel", "sentrum"):
            return True
        if following in _PART_OF_A_NAME:
            return False
        if entry.is_word:
            lives = i > 1 and words[i - 2].group().startswith(_LIVING)
            return after_preposition and (capital or lives)
        if after_preposition or (capital and not first):
            return True
        return len(words) <= _SHORT_MESSAGE or len(entry.name) >= _SHORTEST_FUZZY

    def _number_at(self, words: list[re.Match[str]], i: int) -> PlaceMention | None:
        number = words[i].group()
        place = self._postnummer.get(number) if len(number) == _POSTNUMMER_LENGTH else None
        if not place:
            return None
        before = words[i - 1].group() if i else ""
        after = words[i + 1].group() if i + 1 < len(words) else ""
        if after in _UNITS or before in _NO_PLACE_BEFORE:
            return None
        is_year = _FIRST_YEAR <= int(number) <= _LAST_YEAR
        named = before in _NUMBER_CUES or (bool(after) and after in fold(place.name).split())
        if is_year and not named:
            return None
        if before in _SINCE | _MONTHS and not named:
            return None
        if named or before in _PREPOSITIONS or len(words) <= _SHORT_MESSAGE or i == len(words) - 1:
            return PlaceMention(number, (place,), words[i].start(), words[i].end(), "postnummer")
        return None

    def _misspelt(self, word: str) -> PlaceName | None:
        candidates = {name for d in _deletes(word) for name in self._fuzzy.get(d, ())}
        near = sorted(n for n in candidates if n[0] == word[0] and abs(len(n) - len(word)) <= 1)
        return self._names[(near[0],)] if len(near) == 1 else None


def _is_capital(original: str, folded: str, start: int) -> bool:
    # Folding can shorten the text (ae -> a); look for the word near its place rather than exactly there.
    if len(original) == len(folded):
        return original[start].isupper()
    word = re.match(r"[a-z]+", folded[start:])
    wanted = word.group() if word else ""
    return any(w[0].isupper() for w in re.findall(r"\w+", original) if fold(w) == wanted)


def _deletes(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
