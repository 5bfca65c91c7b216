"""One person's line: which conversation this socket follows, and how every failure becomes a kind word."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.domain.conversation import Channel, ConversationId, Speaker
from bot.domain.handoff import State, TransitionRefused
from bot.domain.replies import Reply
from bot.gateway import wire
from bot.gateway.delivery import Delivery
from bot.gateway.keys import ANSWERING, BUCKETS, METRICS, SERVICES
from bot.gateway.sockets import SocketGone, send
from bot.ports import Conflict, ConversationNotFound, StoreFailed
from bot.usecases.receive_message import EmptyMessage, StoreUnavailable
from bot.waiting import end

_log = logging.getLogger("bot.gateway")

_TRY_AGAIN_AFTER = 5.0

ERROR_CODES = (
    "invalid", "empty", "too_long", "slow_down", "not_offered", "not_now", "unknown_code",
    "store_unavailable", "no_conversation", "internal",
)  # fmt: skip
"""Each has words in content/replies (gateway.<code>)."""


class Refused(Exception):
    """The frame is understood and not carried out; the code says why."""

    def __init__(self, code: str, *, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


class Line:
    """The socket's end of a conversation."""

    def __init__(self, app: web.Application, socket: web.WebSocketResponse) -> None:
        self._services = app[SERVICES]
        self._answering = app[ANSWERING]
        self._metrics = app[METRICS]
        self._starts = app[BUCKETS].starts
        self._socket = socket
        self._delivery: Delivery | None = None
        self._task: asyncio.Task[None] | None = None
        self.conversation_id: ConversationId | None = None
        self.language = "nb"
        self.kommune: str | None = None

    @property
    def required_id(self) -> ConversationId:
        """The conversation; raises Refused when there is none yet."""
        if self.conversation_id is None:
            raise Refused("no_conversation")
        return self.conversation_id

    async def begin(self) -> ConversationId:
        """A new conversation, greeted."""
        if wait := self._starts.take():
            raise Refused("slow_down", retry_after=wait)
        created = await self._services.receive.start(Channel.WEB, language=self.language, kommune=self.kommune)
        await self.follow(created.id, after=0)
        return created.id

    async def follow(self, conversation_id: ConversationId, *, after: int) -> None:
        """Deliver everything in it after that number, from now on. Raises ConversationNotFound."""
        async with self._services.store.reading() as unit:
            conversation = await unit.conversations.get(conversation_id)
        await self.hang_up()
        self.conversation_id = conversation_id
        self.language = conversation.language
        await self.send(wire.welcome(conversation_id, conversation.language))
        # A number from the future would silence the conversation for good.
        last_seen = min(after, conversation.last_number)
        self._delivery = Delivery(self._services, conversation_id, last_seen, self.send)
        self._task = asyncio.create_task(self._delivery.run())

    async def answer(self) -> None:
        """Let the assistant answer, and show that it is at it, unless a counsellor has the conversation."""
        if self.conversation_id is None or self._delivery is None:
            return
        self._delivery.nudge(unless_told=True)
        self._answering.wake(self.conversation_id)
        if self._delivery.owner is not State.WITH_COUNSELLOR:
            await self.send(wire.typing(Speaker.BOT))

    def nudge(self) -> None:
        """Look for something to deliver now."""
        if self._delivery is not None:
            self._delivery.nudge()

    async def delete(self) -> None:
        """Delete the conversation and send the proof; when that fails, the line is as it was."""
        conversation_id = self.required_id
        if self._delivery is not None:
            self._delivery.is_leaving = True
        try:
            receipt = await self._services.forget.now(conversation_id)
        except Exception:
            if self._delivery is not None:
                self._delivery.is_leaving = False
            raise
        await self.hang_up()
        await self.send(wire.deleted(receipt))

    async def hang_up(self) -> None:
        """Stop following the conversation."""
        task, self._task, self._delivery, self.conversation_id = self._task, None, None, None
        if task is not None:
            await end(task)

    async def send(self, frame: wire.Frame) -> None:
        """To the browser. Raises SocketGone."""
        await send(self._socket, frame)

    async def error(
        self,
        code: str,
        *,
        client_id: str | None = None,
        retry_after: float | None = None,
        replies: tuple[Reply, ...] = (),
    ) -> None:
        """An error frame with its words in the person's language."""
        self._metrics.add("errors_total", code)
        text = self._services.words.reply(f"gateway.{code}", self.language).text
        await self.send(wire.error(code, text, client_id=client_id, retry_after=retry_after, replies=replies))

    async def guarded(self, act: Callable[[wire.Frame], Awaitable[None]], frame: wire.Frame) -> None:
        """Do it, and answer whatever goes wrong. In doubt the person still gets the help that their words call for."""
        client_id = frame.get("id")
        try:
            await act(frame)
        except Refused as refused:
            await self.error(refused.code, client_id=client_id, retry_after=refused.retry_after)
        except EmptyMessage:
            await self.error("empty", client_id=client_id)
        except ConversationNotFound:
            await self.hang_up()
            await self.send(wire.gone())
        except (TransitionRefused, Conflict):
            self.nudge()
            await self.error("not_now", client_id=client_id)
        except StoreUnavailable as unavailable:
            replies = unavailable.replies or self._first_aid(frame)
            await self.error("store_unavailable", client_id=client_id, retry_after=_TRY_AGAIN_AFTER, replies=replies)
        except StoreFailed:
            replies = self._first_aid(frame)
            await self.error("store_unavailable", client_id=client_id, retry_after=_TRY_AGAIN_AFTER, replies=replies)
        except SocketGone:
            raise
        except Exception as error:
            _log.error("frame_failed", extra={"frame": frame["type"], "error": type(error).__name__})
            replies = self._first_aid(frame)
            await self.error("internal", client_id=client_id, retry_after=_TRY_AGAIN_AFTER, replies=replies)

    def _first_aid(self, frame: wire.Frame) -> tuple[Reply, ...]:
        text = frame.get("text") or frame.get("title")
        return self._services.receive.first_aid(text, self.language) if isinstance(text, str) else ()
