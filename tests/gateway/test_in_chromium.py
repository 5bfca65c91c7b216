"""The widget and the console in a real browser, as people meet them. One test often plays both people."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import BrowserContext, Page, Playwright, async_playwright, expect

from bot.domain.replies import Reply
from bot.gateway.app import create_app, create_runner
from bot.gateway.keys import SOCKETS
from tests.gateway.stand_ins import PASSWORD, House, reply_with

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(120)]

CHROMIUM = "/usr/bin/chromium"
HAS_CHROMIUM = Path(CHROMIUM).exists()
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
NEUTRAL = "https://www.yr.no/"

NAMES = ("Forlat siden raskt", "Samtale", "Skriv en melding", "Send", "Snakk med et menneske", "Slett alt", "Mer")
NAME_OF_FOCUSED = """(element => element.getAttribute("aria-label")
    || (element.labels && element.labels[0] && element.labels[0].textContent)
    || element.textContent)(document.activeElement)"""

OpenPage = Callable[..., Awaitable[Page]]


class Site:
    """The gateway on a port of its own."""

    def __init__(self, house: House, app: web.Application, url: str) -> None:
        self.house, self.app, self.url = house, app, url


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    app = create_app(house.services)
    runner = create_runner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Site(house, app, f"http://127.0.0.1:{runner.addresses[0][1]}")
    await runner.cleanup()


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    if not HAS_CHROMIUM:
        if "chromium" in os.environ.get("RUSBOT_REQUIRE", ""):
            pytest.fail("chromium is required and not installed")
        pytest.skip(f"{CHROMIUM} is not installed")
    async with async_playwright() as started:
        yield started


@pytest.fixture
async def open_page(site: Site, playwright: Playwright) -> AsyncIterator[OpenPage]:
    """Opens pages, each in a browser context of its own; fails the test on script errors and requests to strangers."""
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    wrong: list[str] = []

    async def open_one(path: str = "/", *, context: BrowserContext | None = None, **options: Any) -> Page:
        options.setdefault("viewport", PHONE)
        context = context or await browser.new_context(locale="nb-NO", **options)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        await page.route(f"{NEUTRAL}**", lambda route: route.fulfill(body="Vær", content_type="text/html"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda m: wrong.append(m.text) if is_violation(m.text) else None)
        page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((site.url, NEUTRAL)) else None)
        await page.goto(site.url + path)
        return page

    yield open_one
    await browser.close()
    assert wrong == []


def is_violation(text: str) -> bool:
    """True for what the browser says when the Content-Security-Policy was broken."""
    return "Content Security" in text or "Trusted" in text


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Skriv en melding").fill(text)
    await page.get_by_role("button", name="Send").click()


async def ready(page: Page) -> None:
    await expect(page.get_by_role("log", name="Samtale")).to_contain_text("greeting")


async def conversation_of(page: Page) -> str:
    stored: str = await page.evaluate("sessionStorage.getItem('rusprat.conversation')")
    return stored


async def is_deleted(house: House, conversation: str) -> bool:
    from bot.domain.conversation import ConversationId
    from bot.ports import ConversationNotFound

    async with house.store.reading() as unit:
        try:
            await unit.conversations.get(ConversationId(conversation))
        except ConversationNotFound:
            return True
    return False


async def test_a_person_asks_and_is_answered_and_the_browser_keeps_almost_nothing(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    await write(page, "hva er khat?")
    await expect(page.get_by_role("log")).to_contain_text("Svar: hva er khat?")
    await expect(page.get_by_role("textbox")).to_be_focused()
    for name in ("Forlat siden raskt", "Snakk med et menneske", "Slett alt", "Send", "Mer"):
        await expect(page.get_by_role("button", name=name)).to_be_visible()
    assert await page.evaluate("Object.keys(sessionStorage).sort()") == ["rusprat.conversation", "rusprat.last"]
    assert await page.evaluate("localStorage.length") == 0
    assert await page.context.cookies() == []


async def test_markup_is_shown_as_words(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    await write(page, "<img src=x onerror=alert(1)><b>fet</b>")
    await expect(page.get_by_text("Svar: <img src=x onerror=alert(1)><b>fet</b>")).to_be_visible()
    assert await page.locator("#rusprat .log img, #rusprat .log b").count() == 0


async def test_emergency_help_stands_out_and_can_be_called(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    await write(page, "han har tatt overdose")
    bubble = page.locator(".kind-emergency")
    await expect(bubble).to_contain_text("Viktig nå")
    await expect(bubble.locator("a.call-button")).to_have_attribute("href", "tel:113")
    await expect(page.locator(".status")).to_contain_text("nummer 1 i køen")
    await expect(page.locator(".status")).to_contain_text("Ingen er på vakt nå")
    await expect(page.locator(".bubble.from-person a")).to_have_count(0)


async def test_a_long_talk_never_pushes_the_emergency_help_out_of_sight(open_page: OpenPage, house: House) -> None:
    house.dialogue.ready_replies.append(tuple(Reply(f"Langt svar nummer {i}. " * 25) for i in range(4)))
    page = await open_page()
    await ready(page)
    await write(page, "han har tatt overdose")
    await expect(page.get_by_role("log")).to_contain_text("Langt svar nummer 3.")
    await expect(page.get_by_role("button", name="Nye meldinger")).to_be_visible()
    await expect(page.locator(".kind-emergency .call-button")).to_be_in_viewport()
    await page.get_by_role("button", name="Nye meldinger").click()
    await expect(page.locator(".bubble").last).to_be_in_viewport()


async def test_a_reload_brings_the_conversation_back_with_its_used_choices(open_page: OpenPage, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(("Ja takk", "/affirm"), ("Nei", "/deny")),))
    page = await open_page()
    await ready(page)
    await write(page, "hei")
    await page.get_by_role("button", name="Ja takk").click()
    await expect(page.get_by_role("log")).to_contain_text("Svar: Ja takk")
    await expect(page.get_by_role("button", name="Nei")).to_be_disabled()
    before = await conversation_of(page)
    await page.reload()
    await expect(page.get_by_role("log")).to_contain_text("Svar: Ja takk")
    await expect(page.get_by_role("button", name="Ja takk")).to_be_disabled()
    assert await conversation_of(page) == before
    assert await page.locator(".from-person").count() == 2


async def test_what_is_written_without_a_net_is_kept_and_sent_once(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    await page.context.set_offline(True)
    await expect(page.locator(".banner")).to_contain_text("uten nett")
    await expect(page.locator(".banner a").first).to_have_attribute("href", "tel:113")
    await write(page, "skrevet på toget")
    await expect(page.locator(".pending")).to_contain_text("Ikke sendt ennå")
    await page.context.set_offline(False)
    await expect(page.get_by_role("log")).to_contain_text("Svar: skrevet på toget")
    await expect(page.locator(".banner")).to_be_hidden()
    assert await page.locator(".from-person").count() == 1
    assert await page.locator(".pending").count() == 0


async def test_a_restarted_gateway_is_hardly_noticed(open_page: OpenPage, site: Site) -> None:
    page = await open_page()
    await ready(page)
    await site.app[SOCKETS].close_all()
    await write(page, "er du der?")
    await expect(page.get_by_role("log")).to_contain_text("Svar: er du der?")
    assert await page.locator(".from-person").count() == 1


async def test_messages_that_come_too_fast_all_arrive_in_order(open_page: OpenPage, house: House) -> None:
    page = await open_page()
    await ready(page)
    for i in range(15):
        await write(page, f"nummer {i}.")
    await expect(page.locator(".pending").first).to_contain_text("prøver igjen")
    house.monotonic.seconds += 60
    await expect(page.locator(".pending")).to_have_count(0)
    own = await page.locator(".from-person .bubble-text").all_text_contents()
    assert own == [f"nummer {i}." for i in range(15)]


async def test_a_store_that_is_down_still_brings_emergency_help_once(open_page: OpenPage, house: House) -> None:
    page = await open_page()
    await ready(page)
    house.store.is_down = True
    await write(page, "han har tatt overdose")
    await expect(page.locator(".kind-emergency")).to_have_count(1)
    await expect(page.locator("#problem")).to_contain_text("113")
    house.store.is_down = False
    await expect(page.locator(".pending")).to_have_count(0, timeout=15_000)
    await expect(page.locator(".status")).to_contain_text("køen")
    await expect(page.locator(".kind-emergency")).to_have_count(1)
    await expect(page.locator("#problem")).to_be_empty()


async def test_leaving_quickly_clears_the_page_the_browser_and_the_server(open_page: OpenPage, house: House) -> None:
    page = await open_page()
    await ready(page)
    await write(page, "noe hemmelig")
    await expect(page.get_by_role("log")).to_contain_text("Svar: noe hemmelig")
    conversation, length = await conversation_of(page), await page.evaluate("history.length")
    await page.get_by_role("button", name="Forlat siden raskt").click()
    await page.wait_for_url(NEUTRAL)
    assert await page.evaluate("history.length") == length
    await page.go_back()
    assert "127.0.0.1" not in page.url
    await _until_deleted(page, house, conversation)


async def _until_deleted(page: Page, house: House, conversation: str) -> None:
    for _ in range(100):
        if await is_deleted(house, conversation):
            return
        await page.wait_for_timeout(50)
    raise AssertionError("the conversation is still there")


async def test_escape_twice_does_the_same(open_page: OpenPage, house: House) -> None:
    page = await open_page()
    await ready(page)
    conversation = await conversation_of(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.wait_for_url(NEUTRAL)
    await _until_deleted(page, house, conversation)


async def test_deleting_asks_first_and_gives_a_receipt(open_page: OpenPage, house: House) -> None:
    page = await open_page()
    await ready(page)
    conversation = await conversation_of(page)
    await page.get_by_role("button", name="Slett alt").click()
    await page.get_by_role("button", name="Nei, behold samtalen").click()
    await expect(page.get_by_role("log")).to_contain_text("greeting")
    await page.get_by_role("button", name="Slett alt").click()
    await page.get_by_role("dialog").get_by_role("button", name="Ja, slett alt").click()
    await expect(page.get_by_text("Alt er slettet")).to_be_visible()
    await expect(page.locator(".proof code")).not_to_be_empty()
    assert await is_deleted(house, conversation)
    assert await page.evaluate("sessionStorage.length") == 0
    await page.get_by_role("button", name="Start en ny samtale").click()
    await ready(page)
    assert await conversation_of(page) != conversation


async def test_the_other_norm_changes_every_word_and_stays_after_a_reload(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    await page.get_by_role("textbox").fill("halvskrevet")
    await page.get_by_role("button", name="Mer").click()
    await page.get_by_role("button", name="Nynorsk").click()
    await expect(page.get_by_role("textbox", name="Skriv ei melding")).to_have_value("halvskrevet")
    await expect(page.get_by_role("button", name="Forlat sida raskt")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "nn"
    await page.reload()
    await expect(page.get_by_role("textbox", name="Skriv ei melding")).to_be_visible()


async def test_a_person_and_a_counsellor_meet_talk_and_part_well(open_page: OpenPage, house: House) -> None:
    await house.add_counsellor("kari")
    desk = await open_page("/konsoll/", viewport={"width": 1280, "height": 800})
    await desk.get_by_label("Brukernavn").fill("kari")
    await desk.get_by_label("Passord").fill(PASSWORD)
    await desk.get_by_role("button", name="Logg inn").click()
    await expect(desk.get_by_text("Ingen venter nå.")).to_be_visible()
    person = await open_page()
    await ready(person)
    await write(person, "jeg vil dø")
    await expect(person.locator(".status")).to_contain_text("Vi vet ikke hvor lenge")
    await expect(desk.get_by_role("alert")).to_contain_text("høy risiko venter: Sier at hen vil dø")
    await desk.get_by_role("button", name="Vis samtalen").click()
    await expect(desk.get_by_role("log", name="Samtale")).to_contain_text("jeg vil dø")
    await desk.keyboard.press("Alt+Enter")
    await expect(desk.get_by_label("Skriv til personen")).to_be_focused()
    await expect(person.locator(".status")).to_contain_text("et menneske: ruskonsulent")
    await desk.keyboard.type("Hei <b>du</b>")
    await expect(person.get_by_text("Ruskonsulenten skriver")).to_be_visible()
    await desk.keyboard.press("Enter")
    await expect(person.locator(".from-counsellor")).to_contain_text("Hei <b>du</b>")
    await write(person, "takk <i>skal</i> du ha")
    await expect(desk.get_by_role("log")).to_contain_text("takk <i>skal</i> du ha")
    await desk.get_by_label("Din vurdering av faren").select_option("concern")
    await desk.get_by_role("button", name="Lagre vurdering").click()
    await expect(desk.locator(".talk-head .risk")).to_contain_text("Bekymring")
    await desk.get_by_role("button", name="Avslutt", exact=True).click()
    await desk.get_by_label("Hva ble dere enige om").fill("Vi snakkes i morgen")
    await desk.get_by_role("button", name="Avslutt samtalen").click()
    await expect(person.get_by_role("log")).to_contain_text("Vi snakkes i morgen")
    code = await person.locator(".code-card code").inner_text()
    back = await open_page()
    await ready(back)
    await back.get_by_role("button", name="Mer").click()
    await back.get_by_label("Kode", exact=True).fill(code)
    await back.get_by_role("button", name="Hent samtalen").click()
    await expect(back.get_by_role("log")).to_contain_text("takk <i>skal</i> du ha")


async def test_a_counsellor_comes_in_with_a_one_time_link_that_leaves_the_address_bar(
    open_page: OpenPage, house: House, site: Site
) -> None:
    desk = await open_page("/personvern", viewport={"width": 1280, "height": 800})
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url + str(request.headers)))
    for path in ("/konsoll/", "/konsoll", "/konsoll/"):  # without its slash; and in a tab that shows the console
        token = await _one_time_token(house)
        # An open console shows no change until it has reloaded itself, so the log-in itself is waited for.
        async with desk.expect_response(lambda answer: answer.url.endswith("/login")):
            await desk.goto(f"{site.url}{path}#token={token}")
        await expect(desk.get_by_text("Du har ingen samtaler nå.")).to_be_visible()
        await expect(desk).to_have_url(f"{site.url}/konsoll/")
        assert not [address for address in asked if token in address]
        async with house.store.unit() as unit:
            assert await unit.staff.redeem(token) is None  # it was used, also where the session was open already
    assert f"{site.url}/konsoll/" in [address.partition("{")[0] for address in asked]


async def _one_time_token(house: House) -> str:
    async with house.store.unit() as unit:
        token = await unit.staff.one_time_login(valid_minutes=10)
        await unit.commit()
    return token


async def test_a_draft_waits_in_its_own_conversation(open_page: OpenPage, house: House) -> None:
    kari = await house.add_counsellor("kari")
    for name in ("en", "to"):
        person = await open_page()
        await ready(person)
        await write(person, name)
        await person.get_by_role("button", name="Snakk med et menneske").click()
        await expect(person.locator(".status")).to_contain_text("køen")
        from bot.domain.conversation import ConversationId

        await house.services.handoff.accept(ConversationId(await conversation_of(person)), kari)
    desk = await open_page("/konsoll/", viewport={"width": 1280, "height": 800})
    await desk.get_by_label("Brukernavn").fill("kari")
    await desk.get_by_label("Passord").fill(PASSWORD)
    await desk.get_by_role("button", name="Logg inn").click()
    entries = desk.locator(".section.mine .entry")
    await expect(entries).to_have_count(2)
    await entries.nth(0).click()
    await desk.get_by_label("Skriv til personen").fill("utkast til den første")
    await expect(entries.nth(0)).to_contain_text("Utkast")
    await desk.keyboard.press("Alt+ArrowDown")
    await expect(desk.get_by_label("Skriv til personen")).to_have_value("")
    await desk.keyboard.press("Alt+ArrowUp")
    await expect(desk.get_by_label("Skriv til personen")).to_have_value("utkast til den første")


async def test_on_a_host_page_nothing_is_loaded_before_the_button_and_leaving_moves_the_whole_page(
    open_page: OpenPage, house: House
) -> None:
    page = await open_page("/vertside/", viewport={"width": 1000, "height": 800})
    opener = page.get_by_role("button", name="Snakk om rus, anonymt")
    await expect(opener).to_have_attribute("aria-expanded", "false")
    assert len(page.frames) == 1
    await opener.click()
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_role("log", name="Samtale")).to_contain_text("greeting")
    await frame.get_by_role("textbox", name="Skriv en melding").fill("hei fra Sel")
    await frame.get_by_role("button", name="Send").click()
    await expect(frame.get_by_role("log")).to_contain_text("Svar: hei fra Sel")
    assert house.dialogue.turns[-1].kommune == "3437"
    await frame.get_by_role("button", name="Forlat siden raskt").click()
    await page.wait_for_url(NEUTRAL)
    await _until_deleted(page, house, house.dialogue.turns[-1].conversation_id)


async def test_escape_twice_on_the_host_page_leaves_too(open_page: OpenPage, house: House) -> None:
    page = await open_page("/vertside/", viewport={"width": 1000, "height": 800})
    await page.get_by_role("button", name="Snakk om rus, anonymt").click()
    frame = page.frame_locator("iframe")
    await expect(frame.get_by_role("log", name="Samtale")).to_contain_text("greeting")
    await page.get_by_role("heading", level=1).click()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.wait_for_url(NEUTRAL)


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_is_cut_off_and_everything_can_be_hit(open_page: OpenPage, width: int) -> None:
    page = await open_page(viewport={"width": width, "height": 640})
    await ready(page)
    await write(page, "han har tatt overdose " + "langtordutenmellomrom" * 20)
    await expect(page.locator(".kind-emergency")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await page.locator(".log").evaluate("log => log.scrollWidth <= log.clientWidth")
    for target in await page.locator("button:visible, textarea:visible, a.call-button:visible").all():
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, await target.inner_text()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


async def test_everything_can_be_reached_by_keyboard_and_has_a_name(open_page: OpenPage) -> None:
    page = await open_page()
    await ready(page)
    names = []
    for _ in range(9):
        await page.keyboard.press("Tab")
        names.append(await page.evaluate(NAME_OF_FOCUSED))
    for name in NAMES:
        assert name in names, names


async def test_without_script_the_numbers_are_there(site: Site, playwright: Playwright) -> None:
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(site.url)
    await expect(page.locator('a[href="tel:113"]')).to_be_visible()
    await browser.close()
