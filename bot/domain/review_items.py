"""What a professional reads before approving it, and the fingerprint of exactly that.

An item is one thing that can be right or wrong on its own: a fact, a pair, a whole flow, an emergency card. Everything
that is shown of it is in its fingerprint, and nothing else: where it lives may change, what was read may not.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from bot.domain.knowledge import Review
from bot.domain.replies import SourceLink
from bot.domain.texts import Texts

FINGERPRINT_LENGTH = 32
_VERSION = 1
"""Of what goes into the fingerprint. A new number makes every item a draft again."""


class ReviewKind(str, Enum):
    """What the item is; in the order in which it is most urgent that somebody reads it."""

    CARD = "card"
    FLOW = "flow"
    PAIR = "pair"
    SUBSTANCE = "substance"
    TOPIC = "topic"


@dataclass(frozen=True)
class Passage:
    """Words that a person reads in one go. `part` says what they are (question, text, title, reason, advice, step,
    button), and `name` which one: a step's id, or where a button leads."""

    part: str
    texts: Texts
    name: str = ""
    sources: tuple[SourceLink, ...] = ()


@dataclass(frozen=True)
class ReviewItem:
    """One thing to approve. `particulars` are what else the reviewer sees and judges (level, confidence); `written` is
    a review that stands in the content file itself."""

    id: str
    kind: ReviewKind
    file: str
    passages: tuple[Passage, ...]
    sources: tuple[SourceLink, ...] = ()
    subjects: tuple[str, ...] = ()
    particulars: tuple[tuple[str, str], ...] = ()
    written: Review = field(default_factory=Review)

    @cached_property
    def fingerprint(self) -> str:
        """The same for the same words, sources and particulars, however the file is written; else another."""
        read = [
            _VERSION,
            self.kind.value,
            [[p.part, _plain(p.name), *_norms(p.texts), list(map(_source, p.sources))] for p in self.passages],
            list(map(_source, self.sources)),
            [[name, _plain(value)] for name, value in self.particulars],
        ]
        as_text = json.dumps(read, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(as_text.encode("utf-8", "surrogatepass")).hexdigest()[:FINGERPRINT_LENGTH]

    @cached_property
    def searchable(self) -> str:
        """Everything that one may look for, folded."""
        words = [self.id, *(word for passage in self.passages for word in _norms(passage.texts))]
        words += [word for source in self.sources for word in (source.publisher, source.title)]
        return _plain(" ".join(words)).casefold()


@dataclass(frozen=True)
class ReviewCatalogue:
    """All items, the most urgent kind first and then as the files tell them, and what their subjects are called."""

    items: tuple[ReviewItem, ...] = ()
    names: Mapping[str, Texts] = field(default_factory=dict)

    def item(self, item_id: str) -> ReviewItem | None:
        """The item, or None when the content no longer has it."""
        return next((i for i in self.items if i.id == item_id), None)

    def title(self, item: ReviewItem, language: str) -> str:
        """What the item is about, by name: «alkohol + GHB». Empty where content has no name for it."""
        names = [self.names[s].in_language(language) if s in self.names else s for s in item.subjects]
        return " + ".join(names)

    def mentions(self, item: ReviewItem, words: str) -> bool:
        """True when every one of the words stands somewhere in the item."""
        text = f"{item.searchable} {self._titles(item)}"
        return all(word in text for word in _plain(words).casefold().split())

    def named_by(self, item: ReviewItem, words: str) -> int:
        """How many of the words are in the item's name: what somebody looks for by name comes first."""
        name = f"{item.id} {self._titles(item)}"
        return sum(word in name for word in _plain(words).casefold().split())

    def _titles(self, item: ReviewItem) -> str:
        return f"{self.title(item, 'nb')} {self.title(item, 'nn')}".casefold()


def _norms(texts: Texts) -> list[str]:
    return [_plain(texts.nb), _plain(texts.nn), _plain(texts.en or "")]


def _source(source: SourceLink) -> list[str]:
    return [_plain(source.publisher), _plain(source.title), _plain(source.url), _plain(source.accessed or "")]


def _plain(text: str) -> str:
    """Without what only the file's layout decides: line breaks, runs of spaces, how an å is composed."""
    return " ".join(unicodedata.normalize("NFC", text).split())
