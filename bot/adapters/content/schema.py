"""The JSON Schemas of `content/`: which kind of file lives in which folder, and what is wrong with its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, RefResolver
from jsonschema.exceptions import ValidationError

from bot.adapters.content.located import LocatedFile, Place

SCHEMA_OF_FOLDER: Mapping[str, str] = {
    "substances": "substance",
    "topics": "topic",
    "mixing": "mixing",
    "flows": "flow",
    "replies": "replies",
    "emergency": "emergency",
    "risk": "risk",
    "services": "service",
    "reviews": "reviews",
}
"""A folder whose schema file is missing is only checked for its syntax and its tone."""

Schemas = Mapping[str, Any]

_OURS = Path(__file__).resolve().parents[3] / "content" / "schema"
_LONGEST_QUOTE = 80


def load_schemas(root: Path) -> Schemas:
    """All schemas by file name: those of the content folder itself, or the project's where it has none."""
    folder = root / "schema" if (root / "schema").is_dir() else _OURS
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.schema.json"))}


def shape_errors(file: LocatedFile, name: str, schemas: Schemas) -> Iterator[tuple[int, str]]:
    """Line and words for everything in which the file departs from the schema `name`; nothing where there is none."""
    schema = schemas.get(f"{name}.schema.json")
    if schema is None or file.data is None:
        return
    checker = Draft7Validator(schema, resolver=RefResolver(base_uri="", referrer=schema, store=dict(schemas)))
    for error in checker.iter_errors(file.data):
        yield _explain(file, error)


def _explain(file: LocatedFile, error: ValidationError) -> tuple[int, str]:
    place: Place = tuple(error.absolute_path)
    best = error
    while best.context:
        # Of alternatives the one that got furthest is what the writer meant.
        best = max(best.context, key=lambda e: len(e.absolute_path))
        place = tuple(best.absolute_path)
    where = ".".join(str(part) for part in place)
    return file.line(*place), f"{where + ': ' if where else ''}{_short(best.message)}"


def _short(message: str) -> str:
    return message if len(message) <= 2 * _LONGEST_QUOTE else "… " + message[-_LONGEST_QUOTE:]
