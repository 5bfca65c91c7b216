"""What a message asks for, as the chooser of facts sees it. Pure values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.answers import Question
from bot.domain.asker import Asker, askers_in, is_meant_for
from bot.domain.attention import Attention, attend
from bot.domain.knowledge import AnswerRules, Fact

NOT_THIS_ONE = -1.0
"""The margin of a fact that the trained model surely does not take for the answer."""


@dataclass(frozen=True)
class Asked:
    """Its words, the substances it names, who may be asking, and what the trained models say: the margins of the facts
    (about -1 to 1) and how sure it is of each topic (0 to 1); both empty where no model has looked."""

    attention: Attention
    substances: Sequence[str] = ()
    askers: frozenset[Asker] = frozenset()
    margins: Mapping[str, float] = field(default_factory=dict)
    confidences: Mapping[str, float] = field(default_factory=dict)

    def fits(self, fact: Fact) -> bool:
        """False for a fact about other substances or for other people."""
        is_of_these = not fact.substances or bool(set(fact.substances) & set(self.substances))
        return is_of_these and (fact.is_default or is_meant_for(fact.askers, self.askers))

    def aspect_margin(self, aspect: str) -> float:
        """How surely the model takes the message for a question on this property of whatever rusmiddel it names."""
        return self.margins.get(f"aspect.{aspect}", NOT_THIS_ONE)


def asked_in(question: Question, rules: AnswerRules) -> Asked:
    """What a question asks for, whoever answers it."""
    attention = attend(question.text, rules.named("asks"))
    askers = askers_in(attention.message, rules.askers)
    return Asked(attention, question.substances, askers, question.fact_margins, question.topic_confidences)
