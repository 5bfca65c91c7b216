"""The widget's and the console's own files, read into memory once: what is not among them cannot be asked for."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from bot.gateway.headers import HOST_EXAMPLE, LOADER, PRIVACY
from bot.gateway.middlewares import Handler

ROOT = Path(__file__).parent / "static"

_PAGES = {
    "/": "index.html",
    "/widget/": "widget/index.html",
    "/konsoll/": "konsoll/index.html",
    "/konsoll/fagstoff/": "fagstoff/index.html",
    HOST_EXAMPLE: "host.html",
    PRIVACY: "personvern.html",
    LOADER: "widget.js",
    "/favicon.ico": "icon.svg",
}
# The operating system's own list of types differs from machine to machine, and a module needs a JavaScript type.
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
}


class StaticFiles:
    """Every file of a known type under static/, by its path."""

    def __init__(self, root: Path = ROOT) -> None:
        self._files = {
            path.relative_to(root).as_posix(): (path.read_bytes(), _TYPES[path.suffix])
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix in _TYPES
        }

    def add_routes(self, app: web.Application) -> None:
        """The pages, /widget.js, and everything else under /static/."""
        for address, name in _PAGES.items():
            app.router.add_get(address, self._always(name))
        for address in ("/widget", "/konsoll", "/konsoll/fagstoff", HOST_EXAMPLE.rstrip("/")):
            app.router.add_get(address, _with_slash)
        app.router.add_get("/static/{name:.+}", self._named)

    def _always(self, name: str) -> Handler:
        async def page(_request: web.Request) -> web.StreamResponse:
            return self._response(name)

        return page

    async def _named(self, request: web.Request) -> web.StreamResponse:
        return self._response(request.match_info["name"])

    def _response(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound(text="not found")
        body, kind = self._files[name]
        is_text = kind != "image/png"
        response = web.Response(body=body, content_type=kind, charset="utf-8" if is_text else None)
        if is_text:
            response.enable_compression()
        return response


async def _with_slash(request: web.Request) -> web.StreamResponse:
    # A browser carries the fragment (a one-time token, the widget's options) over by itself; a query is nobody's.
    raise web.HTTPFound(f"{request.path}/")
