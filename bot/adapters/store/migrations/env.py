"""Runs the revisions on the connection that the caller opened. Imports nothing of the application: a revision must
mean the same in ten years, whatever the application has become."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
# The caller has begun the transaction (with the write lock on SQLite) and commits it: all revisions, or none.
context.configure(connection=connection, transactional_ddl=False)
with context.begin_transaction():
    context.run_migrations()
