"""`content/reviews/`: what professionals have decided, as it lies in git. One file for each content file, one line for
each decision; written by the export and read by the loader, the check and the import."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import yaml

from bot.adapters.content.located import LocatedFile, read_located
from bot.adapters.content.parts import Data, date_in
from bot.adapters.content.review_items import UNREADABLE, items_in
from bot.domain.knowledge import Review
from bot.domain.review import Decision, Role, Verdict, in_order, review_in_force
from bot.domain.review_items import ReviewCatalogue

FOLDER = "reviews"
GONE = "gone.yml"
"""Decisions about items that the content no longer has: kept, because history is never thrown away."""

_HEADING = "# Written by `rusbot content reviews export`, never by hand: docs/adr/0009-reviews-bound-to-the-text.md\n"
_log = logging.getLogger(__name__)

Reviews = Mapping[str, Review]


class ReviewFileError(ValueError):
    """A review file cannot be read; the message names it and the line."""


@dataclass(frozen=True)
class Decided:
    """Every decision by item."""

    history: Mapping[str, Sequence[Decision]]

    def reviews(self, folder: str, data: Data) -> Reviews:
        """The review in force of each item of a content file that has ever been decided on."""
        if not self.history:
            return {}
        items = (i for i in items_in(folder, "", data) if i.id in self.history)
        return {item.id: review_in_force(item, self.history[item.id]) for item in items}

    def reviews_of_folder(self, folder: Path) -> Reviews:
        """The same for a whole folder; a content file that cannot be read has no reviews."""
        found: dict[str, Review] = {}
        for path in sorted(folder.glob("*.yml")) if self.history else ():
            try:
                found.update(self.reviews(folder.name, read_located(path).data))
            except UNREADABLE:
                continue
        return found


def decided_in(root: Path) -> Decided:
    """All decisions of the content folder `root`, for serving: a file that cannot be read approves nothing, and stops
    nobody from being answered."""
    history: dict[str, list[Decision]] = defaultdict(list)
    for path in _files(root / FOLDER):
        try:
            found = tuple(_read(path))
        except ReviewFileError:
            _log.warning("review_file_unreadable")  # `rusbot content check` names it
            continue
        for decision in found:
            history[decision.item_id].append(decision)
    return Decided(history)


class YamlReviewArchive:
    """ports.ReviewArchive on a folder like content/reviews."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self) -> tuple[Decision, ...]:
        return in_order([decision for path in _files(self._folder) for decision in _read(path)])

    def write(self, decisions: Sequence[Decision], catalogue: ReviewCatalogue) -> int:
        files = {item.id: item.file for item in catalogue.items}
        order = {item.id: i for i, item in enumerate(catalogue.items)}
        wanted: dict[str, list[Decision]] = defaultdict(list)
        for decision in in_order(decisions):
            wanted[files.get(decision.item_id, GONE)].append(decision)
        # What moved to another file is in that one: an old file that is left without decisions says nothing.
        for path in _files(self._folder):
            if path.relative_to(self._folder).as_posix() not in wanted:
                path.unlink()
        return sum(_write(self._folder / name, _text_of(name, of, order)) for name, of in sorted(wanted.items()))


def decisions_in(item_id: str, lines: Iterable[Mapping[str, Any]]) -> Iterator[Decision]:
    """The decisions on one item, as its lines say. Raises one of UNREADABLE."""
    for line in lines:
        yield Decision(
            item_id=item_id,
            fingerprint=line["fingerprint"],
            verdict=Verdict(line["verdict"]),
            role=Role(line["role"]),
            decided_at=datetime.fromisoformat(line["at"].replace("Z", "+00:00")),
            due=date_in(line.get("due")),
            reason=line.get("reason"),
        )


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.yml"))


def _read(path: Path) -> Iterator[Decision]:
    file = read_located(path)
    if not isinstance(file.data, dict) or file.errors:
        line, words = file.errors[0] if file.errors else (1, "empty")
        raise ReviewFileError(f"{path.parent.name}/{path.name}:{line}: {words}")
    for item_id in file.data.get("items") or {}:
        yield from _of_item(file, item_id)


def _of_item(file: LocatedFile, item_id: str) -> Iterator[Decision]:
    try:
        yield from decisions_in(item_id, file.data["items"][item_id])
    except UNREADABLE as error:
        where = f"{file.path.parent.name}/{file.path.name}:{file.line('items', item_id)}"
        raise ReviewFileError(f"{where}: {error!r}; see `rusbot content check`") from error


class _Quoted(str):
    """Always in quotes: a fingerprint of digits only would else be read as a number."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Plain YAML, and our quotes."""


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def _text_of(name: str, decisions: Sequence[Decision], order: Mapping[str, int]) -> str:
    of_item: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        of_item[decision.item_id].append(decision)
    lines = [_HEADING, f"file: {name}\n", "items:\n"]
    for item_id in sorted(of_item, key=lambda i: (order.get(i, len(order)), i)):
        lines.append(f"  {item_id}:\n")
        lines += [f"    - {_line(decision)}\n" for decision in of_item[item_id]]
    return "".join(lines)


def _line(decision: Decision) -> str:
    """One decision on one line: a new one is one new line in the diff, whatever it says."""
    at = decision.decided_at.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    named = {"at": at, "verdict": decision.verdict.value, "role": decision.role.value}
    named["fingerprint"] = decision.fingerprint
    if decision.due:
        named["due"] = decision.due.isoformat()
    if decision.reason:
        named["reason"] = decision.reason
    quoted = {
        key: _Quoted(value) if key in ("at", "fingerprint", "due", "reason") else value for key, value in named.items()
    }
    dumped: str = yaml.dump(
        quoted, Dumper=_Dumper, default_flow_style=True, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    return dumped.strip()


def _write(path: Path, text: str) -> bool:
    """Whole or not at all; False when the file already said so."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".writing")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return True
