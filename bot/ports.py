"""What the use cases need from the outside world, as protocols. Each says what happens when it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.conversation import Channel, Conversation, ConversationId, CounsellorId, Message, Speaker
from bot.domain.daily_counts import DailyCount
from bot.domain.handoff import Event
from bot.domain.replies import Reply
from bot.domain.retention import Erased
from bot.domain.review import Decision
from bot.domain.review_items import ReviewCatalogue
from bot.domain.risk_levels import RiskLevel, RiskVerdict

Assess = Callable[[str, Sequence[str]], RiskVerdict]
"""`assess(text, earlier)`: the verdict on one message, given the person's messages before it. Pure and immediate."""

Redact = Callable[[str], str]
"""`redact(text)`: the text without personal data. Pure and immediate."""


class ConversationNotFound(Exception):
    """No such conversation: never existed, expired, or deleted by the person."""


class Conflict(Exception):
    """Somebody else changed the conversation first; read it again and decide anew."""


class StoreFailed(Exception):
    """The database could not be reached, or could not write; nothing of the unit of work was kept."""


class DialogueUnavailable(Exception):
    """The dialogue engine is down, too slow or gave nonsense; the caller answers from the safety content."""


class Clock(Protocol):
    """The time, always aware and in UTC."""

    def now(self) -> datetime: ...


@dataclass(frozen=True)
class Draft:
    """A message before it has a number."""

    speaker: Speaker
    reply: Reply
    risk: RiskLevel = RiskLevel.NONE
    client_id: str | None = None
    payload: str | None = None  # of the button that was pressed instead of writing


class ConversationStore(Protocol):
    """All access to conversations. Every text is encrypted with the conversation's own key before it is written.

    Lives inside a UnitOfWork: nothing is visible to others before `commit`. Methods raise ConversationNotFound
    where the id is unknown, and Conflict where another writer was first.
    """

    async def create(
        self, channel: Channel, *, language: str, kommune: str | None, address: str | None
    ) -> Conversation:
        """A new conversation owned by the bot. `address` is the channel's way back (Telegram's chat id), sealed."""
        ...

    async def get(self, conversation_id: ConversationId) -> Conversation: ...

    async def address(self, conversation_id: ConversationId) -> str | None: ...

    async def find_by_address(self, channel: Channel, address: str) -> ConversationId | None:
        """The live conversation of that channel address (looked up by a keyed hash), or None."""
        ...

    async def undelivered(self, channel: Channel) -> dict[ConversationId, int]:
        """Conversations of that channel with messages it has not sent, the most serious first, and the number of the
        last message it has sent in each (0: none yet)."""
        ...

    async def mark_delivered(self, conversation_id: ConversationId, number: int) -> None:
        """Remember that the channel has sent everything up to `number`. A lower number changes nothing."""
        ...

    async def append(self, conversation_id: ConversationId, drafts: Sequence[Draft]) -> tuple[Message, ...]:
        """Store drafts under the next numbers, in order. A draft whose client_id is already stored is not stored
        again: its first copy is returned in its place (exactly once)."""
        ...

    async def messages(
        self, conversation_id: ConversationId, *, after: int = 0, limit: int = 500
    ) -> tuple[Message, ...]: ...

    async def transition(
        self, conversation_id: ConversationId, event: Event, *, counsellor_id: CounsellorId | None = None
    ) -> Conversation:
        """Apply the transition table; raises TransitionRefused (nothing changed) or Conflict. ACCEPT sets the owner."""
        ...

    async def raise_risk(self, conversation_id: ConversationId, verdict: RiskVerdict) -> Conversation:
        """Raise the conversation's grade to at least the verdict's and add its reasons. Never lowers it."""
        ...

    async def settle_risk(self, conversation_id: ConversationId, level: RiskLevel) -> Conversation:
        """A counsellor's word: the only way a grade falls."""
        ...

    async def mark_answered(self, conversation_id: ConversationId, number: int) -> bool:
        """Remember that everything up to `number` has had its reply; False if that was already so."""
        ...

    async def describe(
        self,
        conversation_id: ConversationId,
        *,
        language: str | None = None,
        kommune: str | None = None,
        topics: Sequence[str] = (),
    ) -> None: ...

    async def mark_escalated(self, conversation_id: ConversationId) -> bool: ...

    async def mark_told_late(self, conversation_id: ConversationId) -> bool:
        """The person has been told that nobody has come yet, and stays in the queue; False if that was already so."""
        ...

    async def waiting(self) -> tuple[Conversation, ...]:
        """The queue: most serious first, then longest wait."""
        ...

    async def queue_position(self, conversation_id: ConversationId) -> int | None:
        """The place in that order, 1 for the next in turn; None for a conversation that does not wait."""
        ...

    async def of_counsellor(self, counsellor_id: CounsellorId) -> tuple[Conversation, ...]: ...

    async def held(self) -> tuple[Conversation, ...]:
        """Every conversation that some counsellor owns."""
        ...

    async def recent_waits(self, since: datetime) -> tuple[timedelta, ...]:
        """How long those who were accepted since then had waited; refers to no conversation."""
        ...

    async def unanswered(self) -> tuple[ConversationId, ...]:
        """Bot-owned conversations whose last message from the person has had no reply (after a crash)."""
        ...

    async def delete(self, conversation_id: ConversationId) -> Erased:
        """The key, the messages and the row, at once. Deleting what is gone is not an error: nothing was erased.

        The id stays in `to_forget` until the dialogue engine has dropped its own copy too.
        """
        ...

    async def to_forget(self) -> tuple[ConversationId, ...]:
        """Deleted conversations that the dialogue engine may still remember."""
        ...

    async def mark_forgotten(self, conversation_id: ConversationId) -> None: ...

    async def was_erased(self, proof: str) -> bool:
        """True when a deletion with that proof took place here."""
        ...

    async def expired(self, now: datetime) -> tuple[ConversationId, ...]:
        """What the retention rules (bot.domain.retention) say must be deleted."""
        ...

    async def set_return_code(self, conversation_id: ConversationId, code: str) -> None:
        """Keep only a slow hash of the code."""
        ...

    async def find_by_return_code(self, code: str) -> ConversationId | None: ...

    async def count(self, day: str, kommune: str | None, topic: str, substance: str, risk: RiskLevel) -> None:
        """Add one to a daily count; never refers to a conversation."""
        ...

    async def counts(self, first_day: str, last_day: str) -> tuple[DailyCount, ...]:
        """The daily counts of those days (ISO dates, both included), exact: hide small numbers before showing them."""
        ...


class StaffStore(Protocol):
    """Counsellors and their console sessions. Passwords and tokens are kept only as hashes."""

    async def add(self, username: str, password: str, *, display_role: str, roles: Sequence[str]) -> CounsellorId: ...

    async def check_password(self, username: str, password: str) -> CounsellorId | None: ...

    async def one_time_login(self, *, valid_minutes: int) -> str:
        """A token that logs in once as the first administrator (creates that counsellor when there is none)."""
        ...

    async def redeem(self, token: str) -> CounsellorId | None: ...

    async def open_session(self, counsellor_id: CounsellorId) -> str: ...

    async def session(self, token: str) -> Counsellor | None: ...

    async def close_session(self, token: str) -> None: ...

    async def is_empty(self) -> bool: ...

    async def get(self, counsellor_id: CounsellorId) -> Counsellor | None: ...

    async def all(self) -> tuple[Counsellor, ...]:
        """Everybody who may log in, by username."""
        ...

    async def set_password(self, counsellor_id: CounsellorId, password: str) -> None:
        """Also closes every session of that counsellor."""
        ...

    async def deactivate(self, counsellor_id: CounsellorId) -> None:
        """No more log-ins; every session is closed. What the counsellor holds is released by the next tick."""
        ...

    async def seen(self, counsellor_id: CounsellorId) -> None:
        """The counsellor's console is alive now."""
        ...

    async def on_duty(self, since: datetime) -> tuple[CounsellorId, ...]:
        """Those who have been seen since then."""
        ...


class ReviewStore(Protocol):
    """What professionals have decided about the facts. Decisions are added and read, never changed or removed."""

    async def history(self, item_id: str) -> tuple[Decision, ...]:
        """The item's decisions, the oldest first. In a unit that may write, nobody else decides on it meanwhile."""
        ...

    async def all(self) -> tuple[Decision, ...]:
        """Every decision on every item, the oldest first."""
        ...

    async def add(self, decisions: Sequence[Decision], *, by: CounsellorId | None = None) -> int:
        """Keep those that are not kept yet; how many that were. `by` stays in the database, and is in no export."""
        ...


class ReviewableContent(Protocol):
    """The content files, as items to review."""

    def catalogue(self) -> ReviewCatalogue:
        """As the files are now. May take a second when they have changed; never raises."""
        ...


class ReviewArchive(Protocol):
    """Where decisions lie between databases: a folder that goes into git."""

    def read(self) -> tuple[Decision, ...]:
        """Every decision in it, the oldest first. Raises ValueError, with file and line, when one cannot be read."""
        ...

    def write(self, decisions: Sequence[Decision], catalogue: ReviewCatalogue) -> int:
        """Exactly these decisions, each beside the content it is about; how many files that changed."""
        ...


@dataclass(frozen=True)
class Counsellor:
    """A person on duty. `display_role` («ruskonsulent») is all that the other side ever sees."""

    id: CounsellorId
    username: str
    display_role: str
    roles: tuple[str, ...]


class UnitOfWork(Protocol):
    """One transaction. Rolls back unless `commit` was awaited."""

    @property
    def conversations(self) -> ConversationStore: ...

    @property
    def staff(self) -> StaffStore: ...

    @property
    def reviews(self) -> ReviewStore: ...

    async def commit(self) -> None: ...


class Store(Protocol):
    """Opens units of work. Raises StoreFailed, from opening, using or committing one, when the database is down."""

    def unit(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit that may write. What it reads by id stays as it is until the unit ends. Never open one in another."""
        ...

    def reading(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A unit that only looks: it waits for no writer, and no writer waits for it. Writing in it is an error."""
        ...

    async def is_reachable(self) -> bool: ...


class Bus(Protocol):
    """Says «look again». Losing a message is allowed: every listener also looks by itself every few seconds."""

    async def publish(self, topic: str) -> None:
        """Never raises: a bus that is down must not stop a message."""
        ...

    def listen(self, *topics: str) -> AbstractAsyncContextManager[AsyncIterator[str]]:
        """The topics that were published meanwhile, each at most once until it is taken. «conversation:*» hears all."""
        ...


@dataclass(frozen=True)
class Turn:
    """What the dialogue engine is told about one message."""

    conversation_id: ConversationId
    text: str  # already redacted
    payload: str | None  # a button's payload, checked by the gateway, instead of free text
    verdict: RiskVerdict
    language: str
    kommune: str | None
    emergency_shown: bool = False


NO_RISK = RiskVerdict(RiskLevel.NONE)


@dataclass(frozen=True)
class TurnResult:
    """The replies, and whether the dialogue asks for a human."""

    replies: tuple[Reply, ...]
    wants_human: bool = False
    topics: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    kommune: str | None = None
    language: str | None = None
    verdict: RiskVerdict = NO_RISK  # what the trained model saw; may be higher than the rules'


class DialogueEngine(Protocol):
    """The Rasa assistant, over HTTP or in-process. Raises DialogueUnavailable; never anything else."""

    async def respond(self, turn: Turn) -> TurnResult: ...

    async def forget(self, conversation_id: ConversationId) -> None: ...

    async def is_ready(self) -> bool: ...
