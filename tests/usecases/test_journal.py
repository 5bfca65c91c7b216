"""Telling the bus and the log. Neither may stop a message, and nothing may stop the house from shutting down."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.conversation import ConversationId
from bot.usecases.journal import conversation_topic, look_again
from tests.fakes.bus import HangingBus, RaisingBus, RecordingBus


async def test_topics_are_published_in_order() -> None:
    bus = RecordingBus()
    await look_again(bus, "queue", conversation_topic(ConversationId("a")))
    assert bus.published == ["queue", "conversation:a"]


@pytest.mark.parametrize("bus", [RaisingBus(), HangingBus()], ids=["raising", "hanging"])
async def test_a_bus_that_breaks_its_promise_is_passed_by_and_recorded(
    bus: RaisingBus, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.wait_for(look_again(bus, "queue", "conversation:a"), 5)
    (line,) = [r for r in caplog.records if r.name == "bot.journal"]
    assert (line.msg, line.topics, line.levelname) == ("bus_failed", 2, "ERROR")


@pytest.mark.parametrize("turns", range(6))
async def test_a_cancellation_is_never_swallowed(turns: int) -> None:
    """At whatever moment it comes: a round in the background that survives its cancellation hangs the shutdown."""
    task = asyncio.create_task(_for_ever())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)


async def _for_ever() -> None:
    bus = RecordingBus()
    while True:
        await look_again(bus, "queue")
