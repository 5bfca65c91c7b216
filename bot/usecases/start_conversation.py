"""Begins a conversation, greets, and never begins a second one for the same channel address."""

from __future__ import annotations

from bot.domain.conversation import LANGUAGES, Channel, Conversation, Speaker, known_kommune, known_language
from bot.domain.events import ConversationStarted
from bot.domain.words import Words
from bot.ports import Conflict, Draft, Store
from bot.usecases.journal import record

_GREETING = {Channel.WEB: "system.greeting", Channel.TELEGRAM: "system.greeting_telegram"}


class StartConversation:
    """One transaction."""

    def __init__(self, *, store: Store, words: Words) -> None:
        words.require(*_GREETING.values())
        self._store = store
        self._words = words

    async def start(
        self, channel: Channel, *, language: str, kommune: str | None, address: str | None, greet: bool
    ) -> Conversation:
        """A new conversation; or the live one of that address. Raises StoreFailed."""
        written = known_language(language) or LANGUAGES[0]
        greeting = [Draft(Speaker.BOT, self._words.reply(_GREETING[channel], written))] if greet else []
        try:
            async with self._store.unit() as unit:
                known = await unit.conversations.find_by_address(channel, address) if address else None
                if known is not None:
                    return await unit.conversations.get(known)
                created = await unit.conversations.create(
                    channel, language=written, kommune=known_kommune(kommune), address=address
                )
                await unit.conversations.append(created.id, greeting)
                conversation = await unit.conversations.get(created.id)
                await unit.commit()
        except Conflict:  # two messages of a new chat at once: the other one has begun the conversation
            return await self._begun_by_another(channel, address)
        record(ConversationStarted(conversation.id, channel))
        return conversation

    async def _begun_by_another(self, channel: Channel, address: str | None) -> Conversation:
        async with self._store.reading() as unit:
            known = await unit.conversations.find_by_address(channel, address or "")
            if known is None:
                raise Conflict
            return await unit.conversations.get(known)
