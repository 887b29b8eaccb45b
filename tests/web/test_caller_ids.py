"""Caller ids in the browser: a pool is made, filled by paste, capped, let rest and chosen, by keyboard too."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import Outcome, Role
from dialer.core.visibility import EVERYTHING
from dialer.telephony.caller_ids.model import NumberTest
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user
from tests.web.test_campaigns import campaign_made

pytestmark = [pytest.mark.browser]


@pytest.fixture
def admin(browser: Browser, served: Served) -> Any:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_user(served, Role.SUPERVISOR, name="sara"))
        served.do(campaign_made(served, "Spring"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


async def add_test_call(served: Served) -> None:
    """A test call that showed the first number of the pool."""
    store = served.parts.store
    [pool] = await store.caller_id_pools.list(sees=EVERYTHING)
    test = NumberTest(
        id=0,
        caller_id_id=pool.numbers[0].caller_id.id,
        placed_at=served.parts.clock() - 60.0,
        actor="anna",
        node="default",
        trunk="carrier",
        called="+39*******21",
        stage="number",
        outcome=Outcome.NO_ANSWER,
    )
    await store.number_tests.add(test)


def test_a_pool_is_made_and_filled_by_the_keyboard_alone(admin: Page) -> None:
    admin.goto("/caller-ids")
    expect(admin.get_by_text("There is no pool yet")).to_be_visible()
    admin.get_by_role("button", name="New pool").first.focus()
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    admin.keyboard.type("North")
    admin.keyboard.press("Enter")
    pool = admin.get_by_role("region", name="Pool North")
    expect(pool.get_by_text("The pool has no number yet")).to_be_visible()
    pool.get_by_role("button", name="Add numbers").first.focus()
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog")
    expect(dialog.get_by_role("textbox", name="Numbers")).to_be_focused()
    admin.keyboard.type("+390212345678\n+39 02 1234 5679, nobody")
    admin.keyboard.press("Tab")
    admin.keyboard.type("+3902")
    admin.keyboard.press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("2 numbers added.")
    expect(dialog.get_by_role("status")).to_contain_text("nobody: it is no phone number")
    expect(dialog.get_by_role("textbox", name="Numbers")).to_have_value("nobody")
    assert wrong_for_some(admin) == []
    take_picture(admin, "caller-ids-added")
    admin.keyboard.press("Escape")
    rows = pool.get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("+3902")
    expect(rows.nth(1)).to_contain_text("is shown")
    assert wrong_for_some(admin) == []
    take_picture(admin, "caller-ids")


@pytest.mark.full
def test_a_number_is_capped_let_rest_and_its_test_calls_are_kept(admin: Page, served: Served) -> None:
    served.do(add_test_call(served))
    admin.goto("/caller-ids")
    admin.get_by_role("region", name="Pool North").get_by_role("button", name="+390212345678").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_role("region", name="Use").get_by_label("Calls an hour").fill("60")
    dialog.get_by_role("region", name="Use").get_by_role("button", name="Save").click()
    row = admin.get_by_role("region", name="Pool North").get_by_role("row").filter(has_text="+390212345678")
    expect(row).to_contain_text("0 / 60")
    dialog.get_by_role("button", name="Rest for three days").click()
    expect(dialog.get_by_role("region", name="Rest")).to_contain_text("It rests until")
    tests = dialog.get_by_role("region", name="Test calls")
    expect(tests).to_contain_text("rang, nobody answered")
    tests.get_by_label("Note on the test call").fill("Vodafone")
    tests.get_by_label("How the number showed in the test call").select_option("marked")
    expect(tests).to_contain_text("marked as spam or suspected fraud")
    expect(tests).to_contain_text("Vodafone")
    assert wrong_for_some(admin) == []
    take_picture(admin, "caller-id")
    dialog.get_by_label("It is declared in the register of operators (Italy: ROC)").check()
    dialog.get_by_role("button", name="Save what is known of it").click()
    admin.keyboard.press("Escape")
    everyone = admin.get_by_role("region", name="All caller ids")
    expect(everyone.get_by_role("row").filter(has_text="+390212345678")).to_contain_text("ROC")
    expect(row).to_contain_text("rests until")


@pytest.mark.full
def test_a_campaign_chooses_its_pool(admin: Page, served: Served) -> None:
    [campaign] = served.do(served.parts.store.campaigns.list(sees=EVERYTHING))
    admin.goto(f"/campaigns/{campaign.id}?tab=telephony")
    choice = admin.get_by_label("Pool of caller ids")
    choice.select_option(label="North (2 numbers switched on)")
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("button", name="Save")).to_have_count(0)
    admin.get_by_role("link", name="Pools and caller ids").click()
    expect(admin.get_by_role("table", name="Pools of caller ids")).to_contain_text("Spring")


@pytest.mark.usefixtures("admin")
def test_a_supervisor_sees_numbers_and_changes_nothing(browser: Browser, served: Served) -> None:
    with opened(browser, served.url) as page:
        enter(page, served.url, "sara")
        page.goto("/caller-ids")
        page.get_by_role("region", name="Pool North").get_by_role("button", name="+390212345679").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Declared in no register.")
        expect(dialog.get_by_role("button", name="Save")).to_have_count(0)
        expect(page.get_by_role("button", name="New pool")).to_have_count(0)
        assert wrong_for_some(page) == []


def test_a_caller_id_is_added_without_a_pool_and_deleted_once_no_campaign_shows_it(admin: Page, served: Served) -> None:
    admin.goto("/caller-ids")
    part = admin.get_by_role("region", name="All caller ids")
    part.get_by_role("button", name="New caller id").first.click()
    dialog = admin.get_by_role("dialog", name="New caller id")
    dialog.get_by_label("Number").fill("02 9999 0001")
    dialog.get_by_role("button", name="Add the number").click()
    expect(dialog).to_contain_text("Begin with + and the country.")
    dialog.get_by_label("Number").fill("+39 02 9999 0001")
    assert wrong_for_some(admin) == []
    dialog.get_by_role("button", name="Add the number").click()
    opened_number = admin.get_by_role("dialog", name="Number +390299990001")
    opened_number.get_by_role("button", name="Delete this caller id").wait_for()
    assert wrong_for_some(admin) == []
    take_picture(admin, "caller-id-deletable")
    opened_number.get_by_role("button", name="Delete this caller id").click()
    admin.get_by_role("button", name="Delete it").click()
    expect(part.get_by_role("row", name="+390299990001")).to_have_count(0)
    numbers = [one.number for one in served.do(served.parts.store.caller_ids.list(sees=EVERYTHING))]
    assert "+390299990001" not in numbers
