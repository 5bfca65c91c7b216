"""Bursts are allowed, floods are not, and no address is needed for it."""

from __future__ import annotations

from bot.gateway.rate_limit import KeyedBuckets, TokenBucket
from tests.gateway.stand_ins import Monotonic


def test_a_burst_passes_and_the_next_is_told_when() -> None:
    now = Monotonic()
    bucket = TokenBucket(burst=3, per_second=2, now=now)
    assert [bucket.take() for _ in range(3)] == [0.0, 0.0, 0.0]
    assert bucket.take() == 0.5


def test_waiting_as_long_as_told_is_enough() -> None:
    now = Monotonic()
    bucket = TokenBucket(burst=1, per_second=0.25, now=now)
    bucket.take()
    now.seconds += bucket.take()
    assert bucket.take() == 0.0


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    now = Monotonic()
    bucket = TokenBucket(burst=2, per_second=1, now=now)
    now.seconds += 1000
    assert [bucket.take() > 0 for _ in range(3)] == [False, False, True]


def test_each_key_has_a_bucket_of_its_own_and_their_number_is_bounded() -> None:
    now = Monotonic()
    buckets = KeyedBuckets(burst=1, per_second=1, now=now)
    assert buckets.take("kari") == 0.0
    assert buckets.take("kari") > 0
    assert buckets.take("ola") == 0.0
    for i in range(2000):
        buckets.take(f"navn {i}")
    assert len(buckets._buckets) <= 1000
