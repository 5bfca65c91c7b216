"""The mixing table: symmetric, worst first, and never safe by default."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mixing import Level, MixingTable, Pair, Partner, as_table
from bot.domain.stems import as_words
from bot.domain.texts import Texts

WHY = Texts("Fordi.", "Fordi.")


def a_table(*pairs: tuple[str, str, Level], **groups: tuple[str, ...]) -> MixingTable:
    return MixingTable(as_table(Pair(a, b, level, f"p.{a}.{b}", WHY, WHY) for a, b, level in pairs), groups)


def test_a_pair_is_the_same_either_way():
    table = a_table(("ghb", "alkohol", Level.DEADLY))
    assert table.lookup("ghb", "alkohol") == table.lookup("alkohol", "ghb")
    assert table.lookup("ghb", "alkohol").level is Level.DEADLY


def test_a_pair_that_nobody_knows_is_unknown():
    pair = a_table().lookup("khat", "dmt")
    assert pair.level is Level.UNKNOWN
    assert pair.reason is None
    assert pair.id == ""


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_gap_never_becomes_a_reassurance(a: str, b: str):
    table = a_table(("ghb", "alkohol", Level.UNCERTAIN))
    assert table.lookup(a, b).level is Level.UNKNOWN or {a, b} == {"ghb", "alkohol"}


def test_a_group_stands_for_its_member_but_the_exact_pair_wins():
    table = a_table(
        ("opioider", "alkohol", Level.DEADLY),
        ("tramadol", "alkohol", Level.DANGEROUS),
        heroin=("opioider",),
        tramadol=("opioider",),
    )
    assert table.lookup("alkohol", "heroin").level is Level.DEADLY
    assert table.lookup("tramadol", "alkohol").level is Level.DANGEROUS


def test_a_pair_found_by_its_group_is_named_as_it_was_asked():
    table = a_table(("opioider", "alkohol", Level.DEADLY), heroin=("opioider",))
    pair = table.lookup("heroin", "alkohol")
    assert (pair.a, pair.b, pair.reason) == ("heroin", "alkohol", WHY)


def test_of_two_groups_the_more_dangerous_pair_counts():
    table = a_table(
        ("opioider", "alkohol", Level.DEADLY), ("kodein", "alkohol", Level.RISKY), sirup=("kodein", "opioider")
    )
    assert table.lookup("sirup", "alkohol").level is Level.DEADLY


@pytest.mark.parametrize(
    ("withheld", "told"),
    [
        ({}, Level.RISKY),
        ({("heroin", "alkohol"): Level.UNCERTAIN}, Level.RISKY),
        ({("heroin", "alkohol"): Level.RISKY}, Level.RISKY),
        ({("heroin", "alkohol"): Level.DEADLY}, Level.UNKNOWN),
        ({("kodein", "alkohol"): Level.DEADLY}, Level.UNKNOWN),
        ({("ghb", "alkohol"): Level.DEADLY}, Level.RISKY),
    ],
)
def test_what_stands_for_a_pair_is_never_milder_than_one_that_may_not_be_told(
    withheld: dict[tuple[str, str], Level], told: Level
):
    table = replace(
        a_table(("opioider", "alkohol", Level.RISKY), heroin=("opioider", "kodein")),
        withheld={frozenset(pair): level for pair, level in withheld.items()},
    )
    assert table.lookup("heroin", "alkohol").level is told
    assert table.lookup("opioider", "alkohol").level is Level.RISKY


def test_of_two_entries_for_a_pair_the_more_dangerous_one_counts():
    table = a_table(("a", "b", Level.RISKY), ("b", "a", Level.DEADLY), ("a", "b", Level.UNCERTAIN))
    assert table.lookup("a", "b").level is Level.DEADLY


def test_several_things_give_every_pair_the_worst_first():
    table = a_table(("ghb", "alkohol", Level.DEADLY), ("cannabis", "alkohol", Level.RISKY))
    pairs = table.worst_first(("cannabis", "alkohol", "ghb", "alkohol"))
    assert [(p.a, p.b, p.level) for p in pairs] == [
        ("ghb", "alkohol", Level.DEADLY),
        ("cannabis", "alkohol", Level.RISKY),
        ("cannabis", "ghb", Level.UNKNOWN),
    ]


def test_one_thing_alone_is_no_pair():
    assert a_table().worst_first(("ghb", "ghb")) == ()


def test_an_unknown_mix_is_told_before_one_without_a_known_danger():
    assert Level.UNKNOWN > Level.UNCERTAIN


def test_the_worst_partners_come_first():
    table = a_table(("ghb", "alkohol", Level.DEADLY), ("ghb", "lsd", Level.UNCERTAIN), ("ghb", "mdma", Level.RISKY))
    assert table.worst_partners("ghb") == ("alkohol", "mdma", "lsd")


def test_the_most_exact_partner_is_found_first():
    general = Partner("any", Texts("medisinen", "medisinen"), ("medisin",), is_general=True)
    exact = Partner("mao", Texts("MAO-hemmere", "MAO-hemmarar"), ("aurorix",))
    table = MixingTable(partners={"any": general, "mao": exact})
    assert table.partners_in(as_words("medisinen min heter Aurorix")) == (exact, general)
    assert table.partners_in(as_words("øl og vin")) == ()
