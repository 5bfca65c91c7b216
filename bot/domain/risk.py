"""Grades how dangerous a message is for the person most at risk. Pure, model-free, well below a millisecond.

The rules are phrases in `content/risk/*.yml`; a trained classifier (bot/nlu) adds what phrases cannot see, and the
higher of the two decides. This part alone must hold when everything else is down (architecture.md, section 3).
Definitions of the grades: docs/risk.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.phrases import Phrase
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.text import clean, fold, sentences, tokens

_EARLIER_CONSIDERED = 6
_ANCHOR_PREFIX = 2


@dataclass(frozen=True)
class RiskRule:
    """One family member of danger.

    `any_of`: one of these phrases must stand in a sentence. `also`: each of these lists needs one phrase somewhere in
    the message. `unless`: any of these in the same sentence cancels it. `frames`: names of frames (fiction, general
    question, settled past ...) that cancel it. `escalates_to` is the grade when `acute_with` also matches.
    """

    id: str
    kind: str
    level: RiskLevel
    reason: str
    any_of: tuple[Phrase, ...]
    also: tuple[tuple[Phrase, ...], ...] = ()
    unless: tuple[Phrase, ...] = ()
    frames: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunningRule:
    """Danger that only the conversation shows: `earlier` in a message before, `now` in this one."""

    id: str
    kind: str
    level: RiskLevel
    reason: str
    earlier: tuple[Phrase, ...]
    now: tuple[Phrase, ...]


@dataclass(frozen=True)
class RiskBook:
    """All rules and frames, compiled once from content."""

    rules: tuple[RiskRule, ...]
    frames: Mapping[str, tuple[Phrase, ...]]
    running: tuple[RunningRule, ...] = ()


class RiskAssessor:
    """Applies a RiskBook. Built once, safe to share between tasks."""

    def __init__(self, book: RiskBook) -> None:
        self._book = book
        self._by_prefix: dict[str, list[int]] = {}
        self._always: list[int] = []
        for i, rule in enumerate(book.rules):
            anchors = [p.anchors for p in rule.any_of]
            if all(anchors):
                for anchor in set().union(*anchors):
                    self._by_prefix.setdefault(anchor[:_ANCHOR_PREFIX], []).append(i)
            else:
                self._always.append(i)

    def assess(self, text: str, earlier: Sequence[str] = ()) -> RiskVerdict:
        """The verdict on one message. `earlier` are the person's messages before it, oldest first."""
        cleaned = clean(text)
        whole = fold(cleaned)
        parts = [fold(s) for s in sentences(cleaned)] or [whole]
        signals = [s for s in self._signals(whole, parts)]
        signals.extend(self._running(whole, earlier))
        signals.sort(key=lambda s: -s.level)
        return RiskVerdict(signals[0].level if signals else RiskLevel.NONE, tuple(signals))

    def _signals(self, whole: str, parts: Sequence[str]) -> Iterable[RiskSignal]:
        candidates = set(self._always)
        for prefix in {t.text[:_ANCHOR_PREFIX] for t in tokens(whole)}:
            candidates.update(self._by_prefix.get(prefix, ()))
        frames: dict[str, bool] = {}
        for i in sorted(candidates):
            rule = self._book.rules[i]
            if self._matches(rule, whole, parts, frames):
                yield RiskSignal(rule.level, rule.kind, rule.reason)

    def _matches(self, rule: RiskRule, whole: str, parts: Sequence[str], frames: dict[str, bool]) -> bool:
        hit = any(
            _any(rule.any_of, part) and not _any(rule.unless, part) for part in parts
        )
        if not hit or not all(_any(group, whole) for group in rule.also):
            return False
        for name in rule.frames:
            if name not in frames:
                frames[name] = _any(self._book.frames.get(name, ()), whole)
            if frames[name]:
                return False
        return True

    def _running(self, whole: str, earlier: Sequence[str]) -> Iterable[RiskSignal]:
        if not earlier or not self._book.running:
            return
        before = "\n".join(fold(clean(t)) for t in earlier[-_EARLIER_CONSIDERED:])
        for rule in self._book.running:
            if _any(rule.now, whole) and _any(rule.earlier, before):
                yield RiskSignal(rule.level, rule.kind, rule.reason)


def join(*verdicts: RiskVerdict) -> RiskVerdict:
    """The union: the highest grade decides, every reason is kept."""
    signals = sorted((s for v in verdicts for s in v.signals), key=lambda s: -s.level)
    level = max((v.level for v in verdicts), default=RiskLevel.NONE)
    return RiskVerdict(level, tuple(signals))


def _any(phrases: Sequence[Phrase], folded: str) -> bool:
    return any(p.search(folded) for p in phrases)
