"""How far each conversation has been delivered on a channel that does not say so itself (Telegram)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_deliveries",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_channel_deliveries"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_channel_deliveries_conversation_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    op.drop_table("channel_deliveries")
