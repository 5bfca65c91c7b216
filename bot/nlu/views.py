"""Three ways of looking at a message beside its letters: in one dialect, in the few concepts
that danger is made of, and in meanings instead of words.

With some thousands of training sentences and no pretrained model, these lookups carry what a language model would
know: that «itj» is «ikke», and that «kompisen» and «søstera mi» are both somebody. They live in `data/nlu/lookups/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from bot.domain.text import fold


class Lookups:
    """The tables, and the views they give. Picklable: it travels inside the trained model."""

    def __init__(
        self,
        dialect: Mapping[str, Iterable[str]],
        concepts: Mapping[str, Iterable[str]],
        meanings: Mapping[str, Iterable[str]],
    ) -> None:
        self._dialect = {fold(form): fold(word) for word, forms in dialect.items() for form in forms}
        self._concepts = {fold(form): f"x{name}" for name, forms in concepts.items() for form in forms}
        self._meanings = {fold(form): f"x{name}" for name, forms in meanings.items() for form in forms}

    def in_bokmaal(self, text: str) -> str:
        """Masked text with the words of every dialect written as in bokmål."""
        return " ".join(self._dialect.get(w, w) for w in text.split())

    def in_concepts(self, text: str) -> str:
        """The same with words that mean alike replaced by their concept."""
        words = (self._dialect.get(w, w) for w in text.split())
        return " ".join(self._concepts.get(w, w) for w in words)

    def in_meanings(self, text: str) -> str:
        """The same with every word that has synonyms replaced by their meaning («lappen», «førerkort»)."""
        words = (self._dialect.get(w, w) for w in text.split())
        return " ".join(self._meanings.get(w, w) for w in words)


def load_lookups(folder: Path) -> Lookups:
    """From `dialect.yml`, `concepts.yml` and `meanings.yml`."""
    return Lookups(_table(folder, "dialect", "words"), _table(folder, "concepts"), _table(folder, "meanings"))


def _table(folder: Path, name: str, key: str | None = None) -> dict[str, list[str]]:
    data = yaml.safe_load((folder / f"{name}.yml").read_text(encoding="utf-8"))
    return dict(data[key or name])
