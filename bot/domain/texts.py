"""The same words in both written norms of Norwegian, and in English where somebody has written it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """Words that a person reads, carried from `content/` unchanged."""

    nb: str
    nn: str
    en: str | None = None

    def in_language(self, language: str) -> str:
        """Nynorsk for nn, English for en where it exists; everybody else gets bokmål."""
        if language == "nn":
            return self.nn
        return self.en if language == "en" and self.en else self.nb
