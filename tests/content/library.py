"""The small library of the fixtures and the real one, for tests of what is known and how it is told."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from bot.adapters.content.loader import load_library
from bot.adapters.content.words import load_words
from bot.domain.knowledge import Library
from bot.domain.words import Words

REAL = Path(__file__).resolve().parents[2] / "content"
SMALL = Path(__file__).resolve().parent / "fixtures"


@lru_cache(maxsize=1)
def real_library() -> Library:
    """All of content/, drafts too."""
    return load_library(REAL)


@lru_cache(maxsize=1)
def real_words() -> Words:
    """The words that people really read."""
    return load_words(REAL)


@lru_cache(maxsize=1)
def small_library() -> Library:
    """A handful of invented facts, chosen among by the real rules."""
    return replace(load_library(SMALL), rules=real_library().rules)
