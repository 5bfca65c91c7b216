"""A small phrase language for risk rules, compiled to regular expressions over folded text.

    "@ikke .. vekk*|våkn*"     a negation, at most three words, then a word that begins with «vekk» or «våkn»
    "tatt|tok .. <20> pill*"   a number of at least 20, near pills
    word      exactly this word          word*   a word that begins so        *word   a word that ends so
    a|b       either                     ..      at most three words between  ...     at most eight words between
    @name     a named group of words     <n>     a number (digits or word) of at least n

A phrase never crosses the end of a sentence. Escaping is done here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.text import fold

_BETWEEN = r"[^a-z0-9.!?\n]+"
_NUMBER = r"\d+"
_NUMBER_WORDS = {
    "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "atte": 8, "ni": 9, "ti": 10, "elleve": 11,
    "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19,
    "tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "forti": 40, "forr": 40, "femti": 50, "seksti": 60, "sytti": 70,
    "atti": 80, "nitti": 90, "hundre": 100,
}  # fmt: skip
_GAPS = {"..": 3, "...": 8}
_SHORTEST_ANCHOR = 2


class PhraseError(ValueError):
    """A phrase in `content/risk/` cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Phrase:
    """One compiled phrase. `anchors` are word beginnings of which at least one is in every text it can match."""

    source: str
    pattern: re.Pattern[str]
    anchors: frozenset[str]

    def search(self, folded: str) -> re.Match[str] | None:
        """The first place where the phrase stands in already folded text."""
        return self.pattern.search(folded)


def compile_phrase(source: str, groups: Mapping[str, Iterable[str]]) -> Phrase:
    """Compile one phrase; raises PhraseError on an unknown group or an empty part."""
    parts: list[str] = []
    anchor_choices: list[frozenset[str]] = []
    gap = ""
    for word in source.split():
        if word in _GAPS:
            gap = rf"(?:{_BETWEEN}[a-z0-9'-]+){{0,{_GAPS[word]}}}?"
            continue
        alternatives = _alternatives(word, groups, source)
        if parts:
            parts.append(gap + _BETWEEN)
        gap = ""
        parts.append("(?:" + "|".join(_one(a) for a in alternatives) + ")")
        anchors = frozenset(_anchor(a) for a in alternatives)
        if all(len(a) >= _SHORTEST_ANCHOR for a in anchors):
            anchor_choices.append(anchors)
    if not parts:
        raise PhraseError(f"empty phrase: {source!r}")
    # The rarest anchor set saves the most time; the longest words are the rarest.
    anchors = max(anchor_choices, key=lambda a: min(len(w) for w in a), default=frozenset())
    return Phrase(source, re.compile(r"(?<![a-z0-9])" + "".join(parts) + r"(?![a-z0-9])"), anchors)


def _alternatives(word: str, groups: Mapping[str, Iterable[str]], source: str) -> list[str]:
    found: list[str] = []
    for piece in word.split("|"):
        if piece.startswith("@"):
            if piece[1:] not in groups:
                raise PhraseError(f"unknown group {piece} in phrase {source!r}")
            for member in groups[piece[1:]]:
                found.extend(_alternatives(member, groups, source) if " " not in member else [member])
        elif piece:
            found.append(piece)
        else:
            raise PhraseError(f"empty alternative in phrase {source!r}")
    return found


def _one(word: str) -> str:
    if word.startswith("<") and word.endswith(">"):
        least = int(word[1:-1])
        words = [w for w, n in _NUMBER_WORDS.items() if n >= least]
        return "(?:" + "|".join([_digits_at_least(least), *words]) + ")"
    if " " in word:
        return _BETWEEN.join(_one(w) for w in word.split())
    start, stem, end = "", word, ""
    if stem.endswith("*"):
        stem, end = stem[:-1], "[a-z0-9'-]*"
    if stem.startswith("*"):
        stem, start = stem[1:], "[a-z0-9'-]*"
    return start + re.escape(fold(stem)) + end


def _digits_at_least(least: int) -> str:
    """A regular expression for whole numbers of at least `least` (up to four digits)."""
    text = str(least)
    choices = [rf"[1-9]\d{{{len(text)},3}}"]
    for i, digit in enumerate(text):
        if int(digit) < 9:  # noqa: PLR2004 - the last digit
            choices.append(rf"{text[:i]}[{int(digit) + 1}-9]\d{{{len(text) - i - 1}}}")
    choices.append(text)
    return "(?:" + "|".join(choices) + ")"


def _anchor(word: str) -> str:
    """A beginning that every match of `word` has, or "" where there is none."""
    if word.startswith(("<", "*")):
        return ""
    first = fold(word.split()[0].rstrip("*"))
    return first
