"""Counsellors' sessions: log-in by password or one-time token, and who is behind a request.

Sees no conversation. The cookie is the only one in the house, and only for staff.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.domain.staff_roles import MAY_TALK
from bot.gateway.keys import BUCKETS, METRICS, SERVICES
from bot.gateway.origins import is_https, is_own_origin
from bot.ports import Counsellor, Store

COOKIE = "rusprat_konsoll"
HEADER = "X-Rusprat"
_LONGEST = 200


def require_same_page(request: web.Request) -> None:
    """Raises HTTPForbidden unless our own page's script sent this: a foreign page can set neither of the two."""
    if request.headers.get(HEADER) != "1" or not is_own_origin(request):
        raise web.HTTPForbidden(text="origin")


async def counsellor_of(request: web.Request) -> Counsellor:
    """Who is logged in; raises HTTPUnauthorized."""
    token = request.cookies.get(COOKIE, "")
    if token and len(token) <= _LONGEST:
        async with request.app[SERVICES].store.reading() as unit:
            found = await unit.staff.session(token)
        if found is not None:
            return found
    raise web.HTTPUnauthorized(text="log in")


async def talker_of(request: web.Request) -> Counsellor:
    """As `counsellor_of`, but only for those who may talk with people: whoever only approves facts reads nobody."""
    found = await counsellor_of(request)
    if not MAY_TALK & set(found.roles):
        raise web.HTTPForbidden(text="role")
    return found


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object that was posted; raises HTTPBadRequest."""
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):  # LookupError: an unknown charset
        raise web.HTTPBadRequest(text="invalid") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="invalid")
    return body


def text_of(body: dict[str, Any], name: str, *, most: int = _LONGEST) -> str:
    """A text in the body, not empty and not too long; raises HTTPBadRequest."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise web.HTTPBadRequest(text="invalid")
    # Half a character (a lone surrogate) cannot be stored.
    return value.encode("utf-8", "replace").decode("utf-8")


async def log_in(request: web.Request) -> web.Response:
    """POST /konsoll/api/login {username, password} or {token}"""
    require_same_page(request)
    body = await body_of(request)
    is_token = "token" in body
    name = "token" if is_token else text_of(body, "username").strip().casefold()
    buckets = request.app[BUCKETS]
    if buckets.logins.take() or buckets.logins_by_name.take(name):
        request.app[METRICS].add("logins_total", "slowed")
        raise web.HTTPTooManyRequests(text="slow_down", headers={"Retry-After": "30"})
    session = await _session(request.app[SERVICES].store, body, is_token=is_token)
    request.app[METRICS].add("logins_total", "refused" if session is None else "done")
    if session is None:
        raise web.HTTPUnauthorized(text="wrong")
    response = web.json_response({"ok": True})
    response.set_cookie(COOKIE, session, path="/konsoll", httponly=True, samesite="Strict", secure=is_https(request))
    return response


async def _session(store: Store, body: dict[str, Any], *, is_token: bool) -> str | None:
    found = None
    if not is_token:
        # A password takes a slow hash to check: no writer may have to wait for it.
        async with store.reading() as unit:
            found = await unit.staff.check_password(text_of(body, "username").strip(), text_of(body, "password"))
        if found is None:
            return None
    async with store.unit() as unit:
        found = found or await unit.staff.redeem(text_of(body, "token"))
        session = await unit.staff.open_session(found) if found is not None else None
        await unit.commit()
    return session


async def log_out(request: web.Request) -> web.Response:
    """POST /konsoll/api/logout"""
    require_same_page(request)
    token = request.cookies.get(COOKIE, "")
    if token:
        async with request.app[SERVICES].store.unit() as unit:
            await unit.staff.close_session(token)
            await unit.commit()
    response = web.json_response({"ok": True})
    response.del_cookie(COOKIE, path="/konsoll")
    return response


async def me(request: web.Request) -> web.Response:
    """GET /konsoll/api/me"""
    found = await counsellor_of(request)
    return web.json_response(
        {"username": found.username, "display_role": found.display_role, "roles": list(found.roles)}
    )
