"""A small phrase language for risk rules and needs, read into trees over folded words.

    "@ikke .. vekk*|våkn*"     a negation, at most three words, then a word that begins with «vekk» or «våkn»
    "tatt|tok .. <20> pill*"   a number of at least 20, near pills
    word      exactly this word          word*   a word that begins so        *word   a word that ends so
    a|b       either                     ..      at most three words between  ...     at most eight words between
    a ~ b     in either order, at most three words between                    a ~~ b  the same, at most eight
    @name     a named group              <n>     a number (digits or word) of at least n
    a + b     both in one sentence, anywhere         a + -b   a, and no b in the sentence

    hos-de    two words as one alternative; a space ends the list («mor|hos de|dem»: «mor» or «hos», then «de» or «dem»)

A member of a group may be a word, or a phrase of several words (without « + »). A comma counts as one word between;
a phrase never crosses the end of a sentence. Escaping is done here and nowhere else. What could never match, or can
only be a slip, is refused: a phrase that is silently dead protects nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.domain.phrase_trees import Either, InOrder, Tree, Words, words_of
from bot.domain.sentence_reading import Reading, Vocabulary, words_in
from bot.domain.text import fold

_GAPS = {"..": 3, "...": 8}
_EITHER_ORDER = {"~": 3, "~~": 8}


class PhraseError(ValueError):
    """A phrase in `content/` cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Place:
    """Where a phrase was found, in characters of the folded text."""

    at: int

    def start(self) -> int:
        """The first character."""
        return self.at


@dataclass(frozen=True, eq=False)
class Phrase:
    """One phrase: all of `needed` and none of `barred` in the same sentence."""

    source: str
    needed: tuple[Tree, ...]
    barred: tuple[Tree, ...] = ()

    def is_in(self, sentence: Reading) -> bool:
        """True when the sentence, read with a vocabulary that holds this phrase, contains it."""
        if not self.required <= sentence.kinds:
            return False
        for tree in self.needed:
            if not sentence.spans(tree):
                return False
        return not any(sentence.spans(tree) for tree in self.barred)

    def search(self, folded: str) -> Place | None:
        """The first place where the phrase stands in already folded text."""
        plain = folded.replace("'", "")
        if not any(word in plain for word in self._certain_words):
            return None
        reading = Reading(folded, self._vocabulary)
        return Place(reading.character(reading.spans(self.needed[0])[0][0])) if self.is_in(reading) else None

    def anchor(self) -> frozenset[Words]:
        """Kinds of words of which every sentence with this phrase has at least one: the rarest we know of."""
        return min((tree.anchor() for tree in self.needed), key=lambda a: a[0])[1]

    def kinds(self) -> Iterable[Words]:
        """Every kind of word that must be looked up to find this phrase."""
        for tree in (*self.needed, *self.barred):
            yield from words_of(tree)

    @cached_property
    def required(self) -> frozenset[Words]:
        """Kinds of words that every sentence with this phrase has."""
        return frozenset().union(*(tree.required for tree in self.needed))

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.kinds())

    @cached_property
    def _certain_words(self) -> tuple[str, ...]:
        """One of these stands in every text with this phrase; «» where that cannot be said."""
        anchor = self.anchor()
        if any(kind.least is not None for kind in anchor):
            return ("",)
        return tuple(word for kind in anchor for word in (*kind.exact, *kind.begins, *kind.ends))


class PhraseBook:
    """Reads phrases that share named groups; a group becomes one tree, however many phrases use it."""

    def __init__(self, groups: Mapping[str, Iterable[object]] | None = None) -> None:
        self._groups = groups or {}
        self._phrases: dict[str, Phrase] = {}
        self._trees: dict[str, Tree] = {}
        self._kinds: dict[frozenset[str], Words] = {}
        self._open: list[str] = []

    def phrase(self, source: str) -> Phrase:
        """Raises PhraseError on an unknown group, an empty part, a mark in the wrong place or what can never match."""
        if source not in self._phrases:
            parts = [part.strip() for part in source.split(" + ")]
            needed = tuple(self._part(p.split(), source) for p in parts if not p.startswith("-"))
            barred = tuple(self._part(p[1:].split(), source) for p in parts if p.startswith("-"))
            if not needed:
                raise PhraseError(f"only what may not be there: {source!r}")
            self._phrases[source] = Phrase(source, needed, barred)
        return self._phrases[source]

    def _part(self, words: list[str], source: str) -> Tree:
        _refuse_spaces_in_alternatives(words, source)
        if sum(words.count(mark) for mark in _EITHER_ORDER) > 1:
            raise PhraseError(f"two «~» in one part of {source!r}: a part has one, make two phrases")
        for mark, gap in _EITHER_ORDER.items():
            if mark in words:
                i = words.index(mark)
                first, second = self._in_order(words[:i], source), self._in_order(words[i + 1 :], source)
                return Either((InOrder((first, second), (gap,)), InOrder((second, first), (gap,))))
        return self._in_order(words, source)

    def _in_order(self, words: list[str], source: str) -> Tree:
        parts: list[Tree] = []
        gaps: list[int] = []
        gap: int | None = 0 if words and words[0] not in _GAPS else None
        for word in words:
            if word in _GAPS:
                gap = _GAPS[word]
            elif gap is not None:
                parts.append(self._either(word.split("|"), source))
                gaps.append(gap)
                gap = 0
        if not parts or gap != 0:
            raise PhraseError(f"empty part in phrase {source!r}")
        return parts[0] if len(parts) == 1 else InOrder(tuple(parts), tuple(gaps[1:]))

    def _either(self, pieces: Iterable[str], source: str) -> Tree:
        trees: list[Tree] = []
        plain: list[str] = []
        for piece in pieces:
            if piece.startswith("@"):
                trees.append(self._group(piece[1:], source))
            elif piece.startswith("-"):
                raise PhraseError(f"{piece!r} inside {source!r}: what may not be there comes after « + », as «a + -b»")
            elif "-" in piece:
                trees.append(self._in_order(piece.replace("-", " ").split(), source))
            else:
                plain.append(piece)
        if plain:
            trees.append(self._words(plain, source))
        return trees[0] if len(trees) == 1 else Either(tuple(trees))

    def _group(self, name: str, source: str) -> Tree:
        if name in self._open:
            raise PhraseError(f"group @{name} contains itself")
        if name not in self._trees:
            if name not in self._groups:
                raise PhraseError(f"unknown group @{name} in phrase {source!r}")
            self._open.append(name)
            members = [str(member).split() for member in self._groups[name]]
            if any("+" in member for member in members):
                raise PhraseError(f"group @{name}: « + » belongs in a phrase, not in a group")
            pieces = [piece for member in members if len(member) == 1 for piece in member[0].split("|")]
            trees = [self._part(member, f"@{name}: {' '.join(member)}") for member in members if len(member) != 1]
            if pieces:
                trees.append(self._either(pieces, f"@{name}"))
            self._open.pop()
            self._trees[name] = trees[0] if len(trees) == 1 else Either(tuple(trees))
        return self._trees[name]

    def _words(self, pieces: Iterable[str], source: str) -> Words:
        key = frozenset(pieces)
        if key not in self._kinds:
            self._kinds[key] = _kind(key, source)
        return self._kinds[key]


def compile_phrase(source: str, groups: Mapping[str, Iterable[object]]) -> Phrase:
    """Read one phrase by itself; raises PhraseError (see PhraseBook.phrase)."""
    return PhraseBook(groups).phrase(source)


def _kind(pieces: Iterable[str], source: str) -> Words:
    exact, begins, ends, least = set(), set(), set(), None
    for piece in pieces:
        word = fold(piece.strip("*")).replace("'", "")
        if not word.strip("<>"):
            raise PhraseError(f"empty alternative in phrase {source!r}")
        if not piece.startswith("<"):
            _refuse_what_no_word_is(piece, source)
        if piece.startswith("<"):
            number = float(piece.strip("<>"))
            least = number if least is None else min(least, number)
        elif piece.endswith("*"):
            begins.add(word)
        elif piece.startswith("*"):
            ends.add(word)
        else:
            exact.add(word)
    return Words(frozenset(exact), frozenset(begins), frozenset(ends), least)


def _refuse_what_no_word_is(piece: str, source: str) -> None:
    """A text is read word by word, so an alternative that is not one of those words is never met."""
    if piece.count("*") > 1 or "*" in piece[1:-1]:
        raise PhraseError(f"{piece!r} in {source!r} never matches: «*» stands at one end of a word, «word*» or «*word»")
    read = words_in(fold(piece.strip("*")))
    if len(read) > 1:
        raise PhraseError(
            f"{piece!r} in {source!r} never matches: it is read as {len(read)} words, write «{'-'.join(read)}»"
        )
    if not read:
        raise PhraseError(f"{piece!r} in {source!r} never matches: it is no word, take it out")


def _refuse_spaces_in_alternatives(words: Iterable[str], source: str) -> None:
    """«can i|can you take»: a word on both sides of a space shows that the space was meant to join, and it divides."""
    before: list[str] = []
    for word in words:
        pieces = word.split("|")
        shared = _plain_words(before) & _plain_words(pieces) if len(before) > 1 or len(pieces) > 1 else set()
        if shared:
            raise PhraseError(
                f"«{min(shared)}» stands on both sides of a space in {source!r}: a space ends the list; "
                "join the words of one alternative with «-», or make two phrases"
            )
        before = pieces


def _plain_words(pieces: Iterable[str]) -> set[str]:
    return {word for piece in pieces for word in piece.split("-") if word and word[0] not in "@<.~+"}
