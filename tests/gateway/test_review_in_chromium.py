"""The review desk in a real browser, as a fagansvarlig meets it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bot.usecases.review_facts import Look
from tests.gateway import test_in_chromium as in_chromium
from tests.gateway.stand_ins import PASSWORD, House
from tests.gateway.test_in_chromium import OpenPage

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(120)]

DESK = {"width": 1280, "height": 800}
open_page, playwright, site = in_chromium.open_page, in_chromium.playwright, in_chromium.site


async def reviewing(open_page: OpenPage, house: House, *roles: str, path: str = "/konsoll/") -> Page:
    """A fagansvarlig who has logged in through the console."""
    expect.set_options(timeout=15_000)  # a shared machine may be slow, and nothing here is about speed
    await house.add_counsellor("faglig", roles or ("reviewer",))
    page = await open_page(path, viewport=DESK)
    await page.get_by_label("Brukernavn").fill("faglig")
    await page.get_by_label("Passord").fill(PASSWORD)
    await page.get_by_role("button", name="Logg inn").click()
    return page


async def search(page: Page, house: House, words: str) -> None:
    hits = len((await house.services.review.overview(Look(words=words))).listed)
    assert hits, words
    await page.get_by_label("Søk i tekst og kilder").fill(words)
    await expect(page.locator(".found")).to_have_text(f"{hits} treff")


async def progress(house: House) -> str:
    seen = await house.services.review.overview(Look())
    return f"{seen.approved} av {seen.total} godkjent"


async def test_one_is_approved_and_one_sent_back_and_both_are_seen_in_the_list(
    open_page: OpenPage, house: House
) -> None:
    # Given a fagansvarlig, who comes straight to the facts
    page = await reviewing(open_page, house)
    await expect(page).to_have_url(re.compile("/konsoll/fagstoff/$"))
    await expect(page.locator(".progress-words")).to_have_text(await progress(house))
    await search(page, house, "ghb")
    # When they read a fact, both norms and the source are before them
    await page.get_by_role("button", name="GHB: fare GHB kan").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("GHB: fare")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.locator('td[lang="nb"]')).to_have_text("GHB kan gjøre deg bevisstløs.")
    await expect(page.locator('td[lang="nn"]')).to_have_text("GHB kan gjere deg medvitslaus.")
    source = page.get_by_role("link", name="RUSinfo – En side")
    await expect(source).to_have_attribute("href", "https://rusinfo.no/en-side")
    await expect(source).to_have_attribute("target", "_blank")
    await expect(source).to_have_attribute("rel", re.compile("noreferrer"))
    await expect(page.get_by_label("Neste gjennomgang")).to_have_value("2027-11-21")
    # And approve it, the next one opens, ready to be read
    await page.get_by_role("button", name="Godkjenn", exact=True).click()
    await expect(page.locator(".done")).to_have_text("Godkjent: GHB: fare")
    await expect(page.get_by_role("heading", level=1)).to_have_text("GHB: fare over tid")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.locator(".progress-words")).to_have_text(await progress(house))
    # When they send that one back, it takes a reason
    await page.get_by_role("button", name="Send tilbake").click()
    dialog = page.get_by_role("dialog", name="Send tilbake")
    await expect(dialog.get_by_label("Hva må endres?")).to_be_focused()
    await dialog.get_by_role("button", name="Send tilbake").click()
    await expect(dialog.get_by_role("alert")).to_have_text("Skriv hva som må endres.")
    await dialog.get_by_label("Hva må endres?").fill("Hvor ofte er <b>ofte</b>?")
    await dialog.get_by_role("button", name="Send tilbake").click()
    await expect(page.locator(".done")).to_have_text("Sendt tilbake: GHB: fare over tid")
    # Then both stand in the list as what they are, with their history
    await page.get_by_role("button", name="Sendt tilbake 1", exact=True).click()
    await expect(page.locator(".item")).to_have_count(1)
    await page.locator(".item").click()
    await expect(page.locator(".history")).to_contain_text("Sendt tilbake av fagansvarlig 21.11.2026")
    await expect(page.locator(".history")).to_contain_text("Hvor ofte er <b>ofte</b>?")
    await page.get_by_role("button", name="Godkjent 1", exact=True).click()
    await expect(page.locator(".item-title")).to_have_text(["GHB: fare"])
    await expect(page.locator(".item .badge")).to_have_text(["Godkjent"])
    await page.locator(".item").click()
    await expect(page.locator(".history")).to_contain_text("Godkjent av fagansvarlig 21.11.2026 til 21.11.2027")


async def test_a_text_that_changes_while_it_is_read_is_shown_anew_with_a_sentence(
    open_page: OpenPage, house: House
) -> None:
    page = await reviewing(open_page, house)
    await search(page, house, "ghb.danger deg bevisstløs")
    await page.locator(".item").click()
    await expect(page.locator('td[lang="nb"]')).to_have_text("GHB kan gjøre deg bevisstløs.")
    path = house.content / "substances" / "ghb.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("deg bevisstløs", "deg helt bevisstløs"), encoding="utf-8")
    await page.get_by_role("button", name="Godkjenn", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("Teksten er endret siden du leste den")
    await expect(page.locator('td[lang="nb"]')).to_have_text("GHB kan gjøre deg helt bevisstløs.")
    await expect(page.locator(".history")).to_contain_text("Ingen har vurdert dette ennå.")
    await page.get_by_role("button", name="Godkjenn", exact=True).click()
    await expect(page.locator(".done")).to_have_text("Godkjent: GHB: fare")


async def test_of_two_reviewers_the_second_is_told_and_keeps_what_they_wrote(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house)
    await search(page, house, "ghb.danger deg bevisstløs")
    await page.locator(".item").click()
    await page.get_by_role("button", name="Send tilbake").click()
    await page.get_by_label("Hva må endres?").fill("Jeg er uenig.")
    async with house.store.reading() as unit:
        colleague = await unit.staff.get(house.counsellors["faglig"])
    seen = await house.services.review.read("ghb.danger")
    assert colleague is not None
    await house.services.review.approve("ghb.danger", seen.reading, due=seen.usual_due, by=colleague)
    await page.get_by_role("dialog").get_by_role("button", name="Send tilbake").click()
    await expect(page.get_by_role("alert")).to_contain_text("En annen har vurdert dette mens du leste")
    await expect(page.locator(".history")).to_contain_text("Godkjent av fagansvarlig")
    await page.get_by_role("button", name="Send tilbake").click()
    await expect(page.get_by_label("Hva må endres?")).to_have_value("Jeg er uenig.")


async def test_the_keyboard_goes_through_the_list(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house)
    await search(page, house, "ghb")
    heading, first = page.get_by_role("heading", level=1), page.locator(".item").first
    await first.focus()
    await page.keyboard.press("Enter")
    await expect(heading).to_be_focused()
    titles = await page.locator(".item-title").all_text_contents()
    await expect(heading).to_have_text(titles[0])
    await page.keyboard.press("j")
    await expect(heading).to_have_text(titles[1])
    await page.keyboard.press("ArrowDown")
    await expect(heading).to_have_text(titles[2])
    await page.keyboard.press("k")
    await expect(heading).to_have_text(titles[1])
    await expect(heading).to_be_focused()
    await page.locator(".item").nth(1).focus()
    await page.keyboard.press("ArrowUp")
    await expect(heading).to_have_text(titles[0])
    await expect(first).to_be_focused()
    await expect(first).to_have_attribute("aria-current", "true")
    # A letter that is written is a letter.
    await page.get_by_label("Søk i tekst og kilder").focus()
    await page.keyboard.press("j")
    await expect(page.get_by_label("Søk i tekst og kilder")).to_have_value("ghbj")
    await expect(heading).to_have_text(titles[0])


async def test_the_other_norm_changes_every_word_and_keeps_the_item(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house)
    await page.get_by_label("Søk i tekst og kilder").fill("finnes ikke noe sted")
    await expect(page.locator(".found")).to_have_text("Ingenting passer til det du har valgt.")
    await search(page, house, "rist i skulderen")
    await page.locator(".item").click()
    await page.get_by_role("button", name="Nynorsk").click()
    await expect(page.get_by_role("heading", name="Kjelder")).to_be_visible()
    await expect(page.locator(".progress-words")).to_contain_text("godkjende")
    await expect(page.locator('td[lang="nn"]').nth(1)).to_have_text("Rist i skuldra og rop. Vaknar personen?")
    assert await page.evaluate("document.documentElement.lang") == "nn"


async def test_an_address_with_an_item_opens_it(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house, path="/konsoll/fagstoff/#flow.overdose")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hjelp ved overdose")
    await expect(page.locator(".leads-to").first).to_contain_text("call")


async def test_a_counsellor_who_also_reviews_finds_the_way_and_stays_on_duty(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house, "counsellor", "reviewer")
    link = page.get_by_role("link", name="Fagstoff")
    await expect(link).to_have_attribute("target", "_blank")
    async with page.context.expect_page() as opened:
        await link.click()
    desk = await opened.value
    await expect(desk.locator(".item").first).to_be_visible()
    await expect(page.get_by_text("Ingen venter nå.")).to_be_visible()


async def test_a_counsellor_sees_no_way_in_and_is_told_so(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house, "counsellor")
    await expect(page.get_by_text("Ingen venter nå.")).to_be_visible()
    await expect(page.get_by_role("link", name="Fagstoff")).to_have_count(0)
    await page.goto(page.url + "fagstoff/")
    await expect(page.get_by_role("alert")).to_contain_text("Kontoen din har ikke tilgang til fagstoffet")


async def test_everything_has_a_name_and_nothing_is_cut_off(open_page: OpenPage, house: House) -> None:
    page = await reviewing(open_page, house)
    await search(page, house, "rist i skulderen")
    await page.locator(".item").click()
    for width in (1280, 800, 390):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
    nameless = """[...document.querySelectorAll("button, a, input, select, progress")].filter((node) =>
        !(node.textContent.trim() || node.getAttribute("aria-labelledby") || (node.labels && node.labels.length)))
        .map((node) => node.outerHTML)"""
    assert await page.evaluate(nameless) == []
