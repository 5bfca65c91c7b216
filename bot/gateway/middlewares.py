"""What every request passes through: security headers on the way out, and errors that say nothing of the person."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.gateway.headers import security_headers
from bot.gateway.keys import METRICS, SERVICES

_log = logging.getLogger("bot.gateway")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def quiet_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error of ours becomes a bare 500. The exception's own words may quote a person: only its type is logged."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        resource = request.match_info.route.resource
        _log.error(
            "request_failed",
            extra={"route": resource.canonical if resource else "", "error": type(error).__name__},
        )
        request.app[METRICS].add("requests_failed_total")
        raise web.HTTPInternalServerError(text="internal") from None


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Signal handler: the last word on every response, the WebSocket's and the errors' included."""
    for name, value in security_headers(request, request.app[SERVICES].allowed_origins).items():
        response.headers[name] = value


class QuietHttpLog(logging.Filter):
    """aiohttp logs a malformed request with its sender's address and its content; this leaves that it happened."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Empty the record of everything but a constant name."""
        record.msg = "malformed_request"
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True
