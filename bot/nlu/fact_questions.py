"""Reads the questions that our facts answer (`data/questions/`). They are not Rasa's training data: Rasa would copy,
hash and tokenise each of the thirty thousand several times, a minute and a half of training for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ASPECT = "aspect"
"""What stands for a topic where the answer is a property of whatever rusmiddel is named."""


@dataclass(frozen=True)
class FactQuestion:
    """An invented question, the topic it belongs to (or ASPECT), and the id of what answers it."""

    text: str
    topic: str
    answer: str


def read_questions(folder: Path) -> Iterator[FactQuestion]:
    """From one file a topic, each `fact id: [questions]`. Raises yaml.YAMLError with the line that cannot be read."""
    for path in sorted(folder.glob("*.yml")):
        answers = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for answer, questions in answers.items():
            yield from (FactQuestion(str(text), path.stem, answer) for text in questions)
