"""What the widget is sent is what the table says, in both languages, and never milder."""

from __future__ import annotations

from typing import Any

import pytest

from bot.adapters.content.loader import load_library
from bot.adapters.content.recognition import load_lexicon
from bot.domain.knowledge import Library
from bot.domain.mixing import Level
from bot.domain.stems import as_words
from bot.usecases.show_mixing import mixing_table, things_to_choose
from tests.content.library import REAL, real_library, small_library

ORDINARY_WORDS = REAL.parent / "data" / "nlu" / "lookups" / "ordinary_words.txt"
QUESTIONS = {"nb": "Hva skjer hvis jeg blander {} og {}?", "nn": "Kva skjer om eg blandar {} og {}?"}
"""As in the widget's strings; a test in tests/gateway holds them to these."""


def pairs_of(table: dict[str, Any], things: tuple[str, ...]) -> dict[frozenset[str], list[Any]]:
    return {frozenset((things[pair[0]], things[pair[1]])): pair for pair in table["pairs"]}


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("library", [real_library(), small_library()], ids=["real", "small"])
def test_every_pair_is_told_as_the_table_has_it_and_what_is_not_there_is_unknown(library: Library, language: str):
    table, things = mixing_table(library, language), things_to_choose(library, language)
    told = pairs_of(table, things)
    apart = {frozenset((things[i], things[j])) for i, j in table["apart"]}
    levels = [level["id"] for level in table["levels"]]
    for i, a in enumerate(things):
        for b in things[i + 1 :]:
            key, pair = frozenset((a, b)), library.mixing.lookup(a, b)
            if key not in told:
                assert pair.level is Level.UNKNOWN or key in apart
                continue
            _, _, level, reason, advice, sources, is_draft = told[key]
            assert levels[level] == pair.level.word
            for place, text in ((reason, pair.reason), (advice, pair.advice)):
                assert (table["texts"][place] if place >= 0 else None) == (text and text.in_language(language))
            assert [table["sources"][s]["url"] for s in sources] == [s.url for s in pair.sources]
            assert is_draft == pair.is_draft


def test_the_worst_level_is_the_first_and_unknown_is_worse_than_no_particular_danger():
    levels = [level["id"] for level in mixing_table(real_library(), "nb")["levels"]]
    assert levels == ["deadly", "dangerous", "risky", "weakens", "unknown", "uncertain"]


def test_where_only_approved_pairs_are_told_the_rest_is_unknown():
    table = mixing_table(load_library(REAL, require_review=True), "nb")
    assert [pair for pair in table["pairs"] if pair[-1]] == []
    assert len(table["things"]) > 40


def test_what_stands_for_a_thing_is_no_mix_with_it():
    table, things = mixing_table(real_library(), "nb"), things_to_choose(real_library(), "nb")
    apart = {frozenset((things[i], things[j])) for i, j in table["apart"]}
    assert frozenset(("heroin", "opioider")) in apart
    assert frozenset(("heroin", "alkohol")) not in apart


def test_medicine_in_general_cannot_be_looked_up():
    assert "annen_medisin" not in things_to_choose(real_library(), "nb")
    assert "litium" in things_to_choose(real_library(), "nb")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_question_that_the_widget_sends_is_understood_of_every_thing(language: str):
    """«Spør om dette» must never come back as «hva er det du tenker på?»."""
    lexicon, library = load_lexicon(REAL, ORDINARY_WORDS), real_library()
    table, things = mixing_table(library, language), things_to_choose(library, language)
    missed = []
    for thing, shown in zip(things, table["things"], strict=True):
        other = "ghb" if thing == "alkohol" else "alkohol"
        text = QUESTIONS[language].format(shown["inside"], table["things"][things.index(other)]["inside"])
        found = {m.canonical for m in lexicon.find(text)} | {p.id for p in library.mixing.partners_in(as_words(text))}
        if not {thing, other} <= found:
            missed.append((thing, text, sorted(found)))
    assert missed == []
