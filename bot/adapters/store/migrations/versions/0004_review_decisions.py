"""What professionals decide about the facts, and the role that may decide.

A row can be added, and never changed or removed: not by a bug, and not by a hand at the database either. Whoever was
an administrator before there was a fagansvarlig may also open the review desk.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ONLY_ADDED = "a decision about a fact can only be added"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "review_decisions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("item_id", sa.String(96), nullable=False),
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=not is_sqlite), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("reason", sa.String(1000)),
        sa.Column("staff_id", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_review_decisions"),
        sa.ForeignKeyConstraint(["staff_id"], ["counsellors.id"], name="fk_review_decisions_staff_id"),
        sa.CheckConstraint("verdict IN ('approved', 'returned')", name="ck_review_decisions_verdict"),
        sa.CheckConstraint("(verdict = 'approved') = (due IS NOT NULL)", name="ck_review_decisions_due"),
        sa.CheckConstraint("(verdict = 'returned') = (reason IS NOT NULL)", name="ck_review_decisions_reason"),
    )
    op.create_index("ix_review_decisions_item_id", "review_decisions", ["item_id"])
    _only_add_on_sqlite() if is_sqlite else _only_add_on_postgres()
    op.execute(
        "UPDATE counsellors SET roles = roles || ',reviewer' "
        "WHERE ',' || roles || ',' LIKE '%,admin,%' AND ',' || roles || ',' NOT LIKE '%,reviewer,%'"
    )


def downgrade() -> None:
    op.drop_table("review_decisions")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION review_decisions_only_added()")
    op.execute("UPDATE counsellors SET roles = replace(roles, ',reviewer', '') WHERE roles LIKE 'admin%'")


def _only_add_on_sqlite() -> None:
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER review_decisions_no_{act.lower()} BEFORE {act} ON review_decisions "
            f"BEGIN SELECT RAISE(ABORT, '{_ONLY_ADDED}'); END"
        )


def _only_add_on_postgres() -> None:
    op.execute(
        "CREATE FUNCTION review_decisions_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_ONLY_ADDED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER review_decisions_no_change BEFORE UPDATE OR DELETE ON review_decisions "
        "FOR EACH ROW EXECUTE FUNCTION review_decisions_only_added()"
    )
