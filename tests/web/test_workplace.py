"""The agent's workplace in a browser, by keyboard alone, with an engine and an Asterisk that does as told."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.pages import BUILT
from dialer.campaigns.scripts.model import ScriptRole
from dialer.core import clock
from dialer.messaging.bus import Topic
from tests.support.pages import dialog_of, opened, take_picture, wrong_for_some
from tests.support.people import PASSWORD
from tests.support.rings import first_in_gate
from tests.support.workplace import Floor, a_floor, moment

pytestmark = [pytest.mark.browser]

DESK = {"width": 1366, "height": 768}
CALLS = 5
MOST_LOADED = {".js": 250_000, ".css": 45_000}  # bytes, compressed, until the first talk
DIGIT_AT_THE_END = """
() => new Promise((pressed) => {
  const look = () => {
    const at = document.activeElement;
    if (!document.querySelector('[data-moment=wrap_up]') || !at?.hasAttribute('data-item'))
      return requestAnimationFrame(look);
    at.dispatchEvent(new KeyboardEvent('keydown', { key: '1', bubbles: true }));
    pressed(at.textContent);
  };
  look();
})
"""
LONG_ENOUGH = "since => performance.now() - since > 800"
NAMES_PAINTED = """
wanted => new Set(performance.getEntriesByName('name-painted').map((one) => one.detail.lead_id)).size === wanted
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor"), agents=("anna", "bruno", "carla", "dino", "elsa")) as floor:
        yield floor


@pytest.fixture
def floor(house: Floor) -> Iterator[Floor]:
    yield house
    house.close()


def begin_work(page: Page) -> None:
    """Log in to the only campaign at the phone on the desk, and wait until calls may come."""
    page.get_by_role("button", name=re.compile("Begin work|Inizia a lavorare")).wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-moment=no_phone], [data-moment=ready], [data-moment=ringing]").wait_for()


def test_an_agent_signs_in_and_lands_at_the_workplace(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        page.goto("/")
        page.get_by_label("Name or e-mail address").fill("anna")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Begin work").wait_for()
        expect(page).to_have_url(f"{floor.served.url}/work")
        expect(page).to_have_title("Not at work – Pronto")
        take_picture(page, "work-log-in")
        assert wrong_for_some(page) == []


def test_a_call_is_taken_disposed_by_a_digit_and_the_agent_is_ready_again(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "anna")
        begin_work(page)
        moment(page, "ready")
        take_picture(page, "work-ready")
        assert wrong_for_some(page) == []
        call = floor.answer()
        moment(page, "talking")
        name = page.locator("[data-name]").inner_text()
        expect(page).to_have_title(f"Talking: {name} – Pronto")
        page.wait_for_function(NAMES_PAINTED, arg=1)
        painted = page.evaluate("performance.getEntriesByName('name-painted').map((one) => one.detail)")
        assert {one["attempt_id"] for one in painted} == {call}
        page.get_by_role("heading", name="What I heard").wait_for()
        take_picture(page, "work-talking")
        assert wrong_for_some(page) == []
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        take_picture(page, "work-wrap-up")
        assert wrong_for_some(page) == []
        labels = page.locator("[role=group] button[data-item]").all_inner_texts()
        place = next(place for place, label in enumerate(labels, start=1) if "Not interested" in label)
        page.keyboard.press(str(place))
        expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)
        assert floor.attempt(call).disposition == "not_interested"
        moment(page, "ready")


@pytest.mark.parametrize("mode", first_in_gate(["preview", "guaranteed"]))
def test_where_an_agent_is_reserved_the_name_is_painted_before_the_answer(
    browser: Browser, tmp_path: Path, mode: str
) -> None:
    with (
        a_floor(tmp_path, agents=("anna",), leads=CALLS, mode=mode) as floor,
        opened(browser, floor.served.url, **DESK) as page,
    ):
        floor.go_to_work(page, "anna")
        floor.begin_work(page)
        for number in range(1, CALLS + 1):
            if mode == "preview":
                expect(page.get_by_role("button", name="Call now")).to_be_focused()
                page.keyboard.press("Enter")
            moment(page, "ringing")
            page.wait_for_function(NAMES_PAINTED, arg=number)  # nobody answers before
            floor.answer()
            moment(page, "talking")
            page.keyboard.press("F4")
            moment(page, "wrap_up")
            page.keyboard.press("3")
            expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)


def test_the_board_is_told_whether_a_name_came_before_the_voice(browser: Browser, floor: Floor) -> None:
    def told() -> tuple[float, float] | None:
        board = floor.do(floor.served.parts.bus.latest(Topic.BOARD)) or {}
        [names] = [one["name_before_voice"] for one in board["campaigns"]]
        return names and (names["calls"], names["share"])

    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "anna")
        begin_work(page)
        moment(page, "ready")
        floor.answer()
        moment(page, "talking")
        page.wait_for_function(NAMES_PAINTED, arg=1)
        page.evaluate("performance.mark('voice-heard')")  # as a phone in the page does
        floor.settles(told, (1, 1.0))
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press("3")
        moment(page, "ready")


def test_an_agent_with_a_desk_phone_loads_little_and_no_phone_software(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        loaded: list[str] = []
        page.on("request", lambda one: loaded.append(one.url.rsplit("/", 1)[-1]))
        floor.go_to_work(page, "anna")
        begin_work(page)
        moment(page, "ready")
        floor.answer()
        moment(page, "talking")
        assert [one for one in loaded if one.startswith("sip-")] == []
        for kind, most in MOST_LOADED.items():
            sizes = {one: (BUILT / "assets" / f"{one}.gz").stat().st_size for one in loaded if one.endswith(kind)}
            assert 0 < sum(sizes.values()) <= most, sizes


def test_a_pause_is_chosen_by_a_digit_and_ended_by_enter(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "bruno")
        begin_work(page)
        moment(page, "ready")
        page.keyboard.press("Shift+F2")
        page.get_by_role("dialog", name="Pause").wait_for()
        take_picture(page, "work-pause-choice")
        assert wrong_for_some(page) == []
        page.keyboard.press("2")
        moment(page, "paused")
        page.get_by_role("heading", name="Lunch").wait_for()
        take_picture(page, "work-paused")
        assert wrong_for_some(page) == []
        page.keyboard.press("Enter")
        moment(page, "ready")
        page.keyboard.press("Shift+F2")
        dialog_of(page, "Pause")
        page.keyboard.press("1")
        moment(page, "paused")


def test_a_call_back_is_promised_by_digits_and_kept_in_the_list(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "carla")
        begin_work(page)
        moment(page, "ready")
        floor.answer()
        moment(page, "talking")
        name = page.locator("[data-name]").inner_text()
        note = page.locator("[data-region=foot] textarea")
        while not note.evaluate("one => one === document.activeElement"):
            page.keyboard.press("F6")
        page.keyboard.type("after ten, with 4111 1111 1111 1111")
        page.get_by_text("This looks like the number of a card").wait_for()
        take_picture(page, "work-card")
        for _ in range(26):
            page.keyboard.press("Backspace")
        page.keyboard.press("Tab")
        page.keyboard.press("2")
        page.get_by_role("group", name="“Call back”: when?").wait_for()
        take_picture(page, "work-call-back")
        assert wrong_for_some(page) == []
        page.keyboard.press("1")
        page.locator("button[aria-pressed=true]").filter(has_text="Call back").wait_for()
        page.keyboard.press("F4")
        moment(page, "ready")  # disposed during the talk: no wrap-up
        row = page.get_by_role("region", name="To do").get_by_role("listitem")
        expect(row).to_contain_text(name)
        expect(row).to_contain_text("after ten")


def test_a_digit_meant_for_the_script_is_no_disposition_when_the_person_hangs_up(
    browser: Browser, floor: Floor
) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "dino")
        begin_work(page)
        moment(page, "ready")
        call = floor.answer()
        moment(page, "talking")
        page.evaluate(f"void (window.pressed = ({DIGIT_AT_THE_END})())")
        floor.hang_up(call)
        moment(page, "wrap_up")
        assert "Sale" in page.evaluate("window.pressed")
        page.get_by_text("The customer hung up.").wait_for()
        expect(page.locator("[data-item][aria-pressed=true]")).to_have_count(0)
        assert floor.attempt(call).disposition is None
        page.wait_for_function(LONG_ENOUGH, arg=page.evaluate("performance.now()"))
        page.keyboard.press("3")
        expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)
        assert floor.attempt(call).disposition is not None


def test_on_hold_no_digit_becomes_a_disposition(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "elsa")
        begin_work(page)
        moment(page, "ready")
        call = floor.answer()
        moment(page, "talking")
        page.locator("[data-region=foot] [data-item]").first.focus()
        held = {**floor.screen("elsa"), "hold": {"since": clock.now()}}
        floor.served.parts.bus.publish("screen", held)
        moment(page, "hold")
        expect(page.locator("[data-item]:focus")).to_have_count(0)
        for digit in "123456":
            page.keyboard.press(digit)
        expect(page.locator("[data-item]:focus")).to_have_count(0)
        assert floor.attempt(call).disposition is None


def test_never_again_is_undone_by_one_key_also_while_the_next_call_is_on(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "bruno")
        begin_work(page)
        moment(page, "ready")
        call = floor.answer()
        moment(page, "talking")
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press("Shift+F4")
        page.get_by_role("button", name="Undo", exact=True).wait_for()
        take_picture(page, "work-undo")
        assert wrong_for_some(page) == []
        next_call = floor.answer()
        moment(page, "talking")
        page.keyboard.press("F10")
        page.get_by_role("button", name="Choose it").wait_for()
        assert floor.attempt(call).disposition is None
        assert floor.is_up(next_call)
        expect(page.locator("[data-moment=talking]")).to_have_count(1)
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press("3")
        moment(page, "ready")
        page.get_by_role("button", name="Undo", exact=True).wait_for()
        page.keyboard.press("F10")
        moment(page, "wrap_up")
        assert floor.attempt(next_call).disposition is None


def test_before_the_call_the_page_shows_history_script_promises_and_why(browser: Browser, tmp_path: Path) -> None:
    with (
        a_floor(tmp_path, agents=("anna",), leads=1, mode="preview") as floor,
        opened(browser, floor.served.url, **DESK) as page,
    ):
        floor.use_script(floor.campaign, ScriptRole.SALES_SCRIPT, "fibre")
        floor.go_to_work(page, "anna")
        floor.begin_work(page)
        moment(page, "preview")
        page.keyboard.press("Enter")
        moment(page, "ringing")
        floor.answer()
        moment(page, "talking")
        expect(page.get_by_role("region", name="History").get_by_role("listitem")).to_have_count(0)
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press("2")
        page.get_by_role("group", name="“Call back”: when?").wait_for()
        page.keyboard.press("1")
        expect(page.locator("[data-moment=wrap_up]")).to_have_count(0)
        [owed] = page.request.get("/api/v1/promises").json()["items"]
        floor.later_s = datetime.fromisoformat(owed["due_at"]).timestamp() - clock.now() - 5.0
        floor.goes_on()
        moment(page, "call_back")
        reason = page.get_by_text("Called because: list")
        expect(reason).to_contain_text("consent")
        expect(reason).not_to_contain_text(re.compile(r"\dT\d"))
        expect(page.get_by_role("region", name="History").get_by_role("listitem")).to_contain_text(["Call back"])
        page.locator("[data-script]").wait_for()
        take_picture(page, "work-preview")
        assert wrong_for_some(page) == []
