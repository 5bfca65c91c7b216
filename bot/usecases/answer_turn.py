"""Lets the assistant answer what a person wrote, once, unless a counsellor took over meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.domain.conversation import (
    Conversation,
    ConversationId,
    Message,
    Speaker,
    known_kommune,
    known_language,
)
from bot.domain.daily_counts import day_in_norway
from bot.domain.events import DialogueFailed, RepliesDropped, RepliesSent
from bot.domain.handoff import State
from bot.domain.replies import Reply, ReplyKind
from bot.domain.risk import join
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.domain.words import Words
from bot.ports import (
    Bus,
    Clock,
    Conflict,
    ConversationNotFound,
    DialogueEngine,
    Draft,
    Store,
    StoreFailed,
    Turn,
    TurnResult,
)
from bot.usecases.call_human import CALL_HUMAN_KEYS, call_human
from bot.usecases.first_aid import FirstAid
from bot.usecases.journal import QUEUE, conversation_topic, look_again, record, record_failure
from bot.usecases.payloads import TALK_TO_HUMAN

_BOT_SPEAKS = (State.BOT, State.WAITING)
_MOST_COUNTED = 6


class AnswerTurn:
    """Asks the dialogue engine and stores what it says."""

    def __init__(
        self, *, store: Store, bus: Bus, clock: Clock, aid: FirstAid, words: Words, dialogue: DialogueEngine
    ) -> None:
        words.require("system.cannot_answer", *CALL_HUMAN_KEYS)
        self._store = store
        self._bus = bus
        self._clock = clock
        self._aid = aid
        self._words = words
        self._dialogue = dialogue
        self._locks: WeakValueDictionary[ConversationId, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, conversation_id: ConversationId) -> None:
        """Answer until nothing is unanswered. Two calls for one conversation wait for one another."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while await self._answer_once(conversation_id):
                pass

    async def _answer_once(self, conversation_id: ConversationId) -> bool:
        opened = await self._open(conversation_id)
        if opened is None:
            return False
        turn, number = opened
        result = await self._ask(turn)
        topics = await self._keep(turn, number, result)
        await look_again(self._bus, *topics)
        if topics:
            await self._count(turn, result)
        return bool(topics)

    async def _open(self, conversation_id: ConversationId) -> tuple[Turn, int] | None:
        """The turn that is due, and the number of the last message it answers."""
        async with self._store.reading() as unit:
            try:
                conversation = await unit.conversations.get(conversation_id)
            except ConversationNotFound:
                return None
            if conversation.state not in _BOT_SPEAKS or not conversation.is_unanswered:
                return None
            messages = await unit.conversations.messages(conversation_id, after=conversation.answered_number)
        said = [m for m in messages if m.speaker is Speaker.PERSON]
        return (self._turn(conversation, said, messages), said[-1].number) if said else None

    def _turn(self, conversation: Conversation, said: Sequence[Message], messages: Sequence[Message]) -> Turn:
        last = said[-1]
        return Turn(
            conversation_id=conversation.id,
            text=last.reply.text if last.payload else "\n".join(m.reply.text for m in said if not m.payload),
            payload=last.payload,
            verdict=self._verdict(said),
            language=conversation.language,
            kommune=conversation.kommune,
            emergency_shown=any(m.reply.kind is ReplyKind.EMERGENCY for m in messages),
        )

    def _verdict(self, said: Sequence[Message]) -> RiskVerdict:
        """The kinds come from the rules again; the grade is never below the one that was stored with the message."""
        stored = max((m.risk for m in said), default=RiskLevel.NONE)
        verdict = join(*(self._aid.verdict(m.reply.text) for m in said))
        return RiskVerdict(max(stored, verdict.level), verdict.signals)

    async def _ask(self, turn: Turn) -> TurnResult:
        try:
            result = await self._dialogue.respond(turn)
        except Exception as error:  # DialogueUnavailable, or a fault in the adapter: the person gets an answer anyway
            record_failure(DialogueFailed(turn.conversation_id), error)
            # The button for a human works without the assistant.
            result = TurnResult(replies=(), wants_human=turn.payload == TALK_TO_HUMAN)
        if result.replies or result.wants_human:
            return result
        return TurnResult(replies=(self._words.reply("system.cannot_answer", turn.language),))

    async def _keep(self, turn: Turn, number: int, result: TurnResult) -> list[str]:
        """Store the replies; the bus topics that changed, or none when somebody else was first."""
        try:
            async with self._store.unit() as unit:
                conversation = await unit.conversations.get(turn.conversation_id)
                if conversation.state not in _BOT_SPEAKS:
                    record(RepliesDropped(turn.conversation_id))
                    return []
                if not await unit.conversations.mark_answered(turn.conversation_id, number):
                    record(RepliesDropped(turn.conversation_id))
                    return []
                drafts = [Draft(Speaker.BOT, reply) for reply in (*self._missing_help(turn, result), *result.replies)]
                await unit.conversations.append(turn.conversation_id, drafts)
                await unit.conversations.describe(
                    turn.conversation_id,
                    language=known_language(result.language),
                    kommune=known_kommune(result.kommune),
                    topics=result.topics,
                )
                topics = [conversation_topic(turn.conversation_id)]
                if result.verdict.level > RiskLevel.NONE:
                    conversation = await unit.conversations.raise_risk(conversation.id, result.verdict)
                    topics.append(QUEUE)
                by_risk = result.verdict.level.needs_human
                if result.wants_human or by_risk:
                    now = self._clock.now()
                    await call_human(unit, conversation, words=self._words, now=now, by_risk=by_risk)
                    topics.append(QUEUE)
                await unit.commit()
        except (ConversationNotFound, Conflict):
            record(RepliesDropped(turn.conversation_id))
            return []
        record(RepliesSent(turn.conversation_id, len(result.replies)))
        return topics

    def _missing_help(self, turn: Turn, result: TurnResult) -> tuple[Reply, ...]:
        """Emergency help for a danger that only the trained model saw, unless it is among the replies already."""
        is_shown = turn.emergency_shown or any(r.kind is ReplyKind.EMERGENCY for r in result.replies)
        return () if is_shown else self._aid.cards(result.verdict, turn.text, turn.language)

    async def _count(self, turn: Turn, result: TurnResult) -> None:
        """Statistics are worth less than a conversation: they may fail."""
        day = day_in_norway(self._clock.now())
        risk = max(turn.verdict.level, result.verdict.level)
        pairs = sorted((t, s) for t in result.topics or ("",) for s in result.substances or ("",))[:_MOST_COUNTED]
        try:
            async with self._store.unit() as unit:
                for topic, substance in pairs:
                    kommune = known_kommune(result.kommune) or turn.kommune
                    await unit.conversations.count(day, kommune, topic, substance, risk)
                await unit.commit()
        except (StoreFailed, Conflict):
            return
