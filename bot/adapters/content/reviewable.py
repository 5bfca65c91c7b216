"""The content as a reviewer meets it: every item of every file. Reads a file again only when it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.adapters.content.located import read_located
from bot.adapters.content.review_items import FOLDERS, UNREADABLE, items_in, names_in
from bot.domain.review_items import ReviewCatalogue, ReviewItem
from bot.domain.texts import Texts


@dataclass(frozen=True)
class _Read:
    """One file, and the state of the disk in which it was read."""

    stamp: tuple[int, int]
    items: tuple[ReviewItem, ...]
    names: tuple[tuple[str, Texts], ...]


class ReviewableFiles:
    """ports.ReviewableContent on the content folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[Path, _Read] = {}
        self._catalogue = ReviewCatalogue()

    def catalogue(self) -> ReviewCatalogue:
        """A file that is being written, or is broken, is left out; `rusbot content check` says what is wrong."""
        paths = [(folder, path) for folder in FOLDERS for path in sorted((self._root / folder).glob("*.yml"))]
        read = {path: self._file(folder, path) for folder, path in paths}
        if list(read.items()) != list(self._read.items()):
            self._read = read
            self._catalogue = ReviewCatalogue(
                items=tuple(item for file in read.values() for item in file.items),
                names={name: texts for file in read.values() for name, texts in file.names},
            )
        return self._catalogue

    def _file(self, folder: str, path: Path) -> _Read:
        try:
            stat = path.stat()
        except OSError:  # gone since the folder was listed
            return _Read((0, 0), (), ())
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._read.get(path)
        if known is not None and known.stamp == stamp:
            return known
        data = read_located(path).data
        try:
            items = items_in(folder, f"{folder}/{path.name}", data)
            return _Read(stamp, items, tuple(names_in(folder, data)))
        except UNREADABLE:
            return _Read(stamp, (), ())
