"""Guided flows: one short step at a time, with a way out of each.

Pure data and pure lookups; where a person is in a flow is two ids that the caller keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.replies import SourceLink
from bot.domain.texts import Texts

HUMAN = "human"
LEAVE = "leave"
TOPIC_PREFIX = "topic:"


@dataclass(frozen=True)
class Way:
    """A button of a step: on to another step (`goto`), or out of the flow (`action`: human, leave, topic:<topic>)."""

    label: Texts
    goto: str | None = None
    action: str | None = None

    @property
    def is_exit(self) -> bool:
        """True for a way out of the flow."""
        return self.action is not None


@dataclass(frozen=True)
class Step:
    """One bubble of a flow."""

    id: str
    texts: Texts
    ways: tuple[Way, ...] = ()
    fact_ids: tuple[str, ...] = ()
    sources: tuple[SourceLink, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A named sequence of steps."""

    id: str
    title: Texts
    start: str
    steps: Mapping[str, Step] = field(default_factory=dict)
    is_draft: bool = True

    def step(self, step_id: str) -> Step | None:
        """The step, or None when content has changed since the person was there."""
        return self.steps.get(step_id)


@dataclass(frozen=True)
class FlowPlace:
    """Where a person is: all the state that a guided flow has."""

    flow: str
    step: str
