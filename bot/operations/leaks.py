"""Refuses to measure on what was trained on: no training sentence may share too many word trigrams with a test one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.domain.text import fold
from bot.nlu.fact_questions import read_questions

_WORD = re.compile(r"[a-z0-9]+")
MOST_SHARED = 0.5


@dataclass(frozen=True)
class Leak:
    """A training sentence that is too near a test sentence."""

    file: str
    sentence: str
    shared: float


def training_sentences(root: Path) -> Iterator[tuple[str, str]]:
    """(file, sentence) of everything under data/nlu and data/questions."""
    for path in sorted((root / "data" / "nlu").rglob("*.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for block in data.get("nlu") or ():
            for line in str(block.get("examples") or "").splitlines():
                if line.strip().startswith("- "):
                    yield path.relative_to(root).as_posix(), line.strip()[2:]
    for question in read_questions(root / "data" / "questions"):
        yield f"data/questions/{question.topic}.yml", question.text


def leaks(training: Iterable[tuple[str, str]], tested: Iterable[str]) -> list[Leak]:
    """Every training sentence of which more than half the word trigrams stand in one test sentence."""
    where: dict[tuple[str, ...], set[int]] = {}
    for number, text in enumerate(tested):
        for trigram in _trigrams(text):
            where.setdefault(trigram, set()).add(number)
    found = []
    for file, sentence in training:
        trigrams = _trigrams(sentence)
        counts: dict[int, int] = {}
        for trigram in trigrams:
            for number in where.get(trigram, ()):
                counts[number] = counts.get(number, 0) + 1
        shared = max(counts.values(), default=0) / len(trigrams) if trigrams else 0.0
        if shared > MOST_SHARED:
            found.append(Leak(file, sentence, shared))
    return found


def _trigrams(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}
