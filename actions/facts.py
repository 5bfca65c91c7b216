"""Answers from the reviewed facts, and the question back when a rusmiddel is missing."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.asking_back import instead_of_an_answer, requested, taken_as_it_is
from actions.hearing import Heard, hear
from actions.risk import risk_of, with_emergency
from actions.turn import remember, say, tell, with_services
from actions.wiring import services

# Questions that cannot be answered well without knowing which rusmiddel is meant.
_NEEDS_SUBSTANCE = frozenset({"effects", "detection_time", "dose"})
_SHORT_QUESTION = 9
# Topics where a place in the message means that the person wants to know who is near.
_NEEDS_NEAR = frozenset(
    {"get_help", "treatment", "equipment", "counsellor", "money", "violence_abuse", "drug_checking"}
)
# Topics of people who may soon ask where there is help.
_WANTS_HELP = _NEEDS_NEAR | {
    "mental_health", "quit", "relapse", "addiction", "withdrawal", "suicide", "child_welfare",
    "concern_friend", "concern_family", "concern_parent", "concern_partner",
}  # fmt: skip


class ActionAnswer(Action):
    """The answer to whatever was asked, in one well-ordered reply."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Facts first; services too where a place is named."""
        heard = hear(tracker)
        other = instead_of_an_answer(heard.intent)
        if other:
            return await other.run(dispatcher, tracker, domain)
        answer = services().answers.answer(heard.question)
        is_near = heard.places and _wants_near(heard)
        replies = with_services(answer.replies, await services().near(heard.near())) if is_near else answer.replies
        say(dispatcher, with_emergency(heard, replies))
        tell(
            dispatcher,
            topics=list(answer.topics_answered),
            substances=list(answer.substances),
            language=heard.language,
            kommune=_only_kommune(heard),
            **risk_of(heard),
        )
        return [*_needs_of(heard), *remember(heard, answer.topics_answered, answer.substances)]


class ValidateSubstanceForm(FormValidationAction):
    """Asks «hvilket rusmiddel?» only where nothing sensible can be said without it."""

    def name(self) -> str:
        """As in domain.yml."""
        return "validate_substance_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ends the form with the message after the question."""
        slot = requested(tracker)
        return taken_as_it_is(slot, tracker, await super().run(dispatcher, tracker, domain))

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        """Nothing is asked twice: whatever comes after the question is answered as it is."""
        is_asked = requested(tracker) == "substance"
        return [] if is_asked or not _lacks_substance(hear(tracker)) else domain_slots


class ActionAskSubstance(Action):
    """The question back, with the most asked ones as buttons."""

    def name(self) -> str:
        """Rasa calls it by this name when the form lacks `substance`."""
        return "action_ask_substance"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Keeps the topic, so that the answer to the question is enough."""
        heard = hear(tracker)
        say(dispatcher, [services().which_substance(heard.topics, heard.language)])
        tell(dispatcher, topics=list(heard.topics), language=heard.language)
        return remember(heard, heard.topics, ())


def _wants_near(heard: Heard) -> bool:
    """The main question, or a question for help beside it, is one that a service near the person answers."""
    return "get_help" in heard.topics or not _NEEDS_NEAR.isdisjoint(heard.topics[:1])


def _lacks_substance(heard: Heard) -> bool:
    if heard.substances or heard.previous_substances or not heard.topics:
        return False
    if services().answers.is_overview(heard.question):
        return False
    return heard.topics[0] in _NEEDS_SUBSTANCE and len(heard.text.split()) <= _SHORT_QUESTION and _is_alone(heard)


def _is_alone(heard: Heard) -> bool:
    """A further topic that needs a rusmiddel too («hvor lenge sitter det i kroppen») is the same question."""
    needs_one = all(topic in _NEEDS_SUBSTANCE for topic in heard.topics)
    return needs_one and not services().can_do_without_substance(heard.question)


def _needs_of(heard: Heard) -> list[EventType]:
    """What somebody needs is kept, for we may ask where they live only later."""
    needs = services().needs_in(heard.text, heard.topics) if _WANTS_HELP & set(heard.topics) else []
    return [SlotSet("needs", needs)] if needs else []


def _only_kommune(heard: Heard) -> Any:
    numbers = {p.kommunenummer for p in heard.places}
    return numbers.pop() if len(numbers) == 1 else None
