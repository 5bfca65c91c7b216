"""Counts for the operator, in Prometheus' text form. No label can hold an id, a word or a place: only those listed."""

from __future__ import annotations

from collections import Counter

_HELP = {
    "frames_total": "Frames from browsers, by what they were.",
    "errors_total": "Error frames to browsers, by code.",
    "answers_total": "Turns of the answering workers, by outcome.",
    "logins_total": "Log-ins to the console, by outcome.",
    "background_total": "Runs of the background work, by outcome.",
    "requests_failed_total": "Requests that ended in an error of ours.",
    "sockets": "Open WebSockets, by side.",
}


class Metrics:
    """Counters (`..._total`) and gauges, each with one label from a closed set."""

    def __init__(self) -> None:
        self._values: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, label: str = "all", amount: int = 1) -> None:
        """Add to a counter, or move a gauge."""
        if name not in _HELP:
            raise KeyError(name)
        self._values[name, label] += amount

    def value(self, name: str, label: str = "all") -> int:
        """The present value, for tests and limits."""
        return self._values[name, label]

    def text(self) -> str:
        """The whole page."""
        lines: list[str] = []
        for name, words in _HELP.items():
            lines.append(f"# HELP rusprat_{name} {words}")
            lines.append(f"# TYPE rusprat_{name} {'counter' if name.endswith('_total') else 'gauge'}")
            rows = sorted((label, value) for (known, label), value in self._values.items() if known == name)
            lines.extend(f'rusprat_{name}{{kind="{label}"}} {value}' for label, value in rows)
        return "\n".join(lines) + "\n"
