"""Builds what the Rasa components need. The only file in bot/nlu that may touch adapters: Rasa itself creates the
components from config.yml, so nobody can hand them their content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.adapters.content import recognition
from bot.adapters.store.encryption import Seal, Vault, read_master_key
from bot.domain.lexicon import SubstanceLexicon
from bot.domain.places import Gazetteer
from bot.domain.risk import RiskAssessor
from bot.domain.risk_levels import RiskLevel, RiskSignal
from bot.nlu.encoder import SETTING, Pretrained, load_encoder
from bot.nlu.fact_questions import ASPECT, FactQuestion, read_questions
from bot.nlu.views import Lookups, load_lookups

_ROOT = Path(__file__).resolve().parents[2]
_MADE_OF = ("bot/nlu/*.py", "bot/domain/text.py", "data/nlu/lookups/*.yml", "data/questions/*.yml")


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


def fact_questions(topics: Container[str]) -> list[FactQuestion]:
    """The questions of our facts on these topics, and on aspects where there are any; only training reads them."""
    found = [q for q in read_questions(_ROOT / "data" / "questions") if q.topic in topics or q.topic == ASPECT]
    return found if any(q.topic in topics for q in found) else []


@lru_cache(maxsize=1)
def encoder() -> Pretrained | None:
    """What `RUSBOT_ENCODER` names, read once a process: it may be large. Raises EncoderMissing."""
    return load_encoder(os.environ.get(SETTING, "").strip())


def made_of() -> str:
    """What the weights come from and Rasa cannot see: the encoder, the features' code and their lookups.

    Rasa's cache would otherwise hand out weights that were trained with others (`fingerprint_addon`).
    """
    digest = hashlib.sha256(os.environ.get(SETTING, "").strip().encode())
    for pattern in _MADE_OF:
        for path in sorted(_ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _told_by_model() -> dict[str, Any]:
    return dict(recognition.read_yaml(content_folder() / "risk" / "model.yml"))


def model_signal(level: RiskLevel, family: str | None = None) -> RiskSignal:
    """What the counsellor reads where only the trained model saw the danger, and which emergency card fits it."""
    known = _told_by_model()["model_families"].get(family)
    if known:
        return RiskSignal(level, known["kind"], known["reason"])
    return RiskSignal(level, "other", _told_by_model()["model_reasons"][level.word])


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
