"""Deleting without a socket: the last thing a page does when the person leaves quickly. And checking a proof."""

from __future__ import annotations

import json
import re
from typing import Any

from aiohttp import web

from bot.domain.conversation import ConversationId
from bot.gateway.keys import BUCKETS, METRICS, SERVICES
from bot.gateway.origins import is_own_origin
from bot.gateway.services import GatewayServices
from bot.ports import ConversationNotFound, StoreFailed

_ID = re.compile(r"[0-9a-f]{32}\Z")
_PROOF = re.compile(r"[A-Za-z0-9-]{4,64}\Z")


async def forget(request: web.Request) -> web.Response:
    """POST /api/forget {"conversation": id}: always 204 for a well-formed id, so that nothing is told of others."""
    if not is_own_origin(request):
        raise web.HTTPForbidden(text="origin")
    body = await _json(request)
    conversation = body.get("conversation") if isinstance(body, dict) else None
    if not isinstance(conversation, str) or not _ID.match(conversation):
        raise web.HTTPBadRequest(text="invalid")
    if request.app[BUCKETS].forgets.take():
        raise web.HTTPTooManyRequests(text="slow_down")
    request.app[METRICS].add("frames_total", "forget")
    try:
        await _forget(request.app[SERVICES], ConversationId(conversation))
    except StoreFailed:
        raise web.HTTPServiceUnavailable(text="store_unavailable") from None
    return web.Response(status=204)


async def _forget(services: GatewayServices, conversation_id: ConversationId) -> None:
    """Invented ids cost a look and no more: no writing, and no call to the assistant."""
    async with services.store.reading() as unit:
        try:
            await unit.conversations.get(conversation_id)
        except ConversationNotFound:
            return
    await services.forget.now(conversation_id)


async def proof(request: web.Request) -> web.Response:
    """GET /api/proof/{proof}: whether a deletion with that proof took place here."""
    given = request.match_info["proof"]
    if request.app[BUCKETS].forgets.take():
        raise web.HTTPTooManyRequests(text="slow_down")
    confirmed = bool(_PROOF.match(given)) and await request.app[SERVICES].forget.is_confirmed(given)
    return web.json_response({"deleted": confirmed})


async def _json(request: web.Request) -> Any:
    try:
        return json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):  # LookupError: an unknown charset
        raise web.HTTPBadRequest(text="invalid") from None
