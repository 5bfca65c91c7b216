"""Argon2id for what a person must type: passwords and return codes. Runs beside the event loop."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class SlowHash:
    """A memory-hard hash. The defaults are OWASP's first choice for argon2id (19 MiB, two rounds)."""

    def __init__(self, *, memory_kib: int = 19_456, rounds: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)

    async def make(self, secret: str) -> str:
        """The hash with its salt and parameters."""
        return await asyncio.to_thread(self._hasher.hash, secret)

    async def matches(self, stored: str | None, secret: str) -> bool:
        """True when `secret` made `stored`. Takes as long for an account that does not exist."""
        if stored is None:
            await self.make(secret)
            return False
        return await asyncio.to_thread(self._verify, stored, secret)

    def _verify(self, stored: str, secret: str) -> bool:
        try:
            return self._hasher.verify(stored, secret)
        except (VerificationError, InvalidHashError):
            return False
