"""The whole story in two browsers against the real processes: asked, answered, in danger, taken over, ended well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.conftest import skip_or_fail
from tests.system.conftest import Running

pytestmark = [pytest.mark.model, pytest.mark.chromium, pytest.mark.timeout(240)]

CHROMIUM = "/usr/bin/chromium"
HAS_CHROMIUM = Path(CHROMIUM).exists()
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
PATIENCE_MS = 20_000


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    if not HAS_CHROMIUM:
        skip_or_fail("chromium", f"{CHROMIUM} is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


async def open_page(chromium: Browser, address: str, viewport: dict[str, int], wrong: list[str]) -> Page:
    """A page in a browser of its own; what its scripts do wrong, and every request to a stranger, is collected."""
    context = await chromium.new_context(locale="nb-NO", viewport=viewport)  # type: ignore[arg-type]  # a plain dict
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: None if "//127.0.0.1:" in request.url else wrong.append(request.url))
    await page.goto(address)
    return page


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Skriv en melding").fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_asked_answered_in_danger_taken_over_and_ended_well(up: Running, chromium: Browser) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    wrong: list[str] = []
    # Given a counsellor who logs in with a one-time link
    desk = await open_page(chromium, f"{up.url}/konsoll/#token={up.login_token()}", DESK, wrong)
    await expect(desk.get_by_role("heading", name="Logg inn")).to_have_count(0)
    assert "token" not in desk.url
    # When a young person asks, they are answered by the assistant, with a source
    person = await open_page(chromium, up.url, PHONE, wrong)
    talk = person.get_by_role("log", name="Samtale")
    await write(person, "hva gjør mdma med kroppen")
    await expect(talk).to_contain_text("MDMA")
    await expect(person.locator(".from-person")).to_have_count(1)
    # When they write that life is in danger, help comes at once, and so does a place in the queue
    await write(person, "jeg vil dø")
    await expect(person.locator(".kind-emergency").first).to_contain_text("11")
    await expect(person.locator(".status")).to_contain_text("kø")
    # Then the counsellor is alerted, reads, and takes over
    await expect(desk.get_by_role("alert")).to_contain_text("risiko")
    await desk.get_by_role("button", name="Vis samtalen").first.click()
    await expect(desk.get_by_role("log", name="Samtale")).to_contain_text("jeg vil dø")
    await expect(desk.get_by_role("log", name="Samtale")).to_contain_text("hva gjør mdma med kroppen")
    await desk.keyboard.press("Alt+Enter")
    await expect(desk.get_by_label("Skriv til personen")).to_be_focused()
    await expect(person.locator(".status")).to_contain_text("et menneske")
    # And they write to one another, without the assistant
    await desk.keyboard.type("Hei, jeg er her nå")
    await desk.keyboard.press("Enter")
    await expect(person.locator(".from-counsellor")).to_contain_text("Hei, jeg er her nå")
    from_bot = await person.locator(".from-bot").count()
    await write(person, "takk, det hjelper litt")
    await expect(desk.get_by_role("log")).to_contain_text("takk, det hjelper litt")
    await desk.get_by_label("Skriv til personen").fill("Vi tar det rolig")
    await desk.keyboard.press("Enter")
    await expect(person.locator(".from-counsellor").last).to_contain_text("Vi tar det rolig")
    assert await person.locator(".from-bot").count() == from_bot
    # And it ends with what was agreed, and with a way back
    await desk.get_by_role("button", name="Avslutt", exact=True).click()
    await desk.get_by_label("Hva ble dere enige om").fill("Vi snakkes i morgen")
    await desk.get_by_role("button", name="Avslutt samtalen").click()
    await expect(talk).to_contain_text("Vi snakkes i morgen")
    await expect(person.locator(".code-card code")).not_to_be_empty()
    assert wrong == []
