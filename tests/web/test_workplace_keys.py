"""The workplace by keyboard: where the focus goes, which digits act, and what a few keys do."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dialer.campaigns.model import Required, draft_of
from dialer.campaigns.scripts.model import ScriptRole
from dialer.core import clock
from dialer.core.enums import LegKind
from dialer.core.visibility import EVERYTHING
from tests.support.pages import dialog_of, opened, take_picture, wrong_for_some
from tests.support.workplace import ACTOR, Floor, a_floor, begin_work, moment
from tests.web.test_workplace import DESK
from tests.web.test_workplace_day import command

pytestmark = [pytest.mark.browser]

NOTE = "[data-region=foot] textarea"
SECONDS_TO_LOCK = 300


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor"), agents=("anna", "bruno", "carla")) as floor:
        yield floor


@pytest.fixture
def floor(house: Floor) -> Iterator[Floor]:
    yield house
    house.close()


def in_talk(page: Page, floor: Floor, name: str, campaign: str = "") -> str:
    floor.go_to_work(page, name)
    begin_work(page, campaign or floor.campaign.name)
    moment(page, "ready")
    call = floor.answer()
    moment(page, "talking")
    return call


def place_of(page: Page, label: str) -> str:
    """The digit of a disposition."""
    labels = page.get_by_role("group", name="Disposition").locator("[data-item]").all_text_contents()
    return str(next(place for place, one in enumerate(labels, start=1) if label in one))


def test_the_digit_after_a_hang_up_in_the_note_is_the_disposition(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_talk(page, floor, "anna")
        digit = place_of(page, "Not interested")
        page.locator(NOTE).focus()
        page.keyboard.type("no time")
        page.keyboard.press("F4")
        page.keyboard.press(digit)
        moment(page, "ready")
        given = floor.attempt(call)
        assert (given.disposition, given.note) == ("not_interested", "no time")


def test_a_missing_mood_is_asked_for_by_digits(browser: Browser, floor: Floor) -> None:
    needy = [
        replace(one, requires=(Required.MOOD,)) if one.code == "not_interested" else one
        for one in draft_of(floor.campaign).dispositions
    ]
    campaign = floor.campaign_with(["+442079461235"], name="moods", mode="progressive", dispositions=tuple(needy))
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_talk(page, floor, "anna", campaign.name)
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press(place_of(page, "Not interested"))
        moods = page.get_by_role("group", name="Mood").last
        expect(moods.locator("[data-item]").first).to_be_focused()
        take_picture(page, "work-mood")
        assert wrong_for_some(page) == []
        page.keyboard.press("2")
        moment(page, "ready")
        store = floor.served.parts.store
        noted = floor.do(store.interactions.of_attempt(call, agent_id=floor.agents["anna"], now=clock.now()))
        assert (noted.mood, floor.attempt(call).disposition) == (-1, "not_interested")


def test_a_callback_for_anyone_at_a_time_in_words_takes_a_dozen_keys(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_talk(page, floor, "anna")
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        page.keyboard.press(place_of(page, "Call back"))
        when = page.get_by_role("group", name="“Call back”: when?")
        expect(when.locator("[data-item]").first).to_be_focused()
        keys = ["0", *"tomorrow 15", "Enter"]
        for key in keys[:-1]:
            page.keyboard.press("Space" if key == " " else key)
        expect(when.get_by_role("button", name="Anyone calls back")).to_be_visible()
        expect(page.get_by_label("Another time")).to_have_value("tomorrow 15")
        take_picture(page, "work-call-back-written")
        assert wrong_for_some(page) == []
        tomorrow = page.evaluate("new Date(new Date().setHours(39, 0, 0, 0)).getTime() / 1000")
        page.keyboard.press(keys[-1])
        moment(page, "ready")
        lead_id = floor.attempt(call).lead_id
        [owed] = floor.do(floor.served.parts.store.callbacks.list(lead_id=lead_id, sees=EVERYTHING))
        assert (owed.callback.agent_id, owed.callback.due_at) == (None, tomorrow)
        assert len(keys) == 13


def test_the_focus_comes_back_from_every_dialog(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_talk(page, floor, "bruno")
        note = page.locator(NOTE)
        note.focus()
        page.keyboard.press("F2")
        dialog_of(page, "Find a command")
        closed(page, note)
        for words, title in (("keys", "Keys"), ("pause", "Pause after this call"), ("my day", "My day")):
            command(page, words)
            dialog_of(page, title)
            closed(page, note)
        menu = page.locator("header").get_by_role("button", name="Bruno")
        menu.focus()
        page.keyboard.press("Enter")
        page.get_by_role("menuitem", name="Keys").press("Enter")
        dialog_of(page, "Keys")
        closed(page, menu)
        floor.hang_up(call)


def closed(page: Page, found: Locator) -> None:
    """The dialog is gone, and the focus is where it was."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(found).to_be_focused()


def test_digits_are_shown_only_where_they_act_and_the_end_of_the_script_suggests_the_disposition(
    browser: Browser, floor: Floor
) -> None:
    campaign = floor.campaign_with(["+442079461236", "+442079461237"], name="script", mode="progressive")
    floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre")
    with opened(browser, floor.served.url, **DESK) as page:
        call = in_talk(page, floor, "carla", campaign.name)
        answers, given = page.locator("[data-script] .option kbd, [data-script] kbd"), page.locator("[data-item] kbd")
        expect(page.locator("[data-script] fieldset").first).to_be_focused()
        expect(answers.first).to_be_visible()
        expect(given.first).not_to_be_visible()
        page.keyboard.press("2")  # not now
        page.keyboard.press("PageDown")
        page.get_by_text("Quando le fa comodo?").wait_for()
        take_picture(page, "work-suggested")
        assert wrong_for_some(page) == []
        page.keyboard.press("F4")
        moment(page, "wrap_up")
        suggested = page.locator("[data-item]:focus")
        expect(suggested).to_contain_text("Call back")
        expect(suggested).to_contain_text("as the script ends")
        expect(given.first).to_be_visible()
        expect(answers.first).not_to_be_visible()
        page.keyboard.press(place_of(page, "Not interested"))
        moment(page, "ready")
        floor.hang_up(call)


def test_sound_is_set_by_a_key_while_one_works_also_in_a_call(browser: Browser, floor: Floor) -> None:
    anna = floor.agents["anna"]
    commands = floor.served.parts.service.agent_commands
    with opened(browser, floor.served.url, permissions=["microphone"], **DESK) as page:
        floor.go_to_work(page, "anna")
        floor.do(commands.log_in(anna, floor.campaign.id, ready=False, leg_kind=LegKind.BROWSER, actor=ACTOR))
        try:
            page.reload()
            page.locator("[data-moment]:not([data-moment=logged_out])").wait_for()
            talking = {"agent_id": anna, "state": "talking", "since": clock.now(), "campaign_id": floor.campaign.id}
            floor.served.parts.bus.publish("screen", talking)
            moment(page, "talking")
            page.keyboard.press("Shift+F7")
            audio = dialog_of(page, "Audio")
            expect(audio.get_by_label("Your voice")).to_be_visible()
            take_picture(page, "work-audio")
            assert wrong_for_some(page) == []
            volume = audio.get_by_role("slider")
            before = float(volume.get_attribute("aria-valuenow") or 0)
            volume.press("ArrowLeft")
            expect(volume).not_to_have_attribute("aria-valuenow", f"{before:g}")
            page.keyboard.press("Escape")
            moment(page, "talking")
        finally:
            floor.do(floor.served.parts.service.agents.take_seat(anna, "PJSIP/1001", LegKind.STANDING, ACTOR))


def test_an_idle_agent_is_asked_before_the_screen_locks_and_the_pause_begins(browser: Browser, floor: Floor) -> None:
    campaign = floor.campaign_with([], name="nobody")
    with opened(browser, floor.served.url, **DESK) as page:
        page.clock.install()
        floor.go_to_work(page, "anna")
        begin_work(page, campaign.name)
        moment(page, "ready")
        asked = page.get_by_role("alert").filter(has_text="Are you still there?")
        page.clock.fast_forward((SECONDS_TO_LOCK - 20) * 1000)
        asked.wait_for()
        take_picture(page, "work-idle")
        assert wrong_for_some(page) == []
        page.keyboard.press("Shift")
        asked.wait_for(state="detached")
        moment(page, "ready")
        page.clock.fast_forward((SECONDS_TO_LOCK + 1) * 1000)
        page.get_by_role("dialog", name="The screen is locked").wait_for()
        floor.settles(lambda: floor.screen("anna").get("reason"), "screen_locked")


def test_a_second_window_is_read_only_says_so_and_takes_over(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        in_talk(page, floor, "bruno")
        other = page.context.new_page()
        other.goto(f"{floor.served.url}/work")
        words = "You work in another window. This one is read-only."
        other.get_by_text(words).wait_for()
        take_picture(other, "work-second-window")
        assert wrong_for_some(other) == []
        moment(other, "talking")
        other.keyboard.press("F4")
        other.keyboard.press("F2")
        expect(other.get_by_role("dialog")).to_have_count(0)
        moment(other, "talking")
        other.get_by_role("button", name="Work here instead").press("Enter")
        page.get_by_text(words).wait_for()
        expect(other.get_by_text(words)).to_have_count(0)
        other.keyboard.press("F4")
        moment(other, "wrap_up")
        other.close()


def test_an_agent_who_is_moved_to_a_newer_campaign_gets_its_dispositions_without_a_reload(
    browser: Browser, floor: Floor
) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "carla")
        begin_work(page, floor.campaign.name)
        moment(page, "ready")
        only = draft_of(floor.campaign).dispositions[0]
        newer = (*draft_of(floor.campaign).dispositions, replace(only, code="newer", label="Newer than the page"))
        campaign = floor.campaign_with(["+442079461238"], name="newer", mode="progressive", dispositions=newer)
        floor.use_script(campaign, ScriptRole.SALES_SCRIPT, "fibre")
        floor.do(
            floor.served.parts.service.agent_commands.log_in(
                floor.agents["carla"], campaign.id, ready=True, actor=ACTOR
            )
        )
        page.get_by_text("newer", exact=True).wait_for()
        call = floor.answer()
        while floor.attempt(call).campaign_id != campaign.id:
            floor.hang_up(call)
            call = floor.answer()
        moment(page, "talking")
        page.get_by_role("group", name="Disposition").get_by_role("button", name="Newer than the page").wait_for()
        page.locator("[data-script]").wait_for()


def test_a_pause_has_its_length_in_minutes(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url, **DESK) as page:
        floor.go_to_work(page, "anna")
        begin_work(page, floor.campaign.name)
        moment(page, "ready")
        page.keyboard.press("Shift+F2")
        pause = dialog_of(page, "Pause")
        expect(pause.get_by_text("up to 15 mins").first).to_be_visible()
        page.keyboard.press("2")
        moment(page, "paused")
        page.get_by_label("Minutes until ready again").fill("37")
        page.keyboard.press("Enter")
        floor.settles(lambda: "returns_at" in floor.screen("anna"), True)
        left_s = floor.screen("anna")["returns_at"] - clock.now()
        assert 36 * 60 < left_s <= 37 * 60
