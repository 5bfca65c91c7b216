"""What the parts of the conversation store share: one unit of work and its rows."""

from __future__ import annotations

from bot.adapters.store.rows import ConversationRows, Session


class Part:
    """A part of the store within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection
        self._rows = ConversationRows(session)
