"""Which emergency help is shown for which danger. Works without any model, server or database.

A card always exists: a book without its default card in every written norm cannot be built.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.replies import Choice, Reply, ReplyKind, SourceLink
from bot.domain.risk_levels import RiskLevel, RiskVerdict
from bot.domain.texts import Texts
from bot.domain.words import ChoiceWords, WordsError

DEFAULT = "default"
MOST_CARDS = 2
"""More than two bubbles at once hide the one that matters."""

_EMERGENCY_NUMBER = "113"


@dataclass(frozen=True)
class EmergencyCard:
    """Help for some kinds of danger at some grades."""

    id: str
    kinds: tuple[str, ...]
    levels: tuple[RiskLevel, ...]
    texts: Texts
    choices: tuple[ChoiceWords, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    is_draft: bool = True

    def reply(self, language: str) -> Reply:
        """The card as a bubble."""
        return Reply(
            text=self.texts.in_language(language),
            kind=ReplyKind.EMERGENCY,
            choices=tuple(Choice(c.label.in_language(language), c.payload) for c in self.choices),
            sources=self.sources,
            fact_ids=(f"emergency.{self.id}",),
            is_draft=self.is_draft,
        )


class EmergencyBook:
    """All cards. Built once from content; safe to share."""

    def __init__(self, cards: Iterable[EmergencyCard]) -> None:
        self._cards = tuple(cards)
        default = next((c for c in self._cards if c.id == DEFAULT), None)
        if default is None:
            raise WordsError("content/emergency has no default card")
        if not all(_EMERGENCY_NUMBER in text for text in (default.texts.nb, default.texts.nn, default.texts.en or "")):
            raise WordsError("the default emergency card must name 113 in every language")
        self._default = default

    @property
    def all(self) -> tuple[EmergencyCard, ...]:
        """Every card, for checks and listings."""
        return self._cards

    def cards(self, verdict: RiskVerdict, language: str) -> tuple[Reply, ...]:
        """The most fitting cards, most serious danger first. Never empty when a human is needed."""
        chosen = dict.fromkeys(c for c in map(self._for_signal, self._serious(verdict)) if c is not None)
        if not chosen and verdict.level.needs_human:
            chosen = {self._default: None}
        return tuple(card.reply(language) for card in list(chosen)[:MOST_CARDS])

    @staticmethod
    def _serious(verdict: RiskVerdict) -> list[tuple[str, RiskLevel]]:
        """Kind and grade of the signals that are as serious as it gets; a mere worry beside a danger shows no card."""
        floor = RiskLevel.HIGH if verdict.level.needs_human else RiskLevel.CONCERN
        signals = sorted((s for s in verdict.signals if s.level >= floor), key=lambda s: -s.level)
        return [(s.kind, s.level) for s in signals]

    def _for_signal(self, signal: tuple[str, RiskLevel]) -> EmergencyCard | None:
        kind, level = signal
        of_kind = [c for c in self._cards if kind in c.kinds]
        exact = next((c for c in of_kind if level in c.levels), None)
        if exact is not None or not level.needs_human:
            return exact
        # Better the same danger's card for the other grade than a general one.
        return next(iter(of_kind), self._default)
