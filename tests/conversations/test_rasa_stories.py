"""`rasa test core` over the stories beside this file: every intent and every action is the one they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from tests.model import require_model

FOLDER = Path(__file__).parent

pytestmark = [pytest.mark.model, pytest.mark.timeout(200)]


def test_every_story_goes_as_written(tmp_path: Path) -> None:
    model = require_model()
    command = [sys.executable, "-W", "ignore", "-m", "bot", "rasa", "test", "core", "--stories", str(FOLDER)]
    command += ["--model", str(model), "--out", str(tmp_path), "--no-plot", "--e2e", "--fail-on-prediction-errors"]
    # Without --e2e Rasa takes the intents of the stories as given, and any wrong one would pass.
    environment = {**os.environ, "RUSBOT_VAR": str(tmp_path / "var"), "MPLBACKEND": "Agg"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False)
    failed = tmp_path / "failed_test_stories.yml"
    told = failed.read_text(encoding="utf-8") if failed.exists() else ""
    assert done.returncode == 0, f"{told}\n{done.stderr[-1500:]}"
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    stories = sum(path.read_text(encoding="utf-8").count("- story:") for path in FOLDER.glob("test_*.yml"))
    assert report["conversation_accuracy"]["total"] == stories  # none was passed over
