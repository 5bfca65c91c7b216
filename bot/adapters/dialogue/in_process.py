"""The trained assistant inside this process, actions included: `rusbot ask`, tests and evaluation use it.

The same model, rules and actions as the three processes; only the two HTTP hops are missing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.adapters.dialogue.wire import metadata_of, read_turn, request_body
from bot.domain.conversation import ConversationId
from bot.ports import DialogueUnavailable, Turn, TurnResult


class ModelMissing(Exception):
    """No trained model; the message says how to make one."""


class InProcess:
    """A DialogueEngine around Rasa's own Agent. Made by `load`."""

    def __init__(self, agent: Any) -> None:
        self._agent = agent

    @classmethod
    async def load(cls, model: Path, *, actions: str = "actions") -> InProcess:
        """Load the model and register the actions package. Takes seconds. Raises ModelMissing."""
        _require(model)
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
        from rasa.core.agent import load_agent
        from rasa.core.tracker_store import InMemoryTrackerStore
        from rasa.core.utils import AvailableEndpoints
        from rasa.shared.core.domain import Domain
        from rasa_sdk.executor import ActionExecutor

        executor = ActionExecutor()
        executor.register_package(actions)
        agent = await load_agent(str(model), endpoints=AvailableEndpoints(action=_endpoint(executor)))
        agent.tracker_store = InMemoryTrackerStore(agent.domain or Domain.empty())
        if agent.processor:
            agent.processor.tracker_store = agent.tracker_store
        return cls(agent)

    async def analyse(self, text: str) -> Mapping[str, Any]:
        """What the NLU pipeline finds in a message."""
        parsed: Mapping[str, Any] = await self._agent.parse_message(text)
        return parsed

    async def respond(self, turn: Turn) -> TurnResult:
        """One message, one answer."""
        from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

        body = request_body(turn)
        collected = CollectingOutputChannel()
        message = UserMessage(
            body["message"], collected, turn.conversation_id, input_channel="rest", metadata=metadata_of(turn)
        )
        try:
            await self._agent.handle_message(message)
            return read_turn(collected.messages)
        except Exception as error:  # the port promises one kind of failure, and Rasa has many
            raise DialogueUnavailable(f"the assistant failed ({type(error).__name__})") from None

    async def forget(self, conversation_id: ConversationId) -> None:
        """Drop the tracker."""
        self._agent.tracker_store.store.pop(conversation_id, None)

    async def is_ready(self) -> bool:
        """Loaded is ready."""
        return bool(self._agent.is_ready())


def _require(model: Path) -> None:
    if not model.exists():
        raise ModelMissing("there is no trained model yet; run: make train")


def _endpoint(executor: Any) -> Any:
    """Rasa calls an endpoint for every custom action; this one runs it here."""
    from rasa.utils.endpoints import EndpointConfig

    class HereAndNow(EndpointConfig):
        """An action server without a server."""

        async def request(self, *_args: Any, **kwargs: Any) -> Any:
            """Rasa passes the action call as `json`."""
            return await executor.run(kwargs["json"])

    return HereAndNow("http://in-process")
