"""The audit in the browser: filtered, verified, saved."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, text

from dialer.core.enums import Role
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.audit.list(action="test.act", limit=1)):
        served.do(new_user(served, Role.AUDITOR, name="ugo"))
        for number in range(120):
            served.do(
                served.parts.store.audit.add(
                    actor="user:ugo",
                    action="test.act",
                    subject=f"campaign:{number % 3 + 1}",
                    facts={"number": number},
                    now=served.parts.clock(),
                )
            )
    with opened(browser, served.url) as page:
        enter(page, served.url, "ugo")
        page.goto("/audit")
        page.get_by_role("row").nth(1).wait_for()
        yield page


def test_lines_are_filtered_and_paged(page: Page) -> None:
    expect(page.get_by_role("button", name="Next")).to_be_enabled()
    page.get_by_label("About").fill("campaign:2")
    page.get_by_label("Action").fill("test.act")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(40)
    expect(page).to_have_url(re.compile("subject=campaign"))
    assert wrong_for_some(page) == []
    take_picture(page, "audit")
    page.get_by_label("Action").fill("nothing.such")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_the_chain_is_verified_and_saved(page: Page, served: Served) -> None:
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.get_by_role("status").filter(has_text="Whole: ")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save all of it").click()
    assert download.value.suggested_filename == "audit.jsonl"


def test_a_line_that_was_changed_is_named(page: Page, served: Served) -> None:
    [line] = served.do(served.parts.store.audit.list(action="test.act", limit=1))

    def forge(connection: Connection) -> None:
        triggers = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
        )
        for name in list(triggers.scalars()):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE audit SET actor = 'nobody' WHERE id = :id"), {"id": line.id})

    served.do(served.parts.store.audit._database.write(forge))
    page.get_by_role("button", name="Verify the chain").click()
    expect(page.get_by_role("status").filter(has_text=f"Broken at line {line.id}")).to_be_visible()
