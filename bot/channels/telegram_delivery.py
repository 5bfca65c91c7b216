"""Sends every Telegram conversation what was said in it, in order and once: the store is the truth, the bus says when.

The number of the last message sent is kept in the store, so nothing is lost or repeated by a restart. A message is
marked after Telegram took it: a crash between the two, or an answer of Telegram's that is lost on the way, repeats that
one message (all its parts). Telegram cannot be asked whether a message arrived, and the other order could lose one.
Only one gateway may hold the token; Telegram itself refuses a second that polls.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.channels.telegram_outbox import Outbox
from bot.channels.telegram_rendering import Rendering, button_data
from bot.channels.telegram_services import TelegramServices
from bot.domain.conversation import Channel, ConversationId, Message, Speaker
from bot.ports import ConversationNotFound
from bot.waiting import end, within

_log = logging.getLogger("bot.channels")

_ALL_CONVERSATIONS = "conversation:*"


@dataclass(frozen=True)
class _Recipient:
    chat_id: int
    language: str
    role: str | None


class TelegramDelivery:
    """Runs until it is stopped. One worker for each conversation: a slow chat delays nobody else."""

    def __init__(self, services: TelegramServices, outbox: Outbox, rendering: Rendering) -> None:
        self._services = services
        self._outbox = outbox
        self._rendering = rendering
        self._signal = asyncio.Event()
        self._workers: dict[ConversationId, asyncio.Task[None]] = {}
        self._again: set[ConversationId] = set()
        self._sent: dict[ConversationId, int] = {}  # what Telegram took, also when it could not be marked
        self._is_stopping = False

    def nudge(self) -> None:
        """Look now."""
        self._signal.set()

    async def run(self) -> None:
        """Look at each signal, and every few seconds without one."""
        while not self._is_stopping:
            self._signal.clear()
            try:
                await self._look()
            except Exception as error:  # the store is away: what is there now is still there at the next look
                _log.warning("telegram_delivery_postponed", extra={"error": type(error).__name__})
            try:
                await within(self._services.look_every, self._signal.wait())
            except asyncio.TimeoutError:
                continue

    async def listen(self) -> None:
        """Turn what the bus says into signals. A bus that is down makes delivery slower, never deaf."""
        while True:
            try:
                async with self._services.bus.listen(_ALL_CONVERSATIONS) as topics:
                    self.nudge()
                    async for _ in topics:
                        self.nudge()
            except Exception as error:  # whatever ails the bus, the clock goes on
                _log.warning("bus_lost", extra={"error": type(error).__name__})
            await asyncio.sleep(self._services.look_every)

    async def stop(self, patience: float) -> None:
        """Let each worker finish the message it is at, so that it is marked and not repeated."""
        self._is_stopping = True
        self.nudge()
        workers = tuple(self._workers.values())
        if workers:
            await asyncio.wait(workers, timeout=patience)
        await end(*workers)

    async def _look(self) -> None:
        async with self._services.store.reading() as unit:
            waiting = await unit.conversations.undelivered(Channel.TELEGRAM)
        self._sent = {i: n for i, n in self._sent.items() if i in waiting or i in self._workers}
        for conversation_id, after in waiting.items():
            if conversation_id in self._workers:
                self._again.add(conversation_id)
            elif not self._is_stopping:
                self._workers[conversation_id] = asyncio.create_task(self._work(conversation_id, after))

    async def _work(self, conversation_id: ConversationId, after: int) -> None:
        try:
            await self._deliver(conversation_id, after)
        except ConversationNotFound:
            self._sent.pop(conversation_id, None)  # deleted meanwhile: nothing more is said
        except Exception as error:  # Telegram or the store is away: the next look tries again
            kind = type(error).__name__
            _log.warning("telegram_delivery_postponed", extra={"conversation": conversation_id, "error": kind})
        finally:
            del self._workers[conversation_id]
            if conversation_id in self._again:
                self._again.discard(conversation_id)
                self.nudge()

    async def _deliver(self, conversation_id: ConversationId, after: int) -> None:
        marked = after
        after = max(after, self._sent.get(conversation_id, 0))
        for message in await self._services.transcript.since(conversation_id, after):
            if self._is_stopping:
                return
            if message.speaker is not Speaker.PERSON:
                await self._send(conversation_id, message)
            after = self._sent[conversation_id] = message.number
            if message.speaker is not Speaker.PERSON:
                await self._mark(conversation_id, after)
                marked = after
        if after > marked:
            await self._mark(conversation_id, after)

    async def _send(self, conversation_id: ConversationId, message: Message) -> None:
        to = await self._recipient(conversation_id)
        said_by = to.role if message.speaker is Speaker.COUNSELLOR else None
        if message.speaker is Speaker.COUNSELLOR and said_by is None:
            said_by = self._services.words.reply("telegram.unknown_role", to.language).text
        bubbles = self._rendering.bubbles(
            message.reply, to.language, role=said_by, data=lambda i, _: button_data(conversation_id, message.number, i)
        )
        for bubble in bubbles:
            if not await self._outbox.send(to.chat_id, bubble):
                return  # the person has blocked us, or the chat is gone: said again, it would not arrive either

    async def _recipient(self, conversation_id: ConversationId) -> _Recipient:
        async with self._services.store.reading() as unit:
            conversation = await unit.conversations.get(conversation_id)
            address = await unit.conversations.address(conversation_id)
            counsellor_id = conversation.counsellor_id or conversation.last_counsellor_id
            counsellor = await unit.staff.get(counsellor_id) if counsellor_id else None
        if address is None:
            raise TelegramError("no address")
        return _Recipient(int(address), conversation.language, counsellor.display_role if counsellor else None)

    async def _mark(self, conversation_id: ConversationId, number: int) -> None:
        async with self._services.store.unit() as unit:
            await unit.conversations.mark_delivered(conversation_id, number)
            await unit.commit()
