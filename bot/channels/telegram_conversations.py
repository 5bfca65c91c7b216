"""From a chat to its conversation and back: the only place that hands a chat id to the store, which seals it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bot.channels.telegram_rendering import Pressed, tag_of
from bot.channels.telegram_services import TelegramServices
from bot.domain.conversation import Channel, Conversation, ConversationId, Speaker, known_language
from bot.domain.replies import Choice
from bot.ports import ConversationNotFound, Draft
from bot.usecases.receive_message import Receipt

LOOKED_BACK = 20
"""Buttons further back than this are no longer offered; the same as in the widget."""


@dataclass(frozen=True)
class Chat:
    """A private chat. `language` is what Telegram says about the app, used for the very first words only."""

    id: int
    language: str

    @property
    def address(self) -> str:
        """The way back, as the store keeps it."""
        return str(self.id)


class Conversations:
    """Finds, begins, and writes to the conversation of a chat."""

    def __init__(self, services: TelegramServices) -> None:
        self._services = services

    async def find(self, chat: Chat) -> Conversation | None:
        """The live conversation, or None. Raises StoreFailed."""
        async with self._services.store.reading() as unit:
            known = await unit.conversations.find_by_address(Channel.TELEGRAM, chat.address)
            return None if known is None else await unit.conversations.get(known)

    async def find_or_begin(self, chat: Chat, *, kommune: str | None = None) -> Conversation:
        """The live conversation; else a new one, whose first words are that Telegram knows who the person is."""
        found = await self.find(chat)
        if found is not None:
            return found
        return await self._services.receive.start(
            Channel.TELEGRAM, language=chat.language, kommune=kommune, address=chat.address
        )

    async def receive(self, chat: Chat, text: str, client_id: str) -> tuple[ConversationId, Receipt]:
        """Keep what was written, once. Raises what ReceiveMessage.receive raises, and StoreFailed."""
        if self._services.receive.first_aid(text) and await self.find(chat) is None:
            return await self._receive_first(chat, text, client_id)
        try:
            return await self._receive(await self.find_or_begin(chat), text, client_id)
        except ConversationNotFound:  # deleted between the two steps
            return await self._receive(await self.find_or_begin(chat), text, client_id)

    async def _receive(self, conversation: Conversation, text: str, client_id: str) -> tuple[ConversationId, Receipt]:
        return conversation.id, await self._services.receive.receive(conversation.id, text, client_id=client_id)

    async def _receive_first(self, chat: Chat, text: str, client_id: str) -> tuple[ConversationId, Receipt]:
        """Where the very first message tells of danger, help comes first, and who knows the person after it."""
        conversation = await self._services.receive.start(
            Channel.TELEGRAM, language=chat.language, address=chat.address, greet=False
        )
        received = await self._receive(conversation, text, client_id)
        notice = self._services.words.reply("telegram.who_knows", chat.language)
        async with self._services.store.unit() as unit:
            await unit.conversations.append(
                conversation.id, [Draft(Speaker.SYSTEM, notice, client_id="telegram-who-knows")]
            )
            await unit.commit()
        return received

    async def press(self, conversation: Conversation, button: Pressed, choice: Choice) -> Receipt:
        """Keep what was pressed. The buttons under one message can be pressed once, however often they are tapped."""
        client_id = f"press-{button.tag}-{button.number}"
        return await self._services.receive.receive(
            conversation.id, choice.label, client_id=client_id, payload=choice.payload
        )

    async def offered(self, conversation: Conversation, button: Pressed) -> Choice | None:
        """The choice as it was offered in this conversation's last messages, or None."""
        is_old = conversation.last_number - button.number >= LOOKED_BACK
        if button.tag != tag_of(conversation.id) or is_old or button.number < 1:
            return None
        messages = await self._services.transcript.since(conversation.id, button.number - 1)
        if not messages or messages[0].speaker is Speaker.PERSON:
            return None
        choices = messages[0].reply.choices
        return choices[button.index] if button.index < len(choices) else None

    async def set_language(self, chat: Chat, language: str) -> None:
        """From now on, in this conversation. Begins nothing: who only looks around leaves no trace."""
        async with self._services.store.unit() as unit:
            known = await unit.conversations.find_by_address(Channel.TELEGRAM, chat.address)
            if known is not None:
                await unit.conversations.describe(known, language=language)
                await unit.commit()


def first_language(language_code: str | None) -> str:
    """Bokmål, unless the app is set to nynorsk: many Norwegians have it in English and write Norwegian."""
    return "nn" if (language_code or "").lower().startswith("nn") else "nb"


def language_of(payload: str) -> str | None:
    """The language that a choice of ours asks for, or None."""
    _, brace, rest = payload.partition("{")
    try:
        return known_language(json.loads(brace + rest).get("language")) if brace else None
    except (ValueError, AttributeError):
        return None
