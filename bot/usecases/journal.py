"""How the use cases tell the log and the bus that something happened. Neither may ever stop a message."""

from __future__ import annotations

import logging

from bot.domain.conversation import ConversationId
from bot.domain.events import BusFailed, Happening
from bot.ports import Bus
from bot.waiting import within

QUEUE = "queue"
_BUS_PATIENCE_SECONDS = 0.5

_log = logging.getLogger("bot.journal")


def conversation_topic(conversation_id: ConversationId) -> str:
    """The bus topic of one conversation."""
    return f"conversation:{conversation_id}"


def record(happening: Happening) -> None:
    """A line in the log: a constant name and fields that cannot hold text."""
    _log.info(happening.name, extra=happening.values())


def record_failure(happening: Happening, error: BaseException) -> None:
    """The same for what went wrong; of the error only its type, because its message may quote a person."""
    _log.error(happening.name, extra={**happening.values(), "error": type(error).__name__})


async def look_again(bus: Bus, *topics: str) -> None:
    """Publish the topics. A bus that raises or hangs is recorded and passed by."""
    try:
        for topic in topics:
            await within(_BUS_PATIENCE_SECONDS, bus.publish(topic))
    except Exception as error:  # the message is already stored; whoever listens looks again by itself
        record_failure(BusFailed(len(topics)), error)
