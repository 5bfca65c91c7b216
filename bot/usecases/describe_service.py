"""One help service as one bubble: what it is, how to reach it, whether it is open, and on what terms.

The words come from `content/replies/services.yml`; this module only chooses pieces and joins them. What is unknown is
said to be unknown or left out, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.help_services import Confidence, HelpService, ServiceKind, Way
from bot.domain.opening_hours import Opening, OpenState, in_norway
from bot.domain.replies import Reply, SourceLink

_MOST_SOURCES = 3
_WAYS_WITH_A_VALUE = (Way.PHONE, Way.SMS, Way.CHAT, Way.IN_PERSON)
_WAYS_AS_TERMS = (Way.VIDEO, Way.OUTREACH, Way.HOME_DELIVERY)
_REFERRED_KINDS = (ServiceKind.FACT_TEAM, ServiceKind.TREATMENT)
_DAYS_WITHOUT_DATE = 6

PIECES = tuple(
    f"services.{piece}"
    for piece in (
        *("head", "head_for", "notice", "unchecked_local", "unchecked_national", "and"),
        *(f"contact.{way}" for way in ("phone", "sms", "chat", "in_person", "website", "ask_kommune", "ask_doctor")),
        *(f"state.{state}" for state in ("always_open", "open_until", "open", "should_be_open", "perhaps_open")),
        *(f"state.{state}" for state in ("closed_until", "closed", "unknown")),
        *(f"day.{day}" for day in ("today", "tomorrow", "weekday", "date")),
        *(f"weekday.{number}" for number in range(7)),
        *(f"terms.{term}" for term in ("no_referral", "referral", "anonymous", "not_anonymous", "free", "free_or_low")),
        *(f"terms.{way.value}" for way in _WAYS_AS_TERMS),
    )
)
"""The ids of every piece that a bubble can be made of."""


class Phrasebook(Protocol):
    """What is needed of `bot.domain.words.Words`: a reply by its id, and the promise that it is there."""

    def require(self, *keys: str) -> None: ...

    def reply(self, key: str, language: str, **fields: object) -> Reply: ...


class ServiceDescriber:
    """Makes the bubbles of one answer, in one language and for one moment."""

    def __init__(self, words: Phrasebook, language: str, at: datetime) -> None:
        self._words = words
        self._language = language
        self._at = at

    def bubble(self, service: HelpService) -> Reply:
        """At most four sentences; a service of low confidence gets its name and the advice to check."""
        if service.confidence is Confidence.LOW:
            key = "services.unchecked_national" if service.coverage.is_national else "services.unchecked_local"
            text = self._say(key, name=service.name)
        else:
            lines = (self._head(service), self._contact(service), self._terms(service))
            text = "\n".join(line for line in lines if line)
        return Reply(text, sources=_sources(service), fact_ids=(f"service.{service.id}",), is_draft=service.is_draft)

    def notices(self, service: HelpService) -> Iterator[Reply]:
        """The temporary notices that hold now, each a bubble."""
        for notice in service.active_notices(self._at):
            text = notice.text.in_language(self._language)
            yield self._words.reply("services.notice", self._language, name=service.name, notice=text)

    def _head(self, service: HelpService) -> str:
        description = service.description.in_language(self._language)
        if not service.target_group:
            return self._say("services.head", name=service.name, description=description)
        target = service.target_group.in_language(self._language)
        return self._say("services.head_for", name=service.name, target=target, description=description)

    def _contact(self, service: HelpService) -> str:
        ways = [self._way(service, way) for way in _WAYS_WITH_A_VALUE if _value(service, way)]
        if not ways:
            ways = [self._say(f"services.contact.{_fallback(service)}")]
        text = ", ".join(ways)
        if service.hours_text:
            # The source's own words say more than a state that we cannot work out.
            hours = service.hours_text.in_language(self._language)
            return _sentence(f"{text} – {hours[0].lower()}{hours[1:].rstrip('.')}")
        if _has_own_hours(service) or not _value_any(service):
            return _sentence(text)
        return _sentence(f"{text} – {self._state(service.opening(self._at), service)}")

    def _way(self, service: HelpService, way: Way) -> str:
        text = self._say(f"services.contact.{way.value}", value=_value(service, way))
        if any(c.way is way for c in service.opening_hours) or (service.always_open and way is Way.PHONE):
            return f"{text} ({self._state(service.opening(self._at, way), service)})"
        return text

    def _state(self, now: Opening, service: HelpService) -> str:
        if now.state is OpenState.UNKNOWN:
            return self._say("services.state.unknown")
        if now.state is OpenState.OPEN:
            return self._open(now, service)
        if now.opens_at is None:
            return self._say("services.state.closed")
        day, time = self._day(now.opens_at), _clock(now.opens_at)
        return self._say("services.state.closed_until", day=day, time=time)

    def _open(self, now: Opening, service: HelpService) -> str:
        if now.is_uncertain:
            return self._say("services.state.perhaps_open")
        if now.until is None:
            return self._say("services.state.always_open" if service.always_open else "services.state.open")
        is_sure = service.confidence is Confidence.HIGH
        key = "services.state.open_until" if is_sure else "services.state.should_be_open"
        return self._say(key, time=_clock(now.until))

    def _day(self, moment: datetime) -> str:
        days = (moment.date() - in_norway(self._at).date()) // timedelta(1)
        if days <= 1:
            return self._say("services.day.tomorrow" if days else "services.day.today")
        weekday = self._say(f"services.weekday.{moment.weekday()}")
        if days <= _DAYS_WITHOUT_DATE:
            return self._say("services.day.weekday", weekday=weekday)
        return self._say("services.day.date", weekday=weekday, date=f"{moment.day}.{moment.month}")

    def _terms(self, service: HelpService) -> str:
        terms = [self._say(f"services.terms.{term}") for term in _terms_of(service)]
        if len(terms) < 2:
            return _sentence("".join(terms))
        return _sentence(f"{', '.join(terms[:-1])} {self._say('services.and')} {terms[-1]}")

    def _say(self, key: str, **fields: object) -> str:
        return self._words.reply(key, self._language, **fields).text


def _value(service: HelpService, way: Way) -> str | None:
    return {
        Way.PHONE: service.phone,
        Way.SMS: service.sms,
        Way.CHAT: service.chat_url,
        Way.IN_PERSON: service.address,
    }.get(way)


def _value_any(service: HelpService) -> bool:
    return any(_value(service, way) for way in _WAYS_WITH_A_VALUE)


def _has_own_hours(service: HelpService) -> bool:
    """Whether the hours already stand beside the number or the address they belong to."""
    beside = {c.way for c in service.opening_hours} | ({Way.PHONE} if service.always_open else set())
    return any(way in beside and _value(service, way) for way in _WAYS_WITH_A_VALUE)


def _fallback(service: HelpService) -> str:
    if service.url:
        return "website"
    if service.referral_needed and service.kind in _REFERRED_KINDS:
        return "ask_doctor"
    return "ask_kommune"


def _terms_of(service: HelpService) -> Iterator[str]:
    # Nobody needs to be told that 113 takes no referral.
    if service.referral_needed is not None and service.kind is not ServiceKind.EMERGENCY:
        yield "referral" if service.referral_needed else "no_referral"
    if service.cost:
        yield service.cost
    if service.anonymous is not None:
        yield "anonymous" if service.anonymous else "not_anonymous"
    yield from (way.value for way in _WAYS_AS_TERMS if way in (service.reached_by or ()))


def _sources(service: HelpService) -> tuple[SourceLink, ...]:
    own = (service.chat_url, service.url)
    links = [SourceLink(service.name, url, service.name) for url in own if url]
    known = {link.url for link in links}
    links.extend(s for s in service.sources if s.url not in known)
    return tuple(links[:_MOST_SOURCES])


def _clock(moment: datetime) -> str:
    if moment.minute:
        return f"{moment.hour}.{moment.minute:02}"
    return str(moment.hour or 24)


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
