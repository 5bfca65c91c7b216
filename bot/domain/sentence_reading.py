"""Reads one sentence for phrases: which kinds of words stand where. Knows no language and no danger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from bot.domain.misspellings import Misspellings
from bot.domain.phrase_trees import Span, Tree, Words

_WORD = re.compile(r"\d+[.,]\d+|[a-z0-9]+(?:'[a-z0-9]+)*")
# «ligg'n», «få'a»: a spoken «han» or «hun» hangs on the word before; «don't» is one word.
_HANGING = re.compile(r"(?<=[a-z])'(?=(?:n|a|an|er)$)")
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)(?:stk|st|x)?")
_SENTENCE_MARK = re.compile(r"[.!?\n]")
_CLAUSE_MARK = re.compile(r"[,;:()/]| - ")
_FARTHER_THAN_ANY_GAP = 50
_NUMBER_WORDS = {
    "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "sju": 7, "syv": 7, "atte": 8, "ni": 9, "ti": 10, "elleve": 11,
    "tolv": 12, "tretten": 13, "fjorten": 14, "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19,
    "tjue": 20, "tyve": 20, "tretti": 30, "tredve": 30, "forti": 40, "femti": 50, "seksti": 60, "sytti": 70, "atti": 80,
    "nitti": 90, "hundre": 100, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip


class Vocabulary:
    """Every kind of word that some phrases ask for, to be looked up word by word."""

    def __init__(self, kinds: Iterable[Words], misspellings: Misspellings | None = None) -> None:
        """A word of no kind is taken for what it was meant to be, where `misspellings` knows that."""
        exact: dict[str, list[Words]] = defaultdict(list)
        begins: dict[str, list[Words]] = defaultdict(list)
        ends: dict[str, list[Words]] = defaultdict(list)
        self._numbers: list[tuple[float, Words]] = []
        for kind in dict.fromkeys(kinds):
            for index, words in ((exact, kind.exact), (begins, kind.begins), (ends, kind.ends)):
                for word in words:
                    index[word].append(kind)
            if kind.least is not None:
                self._numbers.append((kind.least, kind))
        self._exact, self._begins, self._ends = dict(exact), dict(begins), dict(ends)
        self._begin_lengths = sorted({len(w) for w in begins})
        self._end_lengths = sorted({len(w) for w in ends})
        self._misspellings = misspellings
        # What the phrases themselves name is looked up once for all; only other words are taken apart.
        self._named = {word: frozenset(self._kinds_of(word)) for word in exact}

    def kinds_of(self, word: str) -> Collection[Words]:
        """The kinds that the word is of; those of what it may have been meant to be where it is of none."""
        named = self._named.get(word)
        if named is not None:
            return named
        found = self._kinds_of(word)
        if not found and self._misspellings is not None:
            found.update(*(self._kinds_of(meant) for meant in self._misspellings.meant_by(word)))
        return found

    def _kinds_of(self, word: str) -> set[Words]:
        found = set(self._exact.get(word, ()))
        for length in self._begin_lengths:
            if length > len(word):
                break
            found.update(self._begins.get(word[:length], ()))
        for length in self._end_lengths:
            if length > len(word):
                break
            found.update(self._ends.get(word[-length:], ()))
        number = number_in(word)
        if number is not None:
            found.update(kind for least, kind in self._numbers if number >= least)
        return found


class Reading:
    """One sentence (already folded) seen through a vocabulary."""

    def __init__(self, folded: str, vocabulary: Vocabulary) -> None:
        self._words = [(place, start, vocabulary.kinds_of(word)) for word, place, start in _placed_words(folded)]
        self.kinds: frozenset[Words] = frozenset().union(*(kinds for _, _, kinds in self._words))
        self._known: dict[Tree, tuple[Span, ...]] = {}

    def spans(self, tree: Tree) -> tuple[Span, ...]:
        """Every place of the tree in this sentence, in order."""
        known = self._known.get(tree)
        if known is None:
            known = self._known[tree] = tree.find(self)
        return known

    def places(self, kind: Words) -> tuple[Span, ...]:
        """Every place of a word of this kind."""
        if kind not in self.kinds:
            return ()
        return tuple([(place, place + 1) for place, _, kinds in self._words if kind in kinds])

    def character(self, place: int) -> int:
        """Where in the text the word at this place begins."""
        return next(start for at, start, _ in self._words if at == place)


def words_in(folded: str) -> list[str]:
    """The words of folded text as phrases meet them: «ligg'n» is two."""
    return [word for word, _, _ in _placed_words(folded)]


def number_in(word: str) -> float | None:
    """«20», «20stk», «1,5» or «tjue»; None for a word that is no number."""
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    match = _NUMBER.fullmatch(word) if word[0].isdigit() else None
    return float(match.group(1).replace(",", ".")) if match else None


def _placed_words(folded: str) -> Iterable[tuple[str, int, int]]:
    """Word, place and where it begins. A comma takes the place of a word; no phrase reaches across a full stop."""
    place = end = 0
    for match in _WORD.finditer(folded):
        between = folded[end : match.start()]
        if end and _SENTENCE_MARK.search(between):
            place += _FARTHER_THAN_ANY_GAP
        elif end and _CLAUSE_MARK.search(between):
            place += 1
        for word in _HANGING.split(match.group()):
            yield word.replace("'", ""), place, match.start()
            place += 1
        end = match.end()
