"""A button's payload is taken only where it was offered: nobody can press what they were never shown."""

from __future__ import annotations

from bot.domain.conversation import ConversationId, Speaker
from bot.domain.replies import Choice
from bot.gateway.services import GatewayServices

LOOKED_BACK = 20


async def offered(
    services: GatewayServices, conversation_id: ConversationId | None, title: str, payload: str
) -> Choice | None:
    """The choice as it was offered in the conversation's last messages, or None. Raises ConversationNotFound.

    The label comes from what was offered, not from the frame: it is stored as said by the person.
    """
    if conversation_id is None:
        return None
    async with services.store.reading() as unit:
        conversation = await unit.conversations.get(conversation_id)
    recent = await services.transcript.since(conversation_id, max(0, conversation.last_number - LOOKED_BACK))
    shown = [c for m in recent if m.speaker is not Speaker.PERSON for c in m.reply.choices if c.payload == payload]
    return next((c for c in shown if c.label == title), shown[-1] if shown else None)
