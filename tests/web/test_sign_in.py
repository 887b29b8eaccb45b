"""Signing in and one's own account, as a person does it in a browser."""

import re

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.access.model import MACHINE
from dialer.core.enums import Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import Served, opened, take_picture, wrong_for_some
from tests.support.people import PASSWORD, new_user

pytestmark = [pytest.mark.browser]

NEW_PASSWORD = "twelve green parrots"


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name or e-mail address").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("Name or e-mail address").wait_for()


def user(served: Served, name: str, *roles: Role) -> int:
    return served.do(new_user(served, *roles, name=name)).id  # type: ignore[arg-type]


def link_of(served: Served, user_id: int) -> str:
    secret, _ = served.do(served.parts.service.access.link(MACHINE, user_id))
    return f"/sign-in#link={secret}"


def test_a_person_signs_in_comes_to_the_page_that_was_asked_for_and_leaves(browser: Browser, served: Served) -> None:
    user(served, "anna", Role.MANAGER)
    with opened(browser, served.url) as page:
        page.goto("/account")
        sign_in(page, "anna", "guess")
        expect(page.get_by_role("alert")).to_contain_text("Name or password is wrong")
        take_picture(page, "sign-in-wrong")
        assert wrong_for_some(page) == []
        sign_in(page, "anna")
        page.get_by_role("heading", name="Your account").wait_for()
        expect(page).to_have_url(f"{served.url}/account")
        page.get_by_role("button", name="anna").click()
        page.get_by_role("menuitem", name="Sign out").wait_for()
        assert wrong_for_some(page) == []
        page.keyboard.press("Escape")
        sign_out(page, "anna")
        page.goto("/account")
        page.get_by_label("Name or e-mail address").wait_for()


def test_the_board_is_gone_back_to(browser: Browser, served: Served) -> None:
    user(served, "fabio", Role.WALLBOARD)
    with opened(browser, served.url) as page:
        page.goto("/board")
        sign_in(page, "fabio")
        page.wait_for_url(f"{served.url}/board")


def test_a_link_signs_in_once_and_leaves_the_address_and_its_user_takes_a_password(
    browser: Browser, served: Served
) -> None:
    link = link_of(served, user(served, "berta", Role.SUPERVISOR))
    with opened(browser, served.url) as page:
        page.goto(link)
        page.get_by_label("Your name").fill("Berta Bianchi")
        expect(page).to_have_url(f"{served.url}/welcome")
        page.get_by_label("New password").fill("short")
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_text("At least 12 characters.").wait_for()
        page.get_by_label("New password").fill(NEW_PASSWORD)
        page.get_by_label("Once more").fill(NEW_PASSWORD)
        page.get_by_role("button", name="Save and go on").click()
        page.get_by_role("heading", name="Overview").wait_for()
        sign_out(page, "Berta Bianchi")
        page.goto(link)
        expect(page.get_by_role("alert")).to_contain_text("The link opens nothing")
        page.get_by_role("button", name="Sign in with a password").click()
        sign_in(page, "berta", NEW_PASSWORD)
        page.get_by_role("heading", name="Overview").wait_for()


def test_a_second_factor_is_set_up_asked_for_and_given_by_app_or_paper(browser: Browser, served: Served) -> None:
    user(served, "carla", Role.SUPERVISOR)
    with opened(browser, served.url) as page:
        page.goto("/account")
        sign_in(page, "carla")
        page.get_by_role("button", name="Set up a second factor").click()
        image = page.get_by_alt_text("The secret as a QR code")
        image.wait_for()
        assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 50
        secret = page.locator("code").inner_text()
        take_picture(page, "second-factor")
        assert wrong_for_some(page) == []
        page.get_by_role("textbox", name="Code").fill("000000")
        page.get_by_role("button", name="Use it").click()
        expect(page.get_by_role("alert")).to_contain_text("The code is wrong")
        page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Use it").click()
        page.get_by_text("They are shown only now").wait_for()
        paper = page.locator("pre").inner_text().split()
        assert len(paper) == 10
        sign_out(page, "carla")
        sign_in(page, "carla")
        page.get_by_role("textbox", name="Code").fill(paper[0])
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("heading", name="Overview").wait_for()


@pytest.mark.full
def test_one_signs_out_in_another_browser(browser: Browser, served: Served) -> None:
    user(served, "dario", Role.SUPERVISOR)
    with opened(browser, served.url) as here, opened(browser, served.url) as there:
        for page in (here, there):
            page.goto("/account")
            sign_in(page, "dario")
            page.get_by_role("heading", name="Your account").wait_for()
        here.reload()
        here.get_by_role("button", name=re.compile("^Sign out Chrome")).click()
        expect(here.get_by_role("button", name=re.compile("^Sign out Chrome"))).to_have_count(0)
        there.reload()
        there.get_by_label("Name or e-mail address").wait_for()


def test_the_language_of_the_account_is_spoken_wherever_one_signs_in(browser: Browser, served: Served) -> None:
    user_id = user(served, "elena", Role.SUPERVISOR)
    served.do(served.parts.store.users.update(user_id, {"language": "it"}))
    with opened(browser, served.url) as page:
        page.goto("/")
        sign_in(page, "elena")
        page.get_by_role("heading", name="Panoramica").wait_for()
        assert page.evaluate("document.documentElement.lang") == "it"


def test_ones_own_account_is_written_to_the_version_that_was_read(browser: Browser, served: Served) -> None:
    user_id = user(served, "franca", Role.SUPERVISOR)
    with opened(browser, served.url) as page:
        page.goto("/account")
        sign_in(page, "franca")
        name = page.get_by_label("Your name")
        name.fill("Franca Neri")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved.").wait_for()
        served.do(served.parts.store.users.update(user_id, {"display_name": "Franca Bianchi"}))
        name.fill("Franca")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Read what is there now").click()
        expect(name).to_have_value("Franca Bianchi")
        name.fill("Franca")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_text("Saved.").wait_for()
        assert served.do(served.parts.store.users.get(user_id, sees=EVERYTHING)).display_name == "Franca"
        with page.expect_response(lambda one: one.request.method == "PATCH") as answer:
            page.get_by_label("Language", exact=True).select_option("it")
        assert answer.value.status == 200
        assert answer.value.request.headers["if-match"]
        assert served.do(served.parts.store.users.get(user_id, sees=EVERYTHING)).language == "it"
