"""What the port promises about conversations, on each database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store.unit_of_work import SqlStore
from bot.domain.conversation import Channel, ConversationId, CounsellorId, Speaker
from bot.domain.daily_counts import DailyCount
from bot.domain.handoff import Event, State, TransitionRefused
from bot.domain.replies import Choice, Reply, ReplyKind, SourceLink
from bot.domain.retention import Erased
from bot.domain.risk_levels import RiskLevel
from bot.ports import Conflict, ConversationNotFound, Draft
from tests.builders import a_counsellor, a_verdict, moved, read, said, started
from tests.fakes.clock import FrozenClock

NOBODY = ConversationId("f" * 32)


async def test_a_new_conversation_belongs_to_the_bot(store: SqlStore, clock: FrozenClock) -> None:
    async with store.unit() as unit:
        created = await unit.conversations.create(Channel.WEB, language="nn", kommune="3437", address=None)
        await unit.commit()
    found = await read(store, created.id)
    assert found == created
    assert (found.state, found.risk, found.language, found.kommune) == (State.BOT, RiskLevel.NONE, "nn", "3437")
    assert (found.created_at, found.last_number, found.was_handed_over) == (clock.now(), 0, False)


async def test_what_is_not_committed_never_happened(store: SqlStore) -> None:
    async with store.unit() as unit:
        created = await unit.conversations.create(Channel.WEB, language="nb", kommune=None, address=None)
    with pytest.raises(ConversationNotFound):
        await read(store, created.id)


async def test_an_error_in_a_unit_undoes_all_of_it(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    with pytest.raises(ZeroDivisionError):
        await _fail_after_writing(store, conversation_id)
    assert (await read(store, conversation_id)).last_number == 1


async def _fail_after_writing(store: SqlStore, conversation_id: ConversationId) -> None:
    async with store.unit() as unit:
        await unit.conversations.append(conversation_id, [said("dette skal bort")])
        raise ZeroDivisionError


async def test_messages_come_back_as_they_were_said_in_order_without_gaps(store: SqlStore, clock: FrozenClock) -> None:
    conversation_id = await started(store)
    reply = Reply(
        "Svar æøå 🙂", ReplyKind.STEP, (Choice("Ja", "/affirm"),), (SourceLink("T", "https://x.no", "R"),),
        ("ghb.effects",), is_draft=True, image="sideleie",
    )  # fmt: skip
    drafts = [said("hei", client_id="a", risk=RiskLevel.HIGH), Draft(Speaker.BOT, reply)]
    async with store.unit() as unit:
        stored = await unit.conversations.append(conversation_id, drafts)
        await unit.conversations.append(conversation_id, [Draft(Speaker.PERSON, Reply("Ja"), payload="/affirm")])
        await unit.commit()
    async with store.reading() as unit:
        messages = await unit.conversations.messages(conversation_id)
    assert messages[:2] == stored
    assert [m.number for m in messages] == [1, 2, 3]
    assert (messages[0].risk, messages[0].client_id, messages[0].sent_at) == (RiskLevel.HIGH, "a", clock.now())
    assert messages[1].reply == reply
    assert messages[2].payload == "/affirm"


async def test_messages_can_be_read_from_a_number_on_and_in_pages(store: SqlStore) -> None:
    conversation_id = await started(store, "en", "to", "tre", "fire")
    async with store.reading() as unit:
        page = await unit.conversations.messages(conversation_id, after=1, limit=2)
    assert [m.reply.text for m in page] == ["to", "tre"]


async def test_the_same_client_id_is_stored_once(store: SqlStore) -> None:
    conversation_id = await started(store)
    async with store.unit() as unit:
        first = await unit.conversations.append(conversation_id, [said("hei", client_id="a")])
        again = await unit.conversations.append(
            conversation_id, [said("hei igjen", client_id="a"), said("ny", client_id="b"), said("ny", client_id="b")]
        )
        await unit.commit()
    assert again[0] == first[0]
    assert again[1] == again[2]
    assert (await read(store, conversation_id)).last_number == 2


async def test_the_same_client_id_in_another_conversation_is_another_message(store: SqlStore) -> None:
    one, other = await started(store), await started(store)
    async with store.unit() as unit:
        for conversation_id in (one, other):
            await unit.conversations.append(conversation_id, [said("hei", client_id="a")])
        await unit.commit()
    assert ((await read(store, one)).last_number, (await read(store, other)).last_number) == (1, 1)


async def test_an_unknown_conversation_is_not_found_whatever_is_asked(store: SqlStore) -> None:
    async with store.unit() as unit:
        c = unit.conversations
        for attempt in (
            c.get(NOBODY), c.messages(NOBODY), c.append(NOBODY, [said("hei")]), c.address(NOBODY),
            c.transition(NOBODY, Event.REQUEST), c.raise_risk(NOBODY, a_verdict(RiskLevel.HIGH)),
            c.settle_risk(NOBODY, RiskLevel.NONE), c.mark_answered(NOBODY, 1), c.describe(NOBODY, language="nn"),
            c.mark_escalated(NOBODY), c.mark_told_late(NOBODY),
            c.queue_position(NOBODY), c.set_return_code(NOBODY, "elg"),
        ):  # fmt: skip
            with pytest.raises(ConversationNotFound):
                await attempt
        assert await c.delete(NOBODY) == Erased(0, "")


async def test_ownership_follows_the_table(store: SqlStore, clock: FrozenClock) -> None:
    counsellor = await a_counsellor(store)
    conversation_id = await started(store, "hei")
    waiting = await moved(store, conversation_id, Event.REQUEST)
    assert (waiting.state, waiting.waiting_since, waiting.counsellor_id) == (State.WAITING, clock.now(), None)
    owned = await moved(store, conversation_id, Event.ACCEPT, by=counsellor)
    assert (owned.state, owned.waiting_since, owned.counsellor_id) == (State.WITH_COUNSELLOR, None, counsellor)
    closed = await moved(store, conversation_id, Event.CLOSE)
    assert (closed.state, closed.closed_at, closed.counsellor_id) == (State.CLOSED, clock.now(), None)
    assert (closed.was_handed_over, closed.last_counsellor_id) == (True, counsellor)


async def test_a_refused_step_changes_nothing(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    before = await read(store, conversation_id)
    async with store.unit() as unit:
        with pytest.raises(TransitionRefused):
            await unit.conversations.transition(conversation_id, Event.HAND_BACK)
        await unit.commit()
    assert await read(store, conversation_id) == before


async def test_every_change_has_its_own_version(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    versions = [(await read(store, conversation_id)).version]
    for change in ("append", "transition", "risk"):
        async with store.unit() as unit:
            if change == "append":
                await unit.conversations.append(conversation_id, [said("mer")])
            elif change == "transition":
                await unit.conversations.transition(conversation_id, Event.REQUEST)
            else:
                await unit.conversations.raise_risk(conversation_id, a_verdict(RiskLevel.HIGH))
            await unit.commit()
        versions.append((await read(store, conversation_id)).version)
    assert versions == sorted(set(versions))


async def test_an_update_of_what_somebody_else_changed_is_a_conflict(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    stale = await read(store, conversation_id)
    await moved(store, conversation_id, Event.REQUEST)
    async with store.unit() as unit:
        with pytest.raises(Conflict):
            await unit.conversations._rows.save(stale, replace(stale, language="nn"))


async def test_the_grade_rises_with_its_reasons_and_never_falls_by_itself(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.unit() as unit:
        c = unit.conversations
        await c.raise_risk(conversation_id, a_verdict(RiskLevel.HIGH, "suicide", "Ønsker å dø"))
        await c.raise_risk(conversation_id, a_verdict(RiskLevel.CONCERN, "other", "Bekymring"))
        after = await c.raise_risk(conversation_id, a_verdict(RiskLevel.ACUTE, "overdose", "Puster ikke"))
        await unit.commit()
    assert (after.risk, after.risk_reasons) == (RiskLevel.ACUTE, ("Puster ikke", "Ønsker å dø", "Bekymring"))
    assert await read(store, conversation_id) == after


async def test_only_a_counsellor_lowers_the_grade_and_its_reasons_go_with_it(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.unit() as unit:
        await unit.conversations.raise_risk(conversation_id, a_verdict(RiskLevel.ACUTE))
        settled = await unit.conversations.settle_risk(conversation_id, RiskLevel.CONCERN)
        await unit.commit()
    assert (settled.risk, settled.risk_reasons) == (RiskLevel.CONCERN, ())


async def test_what_is_answered_is_remembered_and_never_beyond_what_was_said(store: SqlStore) -> None:
    conversation_id = await started(store, "en", "to")
    async with store.unit() as unit:
        assert await unit.conversations.unanswered() == (conversation_id,)
        assert await unit.conversations.mark_answered(conversation_id, 1) is True
        assert await unit.conversations.unanswered() == (conversation_id,)
        assert await unit.conversations.mark_answered(conversation_id, 99) is True
        assert await unit.conversations.mark_answered(conversation_id, 2) is False
        assert await unit.conversations.unanswered() == ()
        await unit.commit()
    assert (await read(store, conversation_id)).answered_number == 2


async def test_a_counsellors_conversation_is_not_the_bots_to_answer(store: SqlStore) -> None:
    counsellor = await a_counsellor(store)
    conversation_id = await started(store, "hei")
    await moved(store, conversation_id, Event.REQUEST)
    async with store.reading() as unit:
        assert await unit.conversations.unanswered() == (conversation_id,)
    await moved(store, conversation_id, Event.ACCEPT, by=counsellor)
    async with store.reading() as unit:
        assert await unit.conversations.unanswered() == ()


async def test_the_queue_is_by_danger_and_then_by_waiting(store: SqlStore, clock: FrozenClock) -> None:
    calm_first, acute, calm_later, high = [await started(store, "hei") for _ in range(4)]
    risks = {acute: RiskLevel.ACUTE, high: RiskLevel.HIGH}
    for conversation_id in (calm_first, acute, calm_later, high):
        async with store.unit() as unit:
            if conversation_id in risks:
                await unit.conversations.raise_risk(conversation_id, a_verdict(risks[conversation_id]))
            await unit.conversations.transition(conversation_id, Event.REQUEST)
            await unit.commit()
        clock.move(seconds=1)
    async with store.reading() as unit:
        queue = [c.id for c in await unit.conversations.waiting()]
        assert queue == [acute, high, calm_first, calm_later]
        assert [await unit.conversations.queue_position(i) for i in queue] == [1, 2, 3, 4]


async def test_those_who_began_to_wait_at_the_same_moment_have_places_of_their_own(store: SqlStore) -> None:
    waiting = [await started(store, "hei") for _ in range(5)]
    for conversation_id in waiting:
        await moved(store, conversation_id, Event.REQUEST)
    async with store.reading() as unit:
        queue = [c.id for c in await unit.conversations.waiting()]
        assert [await unit.conversations.queue_position(i) for i in queue] == [1, 2, 3, 4, 5]


async def test_who_does_not_wait_has_no_place(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.reading() as unit:
        assert await unit.conversations.queue_position(conversation_id) is None


async def test_a_counsellor_sees_their_own_conversations(store: SqlStore) -> None:
    kari, ola = await a_counsellor(store, "kari"), await a_counsellor(store, "ola")
    mine, theirs = await started(store, "hei"), await started(store, "hei")
    await moved(store, mine, Event.REQUEST, Event.ACCEPT, by=kari)
    await moved(store, theirs, Event.REQUEST, Event.ACCEPT, by=ola)
    async with store.reading() as unit:
        assert [c.id for c in await unit.conversations.of_counsellor(kari)] == [mine]
        assert {c.id for c in await unit.conversations.held()} == {mine, theirs}


async def test_a_wait_is_remembered_for_a_day_and_without_the_conversation(store: SqlStore, clock: FrozenClock) -> None:
    counsellor = await a_counsellor(store)
    for minutes in (2, 5):
        conversation_id = await started(store, "hei")
        await moved(store, conversation_id, Event.REQUEST)
        clock.move(minutes=minutes)
        await moved(store, conversation_id, Event.ACCEPT, by=counsellor)
    async with store.reading() as unit:
        recent = await unit.conversations.recent_waits(clock.now() - timedelta(hours=1))
    assert sorted(recent) == [timedelta(minutes=2), timedelta(minutes=5)]
    clock.move(days=2)
    conversation_id = await started(store, "hei")
    await moved(store, conversation_id, Event.REQUEST, Event.ACCEPT, by=counsellor)
    async with store.reading() as unit:
        assert len(await unit.conversations.recent_waits(clock.now() - timedelta(days=30))) == 1


async def test_marks_are_set_once_and_fall_when_the_wait_ends(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    await moved(store, conversation_id, Event.REQUEST)
    async with store.unit() as unit:
        for mark in (unit.conversations.mark_escalated, unit.conversations.mark_told_late):
            assert await mark(conversation_id) is True
            assert await mark(conversation_id) is False
        await unit.commit()
    waiting = await read(store, conversation_id)
    assert None not in (waiting.escalated_at, waiting.told_late_at)
    back = await moved(store, conversation_id, Event.WITHDRAW)
    assert (back.escalated_at, back.told_late_at) == (None, None)


async def test_a_description_adds_and_keeps(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.unit() as unit:
        await unit.conversations.describe(conversation_id, language="nn", kommune="3437", topics=["dose"])
        await unit.conversations.describe(conversation_id, topics=["mixing", "dose"])
        await unit.commit()
    found = await read(store, conversation_id)
    assert (found.language, found.kommune, found.topics) == ("nn", "3437", ("mixing", "dose"))


async def test_a_channels_address_leads_back_and_only_for_that_channel(store: SqlStore) -> None:
    conversation_id = await started(store, "hei", channel=Channel.TELEGRAM, address="4711")
    on_the_web = await started(store)
    async with store.reading() as unit:
        c = unit.conversations
        assert await c.address(conversation_id) == "4711"
        assert await c.find_by_address(Channel.TELEGRAM, "4711") == conversation_id
        assert await c.find_by_address(Channel.WEB, "4711") is None
        assert await c.find_by_address(Channel.TELEGRAM, "4712") is None
        assert await c.address(on_the_web) is None


async def test_an_address_has_one_conversation(store: SqlStore) -> None:
    await started(store, channel=Channel.TELEGRAM, address="4711")
    with pytest.raises(Conflict):
        await started(store, channel=Channel.TELEGRAM, address="4711")


async def test_a_return_code_leads_back_until_there_is_a_new_one(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.unit() as unit:
        await unit.conversations.set_return_code(conversation_id, "elg sol")
        await unit.conversations.set_return_code(conversation_id, "rev bok")
        await unit.commit()
    async with store.reading() as unit:
        assert await unit.conversations.find_by_return_code("rev bok") == conversation_id
        assert await unit.conversations.find_by_return_code("elg sol") is None


async def test_deleting_leaves_nothing_but_the_proof(store: SqlStore) -> None:
    conversation_id = await started(store, "hei", "der", channel=Channel.TELEGRAM, address="4711")
    async with store.unit() as unit:
        await unit.conversations.set_return_code(conversation_id, "elg sol")
        await unit.commit()
    async with store.unit() as unit:
        erased = await unit.conversations.delete(conversation_id)
        await unit.commit()
    async with store.unit() as unit:
        c = unit.conversations
        assert erased.messages == 2
        assert await c.was_erased(erased.proof.lower())
        assert not await c.was_erased("AAAA-BBBB-CCCC-DDDD")
        assert await c.find_by_address(Channel.TELEGRAM, "4711") is None
        assert await c.find_by_return_code("elg sol") is None
        assert await c.delete(conversation_id) == Erased(0, "")
        assert await c.to_forget() == (conversation_id,)
        await c.mark_forgotten(conversation_id)
        assert await c.to_forget() == ()
        with pytest.raises(ConversationNotFound):
            await c.get(conversation_id)
    # The address is free again.
    await started(store, channel=Channel.TELEGRAM, address="4711")


async def test_a_proof_is_kept_for_three_months(store: SqlStore, clock: FrozenClock) -> None:
    proofs = []
    for _ in range(2):
        conversation_id = await started(store, "hei")
        async with store.unit() as unit:
            proofs.append((await unit.conversations.delete(conversation_id)).proof)
            await unit.commit()
        clock.move(days=91)
    async with store.reading() as unit:
        assert [await unit.conversations.was_erased(p) for p in proofs] == [False, True]


async def test_daily_counts_add_up_and_name_no_conversation(store: SqlStore) -> None:
    async with store.unit() as unit:
        for _ in range(3):
            await unit.conversations.count("2026-03-02", "3437", "dose", "mdma", RiskLevel.NONE)
        await unit.conversations.count("2026-03-02", None, "overdose", "", RiskLevel.ACUTE)
        await unit.conversations.count("2026-03-03", None, "dose", "x" * 99, RiskLevel.NONE)
        await unit.commit()
    async with store.reading() as unit:
        assert await unit.conversations.counts("2026-03-02", "2026-03-02") == (
            DailyCount("2026-03-02", None, "overdose", "", RiskLevel.ACUTE, 1),
            DailyCount("2026-03-02", "3437", "dose", "mdma", RiskLevel.NONE, 3),
        )


async def test_a_reading_unit_refuses_to_write(store: SqlStore) -> None:
    conversation_id = await started(store, "hei")
    async with store.reading() as unit:
        for attempt in (
            lambda: unit.conversations.append(conversation_id, [said("nei")]),
            lambda: unit.conversations.transition(conversation_id, Event.REQUEST),
            lambda: unit.conversations.delete(conversation_id),
            lambda: unit.staff.seen(CounsellorId("x")),
        ):
            with pytest.raises(RuntimeError, match="a reading unit of work cannot write"):
                await attempt()
