"""Asks Telegram for updates, has each taken, and confirms them only then by asking for the next.

A crash thus makes Telegram send an update again instead of losing it; the store keeps what was written once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram import Update
from telegram.error import Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application

from bot.channels.telegram_outbox import Sleep, seconds_to_wait
from bot.waiting import within

_log = logging.getLogger("bot.channels")

_WANTED = ("message", "edited_message", "callback_query")
_MOST_AT_ONCE = 100
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 20.0  # a person may be waiting when Telegram comes back

_CONFIRM_WITHIN = 2.0
_FINISH_WITHIN = 2.0

PtbApplication = Application[Any, Any, Any, Any, Any, Any]


class Backoff:
    """Waits longer each time, until something works again."""

    def __init__(self, sleep: Sleep) -> None:
        self._sleep = sleep
        self._pause = _FIRST_PAUSE

    @property
    def seconds(self) -> int:
        """How long the next wait is, for the log."""
        return int(self._pause)

    def reset(self) -> None:
        """It works."""
        self._pause = _FIRST_PAUSE

    async def rest(self, seconds: float | None = None) -> None:
        """Wait; exactly so many seconds when somebody says how many."""
        if seconds is None:
            seconds, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        await self._sleep(seconds)


class Polling:
    """One connection's stream of updates."""

    def __init__(self, application: PtbApplication, backoff: Backoff, *, poll_seconds: int) -> None:
        self._application = application
        self._backoff = backoff
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self._limit = _MOST_AT_ONCE

    async def run(self) -> None:
        """For ever. Raises InvalidToken or Forbidden: asking again cannot cure those."""
        while True:
            try:
                await self._take_whole(await self._ask())
            except (InvalidToken, Forbidden):
                raise
            except RetryAfter as error:
                await self._backoff.rest(seconds_to_wait(error))
            except TelegramError as error:
                _log.warning(
                    "telegram_not_polled", extra={"error": type(error).__name__, "seconds": self._backoff.seconds}
                )
                await self._backoff.rest()
            except Exception as error:  # an update that PTB cannot read must not stop all that come after it
                _log.error("telegram_unreadable", extra={"error": type(error).__name__})
                await self._pass_by_unreadable()

    async def _ask(self) -> Sequence[Update]:
        updates: Sequence[Update] = await self._application.bot.get_updates(
            offset=self._offset, limit=self._limit, timeout=self._poll_seconds, allowed_updates=_WANTED
        )
        self._backoff.reset()
        self._limit = _MOST_AT_ONCE
        return updates

    async def _pass_by_unreadable(self) -> None:
        """One at a time: whatever stands first and cannot be read is left behind, and nothing else."""
        if self._offset is None:
            await self._backoff.rest()
        elif self._limit == 1:
            self._offset += 1
        self._limit = 1

    async def _take_whole(self, updates: Sequence[Update]) -> None:
        """A stop in the middle lets what has begun be finished and counted."""
        taking = asyncio.create_task(self._take(updates))
        try:
            await asyncio.shield(taking)
        except asyncio.CancelledError:
            await asyncio.wait({taking}, timeout=_FINISH_WITHIN)
            taking.cancel()
            raise

    async def _take(self, updates: Sequence[Update]) -> None:
        """Chats side by side, each in its own order."""
        by_chat: dict[int, list[Update]] = {}
        for update in updates:
            chat = update.effective_chat
            by_chat.setdefault(chat.id if chat else 0, []).append(update)
        await asyncio.gather(*(self._take_in_order(chat) for chat in by_chat.values()))
        if updates:
            self._offset = updates[-1].update_id + 1

    async def _take_in_order(self, updates: Sequence[Update]) -> None:
        for update in updates:
            await self._application.process_update(update)

    async def confirm(self) -> None:
        """At the end, tell Telegram what has been taken, so that the next start does not see it again."""
        if self._offset is not None:
            with suppress(Exception):  # then it comes again, and the store knows it
                confirmed = self._application.bot.get_updates(offset=self._offset, limit=1, timeout=0)
                await within(_CONFIRM_WITHIN, confirmed)
