"""The only normalisation of Norwegian text in the house.

`clean` is what is kept of what a person wrote; `fold` is what machines match on: lower case, without diacritics,
with drawn-out letters shortened, so that «HAN PUSTER IKKEEE», «han  puster ikke» and «han pústar ikkje» (lost or added
marks) meet the same rules. Knows no words: phrases live in `content/`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_DRAWN_OUT_VOWEL = re.compile(r"([aeiouyæøå])\1{2,}")
_DRAWN_OUT_CONSONANT = re.compile(r"([b-df-hj-np-tv-xz])\1{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\"»)]+|\n+|(?<=[\U0001F300-\U0001FAFF])\s+")
_TOKEN = re.compile(r"[a-z]+(?:['-][a-z]+)*|\d+(?:[.,]\d+)*|[\U0001F300-\U0001FAFF\u2600-\u27bf]")
# æ and «ae», ø and «oe», å and «aa» are written for one another on foreign keyboards; «noe» is a word of its own.
_DIGRAPHS = (("æ", "a"), ("ø", "o"), ("å", "a"), ("ae", "a"), ("aa", "a"))
_OE = re.compile(r"(?<!\bn)oee?|(?<=\bn)oee?(?!n|s?\b)")


def clean(text: str) -> str:
    """NFC, without control and invisible direction characters, with single spaces; line breaks are kept."""
    text = unicodedata.normalize("NFC", text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def fold(text: str) -> str:
    """Lower case ASCII letters for Norwegian ones, one mark for each kind of quote and dash, no drawn-out letters."""
    text = unicodedata.normalize("NFC", text).casefold()
    # No Norwegian word has three of a letter in a row; a vowel is hardly ever doubled, a consonant often is.
    text = _DRAWN_OUT_CONSONANT.sub(r"\1\1", _DRAWN_OUT_VOWEL.sub(r"\1", text))
    for written, meant in _DIGRAPHS:
        text = text.replace(written, meant)
    text = _OE.sub("o", text)
    decomposed = unicodedata.normalize("NFD", text)
    text = "".join(c for c in decomposed if not unicodedata.combining(c))
    return text.translate(_MARKS)


_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‑": "-"}
)


@dataclass(frozen=True)
class Token:
    """A word, number or emoji of folded text with its place in it."""

    text: str
    start: int
    end: int


def tokens(folded: str) -> tuple[Token, ...]:
    """Words, numbers and emojis of already folded text, in order."""
    return tuple(Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(folded))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, in order; a message without any end mark is one sentence."""
    return tuple(s.strip() for s in _SENTENCE_END.split(text) if s and s.strip())
