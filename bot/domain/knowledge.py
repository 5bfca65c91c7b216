"""What Rusprat knows: substances, topic answers, and the library that holds them together.

Immutable, and built by the content loader only. Knows nothing of YAML, and never fills a gap: an aspect without a
fact is unknown, and unknown is never the same as safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.asker import Asker
from bot.domain.flows import Flow
from bot.domain.mixing import MixingTable
from bot.domain.replies import Reply, SourceLink
from bot.domain.texts import Texts

ASPECTS = (
    "effects", "duration", "side_effects", "danger", "danger_long", "extra_danger", "safer_use", "mixing", "addiction",
    "withdrawal", "overdose", "first_aid", "detection_time", "law", "driving", "pregnancy", "myths", "dose",
    "first_time",
)  # fmt: skip
"""What is told about a substance, in the order in which the files tell it."""


@dataclass(frozen=True)
class Review:
    """Where a professional's approval stands."""

    status: str = "draft"
    reviewed_by: str | None = None
    reviewed_on: date | None = None
    due: date | None = None

    @property
    def is_approved(self) -> bool:
        """True only for the one word that means that a professional has read it."""
        return self.status == "approved"

    def is_overdue(self, today: date) -> bool:
        """True when the agreed day for a new look has passed, or was never agreed."""
        return self.due is None or self.due < today


@dataclass(frozen=True)
class Fact:
    """One thing we can say, in one bubble. `about` are stems that make a topic's fact the answer; `when` are names
    that make a substance's fact the answer (snus rather than vape). `askers` are the only ones it is meant for.
    `question` is what it answers, as whoever asks would put it: the label of its button."""

    id: str
    texts: Texts
    review: Review
    sources: tuple[SourceLink, ...] = ()
    confidence: str = "medium"
    aspect: str | None = None
    about: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    askers: frozenset[Asker] = frozenset()
    question: Texts | None = None
    is_default: bool = False
    is_abrupt_stop_dangerous: bool = False

    @property
    def home(self) -> str:
        """The topic or rusmiddel whose file tells it; every id begins with it."""
        return self.id.split(".")[0]

    def reply(self, language: str) -> Reply:
        """The fact as a bubble, with its sources and the mark of a draft."""
        return Reply(
            text=self.texts.in_language(language),
            sources=self.sources,
            fact_ids=(self.id,),
            is_draft=not self.review.is_approved,
        )


@dataclass(frozen=True)
class Substance:
    """One rusmiddel or medicine and all that is known of it."""

    id: str
    name: Texts
    group: str
    facts: tuple[Fact, ...] = ()
    unknown: tuple[str, ...] = ()
    review: Review = field(default_factory=Review)
    names: tuple[str, ...] = ()
    """Folded names and brands that are never another word; ambiguous and misspelt ones are left out."""

    def facts_on(self, aspect: str) -> tuple[Fact, ...]:
        """All facts of one aspect, in the file's order."""
        return tuple(f for f in self.facts if f.aspect == aspect)

    @property
    def abrupt_stop(self) -> Fact | None:
        """The fact that warns against stopping at once, where stopping at once can kill."""
        return next((f for f in self.facts if f.is_abrupt_stop_dangerous), None)


@dataclass(frozen=True)
class Topic:
    """The answers to questions that are not about one substance's properties."""

    id: str
    facts: tuple[Fact, ...]
    review: Review = field(default_factory=Review)

    @property
    def default(self) -> Fact | None:
        """The answer when nothing more specific fits; None while no professional has approved it."""
        return next((f for f in self.facts if f.is_default), None)


@dataclass(frozen=True)
class AspectRule:
    """Which aspect of a substance answers a topic: the usual one (`is_default`), one that the message asks for with a
    stem (`when`), one that always belongs (`is_always`). `is_after` comes after the topic's own fact."""

    aspect: str
    when: tuple[str, ...] = ()
    is_default: bool = False
    is_always: bool = False
    is_after: bool = False


@dataclass(frozen=True)
class AnswerRules:
    """Norwegian stems that steer which fact is chosen; they live in content/recognition/answering.yml."""

    aspects: Mapping[str, tuple[AspectRule, ...]] = field(default_factory=dict)
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    askers: Mapping[Asker, tuple[str, ...]] = field(default_factory=dict)
    next: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def named(self, name: str) -> tuple[str, ...]:
        """A list of stems or of topics by its name; empty where content has none."""
        return self.stems.get(name) or self.topics.get(name) or ()


@dataclass(frozen=True)
class Library:
    """Everything that may be said to a person, read once and never changed."""

    substances: Mapping[str, Substance] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)
    mixing: MixingTable = field(default_factory=MixingTable)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    rules: AnswerRules = field(default_factory=AnswerRules)

    def fact(self, fact_id: str) -> Fact | None:
        """Any fact by its id, or None."""
        return next((f for f in self.facts() if f.id == fact_id), None)

    def facts(self) -> tuple[Fact, ...]:
        """Every fact of every file."""
        holders: tuple[Substance | Topic, ...] = (*self.substances.values(), *self.topics.values())
        return tuple(f for holder in holders for f in holder.facts)
