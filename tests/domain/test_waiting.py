"""The queue, the honest wait and the alarms."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import ConversationId
from bot.domain.handoff import State, WaitingRules
from bot.domain.risk_levels import RiskLevel
from bot.domain.waiting import (
    in_queue_order,
    is_due_for_escalation,
    is_forgotten,
    is_overdue,
    queue_entries,
    wait_estimate_minutes,
    waited,
)
from tests.builders import a_conversation
from tests.fakes.clock import MORNING

RULES = WaitingRules(escalate_after_minutes=3, escalate_calm_after_minutes=15, time_out_after_minutes=45)
MINUTE = timedelta(minutes=1)


@given(st.lists(st.tuples(st.sampled_from(RiskLevel), st.integers(min_value=0, max_value=90)), max_size=12))
def test_nobody_stands_behind_somebody_less_urgent_or_later(waits: list[tuple[RiskLevel, int]]) -> None:
    queue = in_queue_order(
        a_conversation(
            id=ConversationId(f"{i:032d}"), state=State.WAITING, risk=risk, waiting_since=MORNING + minutes * MINUTE
        )
        for i, (risk, minutes) in enumerate(waits)
    )
    entries = queue_entries(queue, MORNING + timedelta(hours=2))
    assert [e.position for e in entries] == list(range(1, len(waits) + 1))
    for before, behind in pairwise(entries):
        assert before.conversation.risk >= behind.conversation.risk
        if before.conversation.risk == behind.conversation.risk:
            assert before.waited >= behind.waited


def test_who_does_not_wait_has_not_waited() -> None:
    assert waited(a_conversation(), MORNING) == timedelta()


@pytest.mark.parametrize(
    ("minutes", "estimate"),
    [([], None), ([1, 2], None), ([2, 4, 30], 4), ([0, 0, 0], 1), ([1.5, 2.5, 3.5, 4.5], 3), ([5, 5, 5, 600], 5)],
)
def test_the_wait_is_the_middle_of_the_recent_ones_or_unknown(minutes: list[float], estimate: int | None) -> None:
    assert wait_estimate_minutes([m * MINUTE for m in minutes]) == estimate


@pytest.mark.parametrize(
    ("risk", "due"), [(RiskLevel.NONE, 15), (RiskLevel.CONCERN, 15), (RiskLevel.HIGH, 3), (RiskLevel.ACUTE, 3)]
)
def test_urgency_decides_when_a_wait_is_escalated(risk: RiskLevel, due: int) -> None:
    conversation = a_conversation(state=State.WAITING, risk=risk, waiting_since=MORNING)
    assert not is_due_for_escalation(conversation, RULES, MORNING + due * MINUTE - timedelta(seconds=1))
    assert is_due_for_escalation(conversation, RULES, MORNING + due * MINUTE)


def test_escalating_and_telling_happen_once_and_only_to_those_who_wait() -> None:
    late = MORNING + timedelta(hours=9)
    waiting = {"state": State.WAITING, "waiting_since": MORNING}
    assert not is_due_for_escalation(a_conversation(**waiting, escalated_at=MORNING), RULES, late)
    assert is_overdue(a_conversation(**waiting), RULES, late)
    assert not is_overdue(a_conversation(**waiting), RULES, MORNING + 44 * MINUTE)
    assert not is_overdue(a_conversation(**waiting, told_late_at=MORNING), RULES, late)
    assert not is_overdue(a_conversation(), RULES, late)
    assert not is_due_for_escalation(a_conversation(), RULES, late)


def test_a_person_is_forgotten_when_a_counsellor_lets_them_wait() -> None:
    held = {"state": State.WITH_COUNSELLOR, "counsellor_id": "k", "last_number": 2, "last_person_number": 2}
    late = MORNING + 10 * MINUTE
    assert is_forgotten(a_conversation(**held), RULES, late)
    assert not is_forgotten(a_conversation(**held), RULES, late - timedelta(seconds=1))
    assert not is_forgotten(a_conversation(**held, answered_number=2), RULES, late)
    assert not is_forgotten(a_conversation(last_person_number=2), RULES, late)
