"""Help near the person: asks for the place once, then finds what is open and fits."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.asking_back import instead_of_an_answer, requested, taken_as_it_is
from actions.hearing import Heard, hear
from actions.risk import risk_of, show_emergency
from actions.turn import remember, say, tell, with_services
from actions.wiring import services
from bot.domain.replies import Reply

_WORDS_OF_A_PLACE = 3  # «jeg bor i Otta» says where, and asks for nothing else

# «nei, vil ikke si det» is small talk to the classifier: it answers our question and asks nothing of its own.
_ABOUT_THE_PLACE = ("inform_place", "find_help", "skip_place", "get_help", "smalltalk", "nlu_fallback")

_WORDS_OF_AN_UNKNOWN_PLACE = 2
_ANSWERS = frozenset({"inform_place", "find_help", "skip_place", "inform", "deny", "affirm"})
_FORM = "place_form"


class ValidatePlaceForm(FormValidationAction):
    """Fills `place` from the message. Asks a second time only where a place was named that we do not know."""

    def name(self) -> str:
        """As in domain.yml."""
        return "validate_place_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Ends the form with the message after the question."""
        slot = requested(tracker)
        return taken_as_it_is(slot, tracker, await super().run(dispatcher, tracker, domain))

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        """The place is asked for when nothing in the message or the conversation tells it."""
        heard = hear(tracker)
        if heard.places or heard.kommune:
            return []
        answers = _answers_to_our_question(tracker) or int(requested(tracker) == "place")
        return domain_slots if not answers or (answers == 1 and _is_unknown_place(heard)) else []


class ActionAskPlace(Action):
    """«Hvor bor du?»: kommune, sted eller postnummer; may be skipped. The second time it says why it asks again."""

    def name(self) -> str:
        """Rasa calls it by this name when the form lacks `place`."""
        return "action_ask_place"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Keeps what kind of help is wanted, so that the place alone is answer enough."""
        heard = hear(tracker)
        show_emergency(dispatcher, heard)
        before = list(tracker.get_slot("needs") or ())
        needs = services().needs_in(heard.text, heard.topics) or before
        is_second = _answers_to_our_question(tracker) > 0
        said = () if is_second else services().answers.surely(heard.question)
        say(dispatcher, [*said, *await services().near(heard.near(needs=needs, unknown=is_second))])
        tell(dispatcher, topics=["get_help"], language=heard.language, **risk_of(heard))
        topics = heard.previous_topics if is_second else heard.topics
        return [SlotSet("needs", needs), *remember(heard, topics, heard.substances)]


class ActionFindHelp(Action):
    """The services themselves."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_find_help"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """What the person asked for now, or before we asked where they live."""
        heard = hear(tracker)
        other = instead_of_an_answer(heard.intent)
        if other:
            return await other.run(dispatcher, tracker, domain)
        needs = services().needs_in(heard.text, heard.topics) or list(tracker.get_slot("needs") or ())
        show_emergency(dispatcher, heard)
        say(dispatcher, await _said(heard, needs))
        topics = heard.topics or heard.previous_topics or ("get_help",)
        numbers = {p.kommunenummer for p in heard.places}
        kommune = numbers.pop() if len(numbers) == 1 else None
        tell(
            dispatcher, topics=list(topics), kommune=kommune, language=heard.language,
            **risk_of(heard),
        )  # fmt: skip
        place = [SlotSet("place", kommune)] if kommune else []
        return [*place, SlotSet("needs", needs), *remember(heard, topics, heard.substances)]


async def _said(heard: Heard, needs: list[str]) -> Sequence[Reply]:
    is_placeless = not heard.places and not heard.kommune
    if not _wants_something_else(heard):
        is_unknown = is_placeless and _is_unknown_place(heard)
        return await services().near(heard.near(needs=needs, skipped=is_placeless, unknown=is_unknown))
    answer = services().answers.answer(heard.question).replies
    if not heard.places:
        return answer
    return with_services(answer, await services().near(heard.near(needs=needs)))


def _is_unknown_place(heard: Heard) -> bool:
    """The answer to «Hvor bor du?» was meant as a place, and is none that we know."""
    if not heard.text or heard.places or heard.intent == "skip_place" or _wants_something_else(heard):
        return False
    return not services().names_no_place(heard.text)


def _answers_to_our_question(tracker: Tracker) -> int:
    """How many messages have come since we asked where the person lives; 0 while we have not asked yet."""
    answers = 0
    for event in reversed(tracker.events):
        if event.get("event") == "active_loop":
            return answers if event.get("name") == _FORM else 0
        answers += event.get("event") == "user"
    return 0


def _wants_something_else(heard: Heard) -> bool:
    """The message after «hvor bor du?» was a question of its own, not a place (known to us or not); or it was both."""
    if heard.places and heard.words_beside_names <= _WORDS_OF_A_PLACE:
        return False
    if heard.intent == "get_help":
        return len(heard.topics) > 1
    if heard.intent in _ANSWERS or heard.places or not heard.topics:
        return False
    return heard.risk.needs_human or bool(heard.substances) or heard.words_beside_names > _WORDS_OF_AN_UNKNOWN_PLACE
