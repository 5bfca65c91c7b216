"""Help near a person: what fits the need, open now first, with a reserve so that nobody is left without an answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.choosing_help import Whereabouts, choose
from bot.domain.help_search import HelpSearch
from bot.domain.help_services import HelpService, Kommune
from bot.domain.needs import GENERAL_NEEDS, OLDEST_YOUNG, Need, NeedBook, age_in, in_order_of_importance
from bot.domain.places import Place
from bot.domain.replies import Choice, Reply
from bot.ports import Clock
from bot.usecases.describe_service import PIECES, Phrasebook, ServiceDescriber

INFORM_PLACE = "/inform_place"
SKIP_PLACE = "/skip_place"
"""The two payloads that answer «Hvor bor du?»."""

_WORDS = tuple(
    f"services.{words}"
    for words in (
        *("ask_place", "ask_place_too", "ask_place_again", "ask_which", "ask_one_of", "ask_bydel", "place_in_fylke"),
        *("intro", "intro_relatives", "intro_youth", "intro_none", "intro_none_but_others", "intro_nothing_local"),
        *("intro_national", "intro_unknown_place", "reserve", "reserve_without_website", "reserve_anonymity"),
        *(f"need.{need.value}" for need in Need),
    )
)
MOST_SERVICES = 5
MOST_CHOICES = 6


class ServiceDirectory(Protocol):
    """The help services and the kommuner. Both the database and the files of `content/` can be one."""

    async def services(self, kommune: Kommune | None) -> Sequence[HelpService]:
        """The national services, and those that may serve the kommune (its own, its neighbours', its fylke's)."""
        ...

    async def kommune(self, number: str) -> Kommune | None: ...


@dataclass(frozen=True)
class HelpQuery:
    """What is known when somebody asks for help.

    `places`: none yet, one, or several when a name is ambiguous. `needs` empty: recognised from `text`.
    `place_skipped`: the person would rather not say where they live. `place_unknown`: they have named a place that we
    do not know; with both, it was so the second time, too.
    """

    text: str = ""
    needs: tuple[Need, ...] = ()
    places: tuple[Place, ...] = ()
    language: str = "nb"
    age_hint: int | None = None
    for_relative: bool = False
    place_skipped: bool = False
    place_unknown: bool = False


class FindHelp:
    """Answers «hvor kan jeg få hjelp?»."""

    def __init__(self, directory: ServiceDirectory, clock: Clock, words: Phrasebook, *, needs: NeedBook) -> None:
        """Raises WordsError at once where `words` lacks any that may be needed."""
        words.require(*_WORDS, *PIECES)
        self._directory = directory
        self._clock = clock
        self._words = words
        self._needs = needs

    async def find(self, query: HelpQuery) -> tuple[Reply, ...]:
        """Notices first, then at most three local services, national ones that fit, and the reserve.

        Where the place is missing, unknown or ambiguous, one question (after the national help when it is urgent).
        """
        search = await self._understand(query)
        if len({p.kommunenummer for p in query.places}) > 1:
            return (*self._when_urgent(search), await self._ask_which(query))
        if not query.places and not query.place_skipped:
            key = _question(is_urgent=search.is_urgent, is_unknown=query.place_unknown)
            return (*self._when_urgent(search), self._words.reply(key, query.language))
        return self._answer(search, is_unknown=query.place_unknown)

    async def _understand(self, query: HelpQuery) -> HelpSearch:
        age = query.age_hint if query.age_hint is not None else age_in(query.text)
        asked = query.needs or self._needs.find(query.text)
        is_young = age is not None and age <= OLDEST_YOUNG
        needs = in_order_of_importance(asked, for_relative=query.for_relative, is_young=is_young)
        place = query.places[0] if query.places else None
        kommune = await self._directory.kommune(place.kommunenummer) if place else None
        where = Whereabouts(kommune, place.bydel) if kommune and place else None
        services = await self._directory.services(kommune)
        at = self._clock.now()
        found = choose(services, where, needs or GENERAL_NEEDS, at, age=age)
        return HelpSearch(where, needs, found, tuple(services), at, query.language, age)

    def _when_urgent(self, search: HelpSearch) -> tuple[Reply, ...]:
        """National help at once: nobody in danger has to tell where they live first."""
        if not search.is_urgent:
            return ()
        describe = ServiceDescriber(self._words, search.language, search.at)
        return tuple(describe.bubble(f.service) for f in search.national())

    async def _ask_which(self, query: HelpQuery) -> Reply:
        first = query.places[0].name
        is_one_name = all(p.name == first for p in query.places)
        key = "services.ask_which" if is_one_name else "services.ask_one_of"
        question = self._words.reply(key, query.language, **({"place": first} if is_one_name else {}))
        choices = []
        for place in query.places[:MOST_CHOICES]:
            kommune = await self._directory.kommune(place.kommunenummer)
            fylke = kommune.fylke_name if kommune else ""
            label = self._words.reply("services.place_in_fylke", query.language, place=place.name, fylke=fylke).text
            choices.append(Choice(label if fylke else place.name, inform_place(place)))
        return Reply(question.text, question.kind, choices=tuple(dict.fromkeys(choices)))

    def _answer(self, search: HelpSearch, *, is_unknown: bool) -> tuple[Reply, ...]:
        describe = ServiceDescriber(self._words, search.language, search.at)
        local = search.local()
        others = () if local else search.others()
        national = search.national(MOST_SERVICES - len(local or others), beside=local or others)
        shown = [f.service for f in (*local, *others, *national)]
        notices = [n for service in shown for n in describe.notices(service)]
        bubbles = [describe.bubble(service) for service in shown]
        intro = "services.intro_unknown_place" if is_unknown else _intro(search, bool(local), bool(others))
        replies = [*notices, *self._intros(search, intro), *bubbles]
        reserve = self._reserve(search)
        replies = [reserve, *replies] if Need.ACUTE in search.needs else [*replies, reserve]
        if search.misses_a_bydel:
            replies.append(self._words.reply("services.ask_bydel", search.language))
        return tuple(replies)

    def _intros(self, search: HelpSearch, about_place: str) -> list[Reply]:
        keys = []
        if Need.RELATIVES in search.needs[:1]:
            keys.append("services.intro_relatives")
        elif search.needs[:1] == (Need.YOUTH,):
            keys.append("services.intro_youth")
        keys.append(about_place)
        fields: dict[str, object] = {}
        if search.where:
            fields["kommune"] = search.where.kommune.name
        if search.needs:
            fields["need"] = self._words.reply(f"services.need.{search.needs[0].value}", search.language).text
        return [self._words.reply(key, search.language, **fields) for key in keys]

    def _reserve(self, search: HelpSearch) -> Reply:
        website = search.where.kommune.website if search.where else None
        key = "services.reserve" if website else "services.reserve_without_website"
        reserve = self._words.reply(key, search.language, website=_short(website or ""))
        anonymity = self._words.reply("services.reserve_anonymity", search.language)
        return Reply(f"{reserve.text} {anonymity.text}", reserve.kind)


def _question(*, is_urgent: bool, is_unknown: bool) -> str:
    if is_unknown:
        return "services.ask_place_again"
    return "services.ask_place_too" if is_urgent else "services.ask_place"


def _intro(search: HelpSearch, has_local: bool, has_others: bool) -> str:
    if not search.where or (search.misses_a_bydel and not has_local):
        return "services.intro_national"
    if has_local:
        return "services.intro"
    if not search.needs:
        return "services.intro_nothing_local"
    return "services.intro_none_but_others" if has_others else "services.intro_none"


def inform_place(place: Place) -> str:
    """The payload of a button that answers where somebody lives."""
    told = {"kommunenummer": place.kommunenummer} | ({"bydel": place.bydel} if place.bydel else {})
    return INFORM_PLACE + json.dumps(told, ensure_ascii=False)


def _short(website: str) -> str:
    return website.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
