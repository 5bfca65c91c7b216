"""All settings, read once from the environment. Refuses to start where a guarantee would be missing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_TRUE = ("1", "true", "yes", "ja")
_PORTS = range(0, 65536)


class SettingsError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Frozen; handed down from the composition root, never looked up elsewhere."""

    host: str
    port: int
    rasa_port: int
    actions_port: int
    content: Path
    var: Path
    model: Path
    database_url: str
    redis_url: str | None
    master_key: str | None
    telegram_token: str | None
    telegram_api: str | None
    allowed_origins: tuple[str, ...]
    require_review: bool
    is_production: bool

    @property
    def key_file(self) -> Path:
        """Where the master key lies when the environment does not hold it."""
        return self.var / "master.key"

    @property
    def tracker_url(self) -> str:
        """The assistant's trackers: beside SQLite in a file of their own (one writer each), in PostgreSQL together."""
        if self.database_url.startswith("sqlite"):
            return f"sqlite:///{self.var / 'trackers.sqlite3'}"
        return self.database_url.replace("+asyncpg", "+psycopg2")


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """From `RUSBOT_*`; see docs/operations.md for each. Raises SettingsError."""
    env = os.environ if environment is None else environment
    var = Path(env.get("RUSBOT_VAR") or ROOT / "var")
    is_production = env.get("RUSBOT_ENV", "development") == "production"
    settings = Settings(
        host=env.get("RUSBOT_HOST") or "127.0.0.1",
        port=_port(env, "RUSBOT_PORT", 8080),
        rasa_port=_port(env, "RUSBOT_RASA_PORT", 5005),
        actions_port=_port(env, "RUSBOT_ACTIONS_PORT", 5055),
        content=Path(env.get("RUSBOT_CONTENT") or ROOT / "content"),
        var=var,
        model=Path(env.get("RUSBOT_MODEL") or ROOT / "models" / "rusprat.tar.gz"),
        database_url=env.get("RUSBOT_DATABASE_URL") or f"sqlite+aiosqlite:///{var / 'rusprat.sqlite3'}",
        redis_url=env.get("RUSBOT_REDIS_URL") or None,
        master_key=env.get("RUSBOT_MASTER_KEY") or None,
        telegram_token=env.get("RUSBOT_TELEGRAM_TOKEN") or None,
        telegram_api=env.get("RUSBOT_TELEGRAM_API") or None,
        allowed_origins=tuple(o.strip() for o in env.get("RUSBOT_ALLOWED_ORIGINS", "").split(",") if o.strip()),
        # In production only approved facts are served unless the operator says otherwise in so many words.
        require_review=env.get("RUSBOT_REQUIRE_REVIEW", "1" if is_production else "0").lower() in _TRUE,
        is_production=is_production,
    )
    _refuse_unsafe(settings)
    return settings


def _refuse_unsafe(settings: Settings) -> None:
    known = ("sqlite+aiosqlite://", "postgresql+asyncpg://")
    if not settings.database_url.startswith(known):
        raise SettingsError(f"RUSBOT_DATABASE_URL must begin with {known[0]} or {known[1]}")
    if settings.redis_url and not settings.redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise SettingsError("RUSBOT_REDIS_URL must begin with redis://, rediss:// or unix://")
    if not (settings.content / "emergency").is_dir():
        raise SettingsError(f"no emergency content in {settings.content}; set RUSBOT_CONTENT to the content folder")


def _port(env: Mapping[str, str], name: str, usual: int) -> int:
    text = env.get(name) or str(usual)
    if not text.isdigit() or int(text) not in _PORTS:
        raise SettingsError(f"{name} must be a number from 0 to 65535, not {text!r}")
    return int(text)
