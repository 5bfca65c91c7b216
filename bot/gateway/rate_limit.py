"""How often somebody may ask. Knows nothing of who asks: no address is kept, not even for a second."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

_MOST_KEYS = 1000


class TokenBucket:
    """Allows `burst` at once, and then `per_second` on average."""

    def __init__(self, *, burst: int, per_second: float, now: Callable[[], float]) -> None:
        self._burst = burst
        self._per_second = per_second
        self._now = now
        self._tokens = float(burst)
        self._filled_at = now()

    def take(self) -> float:
        """Zero when it is allowed (and counted), else the seconds until the next one is."""
        now = self._now()
        self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._per_second)
        self._filled_at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._per_second


class KeyedBuckets:
    """A bucket for each key (a username at the login); the least used are forgotten first."""

    def __init__(self, *, burst: int, per_second: float, now: Callable[[], float]) -> None:
        self._new: Callable[[], TokenBucket] = partial(TokenBucket, burst=burst, per_second=per_second, now=now)
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, key: str) -> float:
        """As TokenBucket.take, for this key."""
        bucket = self._buckets.setdefault(key, self._new())
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST_KEYS:
            self._buckets.popitem(last=False)
        return bucket.take()
