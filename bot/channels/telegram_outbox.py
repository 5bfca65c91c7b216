"""Sends to Telegram: waits when told to wait, tries again when the net fails, and gives up only what can never arrive.

Knows nothing of conversations. Of an error only its kind is logged: its words may hold the token.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any

from telegram import Bot, LinkPreviewOptions
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram_rendering import Bubble

_log = logging.getLogger("bot.channels")

Sleep = Callable[[float], Awaitable[None]]
_ATTEMPTS = 4
_FIRST_PAUSE = 0.5
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # Telegram's servers need not visit what a person reads about


def seconds_to_wait(error: RetryAfter) -> float:
    """What Telegram asks for, at least one second."""
    wait = error.retry_after
    return max(1.0, wait.total_seconds() if isinstance(wait, timedelta) else float(wait))


class Outbox:
    """One bot's way out."""

    def __init__(self, bot: Bot, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._sleep = sleep
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, chat_id: int, bubble: Bubble) -> bool:
        """True when Telegram took it, False when it never will (blocked, gone). Raises TelegramError: try again later.

        After a lost answer the message is sent again: in doubt twice, rather than help that never came.
        """
        pause, failures = _FIRST_PAUSE, 0
        while True:
            try:
                await self._send(chat_id, bubble)
            except RetryAfter as error:
                await self._sleep(seconds_to_wait(error))
            except Forbidden:
                return _refused("Forbidden")
            except BadRequest:
                if bubble.keyboard is None:
                    return _refused("BadRequest")
                bubble = Bubble(bubble.text)
            except NetworkError:
                failures += 1
                if failures == _ATTEMPTS:
                    raise
                await self._sleep(pause)
                pause *= 2
            else:
                return True

    async def _send(self, chat_id: int, bubble: Bubble) -> None:
        await self._bot.send_message(
            chat_id, bubble.text, reply_markup=bubble.keyboard, link_preview_options=_NO_PREVIEW
        )

    def soon(self, work: Coroutine[Any, Any, object]) -> None:
        """Do it in the background; a failure is logged and forgotten."""
        task = asyncio.create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def say(self, chat_id: int, *bubbles: Bubble) -> None:
        """Send in this order, in the background: what belongs to no stored message."""
        self.soon(self._all(chat_id, bubbles))

    async def _all(self, chat_id: int, bubbles: tuple[Bubble, ...]) -> None:
        for bubble in bubbles:
            await self.send(chat_id, bubble)

    def show_typing(self, chat_id: int, is_writing: Callable[[], bool], *, every: float = 4.0, most: int = 8) -> None:
        """«... is typing» for as long as an answer is on its way."""
        self.soon(self._type(chat_id, is_writing, every, most))

    async def _type(self, chat_id: int, is_writing: Callable[[], bool], every: float, most: int) -> None:
        for _ in range(most):
            if not is_writing():
                return
            await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
            await self._sleep(every)

    def acknowledge(self, query_id: str, text: str | None = None) -> None:
        """Stop the button's spinner; with a text, show it."""
        self.soon(self._bot.answer_callback_query(query_id, text=text, show_alert=bool(text)))

    def remove_buttons(self, chat_id: int, message_id: int) -> None:
        """Take the keyboard away from a message."""
        self.soon(self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=None))

    async def close(self, patience: float) -> None:
        """Let what is on its way arrive, but not for ever."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=patience)
        for task in tuple(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _quietly(work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except TelegramError as error:
        _log.warning("telegram_not_sent", extra={"error": type(error).__name__})
    except Exception as error:  # the words of any error may quote what was to be sent
        _log.error("telegram_not_sent", extra={"error": type(error).__name__})


def _refused(why: str) -> bool:
    _log.warning("telegram_refused", extra={"error": why})
    return False
