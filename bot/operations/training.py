"""Trains the Rasa model when it is older than what it is made of, with progress that a person can read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.nlu.encoder import SETTING

_SOURCES = ("config.yml", "domain.yml", "data/**/*.yml", "data/**/*.txt", "bot/nlu/*.py", "bot/domain/text.py")
_STEPS = {
    "'NorwegianTokenizer'": "splitting sentences into words",
    "'RulePolicy'": "learning the rules of the conversation",
    "'RiskDetector'": "learning what danger looks like",
    "'TopicClassifier'": "learning the topics",
    "'FactRanker'": "learning which fact answers which question",
}
_ERROR_LINES = 12
_KNOWN = "EncoderMissing: "  # what the operator can mend; Rasa's last lines hold only its own traceback

Say = Callable[[str], None]


class TrainingFailed(Exception):
    """Rasa could not train; the message holds its last lines."""


def fingerprint(root: Path) -> str:
    """A hash of everything that the model is made of: the files, and which pretrained encoder stands beside them."""
    digest = hashlib.sha256(os.environ.get(SETTING, "").strip().encode() + b"\0")
    for path in _sources(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_fresh(root: Path, model: Path) -> bool:
    """True when the model was trained from exactly these files."""
    stamp = _stamp(model)
    return model.exists() and stamp.exists() and stamp.read_text(encoding="ascii").strip() == fingerprint(root)


def train(root: Path, model: Path, say: Say) -> None:
    """Train with the stock `rasa train`. Raises TrainingFailed with what Rasa said."""
    started = time.monotonic()
    made_of = fingerprint(root)
    model.parent.mkdir(parents=True, exist_ok=True)
    name = model.name.removesuffix(".tar.gz")
    # What `rasa train` would validate first, our own tests do; it reads every sentence twice more.
    command = [sys.executable, "-m", "bot", "rasa", "train", "--skip-validation"]
    command += ["--fixed-model-name", name, "--out", str(model.parent)]
    say("training the assistant (one to three minutes; only when its sentences or rules have changed) ...")
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=root, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if "Starting to train component" in line:
                step = next((words for mark, words in _STEPS.items() if mark in line), None)
                if step:
                    say(f"  {step} ({time.monotonic() - started:.0f} s)")
    if process.returncode != 0 or not model.exists():
        known = next((line.partition(_KNOWN)[2] for line in lines if _KNOWN in line), None)
        if known:
            raise TrainingFailed(f"nothing was trained: {known}")
        told = "\n".join(lines[-_ERROR_LINES:])
        raise TrainingFailed(f"the training failed; nothing was changed. Rasa's last lines:\n{told}")
    _stamp(model).write_text(made_of + "\n", encoding="ascii")
    say(f"trained in {time.monotonic() - started:.0f} s")


def _sources(root: Path) -> Iterator[Path]:
    for pattern in _SOURCES:
        yield from sorted(root.glob(pattern))


def _stamp(model: Path) -> Path:
    return model.with_name(model.name + ".made-of")


def _environment() -> dict[str, str]:
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
