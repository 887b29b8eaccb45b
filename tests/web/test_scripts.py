"""Scripts in the browser: written, checked and published by a manager, and tried by keyboard as an agent sees them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import Role, ScriptKind
from dialer.core.visibility import EVERYTHING
from dialer.demo.scripts import sample
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


async def seeded(served: Served, name: str, title: str, *, publish: bool = True, **changes: Any) -> int:
    """A script of the demonstration in the store."""
    companies = await served.parts.store.companies.list(sees=EVERYTHING)
    owner = companies[0] if companies else await served.parts.store.companies.create("Aurora Servizi")
    body = sample(name) | changes
    scripts = served.parts.service.scripts
    script = await scripts.create(owner.id, title, ScriptKind(body["kind"]), actor="test")
    saved = await scripts.save(script.id, body, note="first", actor="test")
    if publish:
        await scripts.publish(script.id, saved.number, actor="test")
    return script.id


@pytest.fixture
def manager(browser: Browser, served: Served) -> Any:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def test_a_script_is_begun_written_checked_and_published(manager: Page, served: Served) -> None:
    served.do(seeded(served, "satisfaction", "Other script"))
    manager.goto("/scripts")
    manager.get_by_role("button", name="New script").first.click()
    manager.locator("[name=name]").fill("Two questions")
    manager.locator("[name=kind]").select_option("survey")
    manager.get_by_role("button", name="Begin").click()
    expect(manager.get_by_role("heading", name="Two questions")).to_be_visible()
    manager.get_by_label("What is said (it)").fill("È contento?")
    manager.get_by_role("button", name="Check").click()
    expect(manager.get_by_role("alert")).to_contain_text("is missing in en")
    manager.get_by_label("What is said (en)").fill("Are you content?")
    manager.get_by_label("Ends the talk, because").fill("")
    manager.get_by_label("Type").select_option("yes_no")
    manager.get_by_role("button", name="Add a step").click()
    manager.get_by_label("Name in conditions").fill("thanks")
    manager.get_by_label("What is said (it)").fill("Grazie.")
    manager.get_by_label("What is said (en)").fill("Thank you.")
    manager.get_by_role("button", name="Publish").click()
    expect(manager.get_by_role("alert")).to_contain_text("thanks: the talk stops here")
    manager.get_by_label("Ends the talk, because").fill("complete")
    manager.get_by_role("button", name="Publish").click()
    expect(manager.get_by_text("version 1 is published")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "scripts-editor")
    manager.get_by_role("tab", name="Versions").click()
    expect(manager.get_by_role("table").first).to_contain_text("anna")
    assert wrong_for_some(manager) == []
    manager.get_by_role("tab", name="Files").click()
    manager.get_by_label("The file's text").fill("languages: [it]\nkind: survey\nsteps: [{id: a, say: Ciao, end: b}]")
    manager.get_by_role("button", name="Take it over").click()
    expect(manager.get_by_text("Taken over.")).to_be_visible()
    manager.get_by_role("tab", name="Steps").click()
    expect(manager.get_by_label("What is said (it)")).to_have_value("Ciao")


@pytest.mark.full
def test_what_a_script_has_besides_steps_is_written_in_forms(manager: Page, served: Served) -> None:
    script_id = served.do(seeded(served, "satisfaction", "Forms"))
    manager.goto(f"/scripts?script={script_id}")
    manager.get_by_role("button", name="Add other words").click()
    manager.get_by_label("Said then (it)").fill("Com'è andata?")
    manager.get_by_label("Said then (en)").fill("How was it?")
    manager.get_by_label("Identifies the person").check()
    manager.get_by_label("By the lead's field").fill("birth year")
    manager.get_by_label("What must agree").select_option("year")
    manager.get_by_label("What it is called (it)").fill("Anno di nascita")
    manager.get_by_label("What it is called (en)").fill("Year of birth")
    assert wrong_for_some(manager) == []
    take_picture(manager, "scripts-step-forms")
    manager.get_by_role("tab", name="Whole script").click()
    manager.get_by_label("Fields of leads that it uses").fill("birth year, city")
    manager.get_by_label("Facts", exact=True).fill("need: Bisogno | Need")
    manager.get_by_role("button", name="Add a page").click()
    manager.get_by_label("Address of the page").fill("https://www.example.org/cover")
    manager.get_by_label("Its name (it)").fill("Copertura")
    manager.get_by_label("Its name (en)").fill("Coverage")
    manager.get_by_role("button", name="Add a quota").click()
    manager.get_by_label("Of whom").fill("lead.city = 'Roma'")
    manager.get_by_label("How many at most").fill("50")
    assert wrong_for_some(manager) == []
    take_picture(manager, "scripts-whole-form")
    with manager.expect_response(lambda answer: answer.request.method == "POST" and "/scripts/" in answer.url):
        manager.get_by_role("button", name="Save").click()
    expect(manager.get_by_role("button", name="Save")).to_be_disabled()
    body = served.do(served.parts.store.scripts.version(script_id, 2)).body
    step = body["steps"][0]
    assert step["variants"] == [{"tone": "informal", "say": {"it": "Com'è andata?", "en": "How was it?"}}]
    identify = step["identify"]
    assert (identify["field"], identify["match"], identify["tries"]) == ("birth year", "year", 2)
    assert body["lead_fields"] == ["birth year", "city"]
    assert body["facts"] == [{"code": "need", "label": {"it": "Bisogno", "en": "Need"}}]
    assert [(one["code"], one["url"]) for one in body["links"]] == [("page_1", "https://www.example.org/cover")]
    assert [(one["cell"], one["limit"]) for one in body["quotas"]] == [("lead.city = 'Roma'", 50)]


def test_two_managers_write_one_script_and_nothing_is_lost(manager: Page, served: Served) -> None:
    script_id = served.do(seeded(served, "satisfaction", "Two writers"))
    manager.goto(f"/scripts?script={script_id}")
    manager.get_by_label("What is said (it)").fill("Com'è andata?")
    manager.get_by_label("What is said (en)").fill("How did it go?")
    manager.get_by_label("Stage").fill("start")
    other = served.do(served.parts.store.scripts.version(script_id, 1)).body
    name, other["steps"][0]["say"]["en"] = other["steps"][0]["id"], "Are you content?"
    other["steps"][0]["aim"] = {"it": "Capire", "en": "Understand"}
    served.do(served.parts.service.scripts.save(script_id, other, note="theirs", actor="user:beppe"))
    manager.get_by_role("button", name="Save", exact=True).click()
    told = manager.get_by_role("dialog", name="Somebody else has changed this script")
    expect(told).to_contain_text("beppe saved on")
    expect(told.get_by_role("table").get_by_role("row")).to_have_count(2)
    expect(told).to_contain_text("Understand")
    take_picture(manager, "scripts-two-writers")
    assert wrong_for_some(manager) == []
    told.get_by_role("radio", name=f"step {name}: What is said (en): mine").check()
    with manager.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        told.get_by_role("button", name="Save like this").click()
    expect(told).to_have_count(0)
    expect(manager.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    step = served.do(served.parts.store.scripts.version(script_id, 3)).body["steps"][0]
    assert (step["say"]["it"], step["say"]["en"]) == ("Com'è andata?", "How did it go?")
    assert (step["stage"], step["aim"]["en"]) == ("start", "Understand")


def test_a_script_is_tried_by_keyboard_alone(manager: Page, served: Served) -> None:
    script_id = served.do(seeded(served, "habits", "Habits"))
    manager.goto(f"/scripts?script={script_id}")
    manager.get_by_role("tab", name="Try it").click()
    region = manager.locator("[data-script]")
    expect(region).to_contain_text("È una ricerca")
    expect(region).to_contain_text("This is research")
    assert wrong_for_some(manager) == []
    take_picture(manager, "script-run")
    answers = region.get_by_role("group", name="Answers")
    answers.focus()
    manager.keyboard.press("1")
    expect(region.get_by_role("button", name=re.compile("^1 Sì"))).to_have_attribute("aria-pressed", "true")
    manager.keyboard.press("1")  # again: on to the next
    expect(region).to_contain_text("Do you have internet at home?")
    manager.keyboard.press("9")
    expect(region.get_by_role("button", name=re.compile("^9 Non risponde"))).to_have_attribute("aria-pressed", "true")
    manager.keyboard.press("Enter")
    expect(region).to_contain_text("Why not?")


@pytest.mark.full
def test_the_words_of_scripts_are_in_each_language(browser: Browser, served: Served, manager: Page) -> None:
    script_id = served.do(seeded(served, "fibre", "Fibre", publish=False, profile=""))
    with opened(browser, served.url, language="it") as page:
        enter(page, served.url, "anna")
        page.goto(f"/scripts?script={script_id}")
        expect(page.get_by_role("tab", name="Prova")).to_be_visible()
        page.get_by_role("tab", name="Prova").click()
        expect(page.locator("[data-script]")).to_contain_text("Da dire")
        take_picture(page, "script-run-it")
        assert wrong_for_some(page) == []
