"""`make eval`: every labelled set through the trained pipeline, scored with intervals, written to docs/evaluation.md.

The shared sets are never part of this repository. `RUSBOT_EVAL` names their folder (default: ../shared/eval beside the
checkout); it must hold `*.dev.jsonl` and the `score.py` that goes with them. Our own are in `data/heldout/`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.operations.leaks import leaks, training_sentences
from bot.operations.nlu_pipeline import open_pipeline
from bot.settings import ROOT, Settings

_FIGURE = re.compile(r"^(\S.*?): ([0-9.]+)(?:\s+\[([0-9.]+), ([0-9.]+)\])?(.*)$")
_COUNT = re.compile(r"n=(\d+)")
_REPORT = ROOT / "docs" / "evaluation.md"
_FIGURES = ROOT / "docs" / "evaluation.json"
_LOWER_IS_BETTER = ("risk_false_alarm", "place_invented")


class EvaluationError(Exception):
    """The evaluation cannot be run or trusted; the message says why."""


@dataclass(frozen=True)
class Figure:
    """One measured share with its 95 % Wilson interval."""

    name: str
    value: float
    low: float
    high: float
    count: int


def evaluate_all(settings: Settings, *, check: bool) -> int:
    """Print and write all figures; with `check` compare with the committed ones. Returns the exit status."""
    folder = Path(os.environ.get("RUSBOT_EVAL") or ROOT.parent / "shared" / "eval")
    sets = sorted(folder.glob("*.dev.jsonl")) + sorted((ROOT / "data" / "heldout").glob("*.jsonl"))
    if not any(folder.glob("*.dev.jsonl")) or not (folder / "score.py").exists():
        raise EvaluationError(f"no labelled sets in {folder}; set RUSBOT_EVAL to the folder that holds them")
    rows = {path.name: _rows(path) for path in sets}
    _refuse_leaks(row["text"] for found in rows.values() for row in found)
    figures: dict[str, list[Figure]] = {}
    confusion: Counter[tuple[str, str]] = Counter()
    with open_pipeline(settings.model) as pipeline:
        for path in sets:
            told = [pipeline.analyse(row["text"]) for row in rows[path.name]]
            figures[path.name] = _scored(folder, path, told)
            confusion.update(_confused(rows[path.name], told))
    for name, found in figures.items():
        print(f"# {name}")
        for f in found:
            print(f"{f.name}: {f.value:.4f}  [{f.low:.3f}, {f.high:.3f}]  n={f.count}")
    if check:
        return _compare(figures)
    _write(figures, confusion)
    return 0


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _refuse_leaks(texts: Any) -> None:
    found = leaks(training_sentences(ROOT), texts)
    if found:
        shown = "\n".join(f"  {leak.file}: {leak.sentence[:100]} ({leak.shared:.0%} shared)" for leak in found[:40])
        raise EvaluationError(f"{len(found)} training sentences are too near a labelled one; rewrite them:\n{shown}")


def _scored(folder: Path, gold: Path, told: list[dict[str, Any]]) -> list[Figure]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
        file.flush()
        command = [sys.executable, str(folder / "score.py"), str(gold), file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EvaluationError(f"score.py failed: {done.stderr.strip()}")
    figures = []
    for line in done.stdout.splitlines():
        match = _FIGURE.match(line)
        if match:
            name, value, low, high, rest = match.groups()
            count = _COUNT.search(rest)
            figures.append(
                Figure(name, float(value), float(low or value), float(high or value), int(count[1]) if count else 0)
            )
    return figures


def _confused(rows: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    pairs = []
    for row, answer in zip(rows, told, strict=True):
        if "topics" in row:
            first = (answer["topics"] or ["(none)"])[0]
            fine = {*row["topics"], *(row.get("also") or ())}
            pairs.append((row["topics"][0], row["topics"][0] if first in fine else first))
    return pairs


def _compare(figures: dict[str, list[Figure]]) -> int:
    """Exit status 1 where a figure fell by more than its interval below the committed one."""
    if not _FIGURES.exists():
        raise EvaluationError("docs/evaluation.json is missing; run `make eval` and commit it")
    committed = json.loads(_FIGURES.read_text(encoding="utf-8"))
    worse = []
    for name, found in figures.items():
        for figure in found:
            before = committed.get(name, {}).get(figure.name)
            if before is None:
                continue
            lower_is_better = figure.name.startswith(_LOWER_IS_BETTER)
            if figure.value > before["high"] if lower_is_better else figure.value < before["low"]:
                worse.append(f"{name} {figure.name}: {figure.value:.4f}, committed {before['value']:.4f}")
    print(*worse, sep="\n", file=sys.stderr)
    return 1 if worse else 0


def _write(figures: dict[str, list[Figure]], confusion: Counter[tuple[str, str]]) -> None:
    from bot.operations.pictures import confusion_svg

    kept = {
        name: {f.name: {"value": f.value, "low": f.low, "high": f.high, "n": f.count} for f in found}
        for name, found in figures.items()
    }
    _FIGURES.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    lines = ["# Evaluation", "", "Written by `make eval`; do not edit. Shares with 95 % Wilson intervals.", ""]
    for name, found in figures.items():
        lines += [f"## {name}", "", "| figure | value | interval | n |", "|---|---|---|---|"]
        lines += [f"| {f.name} | {f.value:.3f} | {f.low:.3f}–{f.high:.3f} | {f.count} |" for f in found]
        lines.append("")
    lines += ["## Which topics are taken for which", "", "![confusion between topics](images/confusion.svg)", ""]
    _REPORT.write_text("\n".join(lines), encoding="utf-8")
    (ROOT / "docs" / "images").mkdir(parents=True, exist_ok=True)
    (ROOT / "docs" / "images" / "confusion.svg").write_text(confusion_svg(confusion), encoding="utf-8")
    print(f"written: {_REPORT.relative_to(ROOT)}", file=sys.stderr)
