"""Compliance in the browser: decisions, suppressions, registers, rules in words, reports, persons' requests."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import Role
from dialer.core.time_units import DAY_S
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.registers.model import REGISTERS
from dialer.storage.pages import newest
from tests.support.pages import JOB_MS, Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import PASSWORD, new_user
from tests.web.test_every_page import forget_proofs

pytestmark = [pytest.mark.browser]

NUMBER = "+390212345678"


@pytest.fixture(scope="module")
def house(served: Served) -> Served:
    served.do(served.parts.store.companies.create("Aurora Servizi"))
    for role, name in (
        (Role.ADMIN, "anna"),
        (Role.MANAGER, "marta"),
        (Role.SUPERVISOR, "carla"),
        (Role.AUDITOR, "ugo"),
    ):
        served.do(new_user(served, role, name=name))
    return served


def signed_in(browser: Browser, house: Served, name: str, language: str = "en") -> Iterator[Page]:
    with opened(browser, house.url, language=language) as page:
        enter(page, house.url, name)
        yield page


@pytest.fixture
def admin(browser: Browser, house: Served) -> Iterator[Page]:
    yield from signed_in(browser, house, "anna")


def test_rules_are_read_in_words_with_their_source(admin: Page) -> None:
    admin.goto("/compliance?tab=rules&rule=IT-MUTE-RATE")
    rule = admin.get_by_role("article", name="IT-MUTE-RATE")
    expect(rule).to_contain_text("No more than 3 % of the answered calls, machines included")
    expect(rule).to_contain_text("Garante, order 83 of 20 February 2014, points 1 and 2")
    expect(admin.get_by_role("article")).to_have_count(1)
    admin.get_by_label("Search").fill("")
    expect(admin.get_by_role("article").nth(15)).to_be_visible()
    expect(admin.get_by_role("article", name="IT-LOCATION")).to_contain_text(
        "Not checked by Pronto: the notice to the authorities before a move abroad"
    )
    expect(admin.get_by_role("article", name="IT-RPO")).to_contain_text("Checked on 24 Nov 2026.")
    assert wrong_for_some(admin) == []
    take_picture(admin, "compliance-rules")


def test_the_french_rules_say_what_is_to_be_confirmed_and_what_does_not_exist(admin: Page) -> None:
    admin.goto("/compliance?tab=rules&profile=FR")
    expect(admin.get_by_text("not reviewed by a lawyer")).to_be_visible()
    expect(admin.get_by_role("heading", name="To be confirmed by a lawyer")).to_be_visible()
    expect(admin.get_by_text("Bloctel: that nothing is left to be checked")).to_be_visible()
    expect(admin.get_by_role("heading", name="No national rule found")).to_be_visible()
    expect(admin.get_by_text("No French text on machine detection was found")).to_be_visible()
    assert wrong_for_some(admin) == []


@pytest.mark.full
def test_rules_are_read_in_italian_too(browser: Browser, house: Served) -> None:
    for page in signed_in(browser, house, "ugo", "it"):
        page.goto("/compliance?tab=rules&profile=IT")
        rule = page.get_by_role("article", name="IT-HOURS")
        expect(rule).to_contain_text(
            "Si chiama da lunedì a venerdì dalle 09:00 alle 20:00, sabato dalle 10:00 alle 19:00."
        )
        expect(rule).to_contain_text("Codice di condotta in vigore dal 28 settembre 2024")
        assert wrong_for_some(page) == []


def test_a_number_is_suppressed_looked_up_and_lifted_with_a_reason(admin: Page, house: Served) -> None:
    admin.goto("/compliance?tab=suppressions")
    admin.get_by_role("button", name="Nobody calls…").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("Number", exact=True).fill(NUMBER)
    dialog.get_by_label("Reason").fill("Asked by letter")
    dialog.get_by_role("button", name="Write it down").click()
    expect(dialog.get_by_role("status")).to_have_text("1 entry was written")
    admin.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    look = admin.get_by_role("region", name="Look somebody up")
    look.get_by_label("Number", exact=True).fill(NUMBER)
    look.get_by_role("button", name="Look up").click()
    expect(look.get_by_role("row").filter(has_text="Asked by letter")).to_contain_text("Aurora Servizi")
    assert NUMBER not in admin.url
    assert wrong_for_some(admin) == []
    take_picture(admin, "compliance-suppressions")
    admin.get_by_role("button", name="Lift…").click()
    dialog.get_by_label("Number", exact=True).fill(NUMBER)
    assert dialog.get_by_role("button", name="Lift").is_disabled()
    dialog.get_by_label("Reason").fill("Has signed again")
    dialog.get_by_role("button", name="Lift").click()
    expect(dialog.get_by_role("status")).to_have_text("Lifted")
    [line] = house.do(house.parts.store.audit.list(action="suppression.remove", limit=1))
    assert line.facts["reason"] == "Has signed again"


def test_a_file_of_numbers_is_loaded(admin: Page) -> None:
    admin.goto("/compliance?tab=suppressions")
    admin.get_by_role("button", name="Load a file of numbers…").click()
    dialog = admin.get_by_role("dialog")
    file = {"name": "no.csv", "mimeType": "text/csv", "buffer": b"phone\n+390211111111\n+390211111112\nnonsense\n"}
    dialog.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    told = dialog.get_by_role("status").first
    expect(told).to_contain_text("2 numbers were added", timeout=JOB_MS)
    expect(told).to_contain_text("1 row has no number that can be read")
    assert wrong_for_some(admin) == []


def test_the_age_of_a_registers_answer_is_asked_for(admin: Page, house: Served) -> None:
    store, now = house.parts.store, house.parts.clock()
    [company] = house.do(store.companies.list(sees=EVERYTHING))
    leads = house.do(store.lists.create(name="Spring", company_id=company.id, country="IT", now=now))
    house.do(store.leads.add(leads.id, [NewLead(phones=(("+390212345670", ""),))]))
    for _ in range(2):
        scrub = house.do(store.registers.open_scrub(leads.id, REGISTERS["RPO"], actor="anna", now=now))
        house.do(store.registers.out(scrub, REGISTERS["RPO"], after=(0, -1), older_than=None))
        house.do(store.registers.sent(scrub.id, sha256="", now=now - 2 * DAY_S))
    at = datetime.fromtimestamp(now - DAY_S, ZoneInfo("Europe/Rome")).replace(second=0, microsecond=0)
    for typed in (f"{at:%Y-%m-%dT%H:%M}", ""):
        admin.goto("/compliance?tab=registers")
        admin.get_by_role("button", name="Load the answer…").last.click()
        dialog = admin.get_by_role("dialog")
        dialog.get_by_label("Receipt of the register").fill("R-1")
        dialog.get_by_label("Answered on").fill(typed)
        assert wrong_for_some(admin) == []
        take_picture(admin, "compliance-register-answer")
        dialog.get_by_role("button", name="It lists none of them").click()
        expect(dialog.get_by_role("status").last).to_contain_text("1 number was answered", timeout=JOB_MS)
    told = house.do(store.registers.list(company.id, newest(9), sees=EVERYTHING))
    assert {one.returned_at for one in told} == {at.timestamp(), now - 2 * DAY_S}


@pytest.mark.full
def test_each_role_sees_its_parts_alone(browser: Browser, house: Served) -> None:
    parts = {
        "anna": ["Decisions", "Not to be called", "Registers", "Rules in words", "Report of a campaign", "Retention"],
        "marta": ["Decisions", "Not to be called", "Registers", "Rules in words", "Report of a campaign", "Retention"],
        "carla": ["Not to be called", "Registers", "Rules in words"],
        "ugo": ["Decisions", "Not to be called", "Registers", "Rules in words", "Report of a campaign", "Retention"],
    }
    for name, tabs in parts.items():
        for page in signed_in(browser, house, name):
            page.goto("/compliance")
            page.get_by_role("tab").first.wait_for()
            assert page.get_by_role("tab").all_inner_texts() == tabs, name
            page.goto("/compliance?tab=suppressions")
            page.get_by_role("region", name="Look somebody up").wait_for()
            buttons = page.locator("main").get_by_role("button").all_inner_texts()
            assert ("Lift…" in buttons) == (name in ("anna", "marta")), name
            assert ("Nobody calls…" in buttons) == (name != "ugo"), name
            page.goto("/requests")
            page.locator("main h1, main h3").first.wait_for()
            assert (page.get_by_role("form", name="A request").count() > 0) == (name in ("anna", "marta")), name


def test_a_person_is_answered_and_erased_after_the_password(admin: Page, house: Served) -> None:
    admin.goto("/requests")
    form = admin.get_by_role("form", name="A request")
    form.get_by_label("Number", exact=True).fill(NUMBER)
    with admin.expect_download() as download:
        form.get_by_role("button", name="Answer what is kept").click()
    assert re.fullmatch(r"access-request-\d{4}-\d{2}-\d{2}\.html", download.value.suggested_filename)
    expect(admin.get_by_role("row").filter(has_text="access")).to_have_count(1)
    assert wrong_for_some(admin) == []
    take_picture(admin, "requests")
    house.do(house.parts.store.sessions._database.write(forget_proofs))
    form.get_by_role("button", name="Erase…").click()
    sure = admin.get_by_role("dialog")
    assert sure.get_by_role("button", name="Erase", exact=True).is_disabled()
    sure.get_by_role("textbox").fill("erase")
    sure.get_by_role("button", name="Erase", exact=True).click()
    again = admin.get_by_role("dialog", name="Confirm that it is you")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Confirm").click()
    expect(form.get_by_role("status")).to_contain_text("0 leads were erased")
    expect(admin.get_by_role("row").filter(has_text="erasure")).to_have_count(1)


def test_retention_is_counted_before_it_deletes(admin: Page) -> None:
    admin.goto("/compliance?tab=retention")
    admin.get_by_role("button", name="Only count what is too old").click()
    expect(admin.get_by_role("status").filter(has_text="rows are too old")).to_be_visible()
    assert wrong_for_some(admin) == []
