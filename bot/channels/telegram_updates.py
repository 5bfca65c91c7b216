"""What a person does on Telegram, and what we do about it. Every failure still becomes a kind word, or first aid.

A private chat is one conversation. Everything a person writes goes through ReceiveMessage; what only concerns the
channel (commands, pictures, groups) is answered here and not stored.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram_commands import COMMANDS, Commands
from bot.channels.telegram_conversations import Chat, Conversations, first_language, language_of
from bot.channels.telegram_outbox import Outbox
from bot.channels.telegram_rendering import Label, Rendering, chosen_language, language_data, pressed
from bot.channels.telegram_services import TelegramServices
from bot.domain.conversation import ConversationId
from bot.domain.handoff import State
from bot.domain.replies import Choice, Reply
from bot.usecases.receive_message import EmptyMessage, StoreUnavailable

_log = logging.getLogger("bot.channels")

UPDATE_WORDS = tuple(
    f"telegram.{key}"
    for key in ("only_text", "edited", "only_private", "old_button", "not_stored", "go_on", "who_knows")
)
_COMMAND = re.compile(r"/(\w{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)
_MOST_GROUPS_REMEMBERED = 1000


class Updates:
    """Takes one update at a time from each chat. Never raises."""

    def __init__(
        self, services: TelegramServices, outbox: Outbox, rendering: Rendering, nudge: Callable[[], None]
    ) -> None:
        self._services = services
        self._outbox = outbox
        self._rendering = rendering
        self._nudge = nudge
        self._conversations = Conversations(services)
        self._commands = Commands(services, self._conversations, self._say)
        self._greeted_groups: set[int] = set()

    async def take(self, update: Update) -> None:
        """Do what the update asks for."""
        if update.effective_chat is None:
            return
        user = update.effective_user
        chat = Chat(update.effective_chat.id, first_language(user.language_code if user else None))
        message = update.message or update.edited_message
        if update.effective_chat.type != ChatType.PRIVATE:
            if message is not None:
                self._in_a_group(chat, message)
        elif update.callback_query is not None:
            query = update.callback_query
            if not await self._guarded(chat, "", lambda: self._pressed(chat, query)):
                self._outbox.acknowledge(query.id)  # its buttons stay, to be pressed again
        elif message is not None:
            text = _text_of(message)
            client_id = f"telegram-{update.update_id}"
            if update.edited_message is not None:
                await self._guarded(chat, text, lambda: self._edited(chat, text, client_id))
            else:
                await self._guarded(chat, text, lambda: self._written(chat, message, client_id))
        self._nudge()

    async def _written(self, chat: Chat, message: Message, client_id: str) -> None:
        text = _text_of(message)
        command = _COMMAND.fullmatch(text.strip()) if message.text else None
        name = COMMANDS.get(command[1].lower()) if command else None
        # «/slett han puster ikke»: danger comes before any command.
        if command and name and not self._services.receive.first_aid(command[2] or ""):
            await self._commands.run(name, chat, (command[2] or "").strip())
            return
        if text.strip():
            await self._receive(chat, text, client_id)
        if not message.text:
            self._say(chat, "only_text")

    async def _edited(self, chat: Chat, text: str, client_id: str) -> None:
        """A message that has become dangerous is taken as a new one; else the person is asked to send it again."""
        if text and self._services.receive.first_aid(text):
            await self._receive(chat, text, client_id)
        else:
            self._say(chat, "edited", await self._language(chat))

    async def _receive(self, chat: Chat, text: str, client_id: str) -> None:
        conversation_id, receipt = await self._conversations.receive(chat, text, client_id)
        if not receipt.is_duplicate:
            await self._answer(chat, conversation_id)

    async def _answer(self, chat: Chat, conversation_id: ConversationId) -> None:
        self._nudge()
        self._services.wake(conversation_id)
        async with self._services.store.reading() as unit:
            conversation = await unit.conversations.get(conversation_id)
        if conversation.state is not State.WITH_COUNSELLOR:
            self._outbox.show_typing(chat.id, lambda: self._services.is_answering(conversation_id))

    async def _pressed(self, chat: Chat, query: CallbackQuery) -> None:
        language = chosen_language(query.data)
        if language is None and not await self._pressed_choice(chat, query):
            text = self._services.words.reply("telegram.old_button", await self._language(chat)).text
            self._outbox.acknowledge(query.id, text)
        else:
            self._outbox.acknowledge(query.id)
        if language is not None:
            await self._commands.run("sprak", chat, language)
        if query.message is not None:
            self._outbox.remove_buttons(chat.id, query.message.message_id)

    async def _pressed_choice(self, chat: Chat, query: CallbackQuery) -> bool:
        """True when the button was one that we offered in the conversation as it is now."""
        button, conversation = pressed(query.data), await self._conversations.find(chat)
        if button is None or conversation is None:
            return False
        choice = await self._conversations.offered(conversation, button)
        if choice is None:
            return False
        if choice.payload.startswith("/telegram_"):
            await self._own_choice(chat, choice.payload, conversation.language)
            return True
        receipt = await self._conversations.press(conversation, button, choice)
        if not receipt.is_duplicate:
            await self._answer(chat, conversation.id)
        return True

    async def _own_choice(self, chat: Chat, payload: str, language: str) -> None:
        """Choices that concern only this channel; the assistant never hears of them."""
        if payload == "/telegram_go_on":
            self._say(chat, "go_on", language)
        elif payload == "/telegram_delete":
            await self._commands.run("slett", chat, "")
        else:
            await self._commands.run("sprak", chat, language_of(payload) or "")

    def _in_a_group(self, chat: Chat, message: Message) -> None:
        """Nothing is stored from a group. Danger gets its help all the same; the rest is said once."""
        cards = self._services.receive.first_aid(_text_of(message), chat.language)
        is_new = chat.id not in self._greeted_groups
        if len(self._greeted_groups) >= _MOST_GROUPS_REMEMBERED:
            self._greeted_groups.clear()
        self._greeted_groups.add(chat.id)
        if cards or is_new:
            self._show(chat, *cards, self._services.words.reply("telegram.only_private", chat.language))

    async def _language(self, chat: Chat) -> str:
        found = await self._conversations.find(chat)
        return found.language if found else chat.language

    def _say(self, chat: Chat, key: str, language: str | None = None, **fields: object) -> None:
        self._show(chat, self._services.words.reply(f"telegram.{key}", language or chat.language, **fields))

    def _show(self, chat: Chat, *replies: Reply) -> None:
        """Outside the conversation: without buttons, except the choice of language."""
        bubbles = [b for r in replies for b in self._rendering.bubbles(r, chat.language, data=_language_label(r))]
        self._outbox.say(chat.id, *bubbles)

    async def _guarded(self, chat: Chat, text: str, act: Callable[[], Awaitable[None]]) -> bool:
        """True when it was done. Whatever goes wrong, a person in danger is shown what to do."""
        try:
            await act()
        except EmptyMessage:
            self._say(chat, "only_text")
        except StoreUnavailable as unavailable:
            self._not_stored(chat, unavailable.replies or self._first_aid(chat, text))
        except Exception as error:  # of the error only its kind: its words may quote the person
            _log.error("telegram_update_failed", extra={"error": type(error).__name__})
            self._not_stored(chat, self._first_aid(chat, text))
        else:
            return True
        return False

    def _first_aid(self, chat: Chat, text: str) -> tuple[Reply, ...]:
        return self._services.receive.first_aid(text, chat.language) if text else ()

    def _not_stored(self, chat: Chat, cards: tuple[Reply, ...]) -> None:
        self._show(chat, *cards, self._services.words.reply("telegram.not_stored", chat.language))


def _text_of(message: Message) -> str:
    """What was written, also under a picture."""
    return message.text or message.caption or ""


def _language_label(reply: Reply) -> Label | None:
    """Outside a conversation only a choice of language can be pressed."""
    if not reply.choices or any(language_of(choice.payload) is None for choice in reply.choices):
        return None
    return _choose_language


def _choose_language(_index: int, choice: Choice) -> str:
    return language_data(language_of(choice.payload) or "nb")
