"""Sends one socket everything said in its conversation, in order and once: the store is the truth, the bus says when.

Every look reads what has a higher number than the last one sent, so a lost signal costs seconds and never a message.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.domain.conversation import ConversationId, Speaker
from bot.domain.handoff import State
from bot.gateway import wire
from bot.gateway.listening import Listening
from bot.gateway.services import GatewayServices
from bot.gateway.sockets import SocketGone
from bot.ports import ConversationNotFound
from bot.usecases.journal import QUEUE, conversation_topic

_log = logging.getLogger("bot.gateway")

_STATUS_EVERY_LOOKS = 5


def typing_topic(conversation_id: ConversationId, speaker: Speaker) -> str:
    """The bus topic on which somebody is said to be writing. Carries nothing else and is never stored."""
    return f"typing:{conversation_id}:{speaker.value}"


class Delivery:
    """Follows one conversation for one socket until it is gone or cancelled."""

    def __init__(
        self,
        services: GatewayServices,
        conversation_id: ConversationId,
        after: int,
        send: Callable[[wire.Frame], Awaitable[None]],
    ) -> None:
        self._services = services
        self._id = conversation_id
        self._sent = after
        self._send = send
        self._status: wire.Frame | None = None
        self._looks = 0
        self.is_leaving = False  # this socket is deleting the conversation itself and will say so
        self._counsellor_typing = typing_topic(conversation_id, Speaker.COUNSELLOR)
        topics = (conversation_topic(conversation_id), QUEUE, self._counsellor_typing)
        self._listening = Listening(services.bus, topics, every=services.limits.look_every)

    @property
    def owner(self) -> State:
        """Who answered when we last looked."""
        return State(self._status["owner"]) if self._status else State.BOT

    def nudge(self, *, unless_told: bool = False) -> None:
        """Look now; with `unless_told` only when the bus, which says so too, cannot be heard."""
        if not (unless_told and self._listening.is_hearing):
            self._listening.nudge()

    async def run(self) -> None:
        """Until the conversation is gone (the person is told) or the task is cancelled."""
        async with self._listening:
            heard: frozenset[str] = frozenset()
            while True:
                try:
                    await self._look(heard)
                except ConversationNotFound:
                    await self._say_gone()
                    return
                except SocketGone:
                    return  # its reader ends too
                except Exception as error:  # the store is away: what is there now is still there at the next look
                    _log.warning("delivery_postponed", extra={"error": type(error).__name__})
                heard = await self._next_reason()

    async def _next_reason(self) -> frozenset[str]:
        """Why to look again. The queue moves for everybody; only those who wait in it must look each time."""
        looked_at = asyncio.get_running_loop().time()
        while True:
            heard = await self._listening.wait()
            is_due = asyncio.get_running_loop().time() - looked_at >= self._services.limits.look_every
            if heard != {QUEUE} or self.owner is State.WAITING or is_due:
                return heard

    async def _say_gone(self) -> None:
        if self.is_leaving:
            return
        with suppress(SocketGone):
            await self._send(wire.gone())

    async def _look(self, heard: frozenset[str]) -> None:
        messages = await self._services.transcript.since(self._id, self._sent)
        for message in messages:
            await self._send(wire.message(message))
            self._sent = message.number
        # Every change of hands comes with a notice; only a wait, and taking up what was closed, change without one.
        has_notice = any(message.speaker is Speaker.SYSTEM for message in messages)
        is_moving = self.owner in (State.WAITING, State.CLOSED)
        if has_notice or is_moving or self._looks % _STATUS_EVERY_LOOKS == 0:
            await self._tell_status()
        if self._counsellor_typing in heard and self.owner is State.WITH_COUNSELLOR:
            await self._send(wire.typing(Speaker.COUNSELLOR))
        self._looks += 1

    async def _tell_status(self) -> None:
        frame = wire.status(await self._services.handoff.status(self._id))
        if frame != self._status:
            self._status = frame
            await self._send(frame)
