"""The only place in actions/ that builds anything: rasa-sdk creates the actions itself."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.content.loader import load_library
from bot.adapters.content.recognition import load_phrases
from bot.adapters.content.services import load_need_book
from bot.adapters.content.words import load_emergency, load_words
from bot.adapters.store.database import create_engine
from bot.adapters.store.services_repository import SqlServices
from bot.usecases.assistant import Assistant
from bot.usecases.find_help import FindHelp

_ROOT = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def services() -> Assistant:
    """Content from `RUSBOT_CONTENT`, services from `RUSBOT_DATABASE_URL`; read once a process."""
    content = Path(os.environ.get("RUSBOT_CONTENT") or _ROOT / "content")
    words = load_words(content)
    needs = load_need_book(content)
    url = os.environ.get("RUSBOT_DATABASE_URL") or f"sqlite+aiosqlite:///{_ROOT}/var/rusprat.sqlite3"
    directory = SqlServices(create_engine(url))
    return Assistant(
        library=load_library(content, require_review=os.environ.get("RUSBOT_REQUIRE_REVIEW") == "1"),
        words=words,
        emergency=load_emergency(content),
        help_near=FindHelp(directory, SystemClock(), words, needs=needs),
        needs=needs,
        human=load_phrases(content / "recognition" / "human.yml"),
        mixing_chart=load_phrases(content / "recognition" / "mixing_chart.yml"),
        no_place=load_phrases(content / "recognition" / "place_answers.yml"),
    )
