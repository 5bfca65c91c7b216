"""Deletes: at once when the person says so, and by the retention rules. Also in the assistant's own memory."""

from __future__ import annotations

from datetime import datetime

from bot.domain.conversation import ConversationId
from bot.domain.events import ConversationDeleted, ForgettingPostponed
from bot.domain.retention import DeletionReceipt
from bot.ports import Bus, Clock, DialogueEngine, Store
from bot.usecases.journal import QUEUE, conversation_topic, look_again, record, record_failure


class Forget:
    """Makes conversations disappear, with proof."""

    def __init__(self, *, store: Store, bus: Bus, clock: Clock, dialogue: DialogueEngine) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._dialogue = dialogue

    async def now(self, conversation_id: ConversationId) -> DeletionReceipt:
        """Everything about the conversation is gone when this returns. Deleting what is gone is not an error."""
        deleted_at = self._clock.now()
        async with self._store.unit() as unit:
            erased = await unit.conversations.delete(conversation_id)
            await unit.commit()
        record(ConversationDeleted(erased.messages))
        await self._forget_in_dialogue((conversation_id,))
        await look_again(self._bus, conversation_topic(conversation_id), QUEUE)
        return DeletionReceipt(erased.messages, deleted_at, erased.proof)

    async def sweep(self, now: datetime) -> int:
        """Delete what the rules say, and what the assistant could not forget the last time; how many were deleted."""
        async with self._store.reading() as unit:
            expired = await unit.conversations.expired(now)
            remembered = await unit.conversations.to_forget()
        await self._forget_in_dialogue(remembered)
        for conversation_id in expired:
            await self.now(conversation_id)
        return len(expired)

    async def is_confirmed(self, proof: str) -> bool:
        """True when a deletion with this proof took place here; asks for nothing else."""
        async with self._store.reading() as unit:
            return await unit.conversations.was_erased(proof)

    async def _forget_in_dialogue(self, conversation_ids: tuple[ConversationId, ...]) -> None:
        for done, conversation_id in enumerate(conversation_ids):
            try:
                await self._dialogue.forget(conversation_id)
            except Exception as error:  # kept on the list: the next sweep asks again
                record_failure(ForgettingPostponed(len(conversation_ids) - done), error)
                return
            async with self._store.unit() as unit:
                await unit.conversations.mark_forgotten(conversation_id)
                await unit.commit()
