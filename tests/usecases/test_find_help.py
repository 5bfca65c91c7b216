"""Finding help, with the real content, the real words and the real gazetteer: what somebody would read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.adapters.content.recognition import load_gazetteer
from bot.adapters.content.services import ContentServices, load_catalogue, load_need_book
from bot.adapters.content.words import load_words
from bot.domain.choosing_help import Nearness, Whereabouts, nearness
from bot.domain.help_services import Confidence, HelpService, Kommune, Notice
from bot.domain.needs import Need, NeedBook
from bot.domain.places import Gazetteer, Place
from bot.domain.readability import sentences_of
from bot.domain.replies import Reply, ReplyKind
from bot.domain.service_catalogue import ServiceCatalogue
from bot.domain.texts import Texts
from bot.domain.words import Words
from bot.usecases.find_help import SKIP_PLACE, FindHelp, HelpQuery
from tests.fakes.clock import FrozenClock
from tests.service_builders import OSLO, norwegian

WORKDAY = norwegian(2026, 11, 24, 12)
NIGHT = norwegian(2026, 11, 25, 2)
PHONE = re.compile(r"\b(?:\d{3} \d{2} \d{3}|\d{2} \d{2} \d{2} \d{2}|116 \d{3}|113|112)\b")
LONGEST_ANSWER = 10


@pytest.fixture(scope="module")
def catalogue(content: Path) -> ServiceCatalogue:
    return load_catalogue(content)


@dataclass(frozen=True)
class Asking:
    """Somebody asks; every answer is checked for what must always hold."""

    words: Words
    needs: NeedBook
    gazetteer: Gazetteer
    catalogue: ServiceCatalogue
    at: datetime = WORKDAY

    async def __call__(self, text: str = "", **known: object) -> tuple[Reply, ...]:
        found = tuple(place for mention in self.gazetteer.find(text) for place in mention.places)
        query = HelpQuery(text, **{"places": found, **known})  # type: ignore[arg-type]
        directory = ContentServices(self.catalogue)
        replies = await FindHelp(directory, FrozenClock(self.at), self.words, needs=self.needs).find(query)
        assert 0 < len(replies) <= LONGEST_ANSWER
        for reply in replies:
            # «St. Hanshaugen» and «5. etasje» do not end a sentence.
            assert len(sentences_of(reply.text.replace("St. ", "Sankt ").replace(". etasje", " etasje"))) <= 4, (
                reply.text
            )
            assert "None" not in reply.text
            assert "{" not in reply.text
        return replies


@pytest.fixture(scope="module")
def ask(content: Path, catalogue: ServiceCatalogue) -> Asking:
    ordinary_words = content.parent / "data" / "nlu" / "lookups" / "ordinary_words.txt"
    return Asking(load_words(content), load_need_book(content), load_gazetteer(content, ordinary_words), catalogue)


@pytest.fixture
def ask_at_night(ask: Asking) -> Asking:
    return replace(ask, at=NIGHT)


def shown(replies: tuple[Reply, ...]) -> list[str]:
    """The services in the order in which they are shown."""
    return [i.removeprefix("service.") for r in replies for i in r.fact_ids]


def text_of(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


def bubble(replies: tuple[Reply, ...], service: str) -> Reply:
    return next(r for r in replies if r.fact_ids == (f"service.{service}",))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("finst det nokon å snakke med på Otta", "sel-ruskonsulent"),
        ("ruskonsulenten i Sel", "sel-ruskonsulent"),
        ("4630 noen å snakke med", "krsand-rusteamet"),
        ("er det brukerrom i Bergen", "bergen-brukerrom"),
        ("brukarrom i 5058", "bergen-brukerrom"),
        ("brukerrom i Oslo", "oslo-prindsen"),
        ("avrusning i Tromsø", "unn-avrusning-tromso"),
        ("reine sprøyter i Trondheim", "trondheim-hodt"),
        ("krisesenter på Løten", "hamar-krisesenter"),
        ("legevakt på Dombås", "nord-gudbrandsdal-legevakt"),
        ("nav på Grünerløkka", "oslo-nav-grunerlokka"),
        ("mamma drikker, vi bor på Lillehammer", "kompasset-lillehammer"),
        ("jeg vil ta en pause, bor i Kristiansand", "krsand-ut-av-det"),
        ("hvor henter jeg subutex i Stavanger", "stavanger-lar"),
        ("voldtektsmottak i Halden", "ostfold-overgrepsmottak"),
    ],
)
async def test_the_right_service_comes_first(ask: Asking, text: str, first: str) -> None:
    assert shown(await ask(text))[0] == first


async def test_a_need_without_a_local_service_is_said_so_and_others_offered(ask: Asking) -> None:
    replies = await ask("4630 brukerrom")
    assert replies[0].text.startswith("Jeg kjenner ikke til et brukerrom i Kristiansand.")
    assert shown(replies)[0] == "krsand-rusteamet"
    assert "bergen-brukerrom" not in shown(replies)


async def test_nothing_local_at_all_still_helps(ask: Asking) -> None:
    replies = await ask("er det sprøyter å få i Kautokeino")
    assert replies[0].text.startswith("Jeg kjenner ikke til et sted som deler ut rent utstyr i Kautokeino.")
    assert shown(replies)[0] == "rusinfo"
    assert "116 117" in replies[-1].text


async def test_where_only_unsure_things_are_known_their_names_are_given(ask: Asking) -> None:
    replies = await ask("kven kan eg snakke med i Vågå", language="nn")
    assert shown(replies)[0] == "vaga-psykisk-helse"
    assert "Vi har ikkje fått sjekka dette tilbodet." in bubble(replies, "vaga-psykisk-helse").text


async def test_a_place_that_is_two_kommuner_is_asked_back(ask: Asking) -> None:
    (question,) = await ask("jeg bor på Herøy og vil ha hjelp")
    assert question.kind is ReplyKind.QUESTION
    assert [(c.label, c.payload) for c in question.choices] == [
        ("Herøy i Møre og Romsdal", '/inform_place{"kommunenummer": "1515"}'),
        ("Herøy i Nordland", '/inform_place{"kommunenummer": "1818"}'),
    ]


async def test_vaaler_is_asked_back_too(ask: Asking) -> None:
    (question,) = await ask("hjelp i Våler", language="nn")
    assert question.text == "Det er fleire stader som heiter Våler. Kva for ein meiner du?"
    assert [c.label for c in question.choices] == ["Våler i Østfold", "Våler i Innlandet"]


async def test_one_of_the_two_is_enough(ask: Asking) -> None:
    replies = await ask("krisesenter", places=(Place("Våler", "3419"),))
    assert shown(replies)[0] == "hamar-krisesenter"
    replies = await ask("krisesenter", places=(Place("Våler", "3114"),))
    assert "hamar-krisesenter" not in shown(replies)


async def test_two_different_places_are_asked_back(ask: Asking) -> None:
    (question,) = await ask("bor på Otta, men er i Bergen nå, noen å snakke med")
    assert "Du nevnte flere steder." in question.text
    assert [c.label for c in question.choices] == ["Otta i Innlandet", "Bergen i Vestland"]


async def test_without_a_place_we_ask_and_it_may_be_skipped(ask: Asking) -> None:
    (question,) = await ask("noen å snakke med")
    assert question.text.startswith("Hvor bor du?")
    assert [c.payload for c in question.choices] == [SKIP_PLACE]
    replies = await ask("noen å snakke med", place_skipped=True)
    assert shown(replies)[:2] == ["rusinfo", "mental-helse"]


async def test_urgent_help_does_not_wait_for_a_place(ask: Asking) -> None:
    replies = await ask("kjæresten min slår meg")
    assert shown(replies)[:2] == ["politi-112", "vo-linjen"]
    assert replies[-1].kind is ReplyKind.QUESTION


async def test_when_it_is_acute_the_emergency_numbers_come_first(ask: Asking) -> None:
    replies = await ask("trenger akutt hjelp i Molde")
    assert "113" in replies[0].text
    assert "116 117" in replies[0].text
    assert "nod-113" in shown(replies)


async def test_a_place_outside_the_kommuner_gets_national_help(ask: Asking) -> None:
    replies = await ask("hjelp", places=(Place("Longyearbyen", "2100"),))
    assert "rusinfo" in shown(replies)


async def test_a_bydel_gets_its_own_and_no_other_bydels(ask: Asking) -> None:
    replies = await ask("gjeld", places=(Place("Alna", "0301", bydel="Alna"),))
    assert shown(replies)[0] == "oslo-nav-alna"
    assert not [s for s in shown(replies) if s.startswith("oslo-nav-") and s != "oslo-nav-alna"]


async def test_in_oslo_we_ask_for_the_bydel_where_it_decides(ask: Asking) -> None:
    replies = await ask("hjelp med gjeld i Oslo")
    assert shown(replies)[0] == "nav"
    assert replies[-1].text.startswith("I Oslo hører noe av hjelpen til bydelen")
    assert "Jeg kjenner ikke til" not in text_of(replies)


def test_a_team_shared_by_three_bydeler_reaches_those_three(catalogue: ServiceCatalogue) -> None:
    team = next(s for s in catalogue.services if s.id == "oslo-fact-vest")
    for bydel, expected in (("Ullern", Nearness.BYDEL), ("Frogner", Nearness.BYDEL), ("Stovner", None), (None, None)):
        assert nearness(team, Whereabouts(OSLO, bydel)) is expected


async def test_open_now_comes_first(ask: Asking, ask_at_night: Asking) -> None:
    need = "pårørende på Otta"
    assert shown(await ask(need)).index("ivareta") < shown(await ask(need)).index("parorendesenteret")
    at_night = shown(await ask_at_night("noen å snakke med", place_skipped=True))
    assert at_night[0] == "mental-helse"
    assert "rusinfo" not in at_night or at_night.index("rusinfo") > at_night.index("mental-helse")


async def test_the_state_is_told_in_norwegian_time(ask: Asking, ask_at_night: Asking) -> None:
    open_now = bubble(await ask("noen å snakke med", place_skipped=True), "rusinfo")
    assert "Telefon 915 08 588 (åpent nå, til klokka 14.30)" in open_now.text
    closed = bubble(await ask_at_night("pårørende", place_skipped=True), "ivareta")
    assert "Telefon 800 40 567 (stengt nå, åpner i dag klokka 9)" in closed.text
    in_nynorsk = bubble(await ask_at_night("pårørande", place_skipped=True, language="nn"), "ivareta")
    assert "stengt no, opnar i dag klokka 9" in in_nynorsk.text


async def test_before_a_holiday_the_next_opening_is_the_real_one(ask: Asking) -> None:
    on_christmas_day = replace(ask, at=norwegian(2026, 12, 25, 12))
    closed = bubble(await on_christmas_day("pårørende", place_skipped=True), "ivareta")
    assert "åpner på mandag klokka 9" in closed.text
    on_christmas_eve = replace(ask, at=norwegian(2026, 12, 24, 12))
    uncertain = bubble(await on_christmas_eve("pårørende", place_skipped=True), "ivareta")
    assert "vanligvis åpent nå, men tidene kan være annerledes i dag" in uncertain.text


async def test_unknown_hours_are_said_to_be_unknown(ask: Asking) -> None:
    assert "vi vet ikke åpningstida" in bubble(await ask("brukerrom i Bergen"), "bergen-brukerrom").text


async def test_an_older_source_promises_less(ask: Asking) -> None:
    assert "skal være åpent nå" in bubble(await ask("pårørende", place_skipped=True), "parorendesenteret").text


async def test_referral_and_anonymity_are_told_where_they_are_known(ask: Asking) -> None:
    replies = await ask("avrusning i Tromsø")
    assert "Du trenger henvisning" in bubble(replies, "unn-avrusning-tromso").text
    assert "du kan være anonym" in bubble(replies, "rusinfo").text
    assert "anonym" not in bubble(replies, "unn-avrusning-tromso").text


async def test_every_service_names_its_source(ask: Asking) -> None:
    for reply in await ask("noen å snakke med i Lillehammer"):
        if reply.fact_ids:
            assert reply.sources
            assert reply.is_draft


async def test_an_unchecked_service_shows_only_its_name(ask: Asking) -> None:
    text = bubble(await ask("ruskonsulent i Arendal"), "arendal-nav-rus").text
    assert text == (
        "Ruskonsulent, Nav Arendal: Vi har ikke fått sjekket dette tilbudet. "
        "Spør kommunen om det finnes, og hvordan du kommer dit."
    )


async def test_relatives_are_met_as_relatives(ask: Asking) -> None:
    replies = await ask("sønnen min bruker hasj, er det noen i Gjøvik")
    assert replies[0].text.startswith("Det er tungt når en du er glad i ruser seg.")
    assert shown(replies)[0] == "gjovik-rom"
    assert "ivareta" in shown(replies)
    by_flag = await ask("er det noen i Gjøvik", for_relative=True)
    assert shown(by_flag)[0] == "gjovik-rom"


async def test_the_young_are_met_as_young(ask: Asking) -> None:
    replies = await ask("jeg er 14 og bor på Sagene, er det noe for ungdom")
    assert replies[0].text.startswith("Fint at du spør.")
    assert set(shown(replies)) & {"oslo-uteseksjonen", "oslo-ung-arena-sentrum"}
    assert not set(shown(replies)) & {"oslo-fyrlyset", "oslo-prindsen", "oslo-linkoslo"}


async def test_an_adult_is_not_sent_to_the_young(ask: Asking) -> None:
    replies = await ask("noen å snakke med i Oslo", age_hint=45)
    assert not set(shown(replies)) & {"oslo-ung-arena-sentrum", "oslo-hfu-gamle-oslo", "kors-pa-halsen"}


async def test_planned_and_closed_services_are_never_shown(ask: Asking, catalogue: ServiceCatalogue) -> None:
    hidden = {s.id: s for s in catalogue.services if not s.status.is_shown}
    assert {"dovre-parorendegruppe", "harstad-fact", "telemark-fact", "moss-kommune-rus"} <= hidden.keys()
    for service in hidden.values():
        for need in service.needs:
            place = Place("", service.host_kommune or "")
            assert service.id not in shown(await ask(needs=(need,), places=(place,)))


async def test_a_notice_comes_before_everything(ask: Asking, catalogue: ServiceCatalogue) -> None:
    notice = Notice(Texts("Stengt til mandag.", "Stengt til måndag."), date(2026, 11, 23), date(2026, 11, 29), True)
    noticed = tuple(replace(s, notices=(notice,)) if s.id == "bergen-brukerrom" else s for s in catalogue.services)
    with_notice = replace(ask, catalogue=ServiceCatalogue(noticed, catalogue.kommuner))
    replies = await with_notice("brukerrom i Bergen")
    assert (replies[0].kind, replies[0].text) == (ReplyKind.NOTICE, "Brukerrommet i Bergen: Stengt til mandag.")
    assert "stengt nå" in bubble(replies, "bergen-brukerrom").text


async def test_every_kommune_gets_an_answer_with_a_number(ask: Asking, catalogue: ServiceCatalogue) -> None:
    assert len(catalogue.kommuner) == 357
    for kommune in catalogue.kommuner:
        for language in ("nb", "nn"):
            replies = await ask("hjelp", places=(Place(kommune.name, kommune.number),), language=language)
            assert PHONE.search(text_of(replies)), kommune.name
            assert "116 117" in text_of(replies)
            assert len(shown(replies)) >= 2, kommune.name
            domain = re.sub(r"^https?://(www\.)?", "", kommune.website or "").rstrip("/")
            assert domain in text_of(replies)


@pytest.mark.parametrize("need", list(Need))
async def test_every_need_gets_an_answer_everywhere(ask: Asking, need: Need, catalogue: ServiceCatalogue) -> None:
    for number in ("0301", "4601", "3437", "5612", "1580", "4204", "3431"):
        kommune = next(k for k in catalogue.kommuner if k.number == number)
        replies = await ask(needs=(need,), places=(Place(kommune.name, number),))
        assert shown(replies), (need, kommune.name)
        assert PHONE.search(text_of(replies))


async def test_every_service_can_be_read_in_both_norms(ask: Asking, catalogue: ServiceCatalogue) -> None:
    """Each service alone in the directory, so that each one's bubble is really made."""
    for service in catalogue.services:
        if not service.status.is_shown or (_is_national(service) and service.confidence is Confidence.LOW):
            continue
        kommune = _somewhere(service, catalogue)
        alone = replace(ask, catalogue=ServiceCatalogue((service,), catalogue.kommuner))
        bydel = next(iter(service.coverage.bydeler), None)
        for language in ("nb", "nn"):
            replies = await alone(
                needs=tuple(service.needs), places=(Place("", kommune.number, bydel),), language=language
            )
            assert shown(replies) == [service.id]
            text = bubble(replies, service.id).text
            assert text.startswith(service.name)
            if service.confidence is not Confidence.LOW and service.phone:
                assert service.phone in text


def _is_national(service: HelpService) -> bool:
    return service.coverage.is_national


def _somewhere(service: HelpService, catalogue: ServiceCatalogue) -> Kommune:
    return next(k for k in catalogue.kommuner if _is_national(service) or service.coverage.reaches(k))


async def test_a_place_that_nobody_knows_is_said_so_and_asked_once_more_with_an_example(ask: Asking) -> None:
    (question,) = await ask("Langtvekkistan", place_unknown=True)
    assert question.kind is ReplyKind.QUESTION
    assert question.text.startswith("Jeg kjenner ikke det stedet.")
    assert "«2670»" in question.text
    assert [(c.label, c.payload) for c in question.choices] == [("Hjelp i hele landet", SKIP_PLACE)]
    (in_nynorsk,) = await ask("Langtvekkistan", place_unknown=True, language="nn")
    assert in_nynorsk.text.startswith("Eg kjenner ikkje den staden.")


async def test_the_second_time_the_national_help_comes_with_why_it_is_national(ask: Asking) -> None:
    replies = await ask("Enda lenger vekk", place_unknown=True, place_skipped=True)
    assert replies[0].text.startswith("Jeg kjenner ikke det stedet, så jeg vet ikke hva som finnes nær deg.")
    assert shown(replies)[:2] == ["rusinfo", "mental-helse"]


async def test_in_danger_an_unknown_place_keeps_nobody_from_national_help(ask: Asking) -> None:
    replies = await ask("Langtvekkistan", needs=(Need.VIOLENCE,), place_unknown=True)
    assert shown(replies)[:2] == ["politi-112", "vo-linjen"]
    assert replies[-1].text.startswith("Jeg kjenner ikke det stedet.")


async def test_an_age_from_an_earlier_message_decides_what_fits(ask: Asking) -> None:
    told_before = await ask("Oslo", needs=(Need.SOMEONE_TO_TALK_TO,), age_hint=15)
    assert told_before == await ask("jeg er 15 og trenger noen å snakke med, bor i Oslo")
    assert told_before[0].text.startswith("Fint at du spør.") or "unge" in text_of(told_before)
    assert shown(told_before) != shown(await ask("Oslo", needs=(Need.SOMEONE_TO_TALK_TO,), age_hint=45))
