"""The understanding half of a trained Rasa model, run by Rasa's own graph runner without the rest of Rasa.

Reading a whole model imports its policies and with them TensorFlow (half a minute on a small machine). So only the
nodes
between a message and the last NLU component are read from the model's own description of its graph.
"""

from __future__ import annotations

import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.adapters.dialogue.in_process import ModelMissing
from bot.operations.rasa_process import quiet_rasa

_MESSAGES = "__message__"  # Rasa's name for what goes into the graph
_CONVERTER = "nlu_message_converter"  # makes a Message of a channel's message; here there is no channel
_FIELDS = ("topics", "substances", "places", "risk", "risk_reasons", "language")
_EMPTY: Mapping[str, Any] = {
    "topics": [], "substances": [], "places": [], "risk": "none", "risk_reasons": [], "language": "nb",
}  # fmt: skip


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
        from rasa.shared.nlu.training_data.message import Message

        inputs = {_MESSAGES: [Message.build(text)]}
        (message,) = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        found: dict[str, Any] = message.as_dict(only_output_properties=True)
        return found


@contextmanager
def open_pipeline(model: Path) -> Iterator[Pipeline]:
    """Unpacks and loads the NLU part of the model. Raises ModelMissing."""
    if not model.exists():
        raise ModelMissing("there is no trained model yet; run: make train")
    quiet_rasa()
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            archive.extractall(folder)  # noqa: S202  # our own file, made by `rusbot train`
        described = json.loads((Path(folder) / "metadata.json").read_text(encoding="utf-8"))
        target = described.get("nlu_target")
        if target is None:
            raise ModelMissing("the model holds no understanding; run: make train")
        nodes, target = understanding_nodes(described["predict_schema"]["nodes"], target)
        schema = GraphSchema.from_dict({"nodes": nodes})
        context = ExecutionContext(graph_schema=schema, model_id=described.get("model_id"))
        storage = LocalModelStorage(Path(folder) / "components")
        yield Pipeline(_loaded(DaskGraphRunner, schema, storage, context), target)


def _loaded(runner: Any, *parts: Any) -> Any:
    """Raises ModelMissing where the model and the setting of the encoder do not belong together."""
    from rasa.engine.exceptions import GraphComponentException

    from bot.nlu.encoder import EncoderChanged, EncoderMissing

    try:
        return runner.create(*parts)
    except GraphComponentException as problem:
        if isinstance(problem.__cause__, (EncoderChanged, EncoderMissing)):
            raise ModelMissing(str(problem.__cause__)) from None
        raise


def understanding_nodes(nodes: Mapping[str, Any], target: str) -> tuple[dict[str, Any], str]:
    """The nodes that lead from a message to `target`, in Rasa's own form, and the last of them that is NLU's own.

    Rasa ends the graph with a handler of «/intent» messages that needs the domain; it is no understanding.
    """
    while not nodes[target]["needs"].keys() <= {"messages"}:
        target = nodes[target]["needs"]["messages"]
    chain: dict[str, Any] = {}
    name = target
    while name != _CONVERTER:
        chain[name] = nodes[name]
        name = nodes[name]["needs"]["messages"]
    first = list(chain)[-1]
    chain[first] = {**chain[first], "needs": {"messages": _MESSAGES}}
    return chain, target
