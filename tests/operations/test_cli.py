"""The command line's contracts: `analyse --jsonl`, `ask --json`, and one clear line for whatever goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.operations.analysis import texts_in
from bot.settings import ROOT
from tests.model import require_model

FIELDS = {
    "text", "intent", "confidence", "topics", "substances", "places", "risk", "risk_reasons", "language",
}  # fmt: skip
RISKS = {"none", "concern", "high", "acute"}
LANGUAGES = {"nb", "nn", "en", "other"}
LONG = "hjelp meg æøå " * 7_500  # more than 100 kB
MESSAGES = [
    "hva gjør mdma med kroppen",
    "er det farlig å blande tramadol og øl i Otta",
    "kompisen min puster ikke",
    "🙈🙈🙈",
    "x",
    "!?",
    "a\u0000b\u001b[31m\u202etekst\u200b",
    "هل هذا خطير",
    LONG,
    '{"ikke": "json for oss"}',
    "/talk_to_human",
    "hvor lenge varer det\\n",
]


def rusbot(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the real program."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=180,
        check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """One load of the pipeline for every message of the table, and two that are hard to print."""
    require_model()
    file = tmp_path_factory.mktemp("analyse") / "messages.jsonl"
    lines = ["", *(json.dumps({"text": m}) for m in MESSAGES), "   ", "bare tekst på en linje", r'{"text": "a\ud800b"}']
    file.write_bytes("\n".join(lines).encode() + b"\nikke utf-8: \xe6\n")
    done = rusbot("analyse", "--jsonl", str(file))
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.model
def test_each_message_is_one_line_in_order_and_empty_lines_are_passed_over(told: list[dict[str, Any]]) -> None:
    assert [row["text"] for row in told] == [*MESSAGES, "bare tekst på en linje", "a?b", "ikke utf-8: \ufffd"]


@pytest.mark.model
def test_every_line_has_every_field_in_its_own_form(told: list[dict[str, Any]]) -> None:
    for row in told:
        assert set(row) == FIELDS, row["text"][:40]
        assert row["intent"] is None or isinstance(row["intent"], str)
        assert isinstance(row["confidence"], float)
        assert 0.0 <= row["confidence"] <= 1.0
        for name in ("topics", "substances", "risk_reasons"):
            assert all(isinstance(word, str) for word in row[name]), row
            assert len(set(row[name])) == len(row[name]), row
        assert row["risk"] in RISKS
        assert row["language"] in LANGUAGES
        assert all(place["kommunenummer"].isdigit() and place["name"] for place in row["places"]), row
        assert bool(row["risk_reasons"]) == (row["risk"] != "none"), row["text"][:40]


@pytest.mark.model
def test_what_was_asked_is_understood(told: list[dict[str, Any]]) -> None:
    by_text = {row["text"]: row for row in told}
    first = by_text["hva gjør mdma med kroppen"]
    assert (first["topics"][0], first["substances"], first["risk"]) == ("effects", ["mdma"], "none")
    mixing = by_text["er det farlig å blande tramadol og øl i Otta"]
    assert "mixing" in mixing["topics"]
    assert mixing["substances"] == ["tramadol", "alkohol"]
    assert [(p["name"], p["kommunenummer"]) for p in mixing["places"]] == [("Otta", "3437")]
    assert by_text["kompisen min puster ikke"]["risk"] == "acute"
    assert by_text["هل هذا خطير"]["language"] == "other"


@pytest.mark.model
def test_ask_gives_one_object_a_turn_with_replies_owner_and_risk() -> None:
    require_model()
    done = rusbot("ask", "--json", stdin="hva gjør mdma med kroppen\n\nkan jeg snakke med et menneske\n")
    assert done.returncode == 0, done.stderr[-2000:]
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    for turn in (first, second):
        assert {"text", "replies", "owner", "risk"} <= set(turn)
        for reply in turn["replies"]:
            assert {"text", "buttons", "sources", "fact_ids"} <= set(reply)
            assert all(set(source) == {"title", "url"} for source in reply["sources"])
            assert all(set(button) == {"title", "payload"} for button in reply["buttons"])
    assert first["text"] == "hva gjør mdma med kroppen"
    assert "mdma.effects" in [f for reply in first["replies"] for f in reply["fact_ids"]]
    assert (first["owner"], first["risk"]) == ("bot", "none")
    assert (second["owner"], second["risk"]) == ("waiting", "none")


@pytest.mark.parametrize("command", [("analyse", "--jsonl"), ("ask", "--json", "hei")])
def test_a_missing_model_is_one_line_that_says_what_to_do(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = rusbot(*command, stdin="hei\n", RUSBOT_MODEL=str(tmp_path / "none.tar.gz"), PYTHONWARNINGS="ignore")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "rusprat: there is no trained model yet; run: make train\n"


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    done = rusbot("analyse", "--jsonl", str(tmp_path / "none.jsonl"), PYTHONWARNINGS="ignore")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == f"rusprat: {tmp_path / 'none.jsonl'} cannot be read: No such file or directory\n"


def test_an_unknown_command_is_refused_with_the_list() -> None:
    done = rusbot("blah")
    assert done.returncode == 2
    assert "invalid choice: 'blah'" in done.stderr
    assert "analyse" in done.stderr


def test_a_wrong_setting_is_one_line() -> None:
    done = rusbot("content", "check", RUSBOT_PORT="åtti")
    assert done.returncode == 1
    assert done.stderr == "rusprat: RUSBOT_PORT must be a number from 0 to 65535, not 'åtti'\n"


@pytest.mark.parametrize("flag", ["--debug", "-vv"])
def test_rasa_is_never_run_where_it_would_log_what_people_write(flag: str) -> None:
    done = rusbot("rasa", "run", flag)
    assert done.returncode != 0
    assert f"{flag} would write people's messages to the log" in done.stderr


def test_the_content_is_without_errors() -> None:
    done = rusbot("content", "check")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "rusprat: content: 0 errors" in done.stderr


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{"text": "hei"}\n', "hei"),
        ('{"text": "hei", "intent": "x"}\n', "hei"),
        ('{"text": ""}\n', ""),
        ("hei du\n", "hei du"),
        ('{"ikke": "vår"}\n', '{"ikke": "vår"}'),
        ("[1, 2]\n", "[1, 2]"),
        ("4630\n", "4630"),
        ('"hei"\n', '"hei"'),
        ("null\n", "null"),
        ("hei\r\n", "hei"),
        ("  innrykk\n", "  innrykk"),
    ],
)
def test_a_line_is_json_with_text_or_the_text_itself(line: str, text: str) -> None:
    assert list(texts_in([line])) == [text]
