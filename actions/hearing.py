"""What an action hears: Rasa's tracker in our own words. Builds nothing, decides nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Tracker

from bot.domain.answers import Question
from bot.domain.needs import age_in
from bot.domain.places import Place
from bot.domain.risk_levels import RiskLevel
from bot.domain.text import clean, fold
from bot.usecases.assistant import NearQuery

_LANGUAGES = ("nb", "nn", "en")
_ENOUGH_WORDS = 3
_UNSURE = "nlu_fallback"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Heard:
    """One message as the pipeline understood it, with what the conversation was about before."""

    text: str
    intent: str
    topics: tuple[str, ...]
    substances: tuple[str, ...]
    places: tuple[Place, ...]
    language: str
    risk: RiskLevel
    risk_kinds: tuple[str, ...]
    risk_reasons: tuple[str, ...]
    emergency_shown: bool
    kommune: str | None
    entities: Mapping[str, Any]
    previous_topics: tuple[str, ...]
    previous_substances: tuple[str, ...]
    fact_margins: Mapping[str, float] = field(default_factory=dict)
    topic_confidences: Mapping[str, float] = field(default_factory=dict)
    fact: str | None = None
    words_beside_names: int = 0
    age: int | None = None

    @property
    def question(self) -> Question:
        """The same as the answering use case takes it."""
        return Question(
            text=self.text,
            topics=self.topics,
            substances=self.substances,
            language=self.language,
            kommune=self.kommune,
            previous_topics=self.previous_topics,
            previous_substances=self.previous_substances,
            risk=self.risk,
            risk_kinds=self.risk_kinds,
            fact_margins=self.fact_margins,
            topic_confidences=self.topic_confidences,
            fact=self.fact,
        )

    def near(self, *, needs: Iterable[str] = (), skipped: bool = False, unknown: bool = False) -> NearQuery:
        """The wish for help in this message."""
        return NearQuery(
            text=self.text,
            topics=self.topics or self.previous_topics,
            places=self.places,
            kommune=self.kommune,
            language=self.language,
            needs=tuple(needs),
            age=self.age,
            skipped=skipped,
            unknown=unknown,
        )


def hear(tracker: Tracker) -> Heard:
    """Reads the latest message. A button's entities stand in for what the pipeline would have found."""
    message: Mapping[str, Any] = tracker.latest_message or {}
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    entities = _entities(message)
    text = str(message.get("text") or "")
    is_button = text.startswith("/")
    intent = str((message.get("intent") or {}).get("name") or "")
    beside = 0 if is_button else _words_beside_names(text, message)
    return Heard(
        text="" if is_button else text,
        intent=intent,
        topics=_words(entities.get("topic")) if is_button else _topics(message, intent, beside),
        substances=_words(entities.get("substance") if is_button else message.get("substances")),
        places=_places(message.get("places") or (), entities),
        language=_language(message, metadata, text),
        risk=_risk(message, metadata),
        risk_kinds=_words(message.get("risk_kinds") or metadata.get("risk_kinds")),
        risk_reasons=_words(message.get("risk_reasons")),
        emergency_shown=bool(metadata.get("emergency_shown")),
        kommune=tracker.get_slot("place") or metadata.get("kommune"),
        entities=entities,
        previous_topics=_words(tracker.get_slot("topics")),
        previous_substances=_words(tracker.get_slot("substances")),
        fact_margins=message.get("fact_margins") or {},
        topic_confidences=_confidences(message),
        fact=next(iter(_words(entities.get("fact") if is_button else None)), None),
        words_beside_names=beside,
        age=_age("" if is_button else text, tracker),
    )


def _age(text: str, tracker: Tracker) -> int | None:
    """Told now, or earlier in the conversation."""
    told, before = age_in(text), tracker.get_slot("age")
    return told if told is not None else int(before) if before else None


def _topics(message: Mapping[str, Any], intent: str, beside: int) -> tuple[str, ...]:
    """None where the model is unsure, or has only a name to go by («hasj», «Otta»): then the conversation tells."""
    is_only_names = not beside and bool(message.get("entities"))
    return () if intent == _UNSURE or is_only_names else _words(message.get("topics"))


def _confidences(message: Mapping[str, Any]) -> dict[str, float]:
    ranking = message.get("intent_ranking") or ()
    return {str(r["name"]): float(r["confidence"]) for r in ranking if r["name"] != _UNSURE}


def _words_beside_names(text: str, message: Mapping[str, Any]) -> int:
    """How many words there are beside the rusmidler and places. Their offsets are into the folded text."""
    folded = list(fold(clean(text)))
    for entity in message.get("entities") or ():
        start, end = entity.get("start") or 0, entity.get("end") or 0
        folded[start:end] = " " * len(folded[start:end])
    return len(_WORD.findall("".join(folded)))


def _entities(message: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entity in message.get("entities") or ():
        name, value = entity.get("entity"), entity.get("value")
        if name in found and found[name] != value:
            before = found[name] if isinstance(found[name], list) else [found[name]]
            found[name] = [*before, value]
        else:
            found[name] = value
    return found


def _words(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, (list, tuple)) else (str(value),)


def _places(found: Iterable[Mapping[str, str]], entities: Mapping[str, Any]) -> tuple[Place, ...]:
    places = tuple(Place(p["name"], p["kommunenummer"], p.get("bydel")) for p in found)
    number = entities.get("kommunenummer")
    return (Place(str(number), str(number)),) if number and not places else places


def _language(message: Mapping[str, Any], metadata: Mapping[str, Any], text: str) -> str:
    chosen = str(metadata.get("language") or "nb")
    written = str(message.get("language") or "")
    if written in ("nn", "en") and len(text.split()) >= _ENOUGH_WORDS:
        return written
    return chosen if chosen in _LANGUAGES else "nb"


def _risk(message: Mapping[str, Any], metadata: Mapping[str, Any]) -> RiskLevel:
    said = (message.get("risk"), metadata.get("risk"))
    return max((RiskLevel.from_word(str(r)) for r in said if r), default=RiskLevel.NONE)
