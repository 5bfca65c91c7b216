"""`rusbot analyse`: the trained Rasa pipeline over lines of messages, without the dialogue part of the model."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from bot.adapters.dialogue.in_process import ModelMissing
from bot.operations.rasa_process import quiet_rasa
from bot.settings import Settings

_FIELDS = ("topics", "substances", "places", "risk", "risk_reasons", "language")
_EMPTY: Mapping[str, Any] = {
    "topics": [], "substances": [], "places": [], "risk": "none", "risk_reasons": [], "language": "nb",
}  # fmt: skip


class UnreadableFile(Exception):
    """The file of messages is not there or may not be read."""


class Pipeline:
    """The NLU half of a trained model. `analyse` takes milliseconds."""

    def __init__(self, runner: Any, target: str) -> None:
        self._runner = runner
        self._target = target

    def analyse(self, text: str) -> dict[str, Any]:
        """The contract of `rusbot analyse`: text, intent, confidence, topics, substances, places, risk, language."""
        parsed = self.parse(text) if text.strip() else {}
        intent = parsed.get("intent") or {}
        return {
            "text": text,
            "intent": intent.get("name"),
            "confidence": float(intent.get("confidence") or 0.0),
            **{field: parsed.get(field, _EMPTY[field]) for field in _FIELDS},
        }

    def parse(self, text: str) -> dict[str, Any]:
        """All that the pipeline puts on a message."""
        from rasa.core.channels.channel import UserMessage

        inputs = {"__message__": [UserMessage(text=text)], "__tracker__": None}
        (message,) = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        found: dict[str, Any] = message.as_dict(only_output_properties=True)
        return found


@contextmanager
def open_pipeline(model: Path) -> Iterator[Pipeline]:
    """Unpacks and loads the NLU part of the model. Raises ModelMissing."""
    if not model.exists():
        raise ModelMissing("there is no trained model yet; run: make train")
    quiet_rasa()
    from rasa.engine.graph import ExecutionContext
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    with tempfile.TemporaryDirectory() as folder:
        storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
        if metadata.nlu_target is None:
            raise ModelMissing("the model holds no understanding; run: make train")
        schema = metadata.predict_schema.minimal_graph_schema(targets=[metadata.nlu_target])
        context = ExecutionContext(graph_schema=schema, model_id=metadata.model_id)
        yield Pipeline(DaskGraphRunner.create(schema, storage, context), metadata.nlu_target)


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
