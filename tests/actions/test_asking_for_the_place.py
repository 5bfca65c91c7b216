"""«Hvor bor du?»: what was told before is kept, and a place that nobody knows is never taken for a silence."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.facts import ActionAnswer
from actions.help_services import ActionAskPlace, ActionFindHelp, ValidatePlaceForm
from bot.domain.replies import Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPENED = [{"event": "action", "name": "place_form"}, {"event": "active_loop", "name": "place_form"}]
OSLO = {"name": "Oslo", "kommunenummer": "0301"}
DOMAIN: dict[str, Any] = {"slots": {"place": {}}, "forms": {"place_form": {"required_slots": ["place"]}}}


class Talk:
    """A conversation as the actions see it: messages, slots and the open form."""

    def __init__(self, **slots: Any) -> None:
        self.slots: dict[str, Any] = {"requested_slot": None, "place": None, **slots}
        self.events: list[dict[str, Any]] = []

    def hears(self, text: str, intent: str = "nlu_fallback", **found: Any) -> Tracker:
        message = {"text": text, "intent": {"name": intent}, "entities": [], "topics": [], **found}
        self.events.append({"event": "user", "text": text})
        return self._tracker(message)

    def _tracker(self, message: dict[str, Any]) -> Tracker:
        loop = {"name": "place_form"} if self.slots["requested_slot"] else {}
        return Tracker("x", dict(self.slots), message, list(self.events), False, None, loop, "action_listen")

    async def runs(self, action: Any, tracker: Tracker) -> list[Reply]:
        """The replies; slots that the action sets are set for the next."""
        dispatcher = CollectingDispatcher()
        for event in await action.run(dispatcher, tracker, DOMAIN):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        told = [m["custom"] for m in dispatcher.messages]
        return [Reply.from_json(m["reply"]) for m in told if "reply" in m]

    async def asks(self, tracker: Tracker) -> list[Reply]:
        """We ask where the person lives."""
        replies = await self.runs(ActionAskPlace(), tracker)
        self.events += OPENED
        self.slots["requested_slot"] = "place"
        return replies

    async def still_lacks(self, tracker: Tracker) -> list[str]:
        """What the form asks for after this message."""
        return await ValidatePlaceForm().required_slots(["place"], CollectingDispatcher(), tracker, DOMAIN)


def shown(replies: list[Reply]) -> list[str]:
    return [f.removeprefix("service.") for r in replies for f in r.fact_ids if f.startswith("service.")]


YOUNG = ("jeg er 15 og trenger noen å snakke med", "eg er 15 og treng nokon å snakke med")


@pytest.mark.parametrize("text", YOUNG)
async def test_age_and_need_are_still_known_when_the_place_comes(wired: None, text: str) -> None:
    talk = Talk()
    (question,) = await talk.asks(talk.hears(text, "get_help", topics=["get_help"]))
    assert question.text.startswith("Hvor bor du?")
    tracker = talk.hears("Oslo", places=[OSLO], entities=[{"entity": "place", "value": "Oslo", "start": 0, "end": 4}])
    assert await talk.still_lacks(tracker) == []
    later = await talk.runs(ActionFindHelp(), tracker)
    at_once = Talk()
    same = at_once.hears(f"{text} i Oslo", "get_help", topics=["get_help"], places=[OSLO])
    assert shown(later) == shown(await at_once.runs(ActionFindHelp(), same))
    assert any("unge" in reply.text for reply in later)


async def test_what_was_told_before_the_wish_for_help_is_known_too(wired: None) -> None:
    talk = Talk()
    await talk.runs(ActionAnswer(), talk.hears("jeg er 15 og har angst", "mental_health", topics=["mental_health"]))
    assert (talk.slots["age"], talk.slots["needs"]) == (15, ["mental_health"])
    await talk.asks(talk.hears("hvor er det hjelp", "get_help", topics=["get_help"]))
    found = await talk.runs(ActionFindHelp(), talk.hears("Oslo", places=[OSLO]))
    grown_up = Talk(needs=["mental_health"], age=45)
    assert shown(found) != shown(await grown_up.runs(ActionFindHelp(), grown_up.hears("Oslo", places=[OSLO])))


async def test_a_relative_is_a_relative_also_when_the_place_looks_like_a_question_for_help(wired: None) -> None:
    talk = Talk()
    await talk.asks(talk.hears("mamma drikker, hvor er det hjelp", "get_help", topics=["get_help", "concern_parent"]))
    assert "relatives" in talk.slots["needs"]
    found = await talk.runs(
        ActionFindHelp(), talk.hears("jeg bor i Oslo", "get_help", topics=["get_help"], places=[OSLO])
    )
    assert any("glad i" in reply.text for reply in found)


UNKNOWN = ["Langtvekkistan", "jeg bor i Langtvekkistan", "Ytre Ingenstedsvik", "langtvekkistan!!"]


@pytest.mark.parametrize("text", UNKNOWN)
async def test_an_unknown_place_is_said_so_and_asked_for_once_more(wired: None, text: str) -> None:
    talk = Talk()
    await talk.asks(talk.hears("jeg trenger noen å snakke med, jeg er 15", "get_help", topics=["get_help"]))
    tracker = talk.hears(text)
    assert await talk.still_lacks(tracker) == ["place"]
    (again,) = await talk.runs(ActionAskPlace(), tracker)
    assert again.text.startswith("Jeg kjenner ikke det stedet.")
    assert [c.payload for c in again.choices] == ["/skip_place"]
    assert (talk.slots["needs"], talk.slots["age"]) == (["someone_to_talk_to"], 15)

    second = talk.hears("Enda Lengervekk")
    assert await talk.still_lacks(second) == []
    (why, *_rest) = replies = await talk.runs(ActionFindHelp(), second)
    assert why.text.startswith(("Fint at du spør", "Jeg kjenner ikke det stedet"))
    assert any(r.text.startswith("Jeg kjenner ikke det stedet, så jeg vet ikke") for r in replies)
    assert shown(replies)


async def test_the_right_name_the_second_time_finds_what_is_near(wired: None) -> None:
    talk = Talk()
    await talk.asks(talk.hears("jeg trenger hjelp", "get_help", topics=["get_help"]))
    await talk.runs(ActionAskPlace(), talk.hears("Langtvekkistan"))
    tracker = talk.hears("Oslo", places=[OSLO])
    assert await talk.still_lacks(tracker) == []
    assert any(s.startswith("oslo-") for s in shown(await talk.runs(ActionFindHelp(), tracker)))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nei", "smalltalk"), ("nei, vil ikke si det", "smalltalk"), ("vet ikke", "nlu_fallback"),
        ("vil ikkje seie det", "nlu_fallback"), ("hopp over", "skip_place"), ("det er hemmelig", "nlu_fallback"),
        ("spiller ingen rolle", "nlu_fallback"), ("hvor som helst", "nlu_fallback"), ("?", "nlu_fallback"),
        ("rather not say", "nlu_fallback"), ("ok", "smalltalk"),
    ],
)  # fmt: skip
async def test_a_no_or_a_doubt_is_no_unknown_place(wired: None, text: str, intent: str) -> None:
    talk = Talk()
    await talk.asks(talk.hears("jeg trenger hjelp", "get_help", topics=["get_help"]))
    tracker = talk.hears(text, intent)
    assert await talk.still_lacks(tracker) == []
    replies = await talk.runs(ActionFindHelp(), tracker)
    assert not any("kjenner ikke det stedet" in reply.text for reply in replies)
    assert shown(replies)


async def test_a_question_of_its_own_is_answered_and_not_taken_for_a_place(wired: None) -> None:
    talk = Talk()
    await talk.asks(talk.hears("jeg trenger hjelp", "get_help", topics=["get_help"]))
    tracker = talk.hears("hva gjør mdma med kroppen din", "effects", topics=["effects"], substances=["mdma"])
    assert await talk.still_lacks(tracker) == []
    replies = await talk.runs(ActionFindHelp(), tracker)
    assert not any("kjenner ikke det stedet" in reply.text for reply in replies)
