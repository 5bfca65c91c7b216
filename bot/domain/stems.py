"""Finds stems in a message, whatever norm or dialect it is written in.

A stem matches at the beginning of a word; one of three letters or fewer only a whole word, for «si» is not «sist». Of a
phrase every word is a stem, so that «miste lappen» is in «han mistet lappene». Unlike `text.fold`, æ, ø and å are kept
where they are written, for «far» is not «får»; a longer stem also matches a word written without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.domain.text import clean

_WORD = re.compile(r"[a-zæøå0-9]+")
_LONGEST_WHOLE_WORD = 3
_SHORTEST_NEAR = 7
_LONGEST_ENDING = 4
_DRAWN_OUT = re.compile(r"([a-zæøå])\1{2,}")
_DIGRAPHS = (("aa", "å"), ("ae", "æ"))
_OE = re.compile(r"(?<!n)oe")
_WITHOUT_LETTERS = str.maketrans("æøå", "aoa")
# The last e or a of a longer word is what bokmål, nynorsk and the dialects do not share («grense», «grensa»).
_LAST_VOWEL = re.compile(r"(?<=\w{4})[ae]$")
# The closed class of small words, where the norms and dialects differ most: to us they are one.
_SAME = {
    "jeg": "eg æ je ej jæ jei",
    "ikke": "ikkje itj itte ittje inte ikkj ikje ike ikk ittj kje ittke",
    "hva": "kva ka ke kå hå",
    "hvor": "kor vor",
    "hvordan": "korleis korsn koss kossn kordan korleidan hvorda hvordn åssen assen kåssn kåss",
    "hvorfor": "kvifor korfor koffer koffor kæffer kafor kåffer hvofor hvrfor",
    "hvem": "kven kem kæm",
    "hvis": "viss vess hviss dersom om",
    "er": "e ær",
    "var": "va",
    "noe": "noko nokka noka nokke nåkka nåke",
    "noen": "nokon nokken nån nogen nåkken",
    "si": "seie sei seia sie seja",
    "sier": "seier seiar",
    "til": "te tel",
    "de": "dei dem dæm døm",
    "han": "hainn hann",
    "hun": "ho hu henne henner",
    "mye": "mykje my",
    "være": "vere vera",
    "gjør": "gjer jør gjører",
    "gjøre": "gjere gjera gjørra",
    "vet": "veit vett",
    "kommer": "kjem kjæm",
    "bare": "berre bærre",
    "nå": "no",
    "fra": "frå",
    "sammen": "saman",
    "når": "nårtid katid",
}
_MEANT: Mapping[str, str] = {written: meant for meant, ways in reversed(_SAME.items()) for written in ways.split()}


def as_words(text: str) -> str:
    """The words of a message between single spaces, with a space at both ends."""
    return " " + " ".join(_words(text)) + " "


def as_stem(text: str) -> str:
    """How a stem is kept: as `as_words` does, without the last vowel of each longer word."""
    return " ".join(_LAST_VOWEL.sub("", word) for word in _words(text))


def place_of(words: str, stem: str) -> int:
    """Where the stem (from `as_stem`) stands in words (from `as_words`), or -1."""
    if not stem:
        return -1
    if " " in stem:
        found = _phrase(stem).search(words)
        return found.start() if found else -1
    if len(stem) <= _LONGEST_WHOLE_WORD:
        return words.find(f" {stem} ")
    place = words.find(f" {stem}")
    return place if place >= 0 or stem.isascii() else words.find(f" {stem.translate(_WITHOUT_LETTERS)}")


def has_stem(words: str, stems: Iterable[str]) -> bool:
    """True when one of the stems is there."""
    return any(place_of(words, stem) >= 0 for stem in stems)


def words_by_letter(words: str) -> Mapping[str, list[tuple[int, str]]]:
    """Longer words with their places, by first letter, for `near_place_of`."""
    index: dict[str, list[tuple[int, str]]] = {}
    for match in _WORD.finditer(words):
        if len(match.group()) >= _SHORTEST_NEAR - 1:
            index.setdefault(match.group()[0], []).append((match.start() - 1, match.group()))
    return index


def near_place_of(index: Mapping[str, list[tuple[int, str]]], stem: str) -> int:
    """Where a word begins with the stem but for one slip of the finger; long single words only."""
    if len(stem) < _SHORTEST_NEAR or " " in stem:
        return -1
    return next((place for place, word in index.get(stem[0], ()) if _is_near(word, stem)), -1)


def _words(text: str) -> Iterator[str]:
    light = unicodedata.normalize("NFC", clean(text)).casefold()
    for written, meant in _DIGRAPHS:
        light = light.replace(written, meant)
    light = _DRAWN_OUT.sub(r"\1", _OE.sub("ø", light))
    for match in _WORD.finditer(_without_other_marks(light)):
        yield _MEANT.get(match.group(), match.group())


def _without_other_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c if c in "æøå" else unicodedata.normalize("NFD", c)[0] for c in text)


def _is_near(word: str, stem: str) -> bool:
    """One letter replaced, left out, put in, or swapped with its neighbour."""
    i = next((i for i, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem)))
    # A much longer word is another one, not the stem with an ending.
    if i == 0 or len(word) > len(stem) + _LONGEST_ENDING:
        return False
    after = stem[i + 1 :]
    is_swapped = word[i : i + 2] == stem[i : i + 2][::-1] and word[i + 2 :].startswith(stem[i + 2 :])
    return is_swapped or any(rest.startswith(end) for rest, end in (
        (word[i + 1 :], after), (word[i:], after), (word[i + 1 :], stem[i:])
    ))  # fmt: skip


@lru_cache(maxsize=8192)
def _phrase(stem: str) -> re.Pattern[str]:
    """Only stems of the content are ever compiled here, never words of a message."""
    return re.compile(" " + " ".join(_part(part) for part in stem.split()) + "(?= )")


def _part(part: str) -> str:
    if len(part) <= _LONGEST_WHOLE_WORD:
        return part
    plain = part.translate(_WITHOUT_LETTERS)
    return (part if plain == part else f"(?:{part}|{plain})") + "[a-zæøå0-9]*"
