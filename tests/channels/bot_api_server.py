"""A Bot API server on this machine: speaks Telegram's HTTP as far as Rusprat uses it, and refuses what Telegram would.

https://core.telegram.org/bots/api
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "1234567:KanariTokenKanariTokenKanariToken"
_OK, _BAD, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _FLOOD, _BROKEN = 200, 400, 401, 403, 404, 429, 502
_MOST_CHARACTERS = 4096
_MOST_BUTTON_BYTES = 64
_NOW = 1_790_000_000

Parameters = Mapping[str, Any]


class Refused(Exception):
    """An answer with ok=false."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def flood(seconds: int) -> Refused:
    """Telegram wants us to wait."""
    return Refused(_FLOOD, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def blocked() -> Refused:
    """The person has blocked the bot."""
    return Refused(_FORBIDDEN, "Forbidden: bot was blocked by the user")


def broken() -> Refused:
    """Telegram itself has a bad day."""
    return Refused(_BROKEN, "Bad Gateway")


@dataclass
class Shown:
    """A message as it stands in somebody's chat now."""

    chat_id: int
    message_id: int
    text: str
    buttons: list[dict[str, str]]


@dataclass
class BotApiServer:
    """Start it, point the bot at `address`, and be the people on the other side."""

    shown: list[Shown] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: dict[str, list[Refused]] = field(default_factory=dict)
    refuse_always: Callable[[str, Parameters], Refused | None] = lambda _method, _parameters: None
    updates: list[dict[str, Any]] = field(default_factory=list)
    _server: TestServer | None = None
    _next_update: int = 5000
    _next_message: int = 100
    _new: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._server = TestServer(app)
        await self._server.start_server(shutdown_timeout=0.1, access_log=None)

    async def stop(self) -> None:
        self._new.set()
        if self._server is not None:
            await self._server.close()

    @property
    def address(self) -> str:
        assert self._server is not None
        return str(self._server.make_url("")).rstrip("/")

    def refuse(self, method: str, *refusals: Refused) -> None:
        """The next calls of that method."""
        self.refusals.setdefault(method, []).extend(refusals)

    def called(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of that method."""
        return [parameters for name, parameters in self.calls if name == method]

    def push(self, update: dict[str, Any]) -> int:
        """A new update from somebody; its id."""
        self._next_update += 1
        self.updates.append({"update_id": self._next_update, **update})
        self._new.set()
        return self._next_update

    def push_again(self, update_id: int, update: dict[str, Any]) -> None:
        """An update that Telegram delivers once more."""
        self.updates.append({"update_id": update_id, **update})
        self._new.set()

    def next_message_id(self) -> int:
        self._next_message += 1
        return self._next_message

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        parameters = {name: _decoded(value) for name, value in (await request.post()).items()}
        try:
            if request.match_info["token"] != TOKEN:
                raise Refused(_UNAUTHORIZED, "Unauthorized")
            if method != "getUpdates" or self.refusals.get("getUpdates"):
                self.calls.append((method, parameters))
            if waiting := self.refusals.get(method):
                raise waiting.pop(0)
            if refusal := self.refuse_always(method, parameters):
                raise refusal
            act = getattr(self, f"_{method}", None)
            if act is None:
                raise Refused(_NOT_FOUND, "Not Found: method not found")
            result = await act(parameters)
        except Refused as refused:
            body = {
                "ok": False, "error_code": refused.status, "description": refused.description,
                "parameters": refused.parameters,
            }  # fmt: skip
            return web.json_response(body, status=refused.status)
        return web.json_response({"ok": True, "result": result})

    async def _getMe(self, _: Parameters) -> object:
        return {"id": 1234567, "is_bot": True, "first_name": "Rusprat", "username": "rusprat_bot"}

    async def _deleteWebhook(self, _: Parameters) -> object:
        return True

    async def _setMyCommands(self, _: Parameters) -> object:
        return True

    async def _sendChatAction(self, _: Parameters) -> object:
        return True

    async def _answerCallbackQuery(self, _: Parameters) -> object:
        return True

    async def _getUpdates(self, parameters: Parameters) -> object:
        offset, timeout = int(parameters.get("offset", 0)), float(parameters.get("timeout", 0))
        self.updates[:] = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self._new.clear()
            try:
                await asyncio.wait_for(self._new.wait(), timeout)
            except asyncio.TimeoutError:
                return []
        return self.updates[: int(parameters.get("limit", 100))]

    async def _sendMessage(self, parameters: Parameters) -> object:
        text = str(parameters["text"])
        buttons = [b for row in parameters.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]
        if not text.strip():
            raise Refused(_BAD, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) // 2 > _MOST_CHARACTERS:
            raise Refused(_BAD, "Bad Request: message is too long")
        if any(not 1 <= len(b["callback_data"].encode()) <= _MOST_BUTTON_BYTES for b in buttons):
            raise Refused(_BAD, "Bad Request: BUTTON_DATA_INVALID")
        message = Shown(int(parameters["chat_id"]), self.next_message_id(), text, buttons)
        self.shown.append(message)
        return self._as_json(message)

    async def _editMessageReplyMarkup(self, parameters: Parameters) -> object:
        for message in self.shown:
            if message.message_id == int(parameters["message_id"]):
                message.buttons = []
                return self._as_json(message)
        raise Refused(_BAD, "Bad Request: message to edit not found")

    def _as_json(self, message: Shown) -> dict[str, Any]:
        chat = {"id": message.chat_id, "type": "private"}
        return {"message_id": message.message_id, "date": _NOW, "chat": chat, "text": message.text}


class Person:
    """Somebody with Telegram on their phone."""

    def __init__(self, server: BotApiServer, chat_id: int = 777000111, *, name: str = "Kari", app: str = "nb") -> None:
        self._server = server
        self.chat = {"id": chat_id, "type": "private", "first_name": name, "username": name}
        self.user = {
            "id": chat_id, "is_bot": False, "first_name": name, "username": name, "language_code": app,
        }  # fmt: skip

    @property
    def sees(self) -> list[str]:
        """Every text in the chat, in order."""
        return [m.text for m in self._mine()]

    def writes(self, text: str) -> int:
        return self._server.push({"message": self._message(text=text)})

    def sends(self, **content: object) -> int:
        """Anything but plain text."""
        return self._server.push({"message": self._message(**content)})

    def edits(self, text: str) -> int:
        return self._server.push({"edited_message": {**self._message(text=text), "edit_date": _NOW}})

    def writes_in_a_group(self, text: str, group: int = -1009) -> int:
        chat = {"id": group, "type": "supergroup", "title": "Festen"}
        return self._server.push({"message": {**self._message(text=text), "chat": chat}})

    def repeats(self, update_id: int, text: str) -> None:
        """The same update as before, delivered again."""
        self._server.push_again(update_id, {"message": self._message(text=text)})

    def button(self, label: str) -> tuple[Shown, str]:
        """The last button with that label, and the message that it is under."""
        found = [(m, b["callback_data"]) for m in self._mine() for b in m.buttons if b["text"] == label]
        assert found, f"no button {label!r} among {[b['text'] for m in self._mine() for b in m.buttons]}"
        return found[-1]

    def presses(self, label: str) -> int:
        message, data = self.button(label)
        return self.sends_data(data, message)

    def sends_data(self, data: str, message: Shown) -> int:
        """Press whatever a client could send."""
        under = {"message_id": message.message_id, "date": _NOW, "chat": self.chat, "text": message.text}
        query = {"id": str(self._server.next_message_id()), "from": self.user, "chat_instance": "1", "data": data}
        return self._server.push({"callback_query": {**query, "message": under}})

    def _mine(self) -> list[Shown]:
        return [m for m in self._server.shown if m.chat_id == self.chat["id"]]

    def _message(self, **content: object) -> dict[str, Any]:
        return {
            "message_id": self._server.next_message_id(), "date": _NOW, "chat": self.chat, "from": self.user, **content,
        }  # fmt: skip


def _decoded(value: object) -> Any:
    """Parameters come as form fields; everything but plain text is JSON."""
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value
