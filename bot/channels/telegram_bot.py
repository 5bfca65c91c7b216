"""The Telegram channel: one python-telegram-bot Application, polled in the gateway's loop.

Whatever Telegram does, nothing is raised to the gateway: the channel connects again, later and later, and logs only
the kind of an error, because its words may hold the token or a person's message.
"""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Any

from telegram import Bot, BotCommandScopeAllPrivateChats, Update
from telegram.ext import Application, CallbackContext, TypeHandler

from bot.channels.telegram_commands import COMMAND_WORDS, menu
from bot.channels.telegram_delivery import TelegramDelivery
from bot.channels.telegram_outbox import Outbox, Sleep
from bot.channels.telegram_polling import Backoff, Polling, PtbApplication
from bot.channels.telegram_rendering import Rendering
from bot.channels.telegram_services import TelegramServices
from bot.channels.telegram_updates import UPDATE_WORDS, Updates

_log = logging.getLogger("bot.channels")

_TALKATIVE = ("telegram", "httpx", "httpcore")
_SILENT = logging.CRITICAL + 1
_PATIENCE = 1.5


def quiet_libraries() -> None:
    """PTB logs whole updates, at CRITICAL too; httpx logs addresses that contain the token. Neither is heard at all."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(_SILENT)


class TelegramChannel:
    """Runs while its context is open. Raises WordsError when content lacks the channel's words, and nothing later.

    `api` is the address of a Bot API server of one's own («http://127.0.0.1:8081»), else Telegram's.
    """

    def __init__(
        self,
        services: TelegramServices,
        *,
        token: str,
        api: str | None = None,
        poll_seconds: int = 25,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        quiet_libraries()
        services.words.require("telegram.unknown_role", *UPDATE_WORDS, *COMMAND_WORDS)
        self._services = services
        self._rendering = Rendering(services.words)
        self._token = token
        self._api = api
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._backoff = Backoff(sleep)
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> TelegramChannel:
        self._task = asyncio.create_task(self._run(), name="telegram")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                async with self._application() as application:
                    await self._serve(application)
            except Exception as error:  # Telegram must never take the gateway down
                _log.error("telegram_lost", extra={"error": type(error).__name__, "seconds": self._backoff.seconds})
            await self._backoff.rest()

    def _application(self) -> PtbApplication:
        builder = Application.builder().token(self._token).updater(None).job_queue(None)
        if self._api:
            builder = builder.base_url(f"{self._api.rstrip('/')}/bot")
        return builder.build()

    async def _serve(self, application: PtbApplication) -> None:
        """Until cancelled, or until something happens that only a new connection may cure."""
        bot = application.bot
        outbox = Outbox(bot, self._sleep)
        delivery = TelegramDelivery(self._services, outbox, self._rendering)
        polling = Polling(application, self._backoff, poll_seconds=self._poll_seconds)
        updates = Updates(self._services, outbox, self._rendering, delivery.nudge)

        async def take(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
            await updates.take(update)

        application.add_handler(TypeHandler(Update, take))
        application.add_error_handler(_on_error)
        await bot.delete_webhook(drop_pending_updates=False)  # Telegram refuses polling while there is one
        _log.info("telegram_connected")
        outbox.soon(self._show_menu(bot))
        asking, hearing = asyncio.create_task(polling.run()), asyncio.create_task(delivery.listen())
        delivering = asyncio.create_task(delivery.run())
        try:
            await asyncio.gather(asking, hearing, asyncio.shield(delivering))  # a look that has begun is finished
        finally:
            asking.cancel()
            hearing.cancel()
            await asyncio.wait({asking, hearing})
            await asyncio.gather(delivery.stop(_PATIENCE), outbox.close(_PATIENCE))
            await asyncio.wait({delivering}, timeout=_PATIENCE)
            delivering.cancel()
            await polling.confirm()

    async def _show_menu(self, bot: Bot) -> None:
        words, scope = self._services.words, BotCommandScopeAllPrivateChats()
        await bot.set_my_commands(menu(words, "nb"), scope=scope)
        for language in ("nn", "en"):
            await bot.set_my_commands(menu(words, language), scope=scope, language_code=language)


async def _on_error(_update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
    _log.error("telegram_update_failed", extra={"error": type(context.error).__name__})
