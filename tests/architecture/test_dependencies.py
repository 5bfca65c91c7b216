"""Every dependency has its reason, and every reason its dependency."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _in_pyproject() -> set[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lists = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    return {
        re.split(r"[=<>\[]", name)[0] for found in lists for name in re.findall(r'^\s+"([^"]+)"', found, re.MULTILINE)
    }


def _in_docs() -> set[str]:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| ([^|]+) \|", text, re.MULTILINE)
    return {name.strip() for cell in cells for name in cell.split(",")} - {"package", "---"}


def test_every_dependency_has_a_reason() -> None:
    assert _in_pyproject() == {n for n in _in_docs() if not n.startswith("-")}


def test_adr_numbers_are_unique() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) >= 5
