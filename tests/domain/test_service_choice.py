"""Which services are shown: whom they reach, what fits, and in what order."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.choosing_help import Nearness, Whereabouts, choose, front_doors, nearness, with_specialist
from bot.domain.help_search import HelpSearch
from bot.domain.help_services import Confidence, Coverage, HelpService, Notice, ServiceKind, Status, Way
from bot.domain.needs import Need
from bot.domain.opening_hours import OpenState
from bot.domain.texts import Texts
from tests.service_builders import NATIONAL, OSLO, SEL, TUESDAY_NIGHT, TUESDAY_NOON, a_service, norwegian, open_from

TALK = (Need.SOMEONE_TO_TALK_TO,)
IN_SEL = Whereabouts(SEL)


def ids(found: object) -> list[str]:
    return [f.service.id for f in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("coverage", "host", "bydel", "expected"),
    [
        (Coverage(), None, None, Nearness.NATIONAL),
        (Coverage(kommuner=frozenset(("0301",))), "0301", None, Nearness.KOMMUNE),
        (Coverage(kommuner=frozenset(("0301",)), bydeler=frozenset(("Alna",))), "0301", "Alna", Nearness.BYDEL),
        (Coverage(kommuner=frozenset(("0301",)), bydeler=frozenset(("Alna",))), "0301", "Sagene", None),
        (Coverage(kommuner=frozenset(("0301",)), bydeler=frozenset(("Alna",))), "0301", None, None),
        (Coverage(kommuner=frozenset(("0301", "3201"))), "3201", None, Nearness.COVERS),
        (Coverage(fylker=frozenset(("03",))), "3201", None, Nearness.FYLKE),
        (Coverage(kommuner=frozenset(("3201",))), "3201", None, None),
    ],
)
def test_how_near(coverage: Coverage, host: str | None, bydel: str | None, expected: Nearness | None) -> None:
    service = a_service(coverage=coverage, host_kommune=host)
    assert nearness(service, Whereabouts(OSLO, bydel)) is expected


@pytest.mark.parametrize("status", [Status.PLANNED, Status.PROBABLY_CLOSED, Status.NOT_FOUND])
def test_what_is_not_running_is_never_shown(status: Status) -> None:
    assert choose([a_service(status=status)], IN_SEL, TALK, TUESDAY_NOON) == ()


def test_open_now_comes_first_and_then_the_nearest() -> None:
    services = [
        a_service("closed-near", opening_hours=open_from(8, 10)),
        a_service("unknown-near"),
        a_service("open-far", opening_hours=open_from(9, 15), coverage=Coverage(fylker=frozenset(("34",)))),
        a_service("open-near", opening_hours=open_from(9, 15)),
    ]
    assert ids(choose(services, IN_SEL, TALK, TUESDAY_NOON)) == ["open-near", "open-far", "closed-near", "unknown-near"]


def test_at_night_the_order_is_another() -> None:
    services = [
        a_service("day", opening_hours=open_from(9, 15)),
        a_service("night", opening_hours=open_from(20, 24), position=1),
    ]
    assert ids(choose(services, IN_SEL, TALK, TUESDAY_NOON)) == ["day", "night"]
    assert ids(choose(services, IN_SEL, TALK, TUESDAY_NIGHT)) == ["night", "day"]


def test_the_need_said_first_weighs_most_and_unsure_ones_come_last() -> None:
    services = [
        a_service("second-need", needs=frozenset((Need.DETOX,)), opening_hours=open_from(9, 15)),
        a_service("unsure", confidence=Confidence.LOW),
        a_service("closed", opening_hours=open_from(8, 10)),
    ]
    needs = (Need.SOMEONE_TO_TALK_TO, Need.DETOX)
    assert ids(choose(services, IN_SEL, needs, TUESDAY_NOON)) == ["closed", "unsure", "second-need"]


@pytest.mark.parametrize(("age", "is_shown"), [(None, True), (15, True), (25, True), (14, False), (26, False)])
def test_the_age_limit_holds_when_the_age_is_known(age: int | None, is_shown: bool) -> None:
    service = a_service(age_from=15, age_to=25)
    assert bool(choose([service], IN_SEL, TALK, TUESDAY_NOON, age=age)) is is_shown


def test_a_parent_is_older_than_the_young_they_ask_for() -> None:
    for_both = a_service(age_to=25, kind=ServiceKind.YOUTH, needs=frozenset((Need.RELATIVES, Need.YOUTH)))
    for_children_of = a_service(age_to=35, kind=ServiceKind.RELATIVES, needs=frozenset((Need.RELATIVES,)))
    assert choose([for_both], IN_SEL, (Need.RELATIVES,), TUESDAY_NOON, age=47)
    assert not choose([for_children_of], IN_SEL, (Need.RELATIVES,), TUESDAY_NOON, age=47)


def test_a_closure_notice_closes_and_ends_by_itself() -> None:
    closed = Notice(Texts("Stengt til mandag.", "Stengt til måndag."), date(2026, 11, 23), date(2026, 11, 24), True)
    service = a_service(always_open=True, notices=(closed,))
    assert service.opening(TUESDAY_NOON).state is OpenState.CLOSED
    assert service.opening(norwegian(2026, 11, 25, 0, 1)).state is OpenState.OPEN


def test_low_confidence_never_claims_to_be_open() -> None:
    service = a_service(confidence=Confidence.LOW, always_open=True, opening_hours=open_from(0, 24))
    assert service.opening(TUESDAY_NOON).state is OpenState.UNKNOWN


def test_a_service_is_open_when_one_of_its_ways_is() -> None:
    service = a_service(opening_hours=(*open_from(9, 10, Way.PHONE), *open_from(11, 15, Way.IN_PERSON)))
    assert service.opening(TUESDAY_NOON).state is OpenState.OPEN
    assert service.opening(TUESDAY_NOON, Way.PHONE).state is OpenState.CLOSED
    assert service.opening(TUESDAY_NOON, Way.CHAT).state is OpenState.UNKNOWN


def test_around_the_clock_by_phone_says_nothing_of_the_chat() -> None:
    service = a_service(always_open=True)
    assert service.opening(TUESDAY_NIGHT, Way.PHONE).state is OpenState.OPEN
    assert service.opening(TUESDAY_NIGHT, Way.CHAT).state is OpenState.UNKNOWN


def test_one_made_for_the_need_is_always_among_those_shown() -> None:
    general = [
        a_service(f"line-{i}", needs=frozenset((Need.RELATIVES,)), coverage=NATIONAL, always_open=True)
        for i in range(4)
    ]
    made_for_it = a_service(
        "made-for-it", needs=frozenset((Need.RELATIVES,)), kind=ServiceKind.RELATIVES, coverage=NATIONAL
    )
    found = choose([*general, made_for_it], None, (Need.RELATIVES,), TUESDAY_NIGHT)
    assert ids(with_specialist(found, (Need.RELATIVES,), 3)) == ["line-0", "line-1", "made-for-it"]


def test_front_doors_need_no_referral() -> None:
    doors = [
        a_service("closed-door", referral_needed=True),
        a_service("unsure-door", confidence=Confidence.LOW),
        a_service("national-door", coverage=NATIONAL),
        a_service("door"),
    ]
    assert ids(front_doors(doors, IN_SEL, TUESDAY_NOON)) == ["door"]
    assert ids(front_doors(doors[:3], IN_SEL, TUESDAY_NOON)) == ["unsure-door"]


def a_search(*services: HelpService, where: Whereabouts | None = IN_SEL, needs: tuple[Need, ...] = TALK) -> HelpSearch:
    found = choose(services, where, needs, TUESDAY_NOON)
    return HelpSearch(where, needs, found, services, TUESDAY_NOON, "nb")


def test_unsure_services_step_back_when_there_are_enough_sure_ones() -> None:
    sure = [a_service(f"sure-{i}") for i in range(2)]
    unsure = a_service("unsure", confidence=Confidence.LOW)
    assert ids(a_search(*sure, unsure).local()) == ["sure-0", "sure-1"]
    assert ids(a_search(sure[0], unsure).local()) == ["sure-0", "unsure"]


def test_at_most_three_local_ones() -> None:
    assert len(a_search(*(a_service(f"s{i}") for i in range(6))).local()) == 3


def test_the_same_number_is_not_told_twice() -> None:
    nav_here = a_service("nav-here", phone="55 55 33 33")
    nav = a_service("nav", phone="55 55 33 33", coverage=NATIONAL)
    search = a_search(nav_here, nav)
    assert ids(search.national(beside=search.local())) == []
    lines = (a_service(f"line-{i}", phone="90 90 48 48", coverage=NATIONAL) for i in range(2))
    without_number = (a_service(f"page-{i}", coverage=NATIONAL) for i in range(2))
    assert ids(a_search(*lines, *without_number).national()) == ["line-0", "page-0", "page-1"]


def test_a_scheme_steps_back_for_the_real_place_but_not_where_it_explains_the_way_in() -> None:
    scheme = {"kind": ServiceKind.SCHEME, "coverage": NATIONAL}
    for need, shown in ((Need.VIOLENCE, []), (Need.TREATMENT, ["scheme"])):
        search = a_search(
            a_service("place", needs=frozenset((need,))),
            a_service("scheme", needs=frozenset((need,)), **scheme),
            needs=(need,),
        )
        assert ids(search.national(beside=search.local())) == shown


def test_a_missing_bydel_is_noticed() -> None:
    nav_alna = a_service(
        needs=frozenset((Need.DEBT_WORK,)), coverage=Coverage(frozenset(("0301",)), frozenset(), frozenset(("Alna",)))
    )
    needs = (Need.DEBT_WORK,)
    assert a_search(nav_alna, where=Whereabouts(OSLO), needs=needs).misses_a_bydel
    assert not a_search(nav_alna, where=Whereabouts(OSLO, "Sagene"), needs=needs).misses_a_bydel
    assert not a_search(nav_alna, where=Whereabouts(OSLO)).misses_a_bydel
