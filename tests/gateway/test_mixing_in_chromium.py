"""The mixing table in a real browser, on the phone of somebody who is afraid."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Locator, Page, expect

from bot.adapters.content.mixing_sheets import load_mixing_sheets
from bot.usecases.show_mixing import mixing_table
from tests.content.library import REAL, real_library
from tests.gateway import test_in_chromium as in_chromium
from tests.gateway.stand_ins import House, reply_with
from tests.gateway.test_in_chromium import NEUTRAL, OpenPage, is_deleted, ready, write

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(120)]

PHONE = {"width": 360, "height": 740}
CHART = ("Se blandetabellen", '/ask{"topic": "mixing_chart"}')
THINGS = len(mixing_table(real_library(), "nb")["things"])
REAL_SHEETS = load_mixing_sheets(REAL, require_review=False)
open_page, playwright, site = in_chromium.open_page, in_chromium.playwright, in_chromium.site


@pytest.fixture
def house(house: House) -> House:
    """With the table that people really see."""
    house.services = replace(house.services, mixing=lambda: REAL_SHEETS)
    expect.set_options(timeout=15_000)  # a shared machine may be slow, and nothing here is about speed
    return house


async def opened(open_page: OpenPage, house: House, **options: object) -> tuple[Page, Locator]:
    """The table, opened with the button beside an answer about mixing."""
    house.dialogue.ready_replies.append((reply_with(("Hva senker risikoen?", "/affirm"), CHART),))
    page = await open_page(**{"viewport": PHONE, **options})
    await ready(page)
    await write(page, "kan jeg blande?")
    await page.get_by_role("button", name="Se blandetabellen").click()
    dialog = page.get_by_role("dialog", name="Blandetabellen")
    await expect(dialog.get_by_role("button", name="Alkohol")).to_be_visible()
    return page, dialog


async def read_row(dialog: Locator, name: str) -> Locator:
    await dialog.get_by_role("button", name=name, exact=True).click()
    await expect(dialog.get_by_role("heading", name=f"{name} sammen med")).to_be_focused()
    return dialog.locator(".mixing-pair")


async def test_one_is_chosen_and_its_pairs_are_read_the_worst_first_in_words(open_page: OpenPage, house: House) -> None:
    page, dialog = await opened(open_page, house)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await dialog.get_by_label("Søk etter rusmiddel eller medisin").fill("ecstasy")
    await expect(dialog.get_by_role("status")).to_have_text("1 treff")
    pairs = await read_row(dialog, "MDMA")
    headings = await dialog.locator(".mixing-level h4").all_inner_texts()
    assert [h.rsplit(" ", 1)[0] for h in headings] == [
        "Livsfarlig", "Farlig", "Risikabelt", "Skjuler virkningen", "Ukjent – betyr ikke trygt", "Ikke trygt",
    ]  # fmt: skip
    assert await pairs.count() == THINGS - 1  # MDMA stands for nothing, and nothing for it
    for pair in (pairs.first, pairs.last, dialog.get_by_label("Ukjent – betyr ikke trygt").locator("details").first):
        words = await pair.locator(".mixing-word").inner_text()
        assert words in [h.rsplit(" ", 1)[0] for h in headings]
        await expect(pair.locator(".mixing-sign svg")).to_be_visible()
    await dialog.get_by_label("Søk i lista").fill("litium")
    await expect(pairs).to_have_count(1)
    await expect(pairs.first.locator("summary").first).to_have_text("MDMA + Litium: Livsfarlig")
    await pairs.first.locator("summary").first.click()
    await expect(pairs.first).to_contain_text("Ikke fagvurdert ennå")
    await expect(pairs.first.get_by_text("Kilde")).to_be_visible()
    assert asked == []  # what is looked up stays in the browser


async def test_a_pair_becomes_the_persons_own_question_and_the_draft_in_the_box_stays(
    open_page: OpenPage, house: House
) -> None:
    page, dialog = await opened(open_page, house)
    await page.evaluate("document.querySelector('#message').value = 'halvveis skrevet'")
    pairs = await read_row(dialog, "Heroin")
    await dialog.get_by_label("Søk i lista").fill("alkohol")
    await pairs.first.locator("summary").first.click()
    await pairs.first.get_by_role("button", name="Spør om dette").click()
    await expect(dialog).to_be_hidden()
    question = "Hva skjer hvis jeg blander heroin og alkohol?"
    await expect(page.locator(".from-person").last).to_contain_text(question)
    await expect(page.get_by_role("log")).to_contain_text(f"Svar: {question}")
    await expect(page.get_by_role("textbox", name="Skriv en melding")).to_have_value("halvveis skrevet")
    # The other choices are still open beside the table, and the table can be opened again.
    await expect(page.get_by_role("button", name="Hva senker risikoen?")).to_be_enabled()
    await page.get_by_role("button", name="Hva senker risikoen?").click()
    await expect(page.get_by_role("button", name="Hva senker risikoen?")).to_be_disabled()
    await page.get_by_role("button", name="Se blandetabellen").click()
    await expect(dialog.get_by_role("button", name="Alkohol")).to_be_visible()
    await expect(dialog.get_by_role("heading", name="Heroin sammen med")).to_have_count(0)
    assert [turn.text for turn in house.dialogue.turns] == ["kan jeg blande?", question, "Hva senker risikoen?"]


async def test_the_keyboard_stays_inside_and_escape_gives_it_back(open_page: OpenPage, house: House) -> None:
    page, dialog = await opened(open_page, house)
    await expect(dialog.get_by_role("heading", name="Blandetabellen")).to_be_focused()
    await dialog.get_by_label("Søk etter rusmiddel eller medisin").fill("ghb")
    await expect(dialog.locator(".mixing-thing")).to_have_count(1)
    # At the ends the browser's own buttons have their turn, and the page none.
    inside = "document.activeElement === document.body || !!document.activeElement.closest('#dialog-mixing')"
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(inside)
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("button", name="Se blandetabellen")).to_be_focused()


async def test_leaving_quickly_is_one_touch_away_in_the_table_too(open_page: OpenPage, house: House) -> None:
    page, dialog = await opened(open_page, house)
    await dialog.get_by_role("button", name="Forlat siden raskt").click()
    await page.wait_for_url(NEUTRAL)
    conversation = house.dialogue.turns[-1].conversation_id
    for _ in range(50):
        if await is_deleted(house, conversation):
            break
        await page.wait_for_timeout(100)
    assert await is_deleted(house, conversation)


async def test_the_whole_table_opens_in_the_same_tab(open_page: OpenPage, house: House) -> None:
    page, dialog = await opened(open_page, house)
    link = dialog.get_by_role("link", name="Hele tabellen")
    await expect(link).to_have_attribute("href", "/blandetabell/nb.svg")
    await link.click()
    picture = dialog.get_by_role("img", name="Tabell over alle blandinger")
    await expect(picture).to_be_visible()
    await page.wait_for_function("document.querySelector('.mixing-whole img').naturalWidth > 600")
    assert len(page.context.pages) == 1
    await dialog.get_by_role("button", name="Velg noe annet").click()
    await expect(dialog.get_by_role("button", name="Alkohol")).to_be_visible()


async def test_the_picture_is_drawn_with_its_colours_also_by_itself(open_page: OpenPage, house: House) -> None:
    page = await open_page("/blandetabell/nn.svg", viewport={"width": 1200, "height": 800})
    assert await page.evaluate("getComputedStyle(document.querySelector('text')).fontSize") == "20px"
    assert await page.evaluate("document.querySelectorAll('use').length") > 500


async def test_a_table_that_does_not_come_is_said_so_and_can_be_tried_again(open_page: OpenPage, house: House) -> None:
    house.dialogue.ready_replies.append((reply_with(CHART),))
    page = await open_page(viewport=PHONE)
    await ready(page)
    await write(page, "kan jeg blande?")
    await page.route("**/api/mixing/nb", lambda route: route.abort())
    await page.get_by_role("button", name="Se blandetabellen").click()
    dialog = page.get_by_role("dialog", name="Blandetabellen")
    await expect(dialog.get_by_role("alert")).to_contain_text("kom ikke fram")
    await page.unroute("**/api/mixing/nb")
    await dialog.get_by_role("button", name="Prøv igjen").click()
    await expect(dialog.get_by_role("button", name="Alkohol")).to_be_visible()


async def test_in_nynorsk_everything_is_nynorsk_and_it_is_in_the_menu_as_well(
    open_page: OpenPage, house: House
) -> None:
    page = await open_page(viewport=PHONE)
    await ready(page)
    await page.get_by_role("button", name="Mer").click()
    await page.get_by_role("button", name="Nynorsk").click()
    await page.get_by_role("button", name="Meir").click()
    await page.get_by_role("button", name="Sjå blandetabellen").click()
    dialog = page.get_by_role("dialog", name="Blandetabellen")
    await dialog.get_by_label("Søk etter rusmiddel eller medisin").fill("opioid")
    await dialog.get_by_role("button", name="Opioid", exact=True).click()
    await expect(dialog.get_by_role("heading", name="Opioid saman med")).to_be_focused()
    await expect(dialog.locator(".mixing-level h4").first).to_contain_text("Livsfarleg")
    await dialog.locator(".mixing-pair summary").first.click()
    await dialog.locator(".mixing-pair").first.get_by_role("button", name="Spør om dette").click()
    await expect(page.locator(".from-person")).to_contain_text("Kva skjer om eg blandar opioid og ")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1200])
async def test_nothing_of_the_table_is_cut_off_and_everything_can_be_hit(
    open_page: OpenPage, house: House, width: int, scheme: str
) -> None:
    page, dialog = await opened(open_page, house, viewport={"width": width, "height": 700}, color_scheme=scheme)
    await everything_fits(page, dialog, width)
    pairs = await read_row(dialog, "MDMA")
    await pairs.first.locator("summary").first.click()
    await everything_fits(page, dialog, width)


async def everything_fits(page: Page, dialog: Locator, width: int) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await dialog.locator(".mixing-body").evaluate("body => body.scrollWidth <= body.clientWidth")
    for target in (await dialog.locator("button:visible, input:visible, .mixing-pair > summary:visible").all())[:24]:
        box = await target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, await target.inner_text()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
