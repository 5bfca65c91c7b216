"""Whether a text speaks as Rusprat speaks: short, readable, respectful, never reassuring, never a dose.

The rules are words in `content/schema/tone.yml`; this module only applies them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.adapters.content.located import read_located
from bot.domain.readability import lix, sentences_of, word_count

TONE = Path("schema") / "tone.yml"
_OURS = Path(__file__).resolve().parents[3] / "content"

Remark = tuple[str, bool]
"""What is wrong, and whether it is only a warning."""


@dataclass(frozen=True)
class Tone:
    """The compiled rules."""

    limits: Mapping[str, int]
    forbidden: tuple[tuple[re.Pattern[str], str], ...]
    moralising: re.Pattern[str]
    reassuring: re.Pattern[str]
    negations: re.Pattern[str]
    amounts: re.Pattern[str]
    foreign: Mapping[str, re.Pattern[str]]

    def remarks(self, text: str, language: str, *, may_name_amounts: bool) -> Iterator[Remark]:
        """Everything that is wrong with one text in one language (nb, nn, en)."""
        yield from self._length(text, language)
        for pattern, instead in self.forbidden:
            for found in pattern.finditer(text):
                yield f"«{found.group()}» is not a word we use; instead: {instead}", False
        for found in self.moralising.finditer(text):
            yield f"«{found.group()}» moralises", False
        for found in self.reassuring.finditer(text):
            if not self.negations.search(text[: found.start()].rpartition(".")[2]):
                yield f"«{found.group()}» reassures; unknown and illegal things are never safe", False
        if not may_name_amounts:
            for found in self.amounts.finditer(text):
                yield f"«{found.group()}» is an amount; leave it out, or say why it must stand in `amounts`", False
        for found in self.foreign[language].finditer(text) if language in self.foreign else ():
            yield f"«{found.group()}» is not written so in {language}", False

    def _length(self, text: str, language: str) -> Iterator[Remark]:
        count = len(sentences_of(text))
        if count > self.limits["sentences"]:
            yield f"{count} sentences in {language}; at most {self.limits['sentences']} fit a bubble", False
        if language == "en" or word_count(text) < self.limits["lix_from_words"]:
            return
        hardness = lix(text)
        if hardness > self.limits["lix_warning"]:
            is_warning = hardness <= self.limits["lix_error"]
            yield f"LIX {hardness:.0f} in {language}; shorter words and sentences, please", is_warning


def load_tone(root: Path) -> Tone:
    """The rules of the content folder, or the project's where it has none."""
    path = root / TONE
    data = read_located(path if path.exists() else _OURS / TONE).data
    return Tone(
        limits=data["limits"],
        forbidden=tuple((_any_of(rule["words"]), rule["instead"]) for rule in data["forbidden"]),
        moralising=_any_of(data["moralising"]),
        reassuring=_any_of(data["reassuring"]),
        negations=_any_of(data["negations"]),
        amounts=_amounts(data),
        foreign={"nn": _any_of(data["not_in_nn"]), "nb": _any_of(data["not_in_nb"])},
    )


def _any_of(words: Iterable[Any]) -> re.Pattern[str]:
    """A star stands for any letters; otherwise whole words."""
    parts = (re.escape(str(word)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _amounts(data: Mapping[str, Any]) -> re.Pattern[str]:
    units = "|".join(re.escape(str(unit)) for unit in data["amounts"])
    numbers = "|".join(re.escape(str(word)) for word in data["number_words"])
    digits = r"\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+(?:[.,]\d+)?)?"
    return re.compile(rf"(?<![\w.,])(?:(?:{digits})\s?|(?:{numbers})\s)(?:{units})(?!\w)", re.IGNORECASE)
