"""A conversation and its numbered messages.

Ids are random and never derived from a platform's id. No field can hold an address, a user agent or an account.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NewType

from bot.domain.handoff import State
from bot.domain.replies import Reply
from bot.domain.risk_levels import RiskLevel

ConversationId = NewType("ConversationId", str)
CounsellorId = NewType("CounsellorId", str)

MAX_TEXT_LENGTH = 4000
"""Characters of one message that are kept; the widget and Telegram (4096) both fit their senders within it."""


LANGUAGES = ("nb", "nn", "en")
"""The languages that we write; whoever writes another is answered in the nearest of these."""

_KOMMUNE = re.compile(r"\d{4}")


def known_language(language: str | None) -> str | None:
    """The language if we write it, else None."""
    return language if language in LANGUAGES else None


def known_kommune(kommune: str | None) -> str | None:
    """A kommunenummer if it looks like one, else None: it comes from a web page, or from a model."""
    return kommune if kommune and _KOMMUNE.fullmatch(kommune) else None


def new_conversation_id() -> ConversationId:
    """128 random bits as 32 hexadecimal digits."""
    return ConversationId(secrets.token_hex(16))


class Channel(str, Enum):
    """Where the person writes."""

    WEB = "web"
    TELEGRAM = "telegram"


class Speaker(str, Enum):
    """Who said it. A counsellor is shown by role, never by name."""

    PERSON = "person"
    BOT = "bot"
    COUNSELLOR = "counsellor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Message:
    """One numbered message. `number` starts at 1 and has no gaps within its conversation."""

    number: int
    speaker: Speaker
    reply: Reply  # a person's message is a Reply with only text
    sent_at: datetime
    risk: RiskLevel = RiskLevel.NONE
    client_id: str | None = None
    payload: str | None = None  # of the button that was pressed instead of writing


@dataclass(frozen=True)
class Conversation:
    """The state of a conversation; `version` grows by one at each change and guards every update."""

    id: ConversationId
    channel: Channel
    state: State
    risk: RiskLevel
    risk_reasons: tuple[str, ...]
    language: str  # nb | nn | en
    kommune: str | None
    counsellor_id: CounsellorId | None
    created_at: datetime
    last_message_at: datetime
    waiting_since: datetime | None
    escalated_at: datetime | None
    closed_at: datetime | None
    last_number: int
    answered_number: int
    was_handed_over: bool
    version: int
    topics: tuple[str, ...] = field(default=())
    last_person_number: int = 0
    last_counsellor_id: CounsellorId | None = None  # whom a return code brings the person back to
    told_late_at: datetime | None = None  # when the person heard that nobody had come yet

    @property
    def is_unanswered(self) -> bool:
        """True while the person's last message has had no reply from whoever owns the conversation."""
        return self.last_person_number > self.answered_number
