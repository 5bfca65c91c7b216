"""The two people of the gateway's tests: one with the widget, one at the console. Every frame is held to the schema."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from aiohttp import ClientResponse, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import TestClient
from jsonschema import Draft202012Validator

from bot.gateway.wire import schema

PATIENCE = 10.0
Frame = dict[str, Any]

_ids = itertools.count(1)


def check(frame: Frame, side: str) -> None:
    """Raises when the frame is not one that the schema knows."""
    definitions = schema()["$defs"]
    assert frame["type"] in definitions[side], frame
    Draft202012Validator({"$ref": f"#/$defs/{side}/{frame['type']}", "$defs": definitions}).validate(frame)


class Browser:
    """A widget: sends frames and collects what comes back."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self.conversation: str | None = None

    async def send(self, **frame: Any) -> None:
        await self.socket.send_json(frame)

    async def hello(self, conversation: str | None = None, after: int = 0, **more: Any) -> None:
        await self.send(type="hello", conversation=conversation, after=after, **more)
        self.conversation = (await self.next("welcome"))["conversation"]

    async def write(self, text: str, client_id: str | None = None) -> str:
        """Sends a message; returns its client id."""
        client_id = client_id or f"m{next(_ids)}"
        await self.send(type="message", id=client_id, text=text)
        return client_id

    async def next(self, kind: str, where: Callable[[Frame], bool] = lambda _: True) -> Frame:
        """The next frame of that kind that is not yet taken; everything else is kept in `frames`."""

        async def wait() -> Frame:
            while True:
                for i, frame in enumerate(self.frames):
                    if frame["type"] == kind and where(frame):
                        return self.frames.pop(i)
                await self._read()

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"no {kind}; came: {self.frames}") from None

    async def said(self, text: str) -> Frame:
        """The message with that in it."""
        return await self.next("message", lambda frame: text in frame["reply"]["text"])

    async def status(self, owner: str) -> Frame:
        """The status that says who answers."""
        return await self.next("status", lambda frame: frame["owner"] == owner)

    async def error(self, code: str) -> Frame:
        return await self.next("error", lambda frame: frame["code"] == code)

    async def close_code(self) -> int | None:
        """Reads until the server hangs up."""

        async def wait() -> None:
            while not self.socket.closed:
                message = await self.socket.receive()
                if message.type is WSMsgType.TEXT:
                    self.frames.append(message.json())

        await asyncio.wait_for(wait(), PATIENCE)
        return self.socket.close_code

    async def close(self) -> None:
        await self.socket.close()

    async def _read(self) -> None:
        message = await self.socket.receive()
        assert message.type is WSMsgType.TEXT, (message.type, self.socket.close_code)
        frame = message.json()
        check(frame, "server")
        self.frames.append(frame)


class Desk:
    """A counsellor's browser with its own cookies."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.cookies: dict[str, str] = {}
        self.socket: ClientWebSocketResponse | None = None
        self.frames: list[Frame] = []
        self.seen: list[Frame] = []
        client.session._cookie_jar = CookieJar(unsafe=True)  # each desk carries its cookies by itself

    @property
    def origin(self) -> str:
        return str(self.client.make_url("/")).rstrip("/")

    async def log_in(self, username: str, password: str) -> ClientResponse:
        return await self._logged_in({"username": username, "password": password})

    async def redeem(self, token: str) -> ClientResponse:
        return await self._logged_in({"token": token})

    async def _logged_in(self, body: Frame) -> ClientResponse:
        response = await self.post("login", body)
        cookie = response.cookies.get("rusprat_konsoll")
        if cookie is not None:
            self.cookies = {"rusprat_konsoll": cookie.value}
        return response

    async def post(self, path: str, body: Any = None, **headers: str) -> ClientResponse:
        self.client.session.cookie_jar.clear()
        given = {"X-Rusprat": "1", "Origin": self.origin, **headers}
        return await self.client.post(
            f"/konsoll/api/{path}", json={} if body is None else body, headers=given, cookies=self.cookies
        )

    async def get(self, path: str) -> ClientResponse:
        self.client.session.cookie_jar.clear()
        return await self.client.get(f"/konsoll/api/{path}", cookies=self.cookies)

    async def act(self, conversation: str | None, what: str, **body: Any) -> ClientResponse:
        return await self.post(f"conversations/{conversation}/{what}", body)

    async def does(self, conversation: str | None, what: str, **body: Any) -> Frame:
        """Acts, and it must succeed."""
        response = await self.act(conversation, what, **body)
        answer: Frame = await response.json()
        assert response.status == 200, answer
        return answer["conversation"]

    async def go_live(self, **headers: str) -> None:
        """Opens the console's socket."""
        self.client.session.cookie_jar.clear()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = {"Origin": self.origin, "Cookie": cookie, **headers}
        self.socket = await self.client.ws_connect("/konsoll/ws", headers=given)

    async def next(self, kind: str, where: Callable[[Frame], bool] = lambda _: True) -> Frame:
        assert self.socket is not None

        async def wait() -> Frame:
            while True:
                for i, frame in enumerate(self.frames):
                    if frame["type"] == kind and where(frame):
                        return self.frames.pop(i)
                message = await self.socket.receive()
                assert message.type is WSMsgType.TEXT, message
                check(message.json(), "console_server")
                self.frames.append(message.json())
                self.seen.append(message.json())

        try:
            return await asyncio.wait_for(wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise AssertionError(f"no {kind}; came: {self.frames}") from None

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()
