"""Conversations, counsellors, deletion and daily counts.

Revision 0002 adds the help services.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counsellors",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("display_role", sa.String(64), nullable=False),
        sa.Column("roles", sa.String(255), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("last_seen_at", _moment()),
        sa.PrimaryKeyConstraint("id", name="pk_counsellors"),
        sa.UniqueConstraint("username", name="uq_counsellors_username"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("counsellor_id", sa.String(32), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
        sa.ForeignKeyConstraint(
            ["counsellor_id"], ["counsellors.id"], name="fk_staff_sessions_counsellor_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_staff_sessions_counsellor_id", "staff_sessions", ["counsellor_id"])
    op.create_table(
        "login_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_tokens"),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("risk", sa.SmallInteger(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("kommune", sa.String(4)),
        sa.Column("counsellor_id", sa.String(32)),
        sa.Column("last_counsellor_id", sa.String(32)),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("last_message_at", _moment(), nullable=False),
        sa.Column("waiting_since", _moment()),
        sa.Column("escalated_at", _moment()),
        sa.Column("told_late_at", _moment()),
        sa.Column("closed_at", _moment()),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_person_number", sa.Integer(), nullable=False),
        sa.Column("answered_number", sa.Integer(), nullable=False),
        sa.Column("was_handed_over", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.ForeignKeyConstraint(["counsellor_id"], ["counsellors.id"], name="fk_conversations_counsellor_id"),
        sa.ForeignKeyConstraint(["last_counsellor_id"], ["counsellors.id"], name="fk_conversations_last_counsellor_id"),
        sa.CheckConstraint(
            "(state = 'with_counsellor') = (counsellor_id IS NOT NULL)", name=op.f("ck_conversations_owner")
        ),
        sa.CheckConstraint("(state = 'waiting') = (waiting_since IS NOT NULL)", name=op.f("ck_conversations_waiting")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_conversations_closed")),
        sa.CheckConstraint(
            "state IN ('bot', 'waiting', 'with_counsellor', 'closed')", name=op.f("ck_conversations_state")
        ),
    )
    op.create_index(
        "ix_conversations_state_risk_waiting_since", "conversations", ["state", "risk", "waiting_since"]
    )
    op.create_index("ix_conversations_last_message_at", "conversations", ["last_message_at"])
    op.create_table(
        "conversation_keys",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversation_keys"),
        _goes_with_the_conversation("conversation_keys"),
    )
    op.create_table(
        "messages",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("speaker", sa.String(16), nullable=False),
        sa.Column("risk", sa.SmallInteger(), nullable=False),
        sa.Column("sent_at", _moment(), nullable=False),
        sa.Column("client_hash", sa.String(64)),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "number", name="pk_messages"),
        sa.UniqueConstraint("conversation_id", "client_hash", name="uq_messages_conversation_id_client_hash"),
        sa.CheckConstraint("number >= 1", name=op.f("ck_messages_number")),
        _goes_with_the_conversation("messages"),
    )
    op.create_table(
        "conversation_addresses",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversation_addresses"),
        sa.UniqueConstraint("channel", "lookup", name="uq_conversation_addresses_channel_lookup"),
        _goes_with_the_conversation("conversation_addresses"),
    )
    op.create_table(
        "return_codes",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("lookup", sa.String(64), nullable=False),
        sa.Column("slow_hash", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_return_codes"),
        sa.UniqueConstraint("lookup", name="uq_return_codes_lookup"),
        _goes_with_the_conversation("return_codes"),
    )
    op.create_table(
        "to_forget",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_to_forget"),
    )
    op.create_table(
        "erasures",
        sa.Column("proof", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("proof", name="pk_erasures"),
    )
    op.create_table(
        "accepted_waits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", _moment(), nullable=False),
        sa.Column("waited_seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_accepted_waits"),
    )
    op.create_index("ix_accepted_waits_accepted_at", "accepted_waits", ["accepted_at"])
    op.create_table(
        "daily_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kommune", sa.String(4), nullable=False),
        sa.Column("topic", sa.String(48), nullable=False),
        sa.Column("substance", sa.String(48), nullable=False),
        sa.Column("risk", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kommune", "topic", "substance", "risk", name="pk_daily_counts"),
    )


def downgrade() -> None:
    for table in (
        "daily_counts",
        "accepted_waits",
        "erasures",
        "to_forget",
        "return_codes",
        "conversation_addresses",
        "messages",
        "conversation_keys",
        "conversations",
        "login_tokens",
        "staff_sessions",
        "counsellors",
    ):
        op.drop_table(table)


def _moment() -> sa.DateTime:
    """UTC; SQLite has no type for an offset."""
    return sa.DateTime(timezone=op.get_bind().dialect.name != "sqlite")


def _goes_with_the_conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"], ["conversations.id"], name=f"fk_{table}_conversation_id", ondelete="CASCADE"
    )
