"""The mixing table as data for a page that shows it: one language, everything at once.

The whole table is sent whoever asks, so that nobody but the person's own browser learns what they look up. A pair that
is not in it is unknown; the page says so, and that unknown is not safe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from bot.domain.knowledge import Library
from bot.domain.mixing import Level, MixingTable, Pair
from bot.domain.replies import SourceLink
from bot.usecases.naming import Naming, with_capital

_MOST_WORDS_IN_A_NAME = 2
_SHORTEST_NAME = 2


@dataclass(frozen=True)
class MixingSheets:
    """By language: the table as JSON, and as one SVG picture."""

    tables: Mapping[str, str]
    pictures: Mapping[str, str]


LoadSheets = Callable[[], MixingSheets]
"""Reads the content. Slow: to be called beside an event loop, and once."""


class _Numbered:
    """Each value once, named by its place in the list."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, key: Any, value: Any) -> int:
        if key not in self._places:
            self._places[key] = len(self.values)
            self.values.append(value)
        return self._places[key]


def mixing_table(library: Library, language: str) -> dict[str, Any]:
    """Levels, things, and the known pairs as [thing, thing, level, reason, advice, sources, is_draft] by their places.

    `apart`: pairs of a thing with the group it belongs to, which are no mix at all.
    """
    mixing = library.mixing
    things = things_to_choose(library, language)
    levels = sorted(Level, reverse=True)
    texts, sources = _Numbered(), _Numbered()
    pairs = []
    for i, j, pair in _known(mixing, things):
        told = [t.in_language(language) if t else "" for t in (pair.reason, pair.advice)]
        reason, advice = (texts.place(text, text) if text else -1 for text in told)
        links = [sources.place(link, _source(link)) for link in pair.sources]
        pairs.append([i, j, levels.index(pair.level), reason, advice, links, pair.is_draft])
    return {
        "language": language,
        "levels": [{"id": level.word, "name": word(mixing, level.word, language)} for level in levels],
        "note": word(mixing, "chart_note", language),
        "things": [_thing(library, thing, language) for thing in things],
        "pairs": pairs,
        "apart": [[i, j] for i, j in combinations(range(len(things)), 2) if _is_apart(mixing, things[i], things[j])],
        "texts": texts.values,
        "sources": sources.values,
    }


def things_to_choose(library: Library, language: str) -> tuple[str, ...]:
    """Everything with a name, in the order of the alphabet; «medisinen» as such is not a thing to look up."""
    naming = Naming(library)
    partners = (p.id for p in library.mixing.partners.values() if not p.is_general)
    both = dict.fromkeys((*library.substances, *partners))
    return tuple(sorted(both, key=lambda thing: naming.name(thing, language).casefold()))


def word(mixing: MixingTable, key: str, language: str) -> str:
    """One of the table's own words."""
    texts = mixing.words.get(key)
    return texts.in_language(language) if texts else key


def _known(mixing: MixingTable, things: tuple[str, ...]) -> Iterator[tuple[int, int, Pair]]:
    for i, j in combinations(range(len(things)), 2):
        pair = mixing.lookup(things[i], things[j])
        if pair.level is not Level.UNKNOWN and not _is_apart(mixing, things[i], things[j]):
            yield i, j, pair


def _is_apart(mixing: MixingTable, a: str, b: str) -> bool:
    return frozenset((a, b)) not in mixing.pairs and (b in mixing.groups.get(a, ()) or a in mixing.groups.get(b, ()))


def _thing(library: Library, thing: str, language: str) -> dict[str, Any]:
    name = Naming(library).name(thing, language)
    known = library.substances.get(thing)
    others = known.names if known else library.mixing.partners[thing].stems
    also = [n for n in others if len(n) >= _SHORTEST_NAME and len(n.split()) <= _MOST_WORDS_IN_A_NAME]
    return {"name": with_capital(name), "inside": name, "also": also}


def _source(link: SourceLink) -> dict[str, Any]:
    return {"title": link.title, "url": link.url, "publisher": link.publisher, "accessed": link.accessed}
