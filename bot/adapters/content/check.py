"""Everything that is wrong with `content/`, in one pass, each problem with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from bot.adapters.content.cross_check import CHECKS, duplicates
from bot.adapters.content.located import Place, read_located
from bot.adapters.content.phone_numbers import allowed_numbers, digits_of, is_well_written, numbers_in
from bot.adapters.content.problems import ContentFile, Known, Problem, texts_of
from bot.adapters.content.review_check import review_problems
from bot.adapters.content.schema import SCHEMA_OF_FOLDER, Schemas, load_schemas, shape_errors
from bot.adapters.content.tone import Tone, load_tone

__all__ = ["Problem", "check"]

_ANSWERING = ("recognition", "answering.yml", "answering")
_SPOKEN = ("substances", "topics", "mixing", "flows", "replies", "emergency")
"""Folders whose texts a person hears from Rusprat itself; services speak with their own words."""


def check(root: Path, *, today: date | None = None) -> list[Problem]:
    """All problems of the content folder in the order of files and lines; it may be served when none is an error."""
    files = list(_files(root))
    known = _known(files, today or date.today())
    schemas, tone, numbers = load_schemas(root), load_tone(root), allowed_numbers(root)
    found = list(duplicates(files))
    for file in files:
        found.extend(Problem(file.name, line, text) for line, text in file.located.errors)
        found.extend(_shape(file, schemas))
        for cross_check in CHECKS:
            found.extend(cross_check(file, known))
        if file.folder in _SPOKEN:
            found.extend(_spoken(file, tone, numbers))
    found.extend(review_problems(files, known.today))
    return sorted(set(found))


def _files(root: Path) -> Iterator[ContentFile]:
    for folder in SCHEMA_OF_FOLDER:
        for path in sorted((root / folder).rglob("*.yml")):
            yield ContentFile(folder, path.relative_to(root).as_posix(), read_located(path))
    answering = root / _ANSWERING[0] / _ANSWERING[1]
    if answering.exists():
        yield ContentFile(_ANSWERING[2], answering.relative_to(root).as_posix(), read_located(answering))


def _known(files: list[ContentFile], today: date) -> Known:
    def stems(folder: str) -> frozenset[str]:
        return frozenset(f.stem for f in files if f.folder == folder)

    partners = (str(item.get("id")) for f in files for _, item in f.items("partners"))
    facts = (str(item.get("id")) for f in files for _, item in f.items("facts"))
    return Known(today, stems("substances"), stems("topics"), frozenset(partners), frozenset(facts), stems("flows"))


def _shape(file: ContentFile, schemas: Schemas) -> Iterator[Problem]:
    if file.located.data is None and not file.located.errors:
        yield Problem(file.name, 1, "the file is empty")
    name = SCHEMA_OF_FOLDER.get(file.folder, file.folder)
    for line, text in shape_errors(file.located, name, schemas):
        yield Problem(file.name, line, text)


def _spoken(file: ContentFile, tone: Tone, numbers: frozenset[str]) -> Iterator[Problem]:
    for place, item in texts_of(file.data):
        may_name_amounts = _names_amounts(file.data, place)
        for language in ("nb", "nn", "en"):
            text = item.get(language)
            if isinstance(text, str):
                here = (*place, language)
                for remark, is_warning in tone.remarks(text, language, may_name_amounts=may_name_amounts):
                    yield file.problem(here, remark, is_warning=is_warning)
                yield from (file.problem(here, remark) for remark in _numbers(text, numbers))


def _names_amounts(data: Any, place: Place) -> bool:
    """True when the text, or the pair or step that it belongs to, says why it must name an amount."""
    for part in (*place, None):
        if isinstance(data, dict) and data.get("amounts"):
            return True
        if part is None or not isinstance(data, (dict, list)):
            return False
        data = data[part]  # type: ignore[index]  # the place comes from walking this very data
    return False


def _numbers(text: str, allowed: frozenset[str]) -> Iterator[str]:
    for number in numbers_in(text):
        if allowed and digits_of(number) not in allowed:
            yield f"«{number}» is not a telephone number of our services or emergency content"
        elif not is_well_written(number):
            yield f"write the telephone number «{number}» in groups, as 915 08 588 or 116 117"
