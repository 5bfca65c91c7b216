"""The commands: /start, /menneske, /stopp, /slett, /sprak, /hjelp. What they say is in content/replies/telegram.yml."""

from __future__ import annotations

from typing import Protocol

from telegram import BotCommand

from bot.channels.telegram_conversations import Chat, Conversations
from bot.channels.telegram_services import TelegramServices
from bot.domain.conversation import Speaker, known_language
from bot.domain.handoff import State
from bot.domain.words import Words
from bot.ports import Conflict

SHOWN = ("start", "menneske", "stopp", "slett", "sprak", "hjelp")
"""In Telegram's menu, in this order."""

COMMANDS = {
    **{name: name for name in SHOWN},
    "begynn": "start", "human": "menneske", "stop": "stopp", "slutt": "stopp", "delete": "slett", "slettalt": "slett",
    "språk": "sprak", "language": "sprak", "help": "hjelp",
}  # fmt: skip
"""What is written after the slash -> the command."""

COMMAND_WORDS = (
    *(f"telegram.command.{name}" for name in SHOWN),
    *(
        f"telegram.{key}"
        for key in ("already_begun", "help", "deleted", "nothing_here", "not_deleted", "waiting", "with_counsellor",
                    "language", "language_set")
    ),
    "handoff.closed_by_person",
)  # fmt: skip


class Say(Protocol):
    """Says one of the channel's own words, in the background."""

    def __call__(self, chat: Chat, key: str, language: str | None = None, **fields: object) -> None: ...


class Commands:
    """Runs one command of a private chat. Raises what the use cases raise."""

    def __init__(self, services: TelegramServices, conversations: Conversations, say: Say) -> None:
        self._services = services
        self._conversations = conversations
        self._say = say

    async def run(self, name: str, chat: Chat, rest: str) -> None:
        """`rest` is what was written after the command."""
        match name:
            case "start":
                await self._start(chat, rest)
            case "menneske":
                await self._human(chat)
            case "stopp":
                await self._close(chat)
            case "slett":
                await self._delete(chat)
            case "sprak":
                await self._language(chat, rest)
            case _:
                await self._help(chat)

    async def _start(self, chat: Chat, rest: str) -> None:
        """A link such as t.me/NAME?start=3437 says which kommune the person comes from."""
        found = await self._conversations.find(chat)
        if found is None:
            await self._conversations.find_or_begin(chat, kommune=rest or None)
        else:
            self._say(chat, "already_begun", found.language)

    async def _human(self, chat: Chat) -> None:
        conversation = await self._conversations.find_or_begin(chat)
        if conversation.state is State.WITH_COUNSELLOR:
            self._say(chat, "with_counsellor", conversation.language)
        elif conversation.state is State.WAITING:
            status = await self._services.handoff.status(conversation.id)
            self._say(chat, "waiting", conversation.language, position=status.position or 1)
        else:
            try:
                await self._services.handoff.request(conversation.id)
            except Conflict:  # something else happened at the same moment: decide anew
                await self._services.handoff.request(conversation.id)

    async def _close(self, chat: Chat) -> None:
        found = await self._conversations.find(chat)
        if found is None:
            self._say(chat, "nothing_here")
            return
        try:
            await self._services.handoff.close(found.id, by=Speaker.PERSON)
        except Conflict:
            await self._services.handoff.close(found.id, by=Speaker.PERSON)

    async def _delete(self, chat: Chat) -> None:
        try:
            found = await self._conversations.find(chat)
            receipt = await self._services.forget.now(found.id) if found else None
        except Exception:
            self._say(chat, "not_deleted")
            raise
        if found is None or receipt is None or not receipt.proof:
            self._say(chat, "nothing_here", found.language if found else None)
        else:
            self._say(chat, "deleted", found.language, messages=receipt.messages, proof=receipt.proof)

    async def _language(self, chat: Chat, rest: str) -> None:
        found = await self._conversations.find(chat)
        wanted = known_language(rest.lower())
        if wanted is None:
            self._say(chat, "language", found.language if found else None)
            return
        await self._conversations.set_language(chat, wanted)
        self._say(chat, "language_set", wanted)

    async def _help(self, chat: Chat) -> None:
        found = await self._conversations.find(chat)
        self._say(chat, "help", found.language if found else None)


def menu(words: Words, language: str) -> list[BotCommand]:
    """The commands as Telegram shows them."""
    return [BotCommand(name, words.reply(f"telegram.command.{name}", language).text) for name in SHOWN]
