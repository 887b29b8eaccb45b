"""Parts of the kit, with what opens when they are pressed."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.pages import LANGUAGES, SCHEMES, Served, opened, stands_still, take_picture, wrong_for_some
from tests.support.rings import first_in_gate

pytestmark = [pytest.mark.browser]

# A checkbox that is half below the table's head counts as one that is too close to that of the head. Where rows lie
# depends on how many were measured, and so on how quick the machine is.
BELOW_THE_HEAD = """
one => {
  const head = one.querySelector('thead').getBoundingClientRect().bottom;
  const edges = [...one.querySelectorAll('tbody tr[aria-rowindex]')].map((row) => row.getBoundingClientRect());
  one.scrollBy(0, edges.find(({ bottom }) => bottom > head + 1).top - head);
}
"""


def gallery(page: Page) -> None:
    page.goto("/gallery")
    page.locator("h1").wait_for()
    page.locator("canvas").wait_for()


OPENED = {
    "confirm": ("button:has-text('Stop…')", "[role=dialog]"),
    "confirm-typed": ("button:has-text('Delete…')", "[role=dialog]"),
    "select": ("section[aria-label=Fields] input[aria-haspopup=listbox] >> nth=0", "[role=listbox]"),
    "columns": ("section[aria-label='A list'] button[aria-haspopup=dialog]", "[role=dialog]"),
    "date": ("section[aria-label=Fields] button[data-dates-input] >> nth=0", "[role=dialog]"),
}


@pytest.mark.parametrize("scheme", first_in_gate(SCHEMES))
@pytest.mark.parametrize("part", first_in_gate(OPENED))
def test_what_opens_can_be_used_by_everybody(browser: Browser, served: Served, part: str, scheme: str) -> None:
    press, awaited = OPENED[part]
    with opened(browser, served.url, scheme=scheme) as page:
        gallery(page)
        page.locator(press).click()
        page.locator(awaited).first.wait_for()
        stands_still(page)
        take_picture(page, f"gallery-{part}-{scheme}")
        assert wrong_for_some(page) == []


@pytest.mark.parametrize("language", first_in_gate(LANGUAGES))
def test_hours_are_chosen_with_the_keyboard(browser: Browser, served: Served, language: str) -> None:
    with opened(browser, served.url, language=language) as page:
        gallery(page)
        cell = page.locator("[data-at='0-9']")
        was = cell.get_attribute("aria-pressed") or ""
        page.locator("[data-at='0-8']").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        expect(cell).to_have_attribute("aria-pressed", {"true": "false", "false": "true"}[was])


def test_a_dialog_gives_the_focus_back(browser: Browser, served: Served) -> None:
    with opened(browser, served.url) as page:
        gallery(page)
        button = page.get_by_role("button", name=re.compile("Delete…"))
        button.click()
        dialog = page.get_by_role("dialog", name="Delete the list?")
        confirm = dialog.get_by_role("button", name="Delete the list")
        expect(confirm).to_be_disabled()
        dialog.get_by_role("textbox").fill("spring-2026")
        expect(confirm).to_be_enabled()
        page.keyboard.press("Escape")
        dialog.wait_for(state="hidden")
        expect(button).to_be_focused()


@pytest.mark.full
def test_of_a_long_list_only_the_rows_in_sight_are_drawn_and_the_keyboard_reaches_all(
    browser: Browser, served: Served
) -> None:
    with opened(browser, served.url) as page:
        gallery(page)
        part = page.get_by_role("region", name="A long list").last
        table, drawn = part.get_by_role("table"), part.locator("tr[aria-rowindex]")
        assert table.get_attribute("aria-rowcount") == "10001"
        assert drawn.count() < 60
        expect(drawn.first).to_have_attribute("aria-rowindex", "1")
        # To the end and back by the keyboard alone.
        part.focus()
        page.keyboard.press("End")
        expect(part.locator("tr[aria-rowindex='10001']")).to_contain_text("10,000")
        assert drawn.count() < 60
        page.keyboard.press("Home")
        expect(part.locator("tr[aria-rowindex='2']")).to_be_visible()
        # From row to row by Tab: what comes into sight is drawn in time.
        part.get_by_label("Select +39021000000", exact=True).focus()
        for _ in range(30):
            page.keyboard.press("Tab")
            page.evaluate("() => new Promise(requestAnimationFrame)")  # nobody is quicker than what is drawn
        expect(part.get_by_label("Select +39021000030", exact=True)).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_text("1 selected").last).to_be_visible()
        # The row that has the focus stays, however far one scrolls away from it.
        part.evaluate("one => one.scrollTo(0, 200000)")
        expect(part.locator("tr[aria-rowindex='4885']")).to_have_count(1)
        expect(part.get_by_label("Select +39021000030", exact=True)).to_be_focused()
        assert drawn.count() < 60
        page.keyboard.press("Space")
        expect(page.get_by_text("1 selected")).to_have_count(1)  # of the list above
        part.evaluate(BELOW_THE_HEAD)
        assert wrong_for_some(page) == []
