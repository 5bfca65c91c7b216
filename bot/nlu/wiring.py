"""Builds what the Rasa components need. The only file in bot/nlu that may touch adapters: Rasa itself creates the
components from config.yml, so nobody can hand them their content."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from bot.adapters.content import recognition
from bot.adapters.store.encryption import Seal, Vault, read_master_key
from bot.domain.lexicon import SubstanceLexicon
from bot.domain.places import Gazetteer
from bot.domain.risk import RiskAssessor
from bot.domain.risk_levels import RiskLevel
from bot.nlu.views import Lookups, load_lookups

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


@lru_cache(maxsize=1)
def lookups() -> Lookups:
    """The dialect and concept tables."""
    return load_lookups(_ROOT / "data" / "nlu" / "lookups")


@lru_cache(maxsize=4)
def model_reason(level: RiskLevel) -> str:
    """What the counsellor reads where only the trained model saw the danger."""
    reasons: dict[str, str] = recognition.read_yaml(content_folder() / "risk" / "model.yml")["model_reasons"]
    return reasons[level.word]


def tracker_url() -> str:
    """`RUSBOT_TRACKER_URL` (a synchronous SQLAlchemy address), or a file of its own in var/."""
    return os.environ.get("RUSBOT_TRACKER_URL") or f"sqlite:///{_var()}/trackers.sqlite3"


def tracker_seal() -> Seal:
    """Made from the same master key as everything else, for trackers only."""
    key = read_master_key(_var() / "master.key", os.environ.get("RUSBOT_MASTER_KEY"))
    return Vault(key).seal("dialogue trackers")


def _var() -> Path:
    folder = Path(os.environ.get("RUSBOT_VAR") or _ROOT / "var")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
