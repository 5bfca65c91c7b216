"""The console's WebSocket: says when the queue or a watched conversation has changed, and that the counsellor is there.

Carries no message text: the page reads that with a request of its own.
"""

from __future__ import annotations

import asyncio
import logging

from aiohttp import WSCloseCode, WSMsgType, web

from bot.domain.conversation import ConversationId, Speaker
from bot.gateway import wire
from bot.gateway.console_auth import COOKIE, talker_of
from bot.gateway.console_view import Overview, may_read
from bot.gateway.delivery import typing_topic
from bot.gateway.keys import METRICS, SERVICES, SOCKETS
from bot.gateway.listening import Listening
from bot.gateway.origins import is_own_origin
from bot.gateway.sockets import SocketGone, send
from bot.ports import ConversationNotFound, Counsellor
from bot.usecases.journal import QUEUE, look_again
from bot.waiting import end

_log = logging.getLogger("bot.gateway")

_ALL_CONVERSATIONS = "conversation:*"
_ALL_TYPING = "typing:*"


async def console_socket(request: web.Request) -> web.WebSocketResponse:
    """GET /konsoll/ws"""
    if not is_own_origin(request):
        raise web.HTTPForbidden(text="origin")
    me = await talker_of(request)
    async with request.app[SOCKETS].opened(request, "console") as socket:
        watch = _Watch(request, socket, me)
        task = asyncio.create_task(watch.run())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await watch.take(message.data)
                elif message.type is WSMsgType.BINARY:
                    await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        except SocketGone:
            pass
        finally:
            await end(task)
    return socket


class _Watch:
    """One open console page."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, me: Counsellor) -> None:
        self._services = request.app[SERVICES]
        self._metrics = request.app[METRICS]
        self._token = request.cookies.get(COOKIE, "")
        self._socket = socket
        self._me = me
        self._watched: dict[ConversationId, int | None] = {}  # the version the page was last told of
        self._queue: wire.Frame | None = None
        self._seen_at: float | None = None
        topics = (QUEUE, _ALL_CONVERSATIONS, _ALL_TYPING)
        self._listening = Listening(self._services.bus, topics, every=self._services.limits.look_every)

    async def take(self, text: str) -> None:
        """A frame from the page. What is not understood is passed by: the page is ours."""
        try:
            frame = wire.read_frame(text, "console_client")
        except wire.BadFrame:
            self._metrics.add("errors_total", "invalid")
            return
        if frame["type"] == "watch":
            self._watched = {i: self._watched.get(i) for i in map(ConversationId, frame["ids"])}
            self._listening.nudge()
        elif await self._is_mine(ConversationId(frame["id"])):
            await look_again(self._services.bus, typing_topic(ConversationId(frame["id"]), Speaker.COUNSELLOR))

    async def run(self) -> None:
        """Look whenever something may have changed, until the session ends or the page is closed."""
        async with self._listening:
            heard: frozenset[str] = frozenset()
            while True:
                try:
                    if not await self._still_here():
                        await send(self._socket, {"type": "logged_out"})
                        await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
                        return
                    await self._look(heard)
                except SocketGone:
                    return
                except Exception as error:  # the store is away: everything is still there at the next look
                    _log.warning("console_postponed", extra={"error": type(error).__name__})
                heard = await self._listening.wait()

    async def _still_here(self) -> bool:
        """Tells the house that the counsellor is on duty; False when the session has ended meanwhile."""
        now = asyncio.get_running_loop().time()
        if self._seen_at is not None and now - self._seen_at < self._services.limits.seen_every:
            return True
        async with self._services.store.unit() as unit:
            if await unit.staff.session(self._token) is None:
                return False
            await unit.staff.seen(self._me.id)
            await unit.commit()
        self._seen_at = now
        return True

    async def _look(self, heard: frozenset[str]) -> None:
        frame = (await Overview.read(self._services)).queue_frame(self._services, self._me)
        if self._queue is None or {**frame, "now": ""} != {**self._queue, "now": ""}:
            self._queue = frame
            await send(self._socket, frame)
        for conversation_id in tuple(self._watched):
            await self._tell_changed(conversation_id)
            if typing_topic(conversation_id, Speaker.PERSON) in heard and await self._may_read(conversation_id):
                await send(self._socket, {"type": "typing", "id": conversation_id})

    async def _tell_changed(self, conversation_id: ConversationId) -> None:
        try:
            async with self._services.store.reading() as unit:
                version = (await unit.conversations.get(conversation_id)).version
        except ConversationNotFound:
            version = -1
        if self._watched.get(conversation_id) != version and conversation_id in self._watched:
            self._watched[conversation_id] = version
            await send(self._socket, {"type": "conversation", "id": conversation_id})

    async def _may_read(self, conversation_id: ConversationId) -> bool:
        try:
            async with self._services.store.reading() as unit:
                return may_read(await unit.conversations.get(conversation_id), self._me)
        except ConversationNotFound:
            return False

    async def _is_mine(self, conversation_id: ConversationId) -> bool:
        try:
            async with self._services.store.reading() as unit:
                return (await unit.conversations.get(conversation_id)).counsellor_id == self._me.id
        except ConversationNotFound:
            return False
