"""What a message really asks, in the light of what was just said («hva med uke to?», «er det farlig?»). Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.answers import Question
from bot.domain.asked import Asked
from bot.domain.attention import Attention
from bot.domain.fact_choice import choose_from_topic
from bot.domain.knowledge import Library
from bot.domain.risk_levels import RiskLevel
from bot.domain.stems import as_words, has_stem

OVERDOSE = "overdose"
_NO_OVERDOSE = {
    "suicide": "suicide", "self_harm": "suicide", "violence": "violence_abuse", "sexual_abuse": "violence_abuse",
    "threat": "violence_abuse", "psychosis": None, "child": None,
}  # fmt: skip
"""Kinds of danger that are no overdose, and the topic that meets them."""
_SHORT_QUESTION = 12
_BARE_QUESTION = 6
_MOST_CARRIED = 2


def in_context(question: Question, library: Library) -> Question:
    """The question with the topics and substances that it leaves unsaid."""
    words = as_words(question.text)
    topics = _for_the_relative(_topics(question, library, words), library)
    topics = _for_the_one_in_danger(topics, question, library)
    return replace(question, topics=topics, substances=_substances(question, topics, library, words))


def _topics(question: Question, library: Library, words: str) -> tuple[str, ...]:
    before = question.previous_topics[:_MOST_CARRIED]
    aside = library.rules.named("without_context")
    said = tuple(t for t in question.topics if t not in aside)
    if not before or not _leans_on_before(question, library, words, said):
        return question.topics
    return before


def _leans_on_before(question: Question, library: Library, words: str, said: tuple[str, ...]) -> bool:
    continues = has_stem(words, library.rules.named("continues")) and len(words.split()) <= _BARE_QUESTION
    if not said:
        return not question.topics or continues or bool(question.substances)
    if not continues:
        return False
    if len(question.substances) == 1 and "mixing" not in said:
        return True
    return not any(_is_about(topic, question, library, words) for topic in said)


def _is_about(topic: str, question: Question, library: Library, words: str) -> bool:
    """True when the message has words of its own for the topic, so that it needs no help from before."""
    if any(has_stem(words, rule.when) for rule in library.rules.aspects.get(topic, ())):
        return True
    answers = library.topics.get(topic)
    fits = choose_from_topic(answers, Asked(Attention(words, words), question.substances)) if answers else ()
    return any(fit.is_asked for fit in fits)


def _for_the_relative(topics: tuple[str, ...], library: Library) -> tuple[str, ...]:
    """Whoever worries for another is not told how to stop; their own topic has the answer."""
    relatives = library.rules.named("relatives")
    first = next((i for i, topic in enumerate(topics) if topic in relatives), None)
    if first is None:
        return topics
    if topics[0] in library.rules.named("relatives_before") and first > 0:
        topics = (topics[first], *topics[:first], *topics[first + 1 :])  # what to do for the other comes first
        first = 0
    never = library.rules.named("only_for_the_person")
    not_after = library.rules.named("after_relatives_only_for_the_person")
    return tuple(t for i, t in enumerate(topics) if t not in never and not (i > first and t in not_after))


def _for_the_one_in_danger(topics: tuple[str, ...], question: Question, library: Library) -> tuple[str, ...]:
    """«GHB oppå vodka, og nå er han vekk» is about mixing, but the first thing to say is what to do now."""
    if question.risk is not RiskLevel.ACUTE or not topics:
        return topics
    if question.risk_kinds and _NO_OVERDOSE.keys() >= set(question.risk_kinds):
        # Whoever wants to die, or is beaten, is met in that alone: no first aid for an overdose, no tips beside it.
        meant = (_NO_OVERDOSE[kind] for kind in question.risk_kinds)
        return tuple(dict.fromkeys(topic for topic in meant if topic)) or topics
    if OVERDOSE not in topics and topics[0] not in library.rules.named("acute_means_overdose"):
        return topics
    return tuple(dict.fromkeys((OVERDOSE, *topics)))


def _substances(question: Question, topics: tuple[str, ...], library: Library, words: str) -> tuple[str, ...]:
    before = question.previous_substances[:_MOST_CARRIED]
    # A button says all it means; a person may leave half of it unsaid.
    is_button_with_substance = not words.strip() and bool(question.substances)
    if not before or is_button_with_substance or not _may_carry(topics, library, words):
        return question.substances
    if "mixing" in topics and len(question.substances) + len(library.mixing.partners_in(words)) == 1:
        return tuple(dict.fromkeys((*before, *question.substances)))
    return question.substances or before


def _may_carry(topics: tuple[str, ...], library: Library, words: str) -> bool:
    rules = library.rules
    if not any(topic == "mixing" or topic in rules.aspects or topic in library.topics for topic in topics):
        return False
    if any(topic in rules.named("without_context") for topic in topics) or has_stem(words, rules.named("general")):
        return False
    return len(words.split()) <= _SHORT_QUESTION or has_stem(words, rules.named("points_back"))
