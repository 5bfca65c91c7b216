"""The typed keys under which the application keeps its parts."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.gateway.answering import Answering
from bot.gateway.metrics import Metrics
from bot.gateway.rate_limit import KeyedBuckets, TokenBucket
from bot.gateway.services import GatewayServices, Limits
from bot.gateway.sockets import OpenSockets


@dataclass(frozen=True)
class SharedBuckets:
    """Limits that hold for everybody together. None of them knows an address."""

    starts: TokenBucket
    codes: TokenBucket
    forgets: TokenBucket
    logins: TokenBucket
    logins_by_name: KeyedBuckets

    @classmethod
    def of(cls, services: GatewayServices) -> SharedBuckets:
        """Fresh buckets with the services' limits."""
        limits: Limits = services.limits
        now = services.monotonic
        return cls(
            starts=TokenBucket(burst=limits.starts_at_once, per_second=limits.starts_per_second, now=now),
            codes=TokenBucket(burst=limits.codes_at_once * 10, per_second=limits.codes_per_second * 20, now=now),
            forgets=TokenBucket(burst=limits.starts_at_once, per_second=limits.starts_per_second, now=now),
            logins=TokenBucket(burst=limits.all_logins_at_once, per_second=limits.all_logins_per_second, now=now),
            logins_by_name=KeyedBuckets(burst=limits.logins_at_once, per_second=limits.logins_per_second, now=now),
        )


SERVICES = web.AppKey("services", GatewayServices)
METRICS = web.AppKey("metrics", Metrics)
ANSWERING = web.AppKey("answering", Answering)
SOCKETS = web.AppKey("sockets", OpenSockets)
BUCKETS = web.AppKey("buckets", SharedBuckets)
