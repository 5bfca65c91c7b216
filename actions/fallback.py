"""When it is unsure: first the three nearest topics as buttons, the second time a human."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.hearing import Heard, hear
from actions.risk import risk_of, show_emergency, with_emergency
from actions.turn import remember, say, tell
from actions.wiring import services
from bot.domain.risk_levels import RiskLevel

_WORDS_OF_A_SHORT_QUESTION = 2  # «hva er salvia»
_SOMEBODY_ANSWERS = "get_help"
_NOT_OFFERED = frozenset({"nlu_fallback", "smalltalk", "out_of_scope", "procurement"})


class ActionOfferTopics(Action):
    """One short question back, with buttons; never a guess."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_offer_topics"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """A short answer in a conversation («hasj», «uke to?») still gets its answer from the context."""
        heard = hear(tracker)
        risk = risk_of(heard)
        if (topics := _topics_after_all(heard)) is not None:
            answer = services().answers.answer(replace(heard.question, topics=topics))
            say(dispatcher, with_emergency(heard, answer.replies))
            tell(dispatcher, topics=list(answer.topics_answered), substances=list(answer.substances), **risk)
            return remember(heard, answer.topics_answered, answer.substances)
        show_emergency(dispatcher, heard)
        fallbacks = int(tracker.get_slot("fallbacks") or 0) + 1
        ranking = (tracker.latest_message or {}).get("intent_ranking") or ()
        nearest = [r["name"] for r in ranking if r["name"] not in _NOT_OFFERED]
        say(dispatcher, [services().offer(nearest, heard.question, is_second=fallbacks > 1)])
        tell(dispatcher, language=heard.language, **risk)
        return [SlotSet("fallbacks", fallbacks)]


def _topics_after_all(heard: Heard) -> tuple[str, ...] | None:
    """What can be answered all the same: in the conversation, or where one fact likely is the answer. Whoever struggles
    is not told that we do not understand, but where somebody answers."""
    if _can_answer(heard):
        return heard.topics
    if likely := services().answers.likely_topic(heard.question):
        return (likely,)
    return (_SOMEBODY_ANSWERS,) if heard.risk >= RiskLevel.CONCERN else None


def _can_answer(heard: Heard) -> bool:
    """The mixing table is asked for; or the conversation tells what is meant; or hardly more than a rusmiddel is named,
    and its facts are an answer."""
    if services().answers.is_overview(heard.question):
        return True
    if heard.previous_topics:
        return bool(heard.substances or heard.places)
    return bool(heard.substances) and heard.words_beside_names <= _WORDS_OF_A_SHORT_QUESTION
