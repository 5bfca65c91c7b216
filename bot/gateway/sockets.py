"""The WebSockets that are open now: how many there may be, and a friendly goodbye when the gateway stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import WSCloseCode, web

from bot.gateway.metrics import Metrics
from bot.gateway.wire import MAX_FRAME_BYTES, Frame


class SocketGone(Exception):
    """The browser at the other end is no longer there."""


async def send(socket: web.WebSocketResponse, frame: Frame) -> None:
    """One frame. Raises SocketGone, which no fault of the store or the bus can be mistaken for."""
    try:
        await socket.send_json(frame)
    except ConnectionError:
        raise SocketGone from None


class OpenSockets:
    """Opens sockets with the house's limits, and closes them all."""

    def __init__(self, metrics: Metrics, *, most: int, heartbeat: float) -> None:
        self._metrics = metrics
        self._most = most
        self._heartbeat = heartbeat
        self._open: set[web.WebSocketResponse] = set()

    @asynccontextmanager
    async def opened(self, request: web.Request, side: str) -> AsyncIterator[web.WebSocketResponse]:
        """A prepared socket, counted while it is open. Raises HTTPServiceUnavailable when there are too many."""
        if len(self._open) >= self._most:
            raise web.HTTPServiceUnavailable(text="full", headers={"Retry-After": "5"})
        # No compression: it costs memory for each socket and can betray what is said by its length.
        socket = web.WebSocketResponse(heartbeat=self._heartbeat, max_msg_size=MAX_FRAME_BYTES, compress=False)
        await socket.prepare(request)
        self._open.add(socket)
        self._metrics.add("sockets", side)
        try:
            yield socket
        finally:
            self._open.discard(socket)
            self._metrics.add("sockets", side, -1)

    async def close_all(self) -> None:
        """The clients connect again by themselves, to whoever is there then."""
        for socket in tuple(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)
