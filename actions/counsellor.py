"""Asks for a human. The gateway opens the handoff; this only says that it is wanted."""

from __future__ import annotations

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.hearing import hear
from actions.risk import risk_of, show_emergency
from actions.turn import remember, say, tell, with_services
from actions.wiring import services

_BUTTON = "talk_to_human"


class ActionTalkToHuman(Action):
    """From the button at once; from a sentence with what a ruskonsulent is, and the button, unless it is plain."""

    def name(self) -> str:
        """As in domain.yml."""
        return "action_talk_to_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """«Hva er en ruskonsulent?» is a question; «kan jeg snakke med et menneske» is a wish."""
        heard = hear(tracker)
        show_emergency(dispatcher, heard)
        wants_human = heard.intent == _BUTTON or services().asks_for_human(heard.text)
        if not wants_human:
            replies = services().answers.answer(heard.question).replies
            near = await services().near(heard.near()) if heard.places else ()
            say(dispatcher, with_services(replies, near) if near else replies)
        tell(
            dispatcher, wants_human=wants_human, topics=["counsellor"], language=heard.language,
            **{k: v for k, v in risk_of(heard).items() if k != "wants_human"},
        )  # fmt: skip
        return remember(heard, ("counsellor",), heard.substances)
