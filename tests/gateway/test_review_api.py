"""The review desk over HTTP: who may, what is refused and with which word, and what comes back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.gateway.browser import Desk
from tests.gateway.conftest import OpenDesk
from tests.gateway.stand_ins import House

FACT = "ghb.danger"
REVIEWER = ("reviewer",)


async def item(desk: Desk, name: str = FACT) -> dict[str, Any]:
    response = await desk.get(f"reviews/{name}")
    body = await response.json()
    assert response.status == 200, body
    found: dict[str, Any] = body["item"]
    return found


def read(shown: dict[str, Any]) -> dict[str, Any]:
    """What a decision names of the page that was read."""
    return {"fingerprint": shown["fingerprint"], "last_decision": shown["last_decision"]}


async def approve(desk: Desk, name: str = FACT) -> dict[str, Any]:
    shown = await item(desk, name)
    response = await desk.post(f"reviews/{name}/approve", {**read(shown), "due": shown["usual_due"]})
    assert response.status == 200, await response.json()
    answer: dict[str, Any] = (await response.json())["item"]
    return answer


async def refusal(desk: Desk, act: str, body: dict[str, Any], name: str = FACT) -> tuple[int, str]:
    response = await desk.post(f"reviews/{name}/{act}", body)
    return response.status, (await response.json())["error"]


def change(house: House, before: str, after: str, file: str = "substances/ghb.yml") -> None:
    path = house.content / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


async def test_the_list_has_everything_and_the_most_urgent_first(desk: OpenDesk) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    body = await (await faglig.get("reviews")).json()
    assert body["items"][0]["id"] == "emergency.default"
    assert body["found"] == body["total"] == len(body["items"])
    assert body["counts"]["draft"] + body["counts"]["approved"] == body["total"]
    assert body["approved"] == body["counts"]["approved"]
    pair = next(i for i in body["items"] if i["id"] == "pairs.alkohol.ghb")
    assert (pair["kind"], pair["title"]["nb"], pair["file"]) == ("pair", "alkohol + GHB", "mixing/pairs.yml")


async def test_the_list_is_narrowed_by_state_kind_and_words(desk: OpenDesk) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    await approve(faglig)

    async def found(query: str) -> list[str]:
        response = await faglig.get(f"reviews?{query}")
        assert response.status == 200
        return [one["id"] for one in (await response.json())["items"]]

    assert await found("state=approved&kind=substance&search=ghb") == [FACT]
    assert await found("search=ghb+medvitslaus") == [FACT]
    assert await found("kind=flow") == ["flow.overdose"]
    assert await found("search=finnesikke") == []
    assert len(await found("most=2")) == 2
    assert (await (await faglig.get("reviews?most=2")).json())["found"] > 2


@pytest.mark.parametrize("query", ["state=fine", "kind=x", "most=-1", "most=1e3", "most=99999", "most=²"])
async def test_an_odd_question_is_refused(desk: OpenDesk, query: str) -> None:
    response = await (await desk("faglig", roles=REVIEWER)).get(f"reviews?{query}")
    assert (response.status, await response.json()) == (400, {"error": "invalid"})


async def test_an_item_has_both_norms_its_sources_and_what_a_decision_must_name(desk: OpenDesk) -> None:
    shown = await item(await desk("faglig", roles=REVIEWER))
    (passage,) = shown["passages"]
    assert (passage["nb"], passage["nn"]) == ("GHB kan gjøre deg bevisstløs.", "GHB kan gjere deg medvitslaus.")
    assert shown["sources"] == [
        {"publisher": "RUSinfo", "title": "En side", "url": "https://rusinfo.no/en-side", "accessed": "2026-11-21"}
    ]
    assert shown["particulars"] == {"aspect": "danger", "confidence": "medium"}
    assert (shown["state"], shown["history"], shown["last_decision"]) == ("draft", [], None)
    assert (shown["today"], shown["usual_due"]) == ("2026-11-21", "2027-11-21")
    assert len(shown["fingerprint"]) == 32


async def test_the_steps_of_a_flow_name_their_sources_by_number(desk: OpenDesk) -> None:
    shown = await item(await desk("faglig", roles=REVIEWER), "flow.overdose")
    assert [p["sources"] for p in shown["passages"] if p["part"] == "step"] == [[1], [], []]


async def test_an_approval_is_kept_with_role_and_day_and_no_name(desk: OpenDesk, house: House) -> None:
    faglig = await desk("kari.nordmann", roles=REVIEWER)
    answer = await approve(faglig)
    assert (answer["state"], answer["due"]) == ("approved", "2027-11-21")
    (decision,) = answer["history"]
    assert decision == {
        "verdict": "approved", "role": "fagansvarlig", "at": "2026-11-21T22:00:00+00:00", "due": "2027-11-21",
        "reason": None, "is_this_text": True,
    }  # fmt: skip
    assert "nordmann" not in str(answer)
    assert house.counsellors["kari.nordmann"] not in str(answer)


async def test_what_is_sent_back_says_why_and_can_be_approved_when_it_is_mended(desk: OpenDesk, house: House) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    response = await faglig.post(
        f"reviews/{FACT}/send-back", {**read(await item(faglig)), "reason": "Si hva man gjør."}
    )
    sent = (await response.json())["item"]
    assert (response.status, sent["state"], sent["history"][0]["reason"]) == (200, "returned", "Si hva man gjør.")
    change(house, "GHB kan gjøre deg bevisstløs.", "GHB kan gjøre deg bevisstløs. Ring 113.")
    mended = await item(faglig)
    assert (mended["state"], mended["has_changed"]) == ("draft", True)
    assert not mended["history"][0]["is_this_text"]
    house.clock.move(minutes=1)
    assert [d["verdict"] for d in (await approve(faglig))["history"]] == ["approved", "returned"]


async def test_a_text_that_changed_meanwhile_is_a_conflict_with_a_word_of_its_own(desk: OpenDesk, house: House) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    shown = await item(faglig)
    change(house, "bevisstløs", "sløv")
    body = {**read(shown), "due": shown["usual_due"]}
    assert await refusal(faglig, "approve", body) == (409, "text_changed")
    assert await refusal(faglig, "send-back", {**body, "reason": "x"}) == (409, "text_changed")
    assert (await item(faglig))["history"] == []


async def test_of_two_who_read_the_same_the_second_is_told(desk: OpenDesk) -> None:
    one, other = await desk("en", roles=REVIEWER), await desk("to", roles=REVIEWER)
    shown = await item(other)
    await approve(one)
    assert await refusal(other, "send-back", {**read(shown), "reason": "Uenig."}) == (409, "decided_meanwhile")
    assert (await item(other))["state"] == "approved"


async def test_of_many_who_approve_at_once_exactly_one_does(desk: OpenDesk) -> None:
    desks = [await desk(name, roles=REVIEWER) for name in ("a", "b", "c", "d")]
    body = {**read(await item(desks[0])), "due": "2027-11-21"}
    answers = await asyncio.gather(*(one.post(f"reviews/{FACT}/approve", body) for one in desks))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert len((await item(desks[0]))["history"]) == 1


@pytest.mark.parametrize(
    ("act", "more", "word"),
    [
        ("send-back", {}, "reason_missing"),
        ("send-back", {"reason": ""}, "reason_missing"),
        ("send-back", {"reason": "  \n"}, "reason_missing"),
        ("send-back", {"reason": ["x"]}, "reason_missing"),
        ("send-back", {"reason": "x" * 1001}, "invalid"),
        ("send-back", {"reason": "x", "fingerprint": ""}, "invalid"),
        ("send-back", {"reason": "x", "fingerprint": None}, "invalid"),
        ("send-back", {"reason": "x", "last_decision": 7}, "invalid"),
        ("approve", {}, "invalid"),
        ("approve", {"due": "i morgen"}, "due_out_of_range"),
        ("approve", {"due": "2026-11-21"}, "due_out_of_range"),
        ("approve", {"due": "2031-01-01"}, "due_out_of_range"),
        ("approve", {"due": "20271121"}, "due_out_of_range"),
    ],
)
async def test_a_broken_decision_is_refused_and_changes_nothing(
    desk: OpenDesk, act: str, more: dict[str, Any], word: str
) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    assert await refusal(faglig, act, {**read(await item(faglig)), **more}) == (400, word)
    assert (await item(faglig))["history"] == []


async def test_what_does_not_exist_cannot_be_read_or_decided_on(desk: OpenDesk) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    response = await faglig.get("reviews/ghb.nothing")
    assert (response.status, await response.json()) == (404, {"error": "no_item"})
    body = {"fingerprint": "x", "last_decision": None, "due": "2027-01-01"}
    assert await refusal(faglig, "approve", body, "ghb.nothing") == (404, "no_item")
    for odd in ("ghb", "..", "ghb.%2e%2e", "GHB.danger", f"{FACT}/delete"):
        assert (await faglig.get(f"reviews/{odd}")).status in (404, 405), odd


@pytest.mark.parametrize("roles", [("counsellor",), ("admin", "counsellor"), ()])
async def test_whoever_does_not_answer_for_the_facts_is_refused(desk: OpenDesk, roles: tuple[str, ...]) -> None:
    kari, faglig = await desk("kari", roles=roles), await desk("faglig", roles=REVIEWER)
    body = {**read(await item(faglig)), "due": "2027-11-21", "reason": "x"}
    answers = [await kari.get("reviews"), await kari.get(f"reviews/{FACT}")]
    answers += [await kari.post(f"reviews/{FACT}/{act}", body) for act in ("approve", "send-back")]
    assert [(a.status, await a.json()) for a in answers] == [(403, {"error": "role"})] * 4
    assert (await item(faglig))["history"] == []


async def test_without_a_session_nothing_is_told(desk: OpenDesk) -> None:
    nobody = await desk("faglig", roles=REVIEWER)
    nobody.cookies = {}
    answers = [await nobody.get("reviews"), await nobody.get(f"reviews/{FACT}")]
    answers.append(await nobody.post(f"reviews/{FACT}/approve", {}))
    assert [a.status for a in answers] == [401] * 3


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"X-Rusprat": "0"}, {"Origin": "null"}])
async def test_a_foreign_page_decides_nothing(desk: OpenDesk, headers: dict[str, str]) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    body = {**read(await item(faglig)), "due": "2027-11-21", "reason": "x"}
    for act in ("approve", "send-back"):
        response = await faglig.post(f"reviews/{FACT}/{act}", body, **headers)
        assert (response.status, await response.json()) == (403, {"error": "origin"})
    assert (await item(faglig))["history"] == []


async def test_a_fagansvarlig_reads_no_conversation(desk: OpenDesk) -> None:
    assert (await (await desk("faglig", roles=REVIEWER)).get("queue")).status == 403


async def test_the_first_login_may_review(desk: OpenDesk, house: House) -> None:
    async with house.store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=10)
        await unit.commit()
    first = Desk((await desk("kari")).client)
    assert (await first.redeem(token)).status == 200
    assert (await approve(first))["history"][0]["role"] == "administrator"


async def test_a_store_that_is_down_says_so(desk: OpenDesk, house: House) -> None:
    faglig = await desk("faglig", roles=REVIEWER)
    house.store.is_down = True
    response = await faglig.get("reviews")
    house.store.is_down = False
    assert (response.status, await response.json()) == (503, {"error": "store_unavailable"})
