"""Which pages may talk to us: our own, and the host pages that the operator has named. Keeps nothing of a request."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from aiohttp import web

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?\Z|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?\Z")


def is_own_origin(request: web.Request) -> bool:
    """True when the browser says that the page came from this very host. A missing Origin is not one."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and _netloc(origin) == request.host.lower()


def may_talk(request: web.Request, allowed: tuple[str, ...]) -> bool:
    """For the widget's socket. Browsers always send an Origin; what sends none is no browser, has no cookie that we
    would trust, and could as well lie, so it is let in."""
    origin = request.headers.get("Origin")
    return origin is None or is_own_origin(request) or origin.rstrip("/") in allowed


def is_https(request: web.Request) -> bool:
    """Directly, or as the proxy in front says. Only adds protection, so a lie hurts nobody but the liar."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"


def socket_sources(request: web.Request) -> str:
    """Our own socket address for connect-src: older Safari does not count it as 'self'."""
    host = request.host
    return f"ws://{host} wss://{host}" if _HOST.match(host) else ""


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
