"""The supervisor's page in the browser: agents by state, orders with a reason, team messages, hands, boards."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import LegKind, Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user
from tests.support.wallboards import Publisher, a_board
from tests.support.workplace import Floor, a_floor, begin_work

pytestmark = [pytest.mark.browser]


async def _agent(served: Served, name: str) -> int:
    known = {one.name: one.id for one in await served.parts.store.agents.list(sees=EVERYTHING)}
    if name in known:
        return known[name]
    agent = await served.parts.service.agents.create(
        name=name,
        phone=f"PJSIP/{3000 + len(known)}",
        display_name=name.title(),
        leg_kind=LegKind.STANDING,
        language="it",
        actor="test",
    )
    return agent.id


@pytest.fixture(scope="module")
def house(served: Served) -> Served:
    served.do(new_user(served, Role.SUPERVISOR, name="carla"))
    served.do(new_user(served, Role.MANAGER, name="marta"))
    served.do(_agent(served, "giulia"))
    return served


@pytest.fixture
def engine(house: Served) -> Iterator[Publisher]:
    publisher = Publisher(house)
    publisher.start()
    yield publisher
    publisher.stop()


@pytest.fixture
def page(browser: Browser, house: Served, engine: Publisher) -> Iterator[Page]:
    with opened(browser, house.url) as page:
        enter(page, house.url, "carla")
        page.goto("/supervision")
        page.locator("[data-agent-row]").first.wait_for()
        yield page


def test_agents_are_shown_by_state_with_what_the_law_leaves_and_what_is_wrong(page: Page) -> None:
    strip = page.get_by_role("list", name="Campaigns")
    card = strip.get_by_role("listitem").filter(has_text="Energia primavera")
    expect(card).to_contain_text("People waiting")
    expect(card).to_contain_text("2.12 % abandoned")
    expect(card).to_contain_text("limit 3.0 %")
    expect(card).to_contain_text("Runs dry")
    expect(card).to_contain_text("Dials from Clienti 2025")
    expect(card).to_contain_text(re.compile(r"Worst today: 2\.78\s%"))
    alerts = page.get_by_role("region", name="Alerts")
    expect(alerts.locator("[data-alert=trunk_refuses]")).to_contain_text("Trunk spare refuses calls: SIP 503.")
    expect(alerts.locator("[data-alert=blocked]")).to_contain_text("Recall fibra cannot dial")
    expect(page.get_by_role("columnheader", name="Talks today")).to_be_visible()
    expect(page.get_by_role("cell", name="0", exact=True).first).to_be_visible()  # of whom the database knows
    assert wrong_for_some(page) == []
    take_picture(page, "supervision")


def test_the_list_is_walked_and_filtered_by_keyboard(page: Page) -> None:
    page.locator("main h1").click()
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == first
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What the agent reads")).to_be_focused()
    assert wrong_for_some(page) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    page.keyboard.press("/")
    page.keyboard.type("marco")
    expect(page.locator("[data-agent-row]").first).to_have_text("Marco R.")
    expect(page.locator("[data-agent-row]").filter(has_not_text="Marco R.")).to_have_count(0)
    page.get_by_label("State").select_option("paused")
    expect(page.get_by_role("button", name="Clear the filters")).to_be_visible()
    expect(page).to_have_url(re.compile("state=paused"))


@pytest.mark.full
def test_where_the_law_hides_agents_nobody_is_named_and_an_order_is_still_given(
    browser: Browser, house: Served, engine: Publisher
) -> None:
    engine.shape = lambda now: a_board(now, named=False)
    with opened(browser, house.url) as page:
        enter(page, house.url, "carla")
        page.goto("/supervision")
        page.get_by_text("not named").first.wait_for()
        expect(page.get_by_text(re.compile("^Energia primavera: "))).to_be_visible()
        expect(page.locator("[data-agent-row]")).to_have_count(0)
        take_picture(page, "supervision-unnamed")
        assert wrong_for_some(page) == []
        page.get_by_role("button", name="Act for an agent…").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="Agent").fill("giu")
        page.get_by_role("option", name="Giulia").click()
        dialog.get_by_label("What the agent reads").fill("Come to the office")
        dialog.get_by_role("button", name="Log the agent out").click()
        expect(dialog.get_by_role("alert")).to_contain_text("giulia")
        dialog.get_by_role("button", name="Send as a team message").click()
        expect(dialog.get_by_role("status")).to_contain_text("It stands on the agent's page")


def test_a_team_message_is_written_and_found_unread(page: Page) -> None:
    page.get_by_role("tab", name="Team messages").click()
    form = page.get_by_role("form", name="New team message")
    form.get_by_label("To").select_option(label="Giulia")
    form.get_by_label("What they read").fill("Prices have changed")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("status")).to_have_text("Sent to 1 agent")
    row = page.get_by_role("row").filter(has_text="Prices have changed")
    expect(row).to_contain_text("not yet")
    assert wrong_for_some(page) == []
    take_picture(page, "supervision-team-messages")


@pytest.mark.full
def test_reasons_to_pause_are_for_managers_alone(
    browser: Browser, house: Served, engine: Publisher, page: Page
) -> None:
    assert page.get_by_role("tab", name="Reasons to pause").count() == 0
    with opened(browser, house.url) as managers:
        enter(managers, house.url, "marta")
        managers.goto("/supervision?tab=reasons")
        managers.get_by_role("button", name="Add a reason").click()
        last = managers.locator("fieldset").last
        last.get_by_label("What it is called (English)").fill("Fire drill")
        last.get_by_label("What it is called (italiano)").fill("Prova di evacuazione")
        last.get_by_label("Code").fill("fire_drill")
        managers.get_by_role("button", name="Save").click()
        expect(managers.get_by_role("status").filter(has_text="Saved")).to_be_visible()
        assert wrong_for_some(managers) == []
        take_picture(managers, "supervision-reasons")
    reasons = house.do(house.parts.store.pauses.reasons(None))
    assert "fire_drill" in [one.code for one in reasons]


def test_a_board_is_made_previewed_shared_and_its_link_revoked(browser: Browser, house: Served, page: Page) -> None:
    page.goto("/boards")
    page.get_by_role("button", name="New board").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("floor")
    dialog.get_by_label("Pace").uncheck()
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="floor")
    expect(row).to_contain_text("Goal, Campaigns, Telephony")
    row.get_by_role("button", name="Preview").click()
    page.frame_locator("iframe").locator(".board").wait_for()
    take_picture(page, "boards-preview")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    row.get_by_role("button", name="Share…").click()
    share = page.get_by_role("dialog")
    share.get_by_label("Which screen").fill("Window")
    share.get_by_role("button", name="Make the link").click()
    link = share.get_by_label("Link").input_value()
    assert "/board?name=floor#token=" in link
    share.get_by_role("button", name="Done").click()
    with opened(browser, house.url) as screen:
        screen.goto(link)
        screen.locator(".board").wait_for()
    shared = page.get_by_role("row").filter(has_text="Window")
    expect(shared).to_contain_text("opens the board")
    shared.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(shared).to_contain_text("revoked")
    assert wrong_for_some(page) == []
    take_picture(page, "boards")


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    with a_floor(tmp_path_factory.mktemp("floor"), agents=("anna",)) as floor:
        floor.do(new_user(floor.served, Role.SUPERVISOR, name="carla"))
        yield floor


def _ask(boss: Page, floor: Floor, what: str, text: str) -> Any:
    answer = boss.request.post(
        f"/api/v1/agents/{floor.agents['anna']}/{what}", data={"text": text}, headers={"origin": floor.served.url}
    )
    assert answer.ok, answer.text()
    return answer.json()


def test_a_forced_pause_comes_after_the_talk_and_the_agent_reads_who_and_why(browser: Browser, floor: Floor) -> None:
    with opened(browser, floor.served.url) as page, opened(browser, floor.served.url) as boss:
        enter(boss, floor.served.url, "carla")
        boss.goto("/supervision")
        floor.go_to_work(page, "anna")
        begin_work(page)
        call = floor.answer()
        page.locator("[data-moment=talking]").wait_for()
        _ask(boss, floor, "force-pause", "The list is wrong")
        team_message = page.locator("[data-team-message=pause]")
        expect(team_message).to_contain_text("carla has paused you: The list is wrong")
        assert page.locator("[data-moment=talking]").count() == 1
        assert call in floor.asterisk.channels
        take_picture(page, "work-forced-pause")
        assert wrong_for_some(page) == []
        team_message.get_by_role("button", name="I have read it").click()
        team_message.wait_for(state="detached")
        boss.get_by_role("tab", name="Team messages").click()
        expect(boss.get_by_role("row").filter(has_text="The list is wrong")).to_contain_text(re.compile("at \\d"))
        floor.hang_up(call)
        page.locator("[data-moment=wrap_up]").wait_for()
    floor.close()
