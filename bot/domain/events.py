"""What happened in the house, for logs and counts. No field can hold free text: ids of our own, enums and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import Enum

from bot.domain.conversation import Channel, ConversationId, CounsellorId, Speaker
from bot.domain.handoff import Event, State
from bot.domain.review import Role, Verdict
from bot.domain.risk_levels import RiskLevel

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Happening:
    """Something that happened. Its name is the class's name in snake case, so it is constant."""

    @property
    def name(self) -> str:
        """message_received, ownership_changed ..."""
        return _CAPITAL.sub("_", type(self).__name__).lower()

    def values(self) -> dict[str, str | int | bool]:
        """The fields as words and numbers."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True)
class ConversationStarted(Happening):
    conversation: ConversationId
    channel: Channel


@dataclass(frozen=True)
class MessageReceived(Happening):
    conversation: ConversationId
    number: int
    risk: RiskLevel


@dataclass(frozen=True)
class AssessmentFailed(Happening):
    """The rules raised an error: the person got the general emergency card and a human is asked for."""

    conversation: ConversationId


@dataclass(frozen=True)
class StoreWriteFailed(Happening):
    """A message could not be stored; `risk` says whether emergency help had to be shown without it."""

    conversation: ConversationId
    risk: RiskLevel


@dataclass(frozen=True)
class DialogueFailed(Happening):
    conversation: ConversationId


@dataclass(frozen=True)
class RepliesSent(Happening):
    conversation: ConversationId
    replies: int


@dataclass(frozen=True)
class RepliesDropped(Happening):
    """Somebody else answered first, or a counsellor took over meanwhile."""

    conversation: ConversationId


@dataclass(frozen=True)
class OwnershipChanged(Happening):
    conversation: ConversationId
    event: Event
    state: State
    risk: RiskLevel


@dataclass(frozen=True)
class CounsellorSpoke(Happening):
    conversation: ConversationId
    counsellor: CounsellorId
    number: int


@dataclass(frozen=True)
class WaitEscalated(Happening):
    conversation: ConversationId
    risk: RiskLevel
    seconds: int


@dataclass(frozen=True)
class CounsellorLost(Happening):
    conversation: ConversationId
    counsellor: CounsellorId


@dataclass(frozen=True)
class RiskSettled(Happening):
    conversation: ConversationId
    risk: RiskLevel


@dataclass(frozen=True)
class ConversationDeleted(Happening):
    messages: int


@dataclass(frozen=True)
class ForgettingPostponed(Happening):
    """The dialogue engine could not drop its copy now; the next sweep asks again."""

    remaining: int


@dataclass(frozen=True)
class BusFailed(Happening):
    """«Look again» was not said; every listener looks by itself within seconds."""

    topics: int


@dataclass(frozen=True)
class ConversationEnded(Happening):
    conversation: ConversationId
    by: Speaker


@dataclass(frozen=True)
class ItemDecided(Happening):
    """A professional has approved an item of the content, or sent it back. Which one is in its history."""

    verdict: Verdict
    role: Role


def _plain(value: object) -> str | int | bool:
    if isinstance(value, RiskLevel):
        return value.word
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"a happening cannot hold a {type(value).__name__}")
