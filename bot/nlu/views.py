"""Two ways of looking at a message beside its letters: in one dialect, and in concepts instead of words.

With some thousands of training sentences and no pretrained model, these two lookups carry what a language model would
know: that «itj» is «ikke», and that «kompisen» and «søstera mi» are both somebody. They live in `data/nlu/lookups/`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from bot.domain.text import fold
from bot.nlu.features import masked


class Lookups:
    """The dialect and concept tables, and the views they give. Picklable: it travels inside the trained model."""

    def __init__(self, dialect: Mapping[str, Iterable[str]], concepts: Mapping[str, Iterable[str]]) -> None:
        self._dialect = {fold(form): fold(word) for word, forms in dialect.items() for form in forms}
        self._concepts = {fold(form): f"x{name}" for name, forms in concepts.items() for form in forms}

    def in_bokmaal(self, text: str) -> str:
        """Masked text with the words of every dialect written as in bokmål."""
        return " ".join(self._dialect.get(w, w) for w in masked(text).split())

    def in_concepts(self, text: str) -> str:
        """The same with words that mean alike replaced by their concept."""
        words = (self._dialect.get(w, w) for w in masked(text).split())
        return " ".join(self._concepts.get(w, w) for w in words)


def load_lookups(folder: Path) -> Lookups:
    """From `dialect.yml` and `concepts.yml`."""
    dialect = yaml.safe_load((folder / "dialect.yml").read_text(encoding="utf-8"))["words"]
    concepts = yaml.safe_load((folder / "concepts.yml").read_text(encoding="utf-8"))["concepts"]
    return Lookups(dialect, concepts)
