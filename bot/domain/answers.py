"""The question as it was understood, and the answer as it will be shown. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.replies import Choice, Reply
from bot.domain.risk_levels import RiskLevel


@dataclass(frozen=True)
class Question:
    """One message with what the recognisers found in it. `previous_*` is what the conversation was just about.

    `fact_margins`: how surely the trained model takes each fact for the answer, from about -1 to 1;
    `topic_confidences`: how sure the other one is of each topic, from 0 to 1. `fact`: the one whose button was pressed.
    """

    text: str
    topics: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    language: str = "nb"
    kommune: str | None = None
    previous_topics: tuple[str, ...] = ()
    previous_substances: tuple[str, ...] = ()
    risk: RiskLevel = RiskLevel.NONE
    risk_kinds: tuple[str, ...] = ()
    fact_margins: Mapping[str, float] = field(default_factory=dict)
    topic_confidences: Mapping[str, float] = field(default_factory=dict)
    fact: str | None = None


@dataclass(frozen=True)
class Section:
    """What one topic has to say: what must be said, what may be added when there is room, and a question back that
    then takes the place of the follow-up line. All empty when we know nothing on the topic; a fallback has words that
    only help where no other topic has an answer. A usual one is what is said on the topic when nothing in it was asked
    for: beside the answers to what was asked it is noise. A weak one may not have been asked about at all; a sure one
    certainly was. A guess may miss the particular thing that was asked, and something near it is offered. One for
    others has nothing for whoever asks, only its usual words to somebody else."""

    topic: str
    replies: tuple[Reply, ...] = ()
    extra: tuple[Reply, ...] = ()
    question: Reply | None = None
    is_fallback: bool = False
    is_usual: bool = False
    is_weak: bool = False
    is_sure: bool = False
    is_guess: bool = False
    is_for_others: bool = False


@dataclass(frozen=True)
class Answer:
    """The bubbles in order; the last one may be a follow-up line whose buttons are also in `follow_ups`.

    `topics_answered` and `substances` are what the caller should remember as the context of the next message.
    """

    replies: tuple[Reply, ...]
    topics_answered: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    follow_ups: tuple[Choice, ...] = field(default=())

    @property
    def is_draft(self) -> bool:
        """True when any bubble rests on a fact that no professional has approved."""
        return any(r.is_draft for r in self.replies)
