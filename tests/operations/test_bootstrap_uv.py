"""`make run` begins with whatever Python a machine has: the first script must be readable by 3.8."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "bootstrap_uv.py"


def test_its_syntax_is_that_of_python_3_8() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))


def test_a_newer_syntax_would_be_noticed() -> None:
    with pytest.raises(SyntaxError):
        ast.parse("match x:\n    case 1: pass\n", feature_version=(3, 8))


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_nothing_newer_than_3_8_is_called_on_strings_and_paths() -> None:
    # Syntax alone does not tell: these methods came with 3.9 and later.
    text = SCRIPT.read_text(encoding="utf-8")
    assert re.findall(r"\.(removeprefix|removesuffix|is_relative_to|with_stem|hardlink_to)\(", text) == []
    assert re.findall(r"(?<![\w.])(?:list|dict|tuple|set)\[", text) == []


def test_a_uv_that_is_installed_is_used_without_any_network(tmp_path: Path) -> None:
    """A uv new enough, found on the path, is the answer; nothing is fetched."""
    program = tmp_path / "uv"
    program.write_text("#!/bin/sh\necho 'uv 99.0.0'\n", encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    done = subprocess.run(
        [sys.executable, str(SCRIPT)], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).name == "uv"
