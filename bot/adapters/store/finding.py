"""Ways back to a conversation: a channel's address and a return code. Both are found by a keyed hash only."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from bot.adapters.store.encryption import Seal
from bot.adapters.store.part import Part
from bot.adapters.store.tables import conversation_addresses, return_codes
from bot.domain.conversation import Channel, ConversationId


class Finding(Part):
    """Addresses and return codes."""

    async def address(self, conversation_id: ConversationId) -> str | None:
        seal = await self._rows.seal(conversation_id)
        query = select(conversation_addresses.c.sealed).where(
            conversation_addresses.c.conversation_id == conversation_id
        )
        sealed = (await self._connection.execute(query)).scalar_one_or_none()
        return None if sealed is None else seal.open(sealed, f"address:{conversation_id}").decode()

    async def find_by_address(self, channel: Channel, address: str) -> ConversationId | None:
        query = select(conversation_addresses.c.conversation_id).where(
            conversation_addresses.c.channel == channel.value,
            conversation_addresses.c.lookup == self._address_lookup(channel, address),
        )
        found = (await self._connection.execute(query)).scalar_one_or_none()
        return None if found is None else ConversationId(found)

    async def _keep_address(self, conversation_id: ConversationId, channel: Channel, address: str, seal: Seal) -> None:
        values = {
            "conversation_id": conversation_id,
            "channel": channel.value,
            "lookup": self._address_lookup(channel, address),
            "sealed": seal.close(address.encode(), f"address:{conversation_id}"),
        }
        await self._connection.execute(insert(conversation_addresses).values(values))

    def _address_lookup(self, channel: Channel, address: str) -> str:
        return self._session.vault.lookup(f"{channel.value} address", address)

    async def set_return_code(self, conversation_id: ConversationId, code: str) -> None:
        await self._rows.load(conversation_id)
        self._session.require_writing()
        slow = await self._session.slow_hash.make(code)
        mine = return_codes.c.conversation_id == conversation_id
        await self._connection.execute(delete(return_codes).where(mine))
        lookup = self._session.vault.lookup("return code", code)
        await self._connection.execute(
            insert(return_codes).values(conversation_id=conversation_id, lookup=lookup, slow_hash=slow)
        )

    async def find_by_return_code(self, code: str) -> ConversationId | None:
        lookup = self._session.vault.lookup("return code", code)
        row = (
            await self._connection.execute(select(return_codes).where(return_codes.c.lookup == lookup))
        ).one_or_none()
        # An unknown code takes as long as a known one.
        is_right = await self._session.slow_hash.matches(row.slow_hash if row else None, code)
        return ConversationId(row.conversation_id) if row and is_right else None
