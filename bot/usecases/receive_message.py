"""Takes a message in: store it, see to safety, ask for a human when life demands it. Then lets the assistant answer.

`receive` needs nothing but the rules of risk and the database: it works with Rasa, the actions and the bus down.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.conversation import MAX_TEXT_LENGTH, Channel, Conversation, ConversationId, Speaker
from bot.domain.emergency import EmergencyBook
from bot.domain.events import MessageReceived, StoreWriteFailed
from bot.domain.handoff import Event, State
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.domain.text import clean
from bot.domain.words import Words
from bot.ports import (
    Assess,
    Bus,
    Clock,
    Conflict,
    ConversationNotFound,
    DialogueEngine,
    Draft,
    Redact,
    Store,
    UnitOfWork,
)
from bot.usecases.answer_turn import AnswerTurn
from bot.usecases.call_human import CALL_HUMAN_KEYS, call_human
from bot.usecases.first_aid import FirstAid
from bot.usecases.journal import QUEUE, conversation_topic, look_again, record, record_failure
from bot.usecases.start_conversation import StartConversation

_MESSAGES_LOOKED_BACK = 40
_EARLIER_TEXTS = 6
_ATTEMPTS = 3


class StoreUnavailable(Exception):
    """The message could not be kept. `replies` is the emergency help that the channel must show all the same."""

    def __init__(self, replies: tuple[Reply, ...] = ()) -> None:
        super().__init__("the message could not be stored")
        self.replies = replies


class EmptyMessage(ValueError):
    """Nothing was written: only spaces or invisible characters."""


@dataclass(frozen=True)
class Receipt:
    """The number under which the message is stored for good, and how dangerous it is."""

    number: int
    verdict: RiskVerdict
    is_duplicate: bool


@dataclass(frozen=True)
class _Said:
    """What came in, cleaned but neither redacted nor cut."""

    conversation_id: ConversationId
    text: str
    client_id: str
    payload: str | None


class ReceiveMessage:
    """The one way in for everything that a person writes or presses."""

    def __init__(
        self,
        *,
        store: Store,
        bus: Bus,
        clock: Clock,
        assess: Assess,
        redact: Redact,
        emergency: EmergencyBook,
        words: Words,
        dialogue: DialogueEngine,
    ) -> None:
        words.require(*CALL_HUMAN_KEYS)
        self._store = store
        self._bus = bus
        self._clock = clock
        self._redact = redact
        self._words = words
        self._aid = FirstAid(assess=assess, emergency=emergency, words=words)
        self._begin = StartConversation(store=store, words=words)
        self._turn = AnswerTurn(store=store, bus=bus, clock=clock, aid=self._aid, words=words, dialogue=dialogue)

    async def start(
        self,
        channel: Channel,
        *,
        language: str = "nb",
        kommune: str | None = None,
        address: str | None = None,
        greet: bool = True,
    ) -> Conversation:
        """A new conversation, greeted. A channel address that already has a live one gets that one back."""
        return await self._begin.start(channel, language=language, kommune=kommune, address=address, greet=greet)

    async def receive(
        self, conversation_id: ConversationId, text: str, *, client_id: str, payload: str | None = None
    ) -> Receipt:
        """Store the message once, with emergency help and a place in the queue where its danger demands them.

        Raises ConversationNotFound, EmptyMessage, or StoreUnavailable with the emergency help that must be shown.
        """
        said = _Said(conversation_id, clean(text), client_id, payload)
        if not said.text:
            raise EmptyMessage
        try:
            receipt, topics = await self._keep(said)
        except ConversationNotFound:
            raise
        except Exception as error:  # whatever broke, a person in danger is not left with an error message
            verdict = self._aid.verdict(said.text, conversation=conversation_id)
            record_failure(StoreWriteFailed(conversation_id, verdict.level), error)
            raise StoreUnavailable(self._aid.cards(verdict, said.text, "nb")) from error
        await look_again(self._bus, *topics)
        return receipt

    async def answer(self, conversation_id: ConversationId) -> None:
        """Let the assistant answer what has not been answered; silent while a counsellor has the conversation.

        Raises StoreFailed; the conversation then stays among `unanswered` until somebody tries again.
        """
        await self._turn.answer(conversation_id)

    def first_aid(self, text: str, language: str = "nb") -> tuple[Reply, ...]:
        """The emergency help for a text alone, without the database (a conversation that is gone); else empty."""
        written = clean(text)
        return self._aid.cards(self._aid.verdict(written), written, language)

    async def _keep(self, said: _Said) -> tuple[Receipt, list[str]]:
        for _ in range(_ATTEMPTS - 1):
            try:
                return await self._keep_once(said)
            except Conflict:
                continue
        return await self._keep_once(said)

    async def _keep_once(self, said: _Said) -> tuple[Receipt, list[str]]:
        async with self._store.unit() as unit:
            before = await unit.conversations.get(said.conversation_id)
            since = max(0, before.last_number - _MESSAGES_LOOKED_BACK)
            recent = await unit.conversations.messages(before.id, after=since)
            earlier = [m.reply.text for m in recent if m.speaker is Speaker.PERSON][-_EARLIER_TEXTS:]
            # Assessed is what was written, not what is kept: neither redaction nor the limit of length hides danger.
            verdict = self._aid.verdict(said.text, earlier, conversation=before.id)
            kept = Reply(self._redact(said.text)[:MAX_TEXT_LENGTH])
            draft = Draft(Speaker.PERSON, kept, verdict.level, said.client_id, said.payload)
            (message,) = await unit.conversations.append(before.id, [draft])
            if message.number <= before.last_number:
                return Receipt(message.number, verdict, is_duplicate=True), []
            after = await self._wake(unit, before, verdict)
            if _needs_human(verdict, before):
                cards = self._aid.cards_to_show(verdict, said.text, after, recent)
                await unit.conversations.append(after.id, [Draft(Speaker.BOT, card) for card in cards])
                # Whoever got their help in English must understand that somebody is coming, too.
                language = self._aid.language_of(said.text, after.language)
                now = self._clock.now()
                after = await call_human(unit, after, words=self._words, now=now, by_risk=True, language=language)
            await unit.commit()
        record(MessageReceived(after.id, message.number, verdict.level))
        topics = [conversation_topic(after.id)]
        if (after.state, after.risk) != (before.state, before.risk):
            topics.append(QUEUE)
        return Receipt(message.number, verdict, is_duplicate=False), topics

    async def _wake(self, unit: UnitOfWork, before: Conversation, verdict: RiskVerdict) -> Conversation:
        """Writing after the end opens the conversation again; a danger raises its grade."""
        conversation = before
        if conversation.state is State.CLOSED:
            conversation = await unit.conversations.transition(conversation.id, Event.RESUME)
        if verdict.level > RiskLevel.NONE:
            conversation = await unit.conversations.raise_risk(conversation.id, verdict)
        return conversation


def _needs_human(verdict: RiskVerdict, before: Conversation) -> bool:
    """Danger in this message; or a worry in a conversation whose danger no counsellor has settled."""
    return verdict.level.needs_human or (before.risk.needs_human and verdict.level >= RiskLevel.CONCERN)
