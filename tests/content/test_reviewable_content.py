"""From files to items: everything that people read is an item, and its fingerprint does not see the YAML."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters.content.review_items import FOLDERS
from bot.adapters.content.reviewable import ReviewableFiles
from bot.domain.knowledge import ASPECTS
from bot.domain.review_items import ReviewItem, ReviewKind
from bot.gateway.static_files import ROOT
from tests.content.library import REAL, SMALL, real_library


def items_of(root: Path) -> dict[str, ReviewItem]:
    return {item.id: item for item in ReviewableFiles(root).catalogue().items}


def fingerprints(root: Path) -> dict[str, str]:
    return {name: item.fingerprint for name, item in items_of(root).items()}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    root = tmp_path / "content"
    shutil.copytree(SMALL, root)
    return root


def test_every_fact_pair_flow_and_card_is_an_item() -> None:
    items, library = items_of(REAL), real_library()
    facts = {f.id for f in library.facts()}
    pairs = {p.id for p in library.mixing.pairs.values()}
    flows = {f"flow.{f}" for f in library.flows}
    cards = {name for name in items if name.startswith("emergency.")}
    assert set(items) == facts | pairs | flows | cards
    assert "emergency.default" in cards
    assert all(items[f.id].sources == f.sources for f in library.facts())


def test_no_two_items_have_the_same_name() -> None:
    catalogue = ReviewableFiles(REAL).catalogue()
    assert len({item.id for item in catalogue.items}) == len(catalogue.items)


def test_what_is_most_urgent_comes_first() -> None:
    kinds = [item.kind for item in ReviewableFiles(SMALL).catalogue().items]
    assert list(dict.fromkeys(kinds)) == list(ReviewKind)


def test_an_item_is_all_that_is_read_of_it() -> None:
    items = items_of(SMALL)
    flow = items["flow.overdose"]
    parts = [(p.part, p.name) for p in flow.passages]
    assert parts[:4] == [("title", "wake"), ("step", "wake"), ("button", "call"), ("button", "stay")]
    assert ("button", "human") in parts
    assert flow.passages[1].sources == flow.sources
    pair = items["pairs.alkohol.ghb"]
    assert [p.texts.nb for p in pair.passages] == [
        "Begge gjør at du puster svakere.", "La det være, og ring 113 hvis noen er vanskelig å vekke.",
    ]  # fmt: skip
    assert dict(pair.particulars) == {"things": "alkohol, ghb", "level": "deadly", "confidence": "high"}
    assert dict(items["emergency.default"].particulars) == {"levels": "acute, high"}
    assert (
        items["emergency.default"].passages[0].texts.en
        == "Call 113 if a life is in danger. The emergency clinic is on 116 117."
    )


def dumper(style: str | None) -> type[yaml.SafeDumper]:
    """Writes every text in that style."""

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(str, lambda d, text: d.represent_scalar("tag:yaml.org,2002:str", text, style=style))
    return Dumper


@pytest.mark.parametrize(
    "text_style", ['"', "'", "|", ">", None], ids=["double", "single", "literal", "folded", "plain"]
)
@pytest.mark.parametrize(
    "layout",
    [{"default_flow_style": True}, {"sort_keys": True, "indent": 8}, {"width": 30}, {"allow_unicode": False}],
    ids=["flow", "sorted", "narrow", "escaped"],
)
def test_the_same_content_written_another_way_has_the_same_fingerprints(
    content: Path, layout: dict[str, Any], text_style: str | None
) -> None:
    before = fingerprints(content)
    for folder in FOLDERS:
        for path in (content / folder).glob("*.yml"):
            data = yaml.safe_load(path.read_text(encoding="utf-8"))
            options = {"sort_keys": False, "allow_unicode": True, **layout}
            path.write_text(yaml.dump(data, Dumper=dumper(text_style), **options), encoding="utf-8")
    assert fingerprints(content) == before


@pytest.mark.parametrize(
    ("file", "before", "after", "changes"),
    [
        ("substances/ghb.yml", "deg bevisstløs", "deg litt sløv", {"ghb.danger"}),
        ("substances/ghb.yml", "medvitslaus.", "medvitslaus!", {"ghb.danger"}),
        ("topics/quit.yml", "title: En side", "title: En annen side", {"quit.general", "quit.first_days"}),
        ("topics/quit.yml", 'accessed: "2026-11-21"', 'accessed: "2026-11-22"', {"quit.general", "quit.first_days"}),
        ("topics/quit.yml", "[første dag, uke, veke]", "[første uke]", set()),
        ("mixing/pairs.yml", "level: deadly", "level: risky", {"pairs.alkohol.ghb"}),
        ("mixing/pairs.yml", "du puster svakere", "du slutter å puste",
         {"pairs.alkohol.ghb", "pairs.opioider.alkohol", "pairs.mao_hemmere.alkohol"}),
        ("flows/overdose.yml", "nb: Jeg har ringt", "nb: Jeg ringer", {"flow.overdose"}),
        ("flows/overdose.yml", "goto: call}", "goto: stay}", {"flow.overdose"}),
        ("emergency/cards.yml", "Call 113 if", "Call 112 if", {"emergency.default"}),
    ],
)  # fmt: skip
def test_what_changes_is_exactly_what_reads_otherwise(
    content: Path, file: str, before: str, after: str, changes: set[str]
) -> None:
    old, path = fingerprints(content), content / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    new = fingerprints(content)
    assert {name for name in old if old[name] != new[name]} == changes


def test_a_changed_file_is_read_again_and_the_others_are_not(content: Path) -> None:
    files = ReviewableFiles(content)
    first = files.catalogue()
    assert files.catalogue() is first
    path = content / "topics" / "quit.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("teller også", "teller alltid"), encoding="utf-8")
    second = files.catalogue()
    assert second.item("quit.general") != first.item("quit.general")
    assert second.item("ghb.danger") is first.item("ghb.danger")
    path.unlink()
    assert files.catalogue().item("quit.general") is None


@pytest.mark.parametrize("text", ["", "id: [", "id: quit\nfacts: 7\n", "[]", "id: quit\nfacts: [{id: quit.x}]\n"])
def test_a_broken_file_hides_no_other(content: Path, text: str) -> None:
    (content / "topics" / "quit.yml").write_text(text, encoding="utf-8")
    items = items_of(content)
    assert "ghb.danger" in items
    assert "quit.general" not in items


def test_the_desk_has_a_word_for_everything_in_the_content() -> None:
    for tag in ("nb", "nn"):
        words = (ROOT / "fagstoff" / f"strings.{tag}.js").read_text(encoding="utf-8")

        def known(table: str, text: str = words) -> set[str]:
            return set(re.findall(r"(\w+):", text.split(f"  {table}: {{", 1)[1].split("}", 1)[0]))

        assert set(real_library().topics) <= known("topic")
        assert set(ASPECTS) <= known("aspect")
        given = [dict(item.particulars) for item in ReviewableFiles(REAL).catalogue().items]
        for name, table in (("level", "level"), ("confidence", "confidence"), ("kinds", "danger"), ("levels", "grade")):
            assert {w for p in given for w in p.get(name, "").split(", ") if w} <= known(table), name
