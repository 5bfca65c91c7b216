"""Help services, whom they cover, their opening hours, and the geography they lie in.

Filled from content/ by `rusbot content load`; nothing here is about a person.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kommuner",
        sa.Column("number", sa.String(4), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("fylke_number", sa.String(2), nullable=False),
        sa.Column("fylke_name", sa.String(64), nullable=False),
        sa.Column("website", sa.String(255)),
        sa.PrimaryKeyConstraint("number", name="pk_kommuner"),
    )
    op.create_index("ix_kommuner_fylke_number", "kommuner", ["fylke_number"])
    op.create_table(
        "postnummer",
        sa.Column("number", sa.String(4), nullable=False),
        sa.Column("town", sa.String(64), nullable=False),
        sa.Column("kommune_number", sa.String(4), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_postnummer"),
        _lies_in_a_kommune("postnummer"),
    )
    op.create_table(
        "bydeler",
        sa.Column("kommune_number", sa.String(4), nullable=False),
        sa.Column("number", sa.String(4), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("kommune_number", "number", name="pk_bydeler"),
        _lies_in_a_kommune("bydeler"),
    )
    op.create_table(
        "help_services",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("confidence", sa.String(8), nullable=False),
        sa.Column("host_kommune", sa.String(4)),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("target_group", sa.JSON()),
        sa.Column("age_from", sa.SmallInteger()),
        sa.Column("age_to", sa.SmallInteger()),
        sa.Column("phone", sa.String(32)),
        sa.Column("sms", sa.String(32)),
        sa.Column("chat_url", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("address", sa.String(255)),
        sa.Column("reached_by", sa.JSON()),
        sa.Column("referral_needed", sa.Boolean()),
        sa.Column("anonymous", sa.Boolean()),
        sa.Column("cost", sa.String(16)),
        sa.Column("always_open", sa.Boolean(), nullable=False),
        sa.Column("hours_text", sa.JSON()),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("source_date", sa.String(10)),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_help_services"),
    )
    op.create_table(
        "help_service_areas",
        sa.Column("service_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("area", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("service_id", "kind", "area", name="pk_help_service_areas"),
        _goes_with_the_service("help_service_areas"),
    )
    op.create_index("ix_help_service_areas_area", "help_service_areas", ["area"])
    op.create_table(
        "help_service_hours",
        sa.Column("service_id", sa.String(64), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(16)),
        sa.Column("days", sa.String(8), nullable=False),
        sa.Column("starts", sa.SmallInteger(), nullable=False),
        sa.Column("ends", sa.SmallInteger(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("on_holidays", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("service_id", "position", name="pk_help_service_hours"),
        _goes_with_the_service("help_service_hours"),
    )


def downgrade() -> None:
    for table in ("help_service_hours", "help_service_areas", "help_services", "bydeler", "postnummer", "kommuner"):
        op.drop_table(table)


def _lies_in_a_kommune(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["kommune_number"], ["kommuner.number"], name=f"fk_{table}_kommune_number", ondelete="CASCADE"
    )


def _goes_with_the_service(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["service_id"], ["help_services.id"], name=f"fk_{table}_service_id", ondelete="CASCADE"
    )
