"""Companies in the browser: made, renamed, retired, told about to people, and overwritten by nobody unseen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.access.companies.model import Privacy
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


@pytest.fixture
def admin(browser: Browser, served: Served) -> Any:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_user(served, Role.SUPERVISOR, name="sara"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


@pytest.mark.full
def test_a_second_company_is_made_by_the_keyboard_and_what_people_are_told_is_completed(
    admin: Page, served: Served
) -> None:
    admin.goto("/companies")
    expect(admin.get_by_text("There is no company yet")).to_be_visible()
    admin.get_by_role("button", name="New company").first.focus()
    admin.keyboard.press("Enter")
    dialog = admin.get_by_role("dialog", name="New company")
    expect(dialog.get_by_label("Name of the company")).to_be_focused()
    admin.keyboard.type("Aurora Servizi")
    assert wrong_for_some(admin) == []
    admin.keyboard.press("Enter")
    row = admin.get_by_role("row", name=re.compile("Aurora Servizi"))
    expect(row).to_contain_text("address and e-mail are missing")
    row.get_by_role("button", name="Aurora Servizi", exact=True).click()
    dialog = admin.get_by_role("dialog", name="Aurora Servizi")
    dialog.get_by_label("Postal address").fill("Via Roma 1, 00100 Roma")
    dialog.get_by_label("E-mail address").fill("privacy@aurora.example")
    dialog.get_by_role("combobox", name="Country").fill("ital")
    admin.get_by_role("option", name="Italy").click()
    dialog.get_by_label("Who else gets the data").fill("the call centre\nthe carrier")
    assert wrong_for_some(admin) == []
    take_picture(admin, "company")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("complete")
    expect(row).to_contain_text("Italy")
    take_picture(admin, "companies")
    assert wrong_for_some(admin) == []
    [one] = served.do(served.parts.store.companies.list(sees=EVERYTHING))
    assert one.privacy.recipients == ("the call centre", "the carrier")
    assert (one.privacy.country, one.privacy.email) == ("IT", "privacy@aurora.example")


def test_a_company_that_has_another_name_is_renamed_where_it_stands(admin: Page, served: Served) -> None:
    made = served.do(served.parts.store.companies.create("Nova Energia"))
    admin.goto(f"/companies?company={made.id}")
    dialog = admin.get_by_role("dialog", name="Nova Energia")
    dialog.get_by_label("Name of the company").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Write the company's name.")).to_be_visible()
    dialog.get_by_label("Name of the company").fill("Stella Energia")
    dialog.get_by_role("button", name="Save").click()
    row = admin.get_by_role("row", name=re.compile("Stella Energia"))
    row.get_by_role("button", name="Stella Energia", exact=True).click()
    dialog = admin.get_by_role("dialog", name="Stella Energia")
    expect(dialog.get_by_text("It was called Nova Energia")).to_be_visible()
    assert wrong_for_some(admin) == []
    take_picture(admin, "company-renamed")
    renamed = served.do(served.parts.store.companies.get(made.id, sees=EVERYTHING))
    assert (renamed.name, renamed.former_names) == ("Stella Energia", ("Nova Energia",))


def test_a_company_is_taken_out_of_use_and_back(admin: Page, served: Served) -> None:
    made = served.do(served.parts.store.companies.create("Luce Chiara", Privacy(country="IT")))
    admin.goto("/companies")
    row = admin.get_by_role("row", name=re.compile("Luce Chiara"))
    row.get_by_role("button", name="Take Luce Chiara out of use").click()
    question = admin.get_by_role("dialog", name="Take Luce Chiara out of use?")
    expect(question).to_be_visible()
    assert wrong_for_some(admin) == []
    question.get_by_role("button", name="Take out of use").click()
    expect(row).to_have_count(0)
    admin.get_by_label("Show those out of use too").check()
    expect(row).to_contain_text("Out of use since")
    take_picture(admin, "companies-retired")
    assert wrong_for_some(admin) == []
    row.get_by_role("button", name="Bring Luce Chiara back").click()
    admin.get_by_role("dialog", name="Bring Luce Chiara back?").get_by_role("button", name="Bring it back").click()
    expect(row.get_by_role("button", name="Take Luce Chiara out of use")).to_be_visible()
    there = served.do(served.parts.store.companies.get(made.id, sees=EVERYTHING))
    assert (there.retired_at, there.privacy.country) == (None, "IT")


def test_what_another_has_saved_meanwhile_is_not_overwritten(admin: Page, served: Served) -> None:
    made = served.do(served.parts.store.companies.create("Second"))
    admin.goto(f"/companies?company={made.id}")
    dialog = admin.get_by_role("dialog", name="Second")
    dialog.get_by_label("Telephone").fill("+39021234567")
    served.do(served.parts.store.companies.update(made.id, Privacy(email="other@second.example")))
    dialog.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Read what is there now").click()
    expect(dialog.get_by_label("E-mail address")).to_have_value("other@second.example")
    assert served.do(served.parts.store.companies.get(made.id, sees=EVERYTHING)).privacy.phone == ""


def test_a_supervisor_reads_and_changes_nothing(browser: Browser, served: Served, admin: Page) -> None:
    with opened(browser, served.url) as page:
        enter(page, served.url, "sara")
        page.goto("/companies")
        page.get_by_role("heading", name="Companies").wait_for()
        expect(page.get_by_role("button", name="New company")).to_have_count(0)
