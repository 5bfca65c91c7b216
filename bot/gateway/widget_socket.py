"""The widget's WebSocket: takes frames in, hands them to the use cases, and answers each one kindly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, WSMsgType, web

from bot.domain.conversation import Speaker
from bot.gateway import wire
from bot.gateway.choices import offered
from bot.gateway.delivery import typing_topic
from bot.gateway.keys import BUCKETS, METRICS, SERVICES, SOCKETS
from bot.gateway.origins import may_talk
from bot.gateway.rate_limit import TokenBucket
from bot.gateway.sockets import SocketGone
from bot.gateway.widget_line import Line, Refused
from bot.usecases.journal import look_again

_FREE = ("delete", "typing", "hello")
"""Not counted as messages: deleting must always work; typing and hello have limits of their own."""

_TYPING_AT_MOST_EVERY = 2.0
_HELLOS_AT_ONCE = 10


async def widget_socket(request: web.Request) -> web.WebSocketResponse:
    """GET /ws"""
    if not may_talk(request, request.app[SERVICES].allowed_origins):
        raise web.HTTPForbidden(text="origin")
    async with request.app[SOCKETS].opened(request, "widget") as socket:
        conversation = _Conversation(request.app, socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await conversation.take(message.data)
                elif message.type is WSMsgType.BINARY:
                    await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
        except SocketGone:
            pass  # what was said is stored, and told again when the phone comes back
        finally:
            await conversation.line.hang_up()
    return socket


class _Conversation:
    """What each kind of frame does."""

    def __init__(self, app: web.Application, socket: web.WebSocketResponse) -> None:
        self._services = app[SERVICES]
        self._metrics = app[METRICS]
        self._buckets = app[BUCKETS]
        self._socket = socket
        self.line = Line(app, socket)
        limits, now = self._services.limits, self._services.monotonic
        self._bucket = TokenBucket(burst=limits.messages_at_once, per_second=limits.messages_per_second, now=now)
        self._codes = TokenBucket(burst=limits.codes_at_once, per_second=limits.codes_per_second, now=now)
        self._hellos = TokenBucket(burst=_HELLOS_AT_ONCE, per_second=limits.messages_per_second, now=now)
        self._typing = TokenBucket(burst=1, per_second=1 / _TYPING_AT_MOST_EVERY, now=now)
        self._bad_frames = 0
        self._does: dict[str, Callable[[wire.Frame], Awaitable[None]]] = {
            "hello": self._hello,
            "message": self._message,
            "choice": self._choice,
            "human": self._human,
            "withdraw": self._withdraw,
            "close": self._close,
            "code": self._code,
            "delete": self._delete,
            "typing": self._typing_seen,
            "language": self._language,
            "resume": self._resume,
        }

    async def take(self, text: str) -> None:
        """One frame. Whatever happens in it, the socket lives and the person gets a word."""
        try:
            frame = wire.read_frame(text)
        except wire.BadFrame as bad:
            await self._refuse_bad(bad)
            return
        kind = str(frame["type"])
        self._metrics.add("frames_total", kind)
        await self.line.guarded(self._limited, frame)

    async def _limited(self, frame: wire.Frame) -> None:
        kind = frame["type"]
        wait = 0.0 if kind in _FREE else self._bucket.take()
        if wait:
            raise Refused("slow_down", retry_after=wait)
        await self._does[kind](frame)

    async def _refuse_bad(self, bad: wire.BadFrame) -> None:
        self._bad_frames += 1
        await self.line.error(bad.code, client_id=bad.client_id)
        if self._bad_frames >= self._services.limits.most_bad_frames:
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _hello(self, frame: wire.Frame) -> None:
        if wait := self._hellos.take():
            raise Refused("slow_down", retry_after=wait)
        self.line.language = frame.get("language", self.line.language)
        self.line.kommune = frame.get("kommune")
        known = frame.get("conversation")
        if known is not None:
            await self.line.follow(known, after=frame.get("after", 0))
        else:
            await self.line.begin()

    async def _message(self, frame: wire.Frame) -> None:
        await self._receive(frame, frame["text"])

    async def _choice(self, frame: wire.Frame) -> None:
        choice = await offered(self._services, self.line.conversation_id, frame["title"], frame["payload"])
        if choice is None:
            raise Refused("not_offered")
        await self._receive(frame, choice.label, choice.payload)

    async def _receive(self, frame: wire.Frame, text: str, payload: str | None = None) -> None:
        conversation_id = self.line.conversation_id or await self.line.begin()
        receipt = await self._services.receive.receive(conversation_id, text, client_id=frame["id"], payload=payload)
        await self.line.send(wire.accepted(frame["id"], receipt.number))
        await self.line.answer()

    async def _human(self, _frame: wire.Frame) -> None:
        await self._services.handoff.request(self.line.required_id)
        self.line.nudge()

    async def _withdraw(self, _frame: wire.Frame) -> None:
        await self._services.handoff.withdraw(self.line.required_id)
        self.line.nudge()

    async def _close(self, _frame: wire.Frame) -> None:
        await self._services.handoff.close(self.line.required_id, by=Speaker.PERSON)
        self.line.nudge()

    async def _code(self, _frame: wire.Frame) -> None:
        if wait := self._codes.take():
            raise Refused("slow_down", retry_after=wait)
        await self.line.send(wire.code(await self._services.come_back.new_code(self.line.required_id)))

    async def _delete(self, _frame: wire.Frame) -> None:
        await self.line.delete()

    async def _typing_seen(self, _frame: wire.Frame) -> None:
        if self.line.conversation_id is not None and not self._typing.take():
            await look_again(self._services.bus, typing_topic(self.line.conversation_id, Speaker.PERSON))

    async def _language(self, frame: wire.Frame) -> None:
        self.line.language = frame["language"]
        if self.line.conversation_id is None:
            return
        async with self._services.store.unit() as unit:
            await unit.conversations.describe(self.line.conversation_id, language=frame["language"])
            await unit.commit()

    async def _resume(self, frame: wire.Frame) -> None:
        # A code is a few words: guessing is slowed for this socket, and for everybody together.
        if wait := self._codes.take() or self._buckets.codes.take():
            raise Refused("slow_down", retry_after=wait)
        found = await self._services.come_back.find(frame["code"])
        if found is None:
            raise Refused("unknown_code")
        await self.line.follow(found, after=0)
