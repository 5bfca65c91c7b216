"""`make bench`: load time, time a message and memory of the understanding, measured in this process."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from pathlib import Path

from bot.adapters.content.recognition import load_risk_book
from bot.domain.risk import RiskAssessor
from bot.operations.leaks import training_sentences
from bot.operations.nlu_pipeline import open_pipeline
from bot.settings import ROOT, Settings

_MESSAGES = 600
_KIB = 1024


def bench(settings: Settings) -> None:
    """Prints one figure a line. The sentences are our own training sentences, every so many."""
    every = [text for _, text in training_sentences(ROOT)]
    chosen = every[:: max(1, len(every) // _MESSAGES)][:_MESSAGES]
    started = time.perf_counter()
    with open_pipeline(settings.model) as pipeline:
        pipeline.analyse("hei")
        print(f"load_to_first_answer_seconds: {time.perf_counter() - started:.2f}")
        _print_times("analyse", [_timed(pipeline.analyse, text) for text in chosen])
    assess = RiskAssessor(load_risk_book(settings.content)).assess
    _print_times("risk_rules", [_timed(assess, text) for text in chosen])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak_memory_mb: {peak / _KIB if sys.platform != 'darwin' else peak / _KIB**2:.0f}")
    print(f"model_mb: {Path(settings.model).stat().st_size / _KIB**2:.1f}")


def _timed(call: object, text: str) -> float:
    started = time.perf_counter()
    call(text)  # type: ignore[operator]  # any one-argument callable
    return (time.perf_counter() - started) * 1000


def _print_times(name: str, milliseconds: list[float]) -> None:
    cuts = statistics.quantiles(milliseconds, n=100)
    print(f"{name}_ms: p50 {cuts[49]:.2f}  p95 {cuts[94]:.2f}  p99 {cuts[98]:.2f}  n={len(milliseconds)}")
