"""YAML with the line of every value, so that whoever wrote it is told where to look. Judges nothing but the syntax."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]

_BASE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What YAML 1.1 reads as something else than it looks like: truth values, octal numbers, numbers to the base of sixty.
_TRAP = re.compile(r"yes|no|on|off|0\d+|\d+(?::[0-5]?\d)+", re.IGNORECASE)
_BOOLEAN = "tag:yaml.org,2002:bool"
_DATE = "tag:yaml.org,2002:timestamp"


def _resolvers() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    kept = {
        first: [(tag, pattern) for tag, pattern in pairs if tag not in (_DATE, _BOOLEAN)]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    for first in "tf":
        kept[first] = [(_BOOLEAN, re.compile("^(?:true|false)$")), *kept.get(first, [])]
    return kept


class _PlainLoader(_BASE):  # type: ignore[misc, valid-type]  # libyaml's loader where it is built in
    """Dates stay text, and only true and false are booleans: «no» is a word in nynorsk."""

    yaml_implicit_resolvers = _resolvers()


@dataclass(frozen=True)
class LocatedFile:
    """A file's content, the line of every place in it, and what its syntax got wrong."""

    path: Path
    data: Any
    lines: Mapping[Place, int] = field(default_factory=dict)
    errors: tuple[tuple[int, str], ...] = ()

    def line(self, *place: str | int) -> int:
        """The line of that place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_located(path: Path) -> LocatedFile:
    """Read one file. A syntax error gives an empty file with that error, never an exception."""
    try:
        loader = _PlainLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except UnicodeDecodeError:
        return LocatedFile(path, None, {}, ((1, "not UTF-8"),))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return LocatedFile(path, None, {}, ((mark.line + 1 if mark else 1, f"YAML: {error.problem}"),))
    except yaml.YAMLError as error:
        return LocatedFile(path, None, {}, ((1, f"YAML: {error}"),))
    lines: dict[Place, int] = {}
    errors: list[tuple[int, str]] = []
    if node:
        _walk(node, (), lines, errors)
    return LocatedFile(path, data, lines, tuple(errors))


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], errors: list[tuple[int, str]]) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        _walk_mapping(node, place, lines, errors)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _walk(item, (*place, i), lines, errors)
    elif isinstance(node, yaml.ScalarNode) and not node.style and _TRAP.fullmatch(node.value):
        errors.append((node.start_mark.line + 1, f'write "{node.value}" in quotes: YAML takes it for something else'))


def _walk_mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], errors: list[tuple[int, str]]) -> None:
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            errors.append((key.start_mark.line + 1, f"the key «{name}» is given twice"))
        seen.add(name)
        here = (*place, name)
        _walk(value, here, lines, errors)
        # A text in a folded block starts on the line after its key; the key is where the eye looks.
        lines[here] = key.start_mark.line + 1
