"""The trained model, for the tests that need it. They never train: `make test` has done that."""

from __future__ import annotations

from pathlib import Path

from bot.settings import load_settings
from tests.conftest import skip_or_fail


def require_model() -> Path:
    """The model's file; skips with what to do, or fails where RUSBOT_REQUIRE names «model»."""
    model = load_settings().model
    if not model.exists():
        skip_or_fail("model", "there is no trained model; run: make train")
    return model
