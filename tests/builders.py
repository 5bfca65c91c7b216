"""Readable test data. Every sentence is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.conversation import Channel, Conversation, ConversationId, CounsellorId, Speaker
from bot.domain.handoff import Event, State
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.ports import Draft, Store
from tests.fakes.clock import MORNING

CALM = RiskVerdict(RiskLevel.NONE)


def a_conversation(**changes: object) -> Conversation:
    """A fresh conversation with the bot."""
    fresh = Conversation(
        id=ConversationId("0" * 32),
        channel=Channel.WEB,
        state=State.BOT,
        risk=RiskLevel.NONE,
        risk_reasons=(),
        language="nb",
        kommune=None,
        counsellor_id=None,
        created_at=MORNING,
        last_message_at=MORNING,
        waiting_since=None,
        escalated_at=None,
        closed_at=None,
        last_number=0,
        answered_number=0,
        was_handed_over=False,
        version=1,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]


def a_verdict(level: RiskLevel, kind: str = "overdose", reason: str = "Noen puster ikke") -> RiskVerdict:
    """A verdict with one signal."""
    return RiskVerdict(level, (RiskSignal(level, kind, reason),))


def said(text: str, *, client_id: str | None = None, risk: RiskLevel = RiskLevel.NONE) -> Draft:
    """What a person wrote."""
    return Draft(Speaker.PERSON, Reply(text), risk, client_id)


def assess_by_words(text: str, earlier: Sequence[str] = ()) -> RiskVerdict:
    """A rule book small enough for a test to see through. Danger in the conversation: «gikk» after «piller»."""
    lowered = text.lower()
    if "puster ikke" in lowered:
        return a_verdict(RiskLevel.ACUTE, "breathing", "Noen puster ikke")
    if "vil dø" in lowered:
        return a_verdict(RiskLevel.HIGH, "suicide", "Ønsker å dø")
    if "gikk" in lowered and any("piller" in e for e in earlier):
        return a_verdict(RiskLevel.ACUTE, "overdose", "Tok piller tidligere i samtalen")
    if "bekymret" in lowered:
        return a_verdict(RiskLevel.CONCERN, "other", "Bekymring")
    return CALM


async def a_counsellor(store: Store, username: str = "kari", role: str = "ruskonsulent") -> CounsellorId:
    """A counsellor who is on duty now."""
    async with store.unit() as unit:
        counsellor = await unit.staff.add(username, "et langt passord", display_role=role, roles=("counsellor",))
        await unit.staff.seen(counsellor)
        await unit.commit()
    return counsellor


async def started(
    store: Store, *texts: str, channel: Channel = Channel.WEB, address: str | None = None
) -> ConversationId:
    """A stored conversation in which the person has said these texts."""
    async with store.unit() as unit:
        conversation = await unit.conversations.create(channel, language="nb", kommune=None, address=address)
        await unit.conversations.append(conversation.id, [said(text) for text in texts])
        await unit.commit()
    return conversation.id


async def moved(
    store: Store, conversation_id: ConversationId, *events: Event, by: CounsellorId | None = None
) -> Conversation:
    """The stored conversation after these events."""
    async with store.unit() as unit:
        for event in events:
            counsellor = by if event is Event.ACCEPT else None
            await unit.conversations.transition(conversation_id, event, counsellor_id=counsellor)
        conversation = await unit.conversations.get(conversation_id)
        await unit.commit()
    return conversation


async def read(store: Store, conversation_id: ConversationId) -> Conversation:
    """The stored conversation as it is now."""
    async with store.reading() as unit:
        return await unit.conversations.get(conversation_id)


async def texts_of(store: Store, conversation_id: ConversationId) -> list[str]:
    """Every text of the conversation, in order."""
    async with store.reading() as unit:
        return [m.reply.text for m in await unit.conversations.messages(conversation_id)]
