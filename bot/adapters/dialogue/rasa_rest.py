"""The Rasa server as a DialogueEngine, over its REST channel on loopback."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from bot.adapters.dialogue.wire import read_turn, request_body
from bot.domain.conversation import ConversationId
from bot.ports import DialogueUnavailable, Turn, TurnResult

TIMEOUT_SECONDS = 3.0
_OK = 200


class RasaRest:
    """Answers within three seconds or raises DialogueUnavailable; text never reaches an error message."""

    def __init__(
        self, url: str, *, token: str = "", actions_url: str = "", timeout_seconds: float = TIMEOUT_SECONDS
    ) -> None:
        self._url = url.rstrip("/")
        self._actions_url = actions_url.rstrip("/")
        self._token = token
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def close(self) -> None:
        """Give the connections back."""
        if self._session is not None:
            await self._session.close()

    async def respond(self, turn: Turn) -> TurnResult:
        """One message, one answer."""
        answer = await self._call("POST", f"{self._url}/webhooks/rest/webhook", request_body(turn))
        try:
            return read_turn(answer)
        except (KeyError, TypeError, ValueError):
            raise DialogueUnavailable("the assistant's answer could not be read") from None

    async def forget(self, conversation_id: ConversationId) -> None:
        """Empty the tracker; our tracker store then deletes the row."""
        await self._call("PUT", f"{self._url}/conversations/{conversation_id}/tracker/events", [])

    async def is_ready(self) -> bool:
        """True once the server has a model and the actions answer: only then would a question get its answer."""
        try:
            await self._call("GET", f"{self._url}/status", None)
            if self._actions_url:
                await self._call("GET", f"{self._actions_url}/health", None)
        except DialogueUnavailable:
            return False
        return True

    async def _call(self, method: str, url: str, body: Any) -> Any:
        query = {"token": self._token} if self._token and url.startswith(self._url) else {}
        try:
            async with self._open().request(method, url, params=query, json=body) as response:
                if response.status != _OK:
                    raise DialogueUnavailable(f"the assistant answered with status {response.status}")
                return await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            # The cause is not chained: aiohttp's errors may quote the address with its token.
            raise DialogueUnavailable(f"the assistant cannot be reached ({type(error).__name__})") from None
