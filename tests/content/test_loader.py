"""The loader turns files into the library, and leaves out what may not be served."""

from __future__ import annotations

import shutil
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.content.loader import ContentError, load_library
from bot.domain.mixing import Level
from tests.content.library import SMALL


def test_everything_in_the_files_is_in_the_library():
    library = load_library(SMALL)
    ghb = library.substances["ghb"]
    assert ghb.name.in_language("nn") == "GHB"
    assert [f.id for f in ghb.facts_on("safer_use")] == ["ghb.safer_use", "ghb.safer_use.more"]
    assert "law" in ghb.unknown
    assert library.topics["driving"].default is not None
    assert library.mixing.lookup("ghb", "alkohol").level is Level.DEADLY
    assert library.flows["overdose"].start == "wake"


def test_a_fact_carries_its_sources_and_its_review():
    fact = load_library(SMALL).fact("cannabis.law")
    assert fact is not None
    assert fact.sources[0].url == "https://rusinfo.no/en-side"
    assert fact.review.reviewed_on == date(2026, 11, 20)
    assert not fact.reply("nb").is_draft
    assert fact.reply("nn").text == "Cannabis er forbode i Noreg."


def test_only_approved_facts_are_served_when_review_is_required():
    library = load_library(SMALL, require_review=True)
    assert library.substances["cannabis"].facts
    assert library.substances["ghb"].facts == ()
    assert library.substances["ghb"].name.nb == "GHB"
    assert library.topics == {}
    assert library.flows == {}
    assert library.mixing.lookup("ghb", "alkohol").level is Level.UNKNOWN


def test_a_fact_may_be_approved_before_its_file_is(tmp_path: Path):
    root = tmp_path / "content"
    shutil.copytree(SMALL, root)
    path = root / "substances" / "ghb.yml"
    own = '    review: {status: approved, reviewed_by: lege, reviewed_on: "2026-11-20", due: "2099-01-01"}\n'
    text = path.read_text(encoding="utf-8").replace("  - id: ghb.danger\n", "  - id: ghb.danger\n" + own)
    path.write_text(text, encoding="utf-8")
    library = load_library(root, require_review=True)
    assert [f.id for f in library.substances["ghb"].facts] == ["ghb.danger"]


def test_missing_folders_give_an_empty_library(tmp_path: Path):
    library = load_library(tmp_path)
    assert library.facts() == ()
    assert library.mixing.lookup("a", "b").level is Level.UNKNOWN


def test_the_library_cannot_be_changed():
    library = load_library(SMALL)
    with pytest.raises(TypeError):
        library.substances["x"] = library.substances["ghb"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        library.substances["ghb"].id = "x"  # type: ignore[misc]


def test_a_file_that_cannot_be_read_is_named_with_its_line(tmp_path: Path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "quit.yml").write_text("id: quit\nfacts: [\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"^topics/quit\.yml:\d+: YAML"):
        load_library(tmp_path)


def test_a_file_without_what_it_needs_is_named(tmp_path: Path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "quit.yml").write_text("id: quit\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"^topics/quit\.yml: KeyError\('facts'\)"):
        load_library(tmp_path)


def test_a_word_that_yaml_takes_for_false_stays_a_word(tmp_path: Path):
    root = tmp_path / "content"
    shutil.copytree(SMALL, root)
    path = root / "topics" / "quit.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[første dag, ", "[no, første dag, "), encoding="utf-8")
    fact = load_library(root).fact("quit.first_days")
    assert fact is not None
    assert fact.about[0] == "nå"


def test_a_stem_loses_what_the_norms_do_not_share():
    fact = load_library(SMALL).fact("driving.wait")
    assert fact is not None
    assert fact.about == ("vent", "hvor leng")
