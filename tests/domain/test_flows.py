"""Flows are data: steps by id, and ways out."""

from __future__ import annotations

from bot.domain.flows import Flow, Step, Way
from bot.domain.texts import Texts

WORDS = Texts("Ja", "Ja")


def test_a_step_is_found_by_its_id_and_a_lost_one_is_none():
    flow = Flow("f", WORDS, "a", {"a": Step("a", WORDS)})
    assert flow.step("a") == Step("a", WORDS)
    assert flow.step("b") is None


def test_only_an_action_leads_out():
    assert Way(WORDS, action="leave").is_exit
    assert not Way(WORDS, goto="b").is_exit
