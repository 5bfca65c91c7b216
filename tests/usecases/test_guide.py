"""Guided flows: one step at a time, always with a way out, and a way back in."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.domain.flows import Flow, FlowPlace, Step, Way
from bot.domain.replies import ReplyKind
from bot.domain.texts import Texts
from bot.usecases.guide import Guide, Guided
from tests.content.library import real_library, real_words, small_library


def guide() -> Guide:
    return Guide(small_library(), real_words())


def press(guided: Guided, label: str) -> str:
    return next(c.payload for c in guided.reply.choices if c.label == label)


def place_in(payload: str) -> FlowPlace:
    intent, _, entities = payload.partition("{")
    assert intent == "/flow_step"
    return FlowPlace(**json.loads("{" + entities))


def test_a_flow_starts_with_its_first_step():
    first = guide().start("overdose", "nb")
    assert first.reply.text == "Rist i skulderen og rop. Våkner personen?"
    assert first.reply.kind is ReplyKind.STEP
    assert first.reply.is_draft
    assert first.reply.sources
    assert first.place == FlowPlace("overdose", "wake")


def test_a_button_leads_to_the_next_step_in_the_same_language():
    first = guide().start("overdose", "nn")
    second = guide().step(place_in(press(first, "Nei")), "nn")
    assert second.reply.text == "Ring 113 no."
    assert second.place == FlowPlace("overdose", "call")


def test_a_step_shows_the_sources_of_the_facts_it_rests_on():
    call = guide().step(FlowPlace("overdose", "call"), "nb")
    assert call.reply.fact_ids == ("ghb.first_aid",)
    assert [s.title for s in call.reply.sources] == ["En side"]


def test_buttons_lead_out_to_a_human_and_to_a_topic():
    assert press(guide().step(FlowPlace("overdose", "call"), "nb"), "Snakk med et menneske") == "/talk_to_human"
    assert press(guide().step(FlowPlace("overdose", "stay"), "nb"), "Om å slutte") == '/ask{"topic": "quit"}'


def test_a_step_without_a_way_out_is_given_one():
    first = guide().start("overdose", "nb")
    assert place_in(press(first, "Stopp her")) == FlowPlace("overdose", "leave.wake")
    assert "Stopp her" not in [c.label for c in guide().step(FlowPlace("overdose", "call"), "nb").reply.choices]


def test_whoever_leaves_can_take_it_up_again_at_the_same_step():
    left = guide().step(FlowPlace("overdose", "leave.call"), "nb")
    assert left.place is None
    assert left.reply.choices[0].label == "Fortsett der jeg var"
    again = guide().step(place_in(left.reply.choices[0].payload), "nb")
    assert again.place == FlowPlace("overdose", "call")


def test_leaving_says_goodbye_and_offers_a_human():
    left = guide().leave(FlowPlace("overdose", "call"), "nb")
    assert "/talk_to_human" in [c.payload for c in left.reply.choices]


def test_a_step_that_content_no_longer_has_starts_the_flow_again():
    assert guide().step(FlowPlace("overdose", "gone"), "nb").place == FlowPlace("overdose", "wake")


def test_a_flow_that_content_no_longer_has_is_said_honestly():
    for guided in (guide().start("gone", "nb"), guide().step(FlowPlace("gone", "x"), "nb")):
        assert guided.place is None
        assert guided.reply.choices


def test_a_flow_is_marked_as_a_draft_until_it_is_approved():
    words = Texts("Ja", "Ja")
    flow = Flow("f", words, "a", {"a": Step("a", words, (Way(words, action="leave"),))}, is_draft=False)
    approved = Guide(replace(small_library(), flows={"f": flow}), real_words())
    assert not approved.start("f", "nb").reply.is_draft


def test_every_step_of_every_real_flow_can_be_shown_and_left():
    library = real_library()
    real = Guide(library, real_words())
    for flow in library.flows.values():
        for step in flow.steps.values():
            for language in ("nb", "nn", "en"):
                reply = real.step(FlowPlace(flow.id, step.id), language).reply
                assert reply.text
                assert reply.choices
