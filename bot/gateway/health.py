"""Whether a question would be answered now, and counts for the operator."""

from __future__ import annotations

from aiohttp import web

from bot.gateway.keys import METRICS, SERVICES


async def healthz(request: web.Request) -> web.Response:
    """GET /healthz: 200 only when the store is reachable and the dialogue is ready; else 503 with which part is not."""
    services = request.app[SERVICES]
    parts = {"store": await services.store.is_reachable(), "dialogue": await services.is_ready()}
    is_well = all(parts.values())
    return web.json_response({"status": "ok" if is_well else "unavailable", **parts}, status=200 if is_well else 503)


async def metrics(request: web.Request) -> web.Response:
    """GET /metrics"""
    return web.Response(text=request.app[METRICS].text(), content_type="text/plain", charset="utf-8")
