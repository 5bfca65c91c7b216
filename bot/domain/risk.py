"""Grades how dangerous a message is for the person most at risk. Pure, model-free, well below a millisecond.

The rules are phrases in `content/risk/*.yml`; a trained classifier (bot/nlu) adds what phrases cannot see, and the
higher of the two decides. This part alone must hold when everything else is down (architecture.md, section 3).
Definitions of the grades: docs/risk.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.misspellings import Misspellings
from bot.domain.phrase_trees import Words
from bot.domain.phrases import Phrase
from bot.domain.risk_levels import RiskLevel, RiskSignal, RiskVerdict
from bot.domain.sentence_reading import Reading, Vocabulary
from bot.domain.text import clean, fold, sentences

REAL = "real"
"""The frame that voids all others: a real person, time or place is in the message, so it is no film and no homework."""

_EARLIER_CONSIDERED = 6


@dataclass(frozen=True)
class RiskRule:
    """One family member of danger.

    `any_of`: one of these phrases must stand in a sentence. `unless`: any of these in the same sentence cancels it.
    `also`: each of these lists needs one phrase somewhere in the message. `frames`: names of frames (fiction, school,
    general question ...) that cancel it, unless the message is about somebody real.
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
class Framing:
    """Where something takes the danger out of words: in all of a message, or in these of its sentences only."""

    is_whole: bool = False
    sentences: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RiskBook:
    """All rules and frames, read once from content. `misspellings` knows the words of danger with a slip in them.

    `frames` take the danger out of the whole message, `sentence_frames` out of the sentence they stand in.
    """

    rules: tuple[RiskRule, ...]
    frames: Mapping[str, tuple[Phrase, ...]]
    sentence_frames: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    running: tuple[RunningRule, ...] = ()
    misspellings: Misspellings | None = None

    def phrases(self) -> Iterator[Phrase]:
        """Every phrase that must be recognised."""
        for rule in self.rules:
            yield from (*rule.any_of, *rule.unless)
            for group in rule.also:
                yield from group
        for frame in (*self.frames.values(), *self.sentence_frames.values()):
            yield from frame
        for running in self.running:
            yield from (*running.earlier, *running.now)


class RiskAssessor:
    """Applies a RiskBook. Built once, safe to share between tasks."""

    def __init__(self, book: RiskBook) -> None:
        self._book = book
        kinds = (kind for phrase in dict.fromkeys(book.phrases()) for kind in phrase.kinds())
        self._vocabulary = Vocabulary(kinds, book.misspellings)
        self._anchored: dict[Words, list[tuple[int, frozenset[Words], Phrase]]] = defaultdict(list)
        for i, rule in enumerate(book.rules):
            for phrase in rule.any_of:
                for kind in phrase.anchor():
                    self._anchored[kind].append((i, phrase.required, phrase))
        self._anchors = frozenset(self._anchored)

    def assess(self, text: str, earlier: Sequence[str] = ()) -> RiskVerdict:
        """The verdict on one message. `earlier` are the person's messages before it, oldest first."""
        message = self._read(text)
        signals = [*self._signals(message), *self._running(message, earlier)]
        signals.sort(key=lambda s: -s.level)
        return RiskVerdict(signals[0].level if signals else RiskLevel.NONE, tuple(dict.fromkeys(signals)))

    def matching_rules(self, text: str) -> tuple[str, ...]:
        """The ids of the rules that match one message, for those who write and test rules."""
        return tuple(self._book.rules[i].id for i in self._matching(self._read(text)))

    def framing(self, text: str) -> Framing:
        """What takes the danger out of a message (fiction, a general question); nothing if somebody real is in it."""
        message = self._read(text)
        if self._is_about_somebody_real(message):
            return Framing()
        phrases = [phrase for frame in self._book.sentence_frames.values() for phrase in frame]
        told = zip(sentences(clean(text)), message, strict=True)
        framed = frozenset(sentence for sentence, reading in told if _has_any(phrases, (reading,)))
        return Framing(bool(self._frames_around(message)), framed)

    def _read(self, text: str) -> Sequence[Reading]:
        return [Reading(fold(sentence), self._vocabulary) for sentence in sentences(clean(text))]

    def _is_about_somebody_real(self, message: Sequence[Reading]) -> bool:
        return _has_any(self._book.frames.get(REAL, ()), message)

    def _signals(self, message: Sequence[Reading]) -> Iterable[RiskSignal]:
        for i in self._matching(message):
            rule = self._book.rules[i]
            yield RiskSignal(rule.level, rule.kind, rule.reason)

    def _matching(self, message: Sequence[Reading]) -> Sequence[int]:
        hits: set[int] = set()
        for sentence in message:
            hits.update(self._hits_in(sentence, hits))
        framed: frozenset[str] = self._frames_around(message) if hits else frozenset()
        rules = self._book.rules
        return [i for i in sorted(hits) if framed.isdisjoint(rules[i].frames) and _has_all(rules[i].also, message)]

    def _hits_in(self, sentence: Reading, hits: Collection[int]) -> Iterator[int]:
        settled = set(hits)
        for kind in sentence.kinds & self._anchors:
            for i, required, phrase in self._anchored[kind]:
                if required <= sentence.kinds and i not in settled and phrase.is_in(sentence):
                    settled.add(i)
                    if not any(p.is_in(sentence) for p in self._book.rules[i].unless):
                        yield i

    def _frames_around(self, message: Sequence[Reading]) -> frozenset[str]:
        if self._is_about_somebody_real(message):
            return frozenset()
        return frozenset(name for name, phrases in self._book.frames.items() if _has_any(phrases, message))

    def _running(self, message: Sequence[Reading], earlier: Sequence[str]) -> Iterable[RiskSignal]:
        now = [rule for rule in self._book.running if _has_any(rule.now, message)] if earlier else []
        if now:
            before = [sentence for text in earlier[-_EARLIER_CONSIDERED:] for sentence in self._read(text)]
            for rule in now:
                if _has_any(rule.earlier, before):
                    yield RiskSignal(rule.level, rule.kind, rule.reason)


def join(*verdicts: RiskVerdict) -> RiskVerdict:
    """The union: the highest grade decides, every reason is kept."""
    signals = sorted((s for v in verdicts for s in v.signals), key=lambda s: -s.level)
    level = max((v.level for v in verdicts), default=RiskLevel.NONE)
    return RiskVerdict(level, tuple(signals))


def _has_any(phrases: Iterable[Phrase], message: Sequence[Reading]) -> bool:
    return any(phrase.is_in(sentence) for phrase in phrases for sentence in message)


def _has_all(groups: Iterable[Iterable[Phrase]], message: Sequence[Reading]) -> bool:
    return all(_has_any(group, message) for group in groups)
