"""The picture of the mixing table: every pair by word, sign and colour, in a form that any page may show."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bot.adapters.content.loader import load_library
from bot.adapters.content.mixing_chart import LOOKS, mixing_chart
from bot.domain.mixing import Level
from bot.gateway.static_files import ROOT
from tests.content.library import REAL, real_library, small_library

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_every_cell_says_its_pair_and_level_in_words(language: str):
    picture, library = ElementTree.fromstring(mixing_chart(real_library(), language)), real_library()
    count = len({thing for pair in library.mixing.pairs for thing in pair})
    cells = [use for use in picture.iter(f"{SVG}use") if use.find(f"{SVG}title") is not None]
    assert len(cells) == count * (count - 1)
    names = {level.word: library.mixing.words[level.word].in_language(language) for level in Level}
    for cell in cells:
        title = cell.findtext(f"{SVG}title") or ""
        assert title.endswith(f": {names[cell.attrib['href'][1:]]}")
    assert picture.attrib["lang"] == language


def test_no_page_needs_to_let_styles_in_to_show_it():
    svg = mixing_chart(real_library())
    assert "<style" not in svg
    assert " style=" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")


def test_it_says_that_a_part_is_not_reviewed_and_shows_no_draft_where_only_the_approved_may_be_told():
    assert "Ikke alt i tabellen er fagvurdert ennå." in mixing_chart(real_library())
    approved = ElementTree.fromstring(mixing_chart(load_library(REAL, require_review=True)))
    levels = {use.attrib["href"] for use in approved.iter(f"{SVG}use") if use.find(f"{SVG}title") is not None}
    assert levels <= {"#unknown"}


def test_a_small_table_is_drawn_too():
    ElementTree.fromstring(mixing_chart(small_library(), "nn"))


def test_the_widget_has_the_same_signs_and_in_the_light_the_same_colours():
    icons = (ROOT / "shared" / "dom.js").read_text(encoding="utf-8")
    light = (ROOT / "shared" / "colours.css").read_text(encoding="utf-8").partition("@media")[0]
    for level, (fill, _, sign) in LOOKS.items():
        assert f'"mix-{level.word}": ["{sign}"]' in icons
        assert re.search(rf"--mix-{level.word}: {fill};", light)
