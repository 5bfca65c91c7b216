"""The three processes of `rusbot up` start whatever chance gives them."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from bot.operations.up import _children
from bot.settings import load_settings


def test_rasa_takes_every_token_for_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda n: b"\xf8" * n)  # in base64 it begins with a dash
    children = {child.name: child for child in _children(replace(load_settings(), var=tmp_path))}
    command = children["rasa"].command
    token = command[command.index("--auth-token") + 1]
    assert not token.startswith("-")
    assert children["gateway"].environment["RUSBOT_RASA_TOKEN"] == token
