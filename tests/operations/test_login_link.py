"""The one-time link that an operator is given: its token stands where no server ever sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.operations.keeping import one_time_login
from bot.operations.up import _first_login
from bot.settings import load_settings

LINK = re.compile(r"http://\S+/konsoll/#token=[\w-]{20,}")


async def test_the_printed_link_has_its_token_in_the_fragment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUSBOT_VAR", str(tmp_path))
    monkeypatch.setenv("RUSBOT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/login.sqlite3")
    await one_time_login(load_settings())
    printed = capsys.readouterr().out.strip()
    assert LINK.fullmatch(printed)
    assert "?" not in printed


async def test_the_first_login_is_a_fragment_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSBOT_VAR", str(tmp_path))
    monkeypatch.setenv("RUSBOT_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/login.sqlite3")
    assert re.fullmatch(r"#token=[\w-]{20,}", await _first_login(load_settings()))
