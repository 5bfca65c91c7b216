"""Puts the gateway together from its services. Builds no service, opens no database, starts nothing on import."""

from __future__ import annotations

import logging

from aiohttp import web

from bot.gateway import console_api, console_auth, forget_api, health, review_api
from bot.gateway.answering import Answering
from bot.gateway.background import background, say_goodbye
from bot.gateway.console_socket import console_socket
from bot.gateway.keys import ANSWERING, BUCKETS, METRICS, SERVICES, SOCKETS, SharedBuckets
from bot.gateway.metrics import Metrics
from bot.gateway.middlewares import QuietHttpLog, add_headers, quiet_errors
from bot.gateway.mixing_pages import MixingPages
from bot.gateway.services import GatewayServices
from bot.gateway.sockets import OpenSockets
from bot.gateway.static_files import StaticFiles
from bot.gateway.widget_line import ERROR_CODES
from bot.gateway.widget_socket import widget_socket

_LARGEST_BODY = 64 * 1024
_ID = "{id:[0-9a-f]{32}}"


def create_app(services: GatewayServices) -> web.Application:
    """The application. Raises WordsError when content lacks the gateway's own words."""
    services.words.require(*(f"gateway.{code}" for code in ERROR_CODES))
    limits = services.limits
    app = web.Application(middlewares=[quiet_errors, console_api.speak_json], client_max_size=_LARGEST_BODY)
    metrics = Metrics()
    app[SERVICES] = services
    app[METRICS] = metrics
    app[BUCKETS] = SharedBuckets.of(services)
    app[SOCKETS] = OpenSockets(metrics, most=limits.most_sockets, heartbeat=limits.heartbeat)
    app[ANSWERING] = Answering(services.receive.answer, services.store, metrics, at_once=limits.most_answers_at_once)
    _add_routes(app)
    MixingPages(services.mixing).add_routes(app)
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(background)
    app.on_shutdown.append(say_goodbye)
    return app


def create_runner(app: web.Application) -> web.AppRunner:
    """Serves the application without an access log, and without addresses in the error log."""
    http_log = logging.getLogger("bot.gateway.http")
    if not any(isinstance(known, QuietHttpLog) for known in http_log.filters):
        http_log.addFilter(QuietHttpLog())
    return web.AppRunner(app, access_log=None, logger=http_log, shutdown_timeout=5.0)


def _add_routes(app: web.Application) -> None:
    route = app.router
    route.add_get("/healthz", health.healthz)
    route.add_get("/metrics", health.metrics)
    route.add_get("/ws", widget_socket)
    route.add_post("/api/forget", forget_api.forget)
    route.add_get("/api/proof/{proof}", forget_api.proof)
    route.add_post("/konsoll/api/login", console_auth.log_in)
    route.add_post("/konsoll/api/logout", console_auth.log_out)
    route.add_get("/konsoll/api/me", console_auth.me)
    route.add_get("/konsoll/api/queue", console_api.queue)
    route.add_get(f"/konsoll/api/conversations/{_ID}", console_api.conversation)
    for name, act in console_api.ACTS.items():
        route.add_post(f"/konsoll/api/conversations/{_ID}/{name}", console_api.doing(act))
    route.add_get("/konsoll/api/reviews", review_api.overview)
    route.add_get(f"/konsoll/api/reviews/{review_api.ITEM}", review_api.one)
    for name, decide in review_api.ACTS.items():
        route.add_post(f"/konsoll/api/reviews/{review_api.ITEM}/{name}", review_api.deciding(decide))
    route.add_get("/konsoll/ws", console_socket)
    StaticFiles().add_routes(app)
