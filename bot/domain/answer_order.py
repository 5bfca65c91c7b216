"""The order of an answer: which topics and bubbles are told, which first, and what is only offered. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.answers import Section
from bot.domain.fact_chances import Weighed
from bot.domain.knowledge import Fact
from bot.domain.replies import Reply

MOST_BUBBLES = 3
_MAY_BE = 0.2
_NEAR = 0.02
_ENOUGH = 2  # bubbles on what was asked
_ASIDES = frozenset({"smalltalk", "bot_meta", "out_of_scope"})


def with_likely(topics: tuple[str, ...], weighed: Weighed) -> tuple[str, ...]:
    """The topics of the message, and those that a likely fact belongs to; none where it has none of its own."""
    return tuple(dict.fromkeys((*topics, *weighed.topics_from(_MAY_BE)))) if topics else ()


def near_to(weighed: Weighed, said: Sequence[Reply] = ()) -> tuple[Fact, ...]:
    """What else may have been meant: facts with a question that a button can show, and not already said."""
    known = {fact_id for reply in said for fact_id in reply.fact_ids}
    near = (one.fact for one in weighed.likely if one.chance >= _NEAR)
    return tuple(fact for fact in near if fact.question is not None and fact.id not in known)


def without_asides(topics: tuple[str, ...]) -> tuple[str, ...]:
    """«Takk» at the end of a letter is courtesy, no question: these topics are answered only when they come first."""
    return tuple(t for i, t in enumerate(topics) if i == 0 or t not in _ASIDES)


def is_guessed(sections: Sequence[Section]) -> bool:
    """True where nothing shows that what comes first is what was asked."""
    return bool(sections) and sections[0].is_guess and not any(s.is_sure for s in sections)


def without_noise(sections: list[Section]) -> list[Section]:
    """Where what was asked has its answer, the usual words on another topic only stand in the way of it."""
    sections = [s for s in sections if not s.is_for_others] or sections
    asked = sum(len(s.replies) for s in sections if not s.is_usual)
    has_sure = any(s.is_sure for s in sections)

    def is_told(i: int, section: Section) -> bool:
        if i == 0:
            return not (section.is_usual and section.is_weak and has_sure)
        return not section.is_weak and (not section.is_usual or asked < _ENOUGH)

    return [s for i, s in enumerate(sections) if is_told(i, s)]


def at_most_three(sections: Sequence[Section]) -> tuple[Reply, ...]:
    """The first bubble of each topic before the second of any; in the order of the topics, and none twice."""
    rounds = [[s.replies[i] for s in sections if i < len(s.replies)] for i in range(MOST_BUBBLES)]
    wanted = [reply for same_round in rounds for reply in same_round]
    if len(sections) == 1:
        wanted.extend(sections[0].extra)
    kept = _without_repeats(wanted)[:MOST_BUBBLES]
    in_order = [*(reply for s in sections for reply in s.replies), *(reply for s in sections for reply in s.extra)]
    return tuple(r for r in _without_repeats(in_order) if r in kept)


def _without_repeats(replies: Sequence[Reply]) -> list[Reply]:
    found: dict[str, Reply] = {}
    for reply in replies:
        found.setdefault(reply.text, reply)
    return list(found.values())
