"""A model is fresh exactly when it was made of the files as they are. Nothing is trained here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.operations import training
from bot.operations.training import TrainingFailed, fingerprint, is_fresh, train

FILES = {
    "config.yml": "pipeline: []\n",
    "domain.yml": "intents: []\n",
    "data/nlu/topics/effects.yml": "nlu: []\n",
    "data/nlu/lookups/ordinary_words.txt": "hus\n",
    "data/stories/health.yml": "rules: []\n",
    "bot/nlu/features.py": "WORDS = 1\n",
    "bot/domain/text.py": "FOLD = 1\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project with one of each file that a model is made of."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def model(root: Path) -> Path:
    """A model made of just these files."""
    path = root / "models" / "rusprat.tar.gz"
    path.parent.mkdir()
    path.write_bytes(b"model")
    path.with_name("rusprat.tar.gz.made-of").write_text(fingerprint(root) + "\n", encoding="ascii")
    return path


def test_a_model_made_of_these_files_is_fresh(root: Path, model: Path) -> None:
    assert is_fresh(root, model)


@pytest.mark.parametrize("name", FILES)
def test_any_changed_file_makes_it_old(root: Path, model: Path, name: str) -> None:
    (root / name).write_text(FILES[name] + "# changed\n", encoding="utf-8")
    assert not is_fresh(root, model)


def test_a_new_file_a_lost_file_and_a_renamed_file_make_it_old(root: Path, model: Path) -> None:
    new = root / "data" / "nlu" / "topics" / "danger.yml"
    new.write_text("nlu: []\n", encoding="utf-8")
    assert not is_fresh(root, model)
    new.unlink()
    assert is_fresh(root, model)
    story = root / "data" / "stories" / "health.yml"
    story.rename(story.with_name("law.yml"))
    assert not is_fresh(root, model)


def test_reviewed_words_need_no_training(root: Path, model: Path) -> None:
    (root / "content").mkdir()
    (root / "content" / "effects.yml").write_text("facts: []\n", encoding="utf-8")
    assert is_fresh(root, model)


def test_no_model_and_no_stamp_are_not_fresh(root: Path, model: Path) -> None:
    stamp = model.with_name("rusprat.tar.gz.made-of")
    kept = stamp.read_text(encoding="ascii")
    stamp.unlink()
    assert not is_fresh(root, model)
    stamp.write_text(kept, encoding="ascii")
    model.unlink()
    assert not is_fresh(root, model)


def test_touching_a_file_without_changing_it_keeps_it_fresh(root: Path, model: Path) -> None:
    (root / "config.yml").touch()
    assert is_fresh(root, model)


def test_a_training_that_fails_tells_what_rasa_said_and_stamps_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = root / "fails"
    program.write_text(f"#!{sys.executable}\nprint('the last line')\nraise SystemExit(1)\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(training.sys, "executable", str(program))
    model = root / "models" / "rusprat.tar.gz"
    with pytest.raises(TrainingFailed, match=r"nothing was changed. Rasa's last lines:\nthe last line$"):
        train(root, model, lambda _line: None)
    assert not model.with_name("rusprat.tar.gz.made-of").exists()
