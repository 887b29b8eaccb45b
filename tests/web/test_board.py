"""The wallboard in a browser: opened by its link, with old figures, by turns, and arranged.

How its screens look in each language is in `test_every_page.py`.
"""

import re
from collections.abc import Iterator
from math import inf
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dialer.access.model import MACHINE
from dialer.core.enums import Role
from tests.support.keys import Keys
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user
from tests.support.wallboards import GOALS, Publisher, a_board

pytestmark = [pytest.mark.browser]

LAYOUTS = {
    "goal": ".goal .value >> nth=0",
    "campaigns": ".campaigns tbody >> nth=2",
    "pace": ".pace .law",
    "telephony": ".tile >> nth=2",
}
PAINTED_MS = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
TV = {"width": 1920, "height": 1080}


@pytest.fixture
def engine(served: Served) -> Iterator[Publisher]:
    publishing = Publisher(served)
    publishing.start()
    yield publishing
    publishing.stop()


def arrange(served: Served, name: str, **settings: Any) -> str:
    """A board with these settings; its link's path."""
    access = served.parts.service.access
    kept = {"dwell": 600, "goals": GOALS, "shift": {"begins": "00:00", "ends": "23:30"}, **settings}
    served.do(access.arrange_board(MACHINE, name, kept))
    _, secret = served.do(access.share_board(MACHINE, name=f"screen of {name}", board=name))
    return f"/board?name={name}#token={secret}"


@pytest.mark.usefixtures("engine")
def test_a_link_opens_its_board_by_a_cookie_that_no_script_reads_and_leaves_the_address(
    browser: Browser, served: Served
) -> None:
    link = arrange(served, "linked", layouts=["goal"], theme="light", language="it")
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        page.locator(LAYOUTS["goal"]).wait_for()
        expect(page).to_have_url(f"{served.url}/board?name=linked")
        [cookie] = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
        assert cookie["value"] not in link
        assert page.evaluate("document.documentElement.lang") == "it"
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        page.reload()
        page.locator(LAYOUTS["goal"]).wait_for()
        refused = page.request.put("/api/v1/boards/linked", data={"settings": {}}, headers={"origin": served.url})
        assert refused.status == 403


@pytest.mark.usefixtures("engine")
def test_main_figures_and_labels_are_read_at_five_metres(browser: Browser, served: Served) -> None:
    link = arrange(served, "far", layouts=["goal"])
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        size = "one => parseFloat(getComputedStyle(one).fontSize)"
        page.locator(LAYOUTS["goal"]).wait_for()
        assert 200 <= page.locator(".huge .value").first.evaluate(size) <= 260
        assert page.locator(".label").evaluate_all(f"all => Math.min(...all.map({size}))") >= 44


def test_old_figures_are_grey_after_three_seconds_and_struck_through_after_thirty(
    browser: Browser, served: Served, engine: Publisher
) -> None:
    link = arrange(served, "stale", layouts=["goal"])
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        page.locator(".board.fresh").wait_for()
        page.locator(".value").first.wait_for()
        colour = "getComputedStyle(document.querySelector('.value')).color"
        fresh = page.wait_for_function(f"document.querySelector('.fresh .value') && {colour}").json_value()
        engine.stop()
        page.locator(".board.stale").wait_for()
        expect(page.get_by_role("alert")).to_contain_text(re.compile(r"No news since \d\d:\d\d:\d\d"))
        assert page.evaluate(colour) != fresh
        take_picture(page, "board-stale")
        assert wrong_for_some(page) == []
        engine.shape = lambda now: a_board(now - 31.0)
        engine.start()
        page.locator(".board.old").wait_for()
        page.locator(".value").first.wait_for()
        assert "line-through" in page.evaluate("getComputedStyle(document.querySelector('.value')).textDecoration")
        take_picture(page, "board-old")
        assert wrong_for_some(page) == []
        engine.stop()
        engine.shape = lambda now: a_board(now) | {"engine_id": "another"}
        engine.start()
        page.locator(".board.fresh").wait_for()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_names_stand_only_where_the_law_lets_the_board_have_them(
    browser: Browser, served: Served, engine: Publisher
) -> None:
    link = arrange(served, "law", layouts=["pace"])
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        page.locator(".agent strong").first.wait_for()
        engine.shape = lambda now: a_board(now, named=False)
        page.locator(".pace .note").first.wait_for()
        expect(page.locator(".agent strong")).to_have_count(0)
        assert page.locator(".agent").count() > 0


@pytest.mark.usefixtures("engine")
def test_screens_follow_each_other_and_can_be_held(browser: Browser, served: Served) -> None:
    link = arrange(served, "turns", dwell=5, news="Venerdì si chiude alle 17")
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        page.get_by_text("Venerdì").wait_for()
        shown = page.locator("main h2").first
        expect(shown).to_have_text("Energia primavera")
        expect(shown).to_have_text("Rinnovi")
        page.get_by_role("button", name="Hold").click()
        page.get_by_role("button", name="Go on").wait_for()
        held = shown.inner_text()  # a slow machine may have come to the next
        page.keyboard.press("ArrowLeft")
        expect(shown).not_to_have_text(held)
        held = shown.inner_text()
        page.wait_for_timeout(5500)
        expect(shown).to_have_text(held)


def test_a_link_that_was_revoked_says_so(browser: Browser, served: Served) -> None:
    with opened(browser, served.url) as page:
        page.goto("/board#token=nobody-knows-this")
        page.get_by_text("This link no longer opens the board").wait_for()


@pytest.mark.usefixtures("engine")
def test_a_screen_by_a_link_arranges_nothing(browser: Browser, served: Served) -> None:
    link = arrange(served, "kiosk", layouts=["telephony"])
    with opened(browser, served.url) as page:
        page.goto(link)
        page.locator(".tile").first.wait_for()
        assert page.get_by_role("button", name=re.compile("Arrange")).count() == 0


@pytest.mark.usefixtures("engine")
def test_a_phone_scrolls_down_and_never_sideways(browser: Browser, served: Served) -> None:
    for layout, shown in LAYOUTS.items():
        link = arrange(served, f"phone-{layout}", layouts=[layout], language="it")
        with opened(browser, served.url, width=390) as page:
            page.goto(link)
            page.locator(shown).wait_for()
            take_picture(page, f"board-{layout}-phone")
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.usefixtures("engine")
def test_figures_stand_there_within_a_second(browser: Browser, served: Served) -> None:
    link = arrange(served, "quick", layouts=["goal"])
    with opened(browser, served.url, **TV) as page:
        page.goto(link)
        page.locator(LAYOUTS["goal"]).wait_for()
        quickest = inf
        for _ in range(5):  # a loaded machine is slow now and then
            page.reload()
            page.locator(LAYOUTS["goal"]).wait_for()
            quickest = min(quickest, page.wait_for_function(PAINTED_MS).json_value())
            if quickest < 3000:
                break
        assert quickest < 3000  # a second on an idle machine


@pytest.mark.usefixtures("engine")
def test_whoever_arranges_a_board_chooses_among_all_campaigns_and_sees_the_chosen_ones(
    browser: Browser, served: Served
) -> None:
    served.do(new_user(served, Role.MANAGER, name="arianna"))
    arrange(served, "chosen", layouts=["campaigns"], campaigns=[4])
    rows = ".campaigns tbody"
    with opened(browser, served.url, **TV) as page:
        enter(page, served.url, "arianna")
        page.goto("/board?name=chosen")
        expect(page.locator(rows)).to_have_count(1)
        page.get_by_role("button", name=re.compile("Arrange")).click()
        page.get_by_label("Energia primavera", exact=True).check()
        page.get_by_role("button", name="Save").click()
        expect(page.locator(rows)).to_have_count(2)
        page.get_by_role("button", name=re.compile("Arrange")).click()
        expect(page.get_by_label("Recall fibra", exact=True)).not_to_be_checked()


def heading(page: Page) -> Locator:
    return page.locator(".edge h1")


@pytest.mark.full
@pytest.mark.usefixtures("engine")
def test_a_board_is_arranged_on_its_page_and_every_screen_of_it_follows(browser: Browser, served: Served) -> None:
    served.do(new_user(served, Role.MANAGER, name="gaia"))
    with opened(browser, served.url, **TV) as page:
        enter(page, served.url, "gaia")
        page.goto("/board?name=floor")
        page.locator(LAYOUTS["goal"]).wait_for()
        page.get_by_role("button", name="Arrange…").click()
        panel = page.get_by_role("dialog", name="This board")
        # Telephony first, then the campaigns; no goal, no pace; two campaigns of three.
        for layout in ("Goal", "Pace"):
            panel.get_by_role("checkbox", name=layout, exact=True).uncheck()
        panel.get_by_role("button", name="Show Telephony earlier").click()
        panel.get_by_role("checkbox", name="Recall fibra").uncheck()
        panel.get_by_label("Seconds for each screen").fill("5")
        panel.get_by_label("News line").fill("Venerdì si chiude alle 17")
        panel.get_by_role("button", name="Save").click()
        expect(panel).to_have_count(0)
        expect(heading(page)).to_have_text("Telephony")
        expect(page.locator(".news")).to_have_text("Venerdì si chiude alle 17")
        expect(heading(page)).to_have_text("Campaigns")
        expect(page.locator(".campaigns .name")).to_have_text(["Energia primavera", "Rinnovi"])
        expect(heading(page)).to_have_text("Telephony")
        # Another screen of the same board, which came by a link.
        _, secret = served.do(served.parts.service.access.share_board(MACHINE, name="corridor", board="floor"))
        with opened(browser, served.url, **TV) as other:
            other.goto(f"/board?name=floor#token={secret}")
            expect(heading(other)).to_have_text("Telephony")
            expect(other.locator(".news")).to_have_text("Venerdì si chiude alle 17")


@pytest.mark.usefixtures("engine")
def test_goals_shift_colours_and_language_of_a_board_are_chosen_by_the_keyboard_alone(
    browser: Browser, served: Served
) -> None:
    served.do(new_user(served, Role.MANAGER, name="ivo"))
    arrange(served, "hall", layouts=["goal"], goals={})
    with opened(browser, served.url, **TV) as page:
        enter(page, served.url, "ivo")
        page.goto("/board?name=hall")
        page.locator(LAYOUTS["goal"]).wait_for()
        assert page.locator(".progress").count() == 0
        keys = Keys(page)
        keys.press(page.get_by_role("button", name="Arrange…"))
        panel = page.get_by_role("dialog", name="This board")
        panel.wait_for()
        keys.write(panel.get_by_label("Goal of Energia primavera in a shift"), "190")
        keys.reach(panel.get_by_label("Colours"))
        page.keyboard.type("light")
        keys.reach(panel.get_by_label("Language"))
        page.keyboard.type("italiano")
        keys.press(panel.get_by_role("button", name="Save"))
        expect(page.locator(".goal .of").first).to_have_text("/ 190")
        expect(heading(page)).to_have_text("Obiettivo")
        assert page.evaluate("document.documentElement.dataset.theme") == "light"
        # Given up: nothing is kept, and the focus is where it was.
        keys.press(page.get_by_role("button", name="Imposta…"))
        panel = page.get_by_role("dialog", name="Questo tabellone")
        keys.write(panel.get_by_label("Avviso in alto"), "niente")
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        expect(page.locator(".news")).to_have_count(0)
        expect(page.get_by_role("button", name="Imposta…")).to_be_focused()
