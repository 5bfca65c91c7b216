"""The mixing table for the widget: all of it at once, made once, the same for everybody.

No address holds the name of a substance: which row somebody reads stays in their browser. The browser is still told to
store nothing (headers.py), for a table in the cache of a family's computer tells of the visit; the page keeps it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.gateway.middlewares import Handler
from bot.usecases.show_mixing import LoadSheets

_JSON = "application/json"
_SVG = "image/svg+xml"
_LANGUAGE = "{language:nb|nn}"


@dataclass(frozen=True)
class _Page:
    body: bytes
    zipped: bytes


class MixingPages:
    """GET /api/mixing/nb and /blandetabell/nb.svg, and the same in nynorsk."""

    def __init__(self, load: LoadSheets) -> None:
        self._load = load
        self._lock = asyncio.Lock()
        self._pages: Mapping[tuple[str, str], _Page] | None = None

    def add_routes(self, app: web.Application) -> None:
        """Two addresses a language."""
        app.router.add_get(f"/api/mixing/{_LANGUAGE}", self._serving(_JSON))
        app.router.add_get(f"/blandetabell/{_LANGUAGE}.svg", self._serving(_SVG))

    def _serving(self, kind: str) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            page = (await self._made())[kind, request.match_info["language"]]
            if "gzip" not in request.headers.get("Accept-Encoding", ""):
                return web.Response(body=page.body, content_type=kind, charset="utf-8")
            headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            return web.Response(body=page.zipped, content_type=kind, charset="utf-8", headers=headers)

        return serve

    async def _made(self) -> Mapping[tuple[str, str], _Page]:
        async with self._lock:
            if self._pages is None:
                self._pages = await asyncio.to_thread(self._make)
            return self._pages

    def _make(self) -> Mapping[tuple[str, str], _Page]:
        sheets = self._load()
        written = {_JSON: sheets.tables, _SVG: sheets.pictures}
        return {(kind, tag): _page(text) for kind, texts in written.items() for tag, text in texts.items()}


def _page(text: str) -> _Page:
    body = text.encode()
    return _Page(body, gzip.compress(body, mtime=0))
