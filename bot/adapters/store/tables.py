"""The tables, once. Whatever a person said is in a sealed column; no column can hold who the person is.

The migrations build the same schema without importing this module (a test holds the two together).
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware and in UTC on both sides. SQLite keeps no offset, so only UTC ever goes in."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(timezone.utc)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class names it
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


def _conversation_id(**options: Any) -> Column[str]:
    """A reference that goes when the conversation goes."""
    return Column("conversation_id", String(32), ForeignKey("conversations.id", ondelete="CASCADE"), **options)


counsellors = Table(
    "counsellors",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("username", String(64), nullable=False, unique=True),
    Column("password_hash", String(255)),  # empty until a password is chosen: nobody can log in with it
    Column("display_role", String(64), nullable=False),
    Column("roles", String(255), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("counsellor_id", String(32), ForeignKey("counsellors.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

login_tokens = Table(
    "login_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

review_decisions = Table(
    "review_decisions",
    metadata,
    Column("id", String(32), primary_key=True),  # made of the content: what came twice is there once
    Column("item_id", String(96), nullable=False, index=True),
    Column("fingerprint", String(32), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("role", String(32), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("due", Date),
    Column("reason", String(1000)),  # a professional's words about a public text
    Column("staff_id", String(32), ForeignKey("counsellors.id")),  # empty for what came from the files
    CheckConstraint("verdict IN ('approved', 'returned')", name="verdict"),
    CheckConstraint("(verdict = 'approved') = (due IS NOT NULL)", name="due"),
    CheckConstraint("(verdict = 'returned') = (reason IS NOT NULL)", name="reason"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("risk", SmallInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("kommune", String(4)),
    Column("counsellor_id", String(32), ForeignKey("counsellors.id")),
    Column("last_counsellor_id", String(32), ForeignKey("counsellors.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_message_at", UtcDateTime, nullable=False),
    Column("waiting_since", UtcDateTime),
    Column("escalated_at", UtcDateTime),
    Column("told_late_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("last_number", Integer, nullable=False),
    Column("last_person_number", Integer, nullable=False),
    Column("answered_number", Integer, nullable=False),
    Column("was_handed_over", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("details", LargeBinary, nullable=False),  # sealed: why it is urgent, what it is about
    # Exactly one owner, also when a bug or a hand at the database says otherwise.
    CheckConstraint("(state = 'with_counsellor') = (counsellor_id IS NOT NULL)", name="owner"),
    CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name="waiting"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("state IN ('bot', 'waiting', 'with_counsellor', 'closed')", name="state"),
    Index(None, "state", "risk", "waiting_since"),
    Index(None, "last_message_at"),
)

conversation_keys = Table(
    "conversation_keys",
    metadata,
    _conversation_id(primary_key=True),
    Column("wrapped_key", LargeBinary, nullable=False),  # without this row nothing of the conversation can be read
)

messages = Table(
    "messages",
    metadata,
    _conversation_id(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("speaker", String(16), nullable=False),
    Column("risk", SmallInteger, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("client_hash", String(64)),  # keyed: a client's own id might say something about it
    Column("body", LargeBinary, nullable=False),  # sealed: text, buttons, sources, client id
    CheckConstraint("number >= 1", name="number"),
    UniqueConstraint("conversation_id", "client_hash"),
)

conversation_addresses = Table(
    "conversation_addresses",
    metadata,
    _conversation_id(primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("lookup", String(64), nullable=False),  # keyed hash of the channel's address
    Column("sealed", LargeBinary, nullable=False),
    UniqueConstraint("channel", "lookup"),
)

channel_deliveries = Table(
    "channel_deliveries",
    metadata,
    _conversation_id(primary_key=True),
    Column("number", Integer, nullable=False),  # of the last message that the channel has sent
)

return_codes = Table(
    "return_codes",
    metadata,
    _conversation_id(primary_key=True),
    Column("lookup", String(64), nullable=False, unique=True),  # keyed hash of the code
    Column("slow_hash", String(255), nullable=False),
)

to_forget = Table(
    "to_forget",
    metadata,
    Column("conversation_id", String(32), primary_key=True),  # deleted here; the assistant may still remember
)

erasures = Table(
    "erasures",
    metadata,
    Column("proof", String(32), primary_key=True),  # hash of the destroyed key; leads nowhere
    Column("day", Date, nullable=False),
)

accepted_waits = Table(
    "accepted_waits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("accepted_at", UtcDateTime, nullable=False, index=True),
    Column("waited_seconds", Integer, nullable=False),
)

daily_counts = Table(
    "daily_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kommune", String(4), primary_key=True),  # empty: unknown
    Column("topic", String(48), primary_key=True),
    Column("substance", String(48), primary_key=True),
    Column("risk", SmallInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)
