"""`rusbot analyse`: the trained Rasa pipeline over lines of messages, without the dialogue part of the model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from bot.operations.nlu_pipeline import Pipeline, open_pipeline
from bot.settings import Settings


class UnreadableFile(Exception):
    """The file of messages is not there or may not be read."""


def texts_in(lines: Iterable[str]) -> Iterator[str]:
    """Each line's message: `{"text": ...}` or the line itself. Empty lines are passed over."""
    for line in lines:
        stripped = line.strip()
        if not stripped:
            continue
        try:
            data = json.loads(stripped)
        except ValueError:
            data = None
        text = str(data["text"]) if isinstance(data, dict) and "text" in data else line.rstrip("\r\n")
        yield text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair could not be printed


def analyse_lines(settings: Settings, file: str | None, out: TextIO = sys.stdout) -> None:
    """One JSON object per message, in order. Raises UnreadableFile or ModelMissing."""
    with _lines(file) as lines, open_pipeline(settings.model) as pipeline:
        _print_all(pipeline, lines, out)


@contextmanager
def _lines(file: str | None) -> Iterator[Iterable[str]]:
    """Bytes that are no UTF-8 become a mark instead of an error: one bad line must not lose the rest."""
    if not file:
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdin
        return
    try:
        text = Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}") from None
    yield text.split("\n")  # not splitlines: U+2028 may stand inside a message


def _print_all(pipeline: Pipeline, lines: Iterable[str], out: TextIO) -> None:
    for text in texts_in(lines):
        print(json.dumps(pipeline.analyse(text), ensure_ascii=False), file=out, flush=True)
