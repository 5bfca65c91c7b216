"""Builds what the Rasa components need. The only file in bot/nlu that may touch adapters: Rasa itself creates the
components from config.yml, so nobody can hand them their content."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from bot.adapters.content import recognition
from bot.domain.lexicon import SubstanceLexicon
from bot.domain.places import Gazetteer
from bot.domain.risk import RiskAssessor

_ROOT = Path(__file__).resolve().parents[2]


def content_folder() -> Path:
    """`RUSBOT_CONTENT`, or `content/` of the checkout."""
    return Path(os.environ.get("RUSBOT_CONTENT") or _ROOT / "content")


def ordinary_words() -> Path:
    """Words of everyday Norwegian that lie near a substance's name; made by `rusbot content words`."""
    return _ROOT / "data" / "nlu" / "lookups" / "ordinary_words.txt"


@lru_cache(maxsize=1)
def lexicon() -> SubstanceLexicon:
    """Read once a process: Rasa builds the same component several times while it trains."""
    return recognition.load_lexicon(content_folder(), ordinary_words())


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read once a process."""
    return recognition.load_gazetteer(content_folder(), ordinary_words())


@lru_cache(maxsize=1)
def risk_assessor() -> RiskAssessor:
    """Read once a process."""
    return RiskAssessor(recognition.load_risk_book(content_folder()))
