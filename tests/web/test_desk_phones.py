"""A phone on the desk in the browser: looked at, made, its secret shown once, healed, given, taken away."""

import re
from calendar import month_abbr
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import LegKind, Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import (
    LANGUAGES,
    PSEUDO,
    Served,
    dialog_of,
    enter,
    opened,
    take_picture,
    untranslated,
    wrong_for_some,
)
from tests.support.paper_ari import SECRET
from tests.support.people import new_user
from tests.support.pseudo_language import spoken_too
from tests.web.test_provisioning import NAMES, Paper

pytestmark = [pytest.mark.browser]

NAME = "pronto-phone-1001"


@pytest.fixture
def paper(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    monkeypatch.setenv("PRONTO_ARI_SECRET_PAPER", SECRET)
    paper = Paper(served)
    served.do(paper.open())
    yield paper
    served.do(paper.close())


@pytest.fixture
def admin(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(
            served.parts.service.agents.create(
                name="giulia",
                phone="",
                display_name="Giulia B.",
                leg_kind=LegKind.BROWSER,
                language="en",
                actor="user:anna",
            )
        )
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def phone_id(served: Served) -> int:
    return served.do(served.parts.store.desk_phones.list())[-1].id


def test_a_desk_phone_from_its_making_to_its_end_by_keyboard(admin: Page, served: Served, paper: Paper) -> None:
    admin.goto("/phones")
    admin.get_by_role("button", name="New phone").first.press("Enter")
    dialog = dialog_of(admin)
    dialog.get_by_label("Name or extension").focus()
    admin.keyboard.type("10 01")
    dialog.get_by_role("button", name="Make the phone").press("Enter")
    expect(dialog).to_contain_text("Letters, digits, dots and dashes")
    dialog.get_by_label("Name or extension").fill("1001")
    dialog.get_by_role("combobox", name="Whose phone it is").click()
    admin.get_by_role("option", name="Giulia B.").click()
    dialog.get_by_role("button", name="Preview").press("Enter")
    expect(dialog).to_contain_text(f"[{NAME}]")
    expect(dialog).to_contain_text("password = ********")
    take_picture(admin, "phone-new")
    assert wrong_for_some(admin) == []
    assert paper.ari.objects == {}
    dialog.get_by_role("button", name="Make the phone").press("Enter")

    # The sheet: the secret once, and never again.
    sheet = admin.get_by_role("region", name="Sheet of the phone")
    expect(sheet).to_contain_text("1001 · Giulia B.")
    secret = paper.ari.objects["auth", NAME]["password"]
    expect(sheet).to_contain_text(secret)
    expect(sheet.get_by_role("button", name="Copy: User, and name for the log-in")).to_be_visible()
    take_picture(admin, "phone-sheet")
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="It is typed in").press("Enter")
    expect(admin.get_by_role("dialog")).to_have_count(0)

    # Its page: not registered yet, then it is, from where and how quickly.
    expect(admin).to_have_url(re.compile(rf"/phones/{phone_id(served)}$"))
    expect(admin.get_by_role("heading", name="Phone 1001")).to_be_visible()
    expect(admin.get_by_text("not registered")).to_be_visible()
    paper.ari.objects["aor", NAME]["contact"] = f"sip:{NAME}@192.0.2.31:5062"
    expect(admin.get_by_text("Registered from 192.0.2.31:5062; it answers in 2.5 ms.")).to_be_visible()
    assert secret not in admin.content()
    paper.ari.objects["aor", NAME]["contact"] = ""

    # Changed by hand: shown, and written again.
    paper.ari.objects["endpoint", NAME]["context"] = "public"
    expect(admin.get_by_text("Changed on the box by hand")).to_be_visible()
    take_picture(admin, "phone-drift")
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Write it again").press("Enter")
    expect(admin.get_by_text("Changed on the box by hand")).to_have_count(0)

    # A new secret.
    admin.get_by_role("button", name="New secret").press("Enter")
    dialog_of(admin).get_by_role("button", name="New secret").press("Enter")
    expect(sheet).to_be_visible()
    assert paper.ari.objects["auth", NAME]["password"] != secret
    expect(sheet).to_contain_text(paper.ari.objects["auth", NAME]["password"])
    admin.get_by_role("button", name="It is typed in").press("Enter")

    # Nobody's, and taken away.
    admin.get_by_role("combobox", name="Whose phone it is").click()
    admin.get_by_role("option", name="nobody yet").click()
    with admin.expect_response(lambda one: one.request.method == "PATCH" and one.ok):
        admin.get_by_role("button", name="Save").press("Enter")
    expect(admin.get_by_role("combobox", name="Whose phone it is")).to_have_value("nobody yet")
    admin.get_by_role("button", name="Take it away").press("Enter")
    dialog_of(admin).get_by_role("button", name="Take it away").press("Enter")
    expect(admin).to_have_url(re.compile(r"/phones\?node=\d+$"))
    assert paper.ari.objects == {}


@pytest.mark.full
def test_no_page_of_a_phone_has_a_word_that_is_in_no_catalogue(
    browser: Browser, admin: Page, served: Served, paper: Paper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = (*NAMES, "giulia", "Giulia", "pronto", "phone", "UDP", "TCP", "TLS", "user", "desk", *month_abbr[1:])
    with spoken_too(tmp_path, monkeypatch, also=LANGUAGES), opened(browser, served.url, language=PSEUDO) as page:
        enter(page, served.url, "anna")
        page.goto("/phones")
        page.locator("main button").last.click()
        page.locator("[role=dialog] [name=name]").fill("1002")
        page.locator("[role=dialog] form button").nth(-2).click()
        page.locator("pre").wait_for()
        assert untranslated(page, *names) == set()
        page.locator("[role=dialog] form button").last.click()
        page.locator("[role=dialog] table").wait_for()
        secret = paper.ari.objects["auth", "pronto-phone-1002"]["password"]
        assert untranslated(page, *names, *re.findall("[a-z]+", secret)) == set()
        page.goto(f"/phones/{phone_id(served)}")
        page.locator("main table").first.wait_for()
        paper.ari.objects["endpoint", "pronto-phone-1002"]["context"] = "public"
        page.locator("main [role=alert]").wait_for()
        assert untranslated(page, *names, "context", "closed", "public") == set()


@pytest.mark.full
def test_a_phone_in_italian_in_the_dark(browser: Browser, admin: Page, served: Served, paper: Paper) -> None:
    with opened(browser, served.url, language="it", scheme="dark") as page:
        enter(page, served.url, "anna")
        page.goto("/phones")
        page.get_by_role("button", name="Nuovo telefono").first.click()
        page.get_by_label("Nome o interno").fill("1003")
        page.get_by_role("button", name="Crea il telefono").click()
        expect(page.get_by_role("region", name="Foglio del telefono")).to_contain_text("pronto-phone-1003")
        take_picture(page, "phone-sheet-it")
        assert wrong_for_some(page) == []
