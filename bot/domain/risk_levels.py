"""The four grades of risk and the verdict that carries them with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class RiskLevel(IntEnum):
    """How urgent a message is for the person most at risk. Ordered: a higher grade always wins."""

    NONE = 0
    CONCERN = 1
    HIGH = 2
    ACUTE = 3

    @property
    def word(self) -> str:
        """none | concern | high | acute, as in `rusbot analyse`."""
        return self.name.lower()

    @classmethod
    def from_word(cls, word: str) -> RiskLevel:
        """The inverse of `word`; raises KeyError for anything else."""
        return cls[word.upper()]

    @property
    def needs_human(self) -> bool:
        """Acute and high always open a handoff (the first promise of Rusprat)."""
        return self >= RiskLevel.HIGH


@dataclass(frozen=True)
class RiskSignal:
    """One reason: `kind` names the family (overdose, suicide ...), `reason` is Norwegian for the counsellor."""

    level: RiskLevel
    kind: str
    reason: str


@dataclass(frozen=True)
class RiskVerdict:
    """The grade of one message and every signal that led to it, the most serious first."""

    level: RiskLevel
    signals: tuple[RiskSignal, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons a counsellor reads, most serious first, without repeats."""
        return tuple(dict.fromkeys(s.reason for s in self.signals))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The families, most serious first, without repeats; they choose the emergency card."""
        return tuple(dict.fromkeys(s.kind for s in self.signals))
