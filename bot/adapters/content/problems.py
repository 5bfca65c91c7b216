"""A problem in `content/`, and the file it is in, with what every check needs to know of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.adapters.content.located import LocatedFile, Place


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. A warning does not fail the check."""

    file: str
    line: int
    text: str
    is_warning: bool = False

    @property
    def is_error(self) -> bool:
        """True for what fails the check."""
        return not self.is_warning

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {'warning: ' if self.is_warning else ''}{self.text}"


@dataclass(frozen=True)
class ContentFile:
    """A parsed file with the folder it stands for and its name within the content folder."""

    folder: str
    name: str
    located: LocatedFile

    @property
    def data(self) -> Mapping[str, Any]:
        """The top of the file; empty when it is not a table."""
        return self.located.data if isinstance(self.located.data, dict) else {}

    @property
    def stem(self) -> str:
        """The file's name without its ending, which is also the id of what is in it."""
        return self.located.path.stem

    def problem(self, place: Place, text: str, *, is_warning: bool = False) -> Problem:
        """A problem at that place of this file."""
        return Problem(self.name, self.located.line(*place), text, is_warning)

    def items(self, key: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
        """The tables in the list under `key`, with their places; nothing where the shape is wrong."""
        values = self.data.get(key)
        if isinstance(values, Sequence) and not isinstance(values, str):
            yield from (((key, i), item) for i, item in enumerate(values) if isinstance(item, dict))


@dataclass(frozen=True)
class Known:
    """What one file may refer to in others."""

    today: date
    substances: frozenset[str]
    topics: frozenset[str]
    partners: frozenset[str]
    facts: frozenset[str]
    flows: frozenset[str]


def listed(value: Any) -> tuple[str, ...]:
    """The entries of a list as text; empty where it is none."""
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def texts_of(data: Any, place: Place = ()) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every table that holds words in bokmål or nynorsk, wherever it is, with its place."""
    if isinstance(data, dict):
        if "nb" in data or "nn" in data:
            yield place, data
        for key, value in data.items():
            yield from texts_of(value, (*place, str(key)))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from texts_of(value, (*place, i))
