"""Counsellors and their console sessions. Of passwords and tokens only hashes are kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update

from bot.adapters.store.rows import Session
from bot.adapters.store.tables import counsellors, login_tokens, staff_sessions
from bot.domain.conversation import CounsellorId
from bot.domain.staff_roles import ADMINISTRATOR, FIRST_LOGIN
from bot.ports import Conflict, Counsellor

SESSION_LASTS = timedelta(hours=12)
"""A long shift. Whoever is still there logs in again."""

_SEEN_AGAIN_AFTER = timedelta(seconds=5)
_FIRST_USERNAME = "admin"
_FIRST_ROLE = "ruskonsulent"


class SqlStaff:
    """ports.StaffStore on SQLAlchemy Core, for SQLite and PostgreSQL."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection

    async def add(self, username: str, password: str, *, display_role: str, roles: Sequence[str]) -> CounsellorId:
        """Raises Conflict when the username is taken."""
        hashed = await self._session.slow_hash.make(password)
        return await self._insert(_plain(username), hashed, display_role, roles)

    async def _insert(
        self, username: str, password_hash: str | None, display_role: str, roles: Sequence[str]
    ) -> CounsellorId:
        self._session.require_writing()
        if await self._by_username(username) is not None:
            raise Conflict
        counsellor_id = CounsellorId(secrets.token_hex(16))
        values = {
            "id": counsellor_id,
            "username": username,
            "password_hash": password_hash,
            "display_role": display_role,
            "roles": ",".join(roles),
            "is_active": True,
            "created_at": self._session.clock.now(),
        }
        await self._connection.execute(insert(counsellors).values(values))
        return counsellor_id

    async def check_password(self, username: str, password: str) -> CounsellorId | None:
        row = await self._by_username(_plain(username))
        # An unknown username takes as long as a known one.
        is_right = await self._session.slow_hash.matches(row.password_hash if row else None, password)
        return CounsellorId(row.id) if row and row.is_active and is_right else None

    async def set_password(self, counsellor_id: CounsellorId, password: str) -> None:
        hashed = await self._session.slow_hash.make(password)
        await self._change(counsellor_id, password_hash=hashed)
        await self._close_all_sessions(counsellor_id)

    async def deactivate(self, counsellor_id: CounsellorId) -> None:
        await self._change(counsellor_id, is_active=False, last_seen_at=None)
        await self._close_all_sessions(counsellor_id)

    async def one_time_login(self, *, valid_minutes: int) -> str:
        self._session.require_writing()
        now = self._session.clock.now()
        token = secrets.token_urlsafe(24)
        await self._connection.execute(delete(login_tokens).where(login_tokens.c.expires_at <= now))
        values = {"token_hash": self._hash("login", token), "expires_at": now + timedelta(minutes=valid_minutes)}
        await self._connection.execute(insert(login_tokens).values(values))
        return token

    async def redeem(self, token: str) -> CounsellorId | None:
        self._session.require_writing()
        mine = login_tokens.c.token_hash == self._hash("login", token)
        is_valid = login_tokens.c.expires_at > self._session.clock.now()
        # Deleting it is what uses it: of two who try, one finds nothing to delete.
        if (await self._connection.execute(delete(login_tokens).where(mine, is_valid))).rowcount != 1:
            return None
        first = next((c for c in await self.all() if ADMINISTRATOR in c.roles), None)
        if first is not None:
            return first.id
        return await self._insert(_FIRST_USERNAME, None, _FIRST_ROLE, FIRST_LOGIN)

    async def open_session(self, counsellor_id: CounsellorId) -> str:
        self._session.require_writing()
        now = self._session.clock.now()
        token = secrets.token_urlsafe(32)
        await self._connection.execute(delete(staff_sessions).where(staff_sessions.c.expires_at <= now))
        values = {
            "token_hash": self._hash("session", token),
            "counsellor_id": counsellor_id,
            "expires_at": now + SESSION_LASTS,
        }
        await self._connection.execute(insert(staff_sessions).values(values))
        await self.seen(counsellor_id)
        return token

    async def session(self, token: str) -> Counsellor | None:
        query = (
            select(counsellors)
            .join(staff_sessions)
            .where(
                staff_sessions.c.token_hash == self._hash("session", token),
                staff_sessions.c.expires_at > self._session.clock.now(),
                counsellors.c.is_active.is_(True),
            )
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _counsellor(row) if row else None

    async def close_session(self, token: str) -> None:
        """Logging out ends the duty at once when it was the last session: nobody waits for somebody who went home."""
        mine = staff_sessions.c.token_hash == self._hash("session", token)
        query = select(staff_sessions.c.counsellor_id).where(mine)
        counsellor_id = (await self._connection.execute(query)).scalar_one_or_none()
        if counsellor_id is None:
            return
        await self._connection.execute(delete(staff_sessions).where(mine))
        others = select(func.count()).where(staff_sessions.c.counsellor_id == counsellor_id)
        if (await self._connection.execute(others)).scalar_one() == 0:
            await self._change(CounsellorId(counsellor_id), last_seen_at=None)

    async def is_empty(self) -> bool:
        return not await self.all()

    async def get(self, counsellor_id: CounsellorId) -> Counsellor | None:
        row = (
            await self._connection.execute(select(counsellors).where(counsellors.c.id == counsellor_id))
        ).one_or_none()
        return _counsellor(row) if row else None

    async def all(self) -> tuple[Counsellor, ...]:
        query = select(counsellors).where(counsellors.c.is_active.is_(True)).order_by(counsellors.c.username)
        return tuple(_counsellor(row) for row in (await self._connection.execute(query)).all())

    async def seen(self, counsellor_id: CounsellorId) -> None:
        self._session.require_writing()
        now = self._session.clock.now()
        last = counsellors.c.last_seen_at
        is_news = or_(last.is_(None), last < now - _SEEN_AGAIN_AFTER)
        await self._connection.execute(
            update(counsellors).where(counsellors.c.id == counsellor_id, is_news).values(last_seen_at=now)
        )

    async def on_duty(self, since: datetime) -> tuple[CounsellorId, ...]:
        query = select(counsellors.c.id).where(counsellors.c.is_active.is_(True), counsellors.c.last_seen_at >= since)
        return tuple(CounsellorId(i) for i in (await self._connection.execute(query)).scalars())

    async def _by_username(self, username: str) -> Row[Any] | None:
        query = select(counsellors).where(counsellors.c.username == username)
        return (await self._connection.execute(query)).one_or_none()

    async def _change(self, counsellor_id: CounsellorId, **values: object) -> None:
        self._session.require_writing()
        await self._connection.execute(update(counsellors).where(counsellors.c.id == counsellor_id).values(**values))

    async def _close_all_sessions(self, counsellor_id: CounsellorId) -> None:
        await self._connection.execute(delete(staff_sessions).where(staff_sessions.c.counsellor_id == counsellor_id))

    def _hash(self, purpose: str, token: str) -> str:
        # A keyed hash is enough where the secret itself is random and long.
        return self._session.vault.lookup(f"{purpose} token", token)


def _counsellor(row: Row[Any]) -> Counsellor:
    return Counsellor(CounsellorId(row.id), row.username, row.display_role, tuple(r for r in row.roles.split(",") if r))


def _plain(username: str) -> str:
    return username.strip().casefold()
