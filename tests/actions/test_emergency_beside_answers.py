"""Emergency help stands first; where no danger can be named it follows the first bubble. It never falls out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.hearing import Heard
from actions.risk import with_emergency
from bot.domain.replies import Reply, ReplyKind
from bot.domain.risk_levels import RiskLevel

ANSWER = (Reply(text="Først dette."), Reply(text="Så dette."))

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("wired")]


def heard(risk: RiskLevel, *kinds: str, shown: bool = False) -> Heard:
    return Heard(
        text="en melding", intent="quit", topics=("quit",), substances=(), places=(), language="nb", risk=risk,
        risk_kinds=kinds, risk_reasons=(), emergency_shown=shown, kommune=None, entities={}, previous_topics=(),
        previous_substances=(),
    )  # fmt: skip


def kinds_of(replies: list[Reply]) -> list[ReplyKind]:
    return [reply.kind for reply in replies]


@pytest.mark.parametrize(
    ("risk", "kinds", "place"),
    [
        (RiskLevel.ACUTE, ("other",), 0),
        (RiskLevel.ACUTE, ("overdose",), 0),
        (RiskLevel.HIGH, ("suicide",), 0),
        (RiskLevel.HIGH, ("other", "suicide"), 0),
        (RiskLevel.HIGH, ("other",), 1),
        (RiskLevel.HIGH, (), 1),
    ],
)
async def test_the_card_is_there_and_in_its_place(risk: RiskLevel, kinds: tuple[str, ...], place: int) -> None:
    replies = with_emergency(heard(risk, *kinds), ANSWER)
    assert kinds_of(replies).index(ReplyKind.EMERGENCY) == place
    assert [r for r in replies if r.kind is not ReplyKind.EMERGENCY] == list(ANSWER)


async def test_a_notice_before_the_answer_is_no_answer() -> None:
    notice = Reply(text="Bare på norsk.", kind=ReplyKind.NOTICE)
    replies = with_emergency(heard(RiskLevel.HIGH, "other"), (notice, *ANSWER))
    assert kinds_of(replies) == [ReplyKind.NOTICE, ReplyKind.ANSWER, ReplyKind.EMERGENCY, ReplyKind.ANSWER]


async def test_an_answer_without_a_bubble_still_has_the_card() -> None:
    assert ReplyKind.EMERGENCY in kinds_of(with_emergency(heard(RiskLevel.HIGH, "other"), ()))


@pytest.mark.parametrize("risk", [RiskLevel.NONE, RiskLevel.CONCERN])
async def test_without_danger_there_is_none(risk: RiskLevel) -> None:
    assert with_emergency(heard(risk, "other"), ANSWER) == list(ANSWER)


@pytest.mark.parametrize(
    ("topic", "kind", "is_named"),
    [
        ("concern_parent", "withdrawal", False),  # «mamma drikker hver dag» is not told not to stop at once
        ("quit", "withdrawal", True),
        ("concern_friend", "suicide", True),
    ],
)
async def test_a_card_for_whoever_uses_is_not_shown_to_a_relative(topic: str, kind: str, is_named: bool) -> None:
    (card,) = with_emergency(replace(heard(RiskLevel.HIGH, kind), topics=(topic,)), ())
    assert card.kind is ReplyKind.EMERGENCY
    assert (f"emergency.{kind}.high" in card.fact_ids) is is_named


async def test_what_the_gateway_has_shown_is_not_said_again() -> None:
    assert with_emergency(heard(RiskLevel.ACUTE, "overdose", shown=True), ANSWER) == list(ANSWER)
