"""`rusbot eval norsid`: our own NLU pipeline, trained and tested on somebody else's dialect intents."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from bot.operations.evaluation import EvaluationError
from bot.operations.nlu_pipeline import open_pipeline
from bot.settings import ROOT

_FALLBACK = "nlu_fallback"  # a question back in a conversation; here the best guess counts
_HEAD = 'version: "3.1"\n'


def evaluate_norsid(train: str, test: str) -> float:
    """Prints `intent_accuracy: 0.xxxx` and a row per dialect; returns the accuracy. Raises EvaluationError."""
    tested = _read(test)
    with tempfile.TemporaryDirectory() as folder:
        model = _trained(Path(folder), _read(train))
        with open_pipeline(model) as pipeline:
            told = [pipeline.parse(row["text"]).get("intent_ranking") or [{"name": None}] for row in tested]
    hits: dict[str, list[bool]] = defaultdict(list)
    for row, ranking in zip(tested, told, strict=True):
        told_intent = next((r["name"] for r in ranking if r["name"] != _FALLBACK), None)
        hits[row["dialect"]].append(told_intent == _without_slash(row["intent"]))
    accuracy = sum(map(sum, hits.values())) / max(1, len(tested))
    print(f"intent_accuracy: {accuracy:.4f}")
    for dialect, found in sorted(hits.items()):
        print(f"{dialect}: {sum(found) / len(found):.4f}  n={len(found)}")
    return accuracy


def _read(path: str) -> list[dict[str, Any]]:
    try:
        with Path(path).open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        for row in rows:
            row["text"], row["intent"], row["dialect"] = str(row["text"]), str(row["intent"]), str(row["dialect"])
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise EvaluationError(f"{path}: each line must be JSON with text, intent and dialect ({problem})") from None
    if not rows:
        raise EvaluationError(f"{path} holds no lines")
    return rows


def _without_slash(intent: str) -> str:
    """Rasa reads «weather/find» as a retrieval intent and keeps only «weather»; «@» means nothing to it."""
    return intent.replace("/", "@")


def _trained(folder: Path, rows: list[dict[str, Any]]) -> Path:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_intent[row["intent"]].append(" ".join(row["text"].split()))
    blocks = [
        {"intent": _without_slash(intent), "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    nlu = folder / "nlu.yml"
    nlu.write_text(_HEAD + yaml.safe_dump({"nlu": blocks}, allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "rasa", "train", "nlu", "--nlu", str(nlu), "--config", "config.yml"]
    command += ["--out", str(folder), "--fixed-model-name", "norsid"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    model = folder / "norsid.tar.gz"
    if done.returncode != 0 or not model.exists():
        raise EvaluationError(f"training failed:\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")
    return model
