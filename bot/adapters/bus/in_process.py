"""The bus within one process: says «look again» to every listener, at most once until it has looked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class Listener:
    """The topics that one listener has not yet taken. Never grows beyond the number of distinct topics."""

    def __init__(self, topics: Iterable[str]) -> None:
        self.exact = frozenset(t for t in topics if not t.endswith("*"))
        self._prefixes = tuple(t[:-1] for t in topics if t.endswith("*"))
        self._pending: dict[str, None] = {}
        self._has_some = asyncio.Event()

    def hears(self, topic: str) -> bool:
        """True for a topic by name, or for one under a prefix such as `conversation:*`."""
        return topic in self.exact or topic.startswith(self._prefixes)

    def put(self, topic: str) -> None:
        """To be looked at; twice before it is taken is once."""
        self._pending[topic] = None
        self._has_some.set()

    async def topics(self) -> AsyncIterator[str]:
        """The topics as they come, for ever."""
        while True:
            await self._has_some.wait()
            topic = next(iter(self._pending))
            del self._pending[topic]
            if not self._pending:
                self._has_some.clear()
            yield topic


class InProcessBus:
    """ports.Bus for one gateway; also the local half of the Redis bus."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    async def publish(self, topic: str) -> None:
        """Reaches every listener at once, without waiting for any."""
        self.deliver(topic)

    def deliver(self, topic: str) -> None:
        """The same for callers that cannot wait."""
        for listener in self._listeners:
            if listener.hears(topic):
                listener.put(topic)

    def deliver_everything(self) -> None:
        """After a silence nobody knows what was missed: every listener looks at all that it asked for by name."""
        for listener in self._listeners:
            for topic in listener.exact:
                listener.put(topic)

    @asynccontextmanager
    async def listen(self, *topics: str) -> AsyncIterator[AsyncIterator[str]]:
        """Hears everything that is published from the moment the context is entered."""
        listener = Listener(topics)
        self._listeners.add(listener)
        try:
            yield listener.topics()
        finally:
            self._listeners.discard(listener)
