"""The report and the chart show what is known, and show what is not."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.adapters.content.loader import load_library
from bot.adapters.content.mixing_chart import mixing_chart
from bot.adapters.content.report import draw_coverage, report
from bot.domain.knowledge import Library
from tests.content.library import SMALL, real_library, small_library

SVG = "{http://www.w3.org/2000/svg}"


def test_the_report_shows_coverage_gaps_and_reviews():
    text = report(load_library(SMALL))
    assert "cannabis        ● ● · ● ● · ● · · ● · · · ● ● · · · ·" in text
    assert "  effects (2): antidepressiva, salvia" in text
    assert "  driving: 5 answers (0 approved), 10 stems" in text
    assert "2099-01-01  cannabis (approved, reviewed 2026-11-20 by fagansvarlig)" in text


@pytest.mark.filterwarnings("ignore::DeprecationWarning:matplotlib")  # matplotlib 3.5 with a newer pyparsing
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_coverage_is_also_a_picture(tmp_path: Path, ending: str):
    picture = tmp_path / f"coverage.{ending}"
    draw_coverage(small_library(), picture)
    assert picture.stat().st_size > 5000


@pytest.mark.parametrize("library", [small_library(), real_library()], ids=["small", "real"])
def test_the_chart_has_a_cell_a_sign_and_a_spoken_name_for_every_pair(library: Library):
    root = ET.fromstring(mixing_chart(library))
    things = {thing for pair in library.mixing.pairs for thing in pair}
    cells = [use for use in root.iter(f"{SVG}use") if use.find(f"{SVG}title") is not None]
    assert len(cells) == len(things) * (len(things) - 1)
    signs = {group.get("id") for group in root.iter(f"{SVG}g")}
    assert {use.get("href", "").lstrip("#") for use in cells} <= signs
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Å blande to ting"
    assert root.findtext(f"{SVG}desc")


def test_the_chart_says_each_pair_in_words():
    chart = mixing_chart(small_library())
    assert "<title>GHB + Alkohol: Livsfarlig</title>" in chart
    assert "<title>Cannabis + GHB: Ukjent</title>" in chart


def test_no_two_levels_look_alike():
    root = ET.fromstring(mixing_chart(small_library()))
    looks = [
        (g.find(f"{SVG}rect").get("fill"), g.find(f"{SVG}path").get("d"))  # type: ignore[union-attr]
        for g in root.iter(f"{SVG}g")
    ]
    assert len({fill for fill, _ in looks}) == len({sign for _, sign in looks}) == 6
