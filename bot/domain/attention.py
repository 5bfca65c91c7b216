"""Which part of a message is the question. People tell a story first and ask last, or in the middle: words of the
question count in full, words of the story only a little. Pure; the words that ask live in content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.stems import as_words, place_of
from bot.domain.text import sentences

_SHORT_MESSAGE = 14
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Attention:
    """The folded words of the question itself, and of the whole message (see `stems.as_words`)."""

    question: str
    message: str


def attend(text: str, asks: Sequence[str]) -> Attention:
    """Sentences with a question mark, or with a word that asks; without any, the whole message is the question."""
    message = as_words(text)
    if len(message.split()) <= _SHORT_MESSAGE:
        return Attention(message, message)
    parts = sentences(text)
    marked = [as_words(part) for part in parts if part.rstrip().endswith("?")]
    asking = marked or [_from_the_asking_word(as_words(part), asks) for part in parts]
    question = " " + " ".join(" ".join(part.split()) for part in asking if part.strip()) + " "
    is_enough = len(question.split()) >= _FEWEST_WORDS
    return Attention(question if is_enough else message, message)


def _from_the_asking_word(words: str, asks: Sequence[str]) -> str:
    """The end of a sentence from its last asking word on; nothing when it asks nothing."""
    return words[max((_last_place(words, ask) for ask in asks), default=-1) :] if _asks(words, asks) else ""


def _asks(words: str, asks: Sequence[str]) -> bool:
    return any(place_of(words, ask) >= 0 for ask in asks)


def _last_place(words: str, ask: str) -> int:
    last = place = place_of(words, ask)
    while place >= 0:
        last = place
        following = place_of(words[place + 1 :], ask)
        place = place + 1 + following if following >= 0 else -1
    return last
