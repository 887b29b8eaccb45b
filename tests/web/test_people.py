"""Users, roles, agents with their phones, and teams in the browser: made, changed and taken out of use."""

import re
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.core.enums import LegKind, Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import PASSWORD, new_user

pytestmark = [pytest.mark.browser]


@pytest.fixture
def admin(browser: Browser, served: Served) -> Any:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_user(served, Role.MANAGER, name="mara"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def new_person(page: Page, name: str, full: str, **chosen: str) -> str:
    """A user made on the page with these choices; gives the link that is shown."""
    page.goto("/people")
    page.get_by_role("button", name="New user").click()
    dialog = page.get_by_role("dialog", name="New user")
    dialog.get_by_label("Name to sign in with").fill(name)
    dialog.get_by_label("First and last name").fill(full)
    for field, option in chosen.items():
        dialog.get_by_role("combobox", name=field).click()
        page.get_by_role("option", name=option, exact=True).click()
    assert wrong_for_some(page) == []
    dialog.get_by_role("button", name="Make the user").click()
    proof = page.get_by_role("dialog", name="Confirm that it is you")
    link = page.get_by_role("dialog", name=f"Link for {full}")
    expect(proof.or_(link).first).to_be_visible()
    if proof.is_visible():
        proof.get_by_label("Password").fill(PASSWORD)
        proof.get_by_role("button", name="Confirm").click()
    url: str = link.get_by_label("Link", exact=True).input_value()
    return url


def test_an_agent_is_made_with_a_phone_in_the_browser_and_signs_in_by_the_link(
    admin: Page, served: Served, browser: Browser
) -> None:
    admin.goto("/people?tab=teams")
    admin.get_by_role("button", name="New team").first.click()
    admin.get_by_label("Name of the team").fill("Morning")
    admin.get_by_role("button", name="Make the team").click()
    expect(admin.get_by_role("row", name=re.compile("Morning"))).to_be_visible()

    url = new_person(admin, "elena", "Elena Bruni", Team="Morning")
    assert wrong_for_some(admin) == []
    take_picture(admin, "people-link")
    [agent] = [one for one in served.do(served.parts.store.agents.list(sees=EVERYTHING)) if one.name == "elena"]
    assert agent.leg_kind is LegKind.BROWSER
    [user] = [one for one in served.do(served.parts.store.users.list(sees=EVERYTHING)) if one.name == "elena"]
    assert user.agent_id == agent.id

    with opened(browser, served.url) as other:
        other.goto(url)
        other.locator("[name=again]").wait_for()
        expect(other.get_by_role("heading", name="Welcome, elena")).to_be_visible()

    admin.goto("/people?tab=agents")
    row = admin.get_by_role("row", name=re.compile("Elena Bruni"))
    expect(row).to_contain_text("in the browser")
    expect(row).to_contain_text("Morning")
    take_picture(admin, "people-agents")
    assert wrong_for_some(admin) == []
    row.get_by_role("button", name="Elena Bruni", exact=True).click()
    admin.get_by_role("dialog").get_by_label("First and last name").fill("Elena Bruno")
    admin.get_by_role("combobox", name="Talks with people in").fill("Deu")
    admin.get_by_role("option", name="Deutsch", exact=True).click()
    admin.keyboard.press("Escape")
    take_picture(admin, "people-agent")
    assert wrong_for_some(admin) == []
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_role("row", name=re.compile("Elena Bruno"))).to_be_visible()
    [agent] = [one for one in served.do(served.parts.store.agents.list(sees=EVERYTHING)) if one.name == "elena"]
    assert agent.languages == ("de",)
    admin.get_by_role("button", name="Take Elena Bruno out of use").click()
    admin.get_by_role("dialog").get_by_role("button", name="Take out of use").click()
    expect(admin.get_by_role("row", name=re.compile("Elena Bruno"))).to_have_count(0)


@pytest.mark.full
def test_a_team_that_was_renamed_while_the_question_stood_is_not_deleted(admin: Page, served: Served) -> None:
    teams = served.parts.store.teams
    north = served.do(teams.create("North", now=0.0))
    admin.goto("/people?tab=teams")
    admin.get_by_role("button", name="Delete North").click()
    question = admin.get_by_role("dialog", name="Delete the team North?")
    question.wait_for()
    served.do(teams.rename(north.id, "North and east"))
    question.get_by_role("button", name="Delete it").click()
    admin.get_by_role("button", name="Read what is there now").click()
    expect(admin.get_by_role("alert")).to_have_count(0)
    row = admin.get_by_role("row", name=re.compile("North and east"))
    # Whoever renames it meanwhile is not overwritten either.
    row.get_by_role("button", name="Rename").click()
    dialog = admin.get_by_role("dialog", name="Rename the team")
    expect(dialog.get_by_label("Name of the team")).to_have_value("North and east")
    served.do(teams.rename(north.id, "East"))
    dialog.get_by_label("Name of the team").fill("West")
    dialog.get_by_role("button", name="Save").click()
    assert wrong_for_some(admin) == []
    take_picture(admin, "people-team-changed-meanwhile")
    dialog.get_by_role("button", name="Read what is there now").click()
    expect(dialog.get_by_label("Name of the team")).to_have_value("East")
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="Delete East").click()
    admin.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(admin.get_by_role("row", name=re.compile("East"))).to_have_count(0)


def test_roles_are_given_and_taken_and_a_user_is_disabled(admin: Page, served: Served) -> None:
    new_person(admin, "sara", "Sara Riva", Role="supervisor")
    admin.goto("/people")
    row = admin.get_by_role("row", name=re.compile("Sara Riva"))
    expect(row).to_contain_text("supervisor")
    expect(row).to_contain_text("waits for a link")
    take_picture(admin, "people")
    row.get_by_role("button", name="Sara Riva", exact=True).click()
    dialog = admin.get_by_role("dialog", name="Sara Riva")
    dialog.get_by_role("combobox", name="Another role").click()
    admin.get_by_role("option", name="auditor", exact=True).click()
    dialog.get_by_role("button", name="Give the role").click()
    dialog.get_by_role("button", name="Take the role away: supervisor").click()
    expect(dialog.get_by_role("button", name="Take the role away: supervisor")).to_have_count(0)
    assert wrong_for_some(admin) == []
    admin.keyboard.press("Escape")
    expect(row).to_contain_text("auditor")
    expect(row).not_to_contain_text("supervisor")
    row.get_by_role("button", name="Disable Sara Riva").click()
    admin.get_by_role("dialog").get_by_role("button", name="Disable", exact=True).click()
    expect(row).to_contain_text("disabled")
    [sara] = [one for one in served.do(served.parts.store.users.list(sees=EVERYTHING)) if one.name == "sara"]
    assert sara.disabled_at is not None


def test_a_manager_sees_who_works_and_makes_agents_but_no_users(admin: Page, served: Served, browser: Browser) -> None:
    with opened(browser, served.url) as page:
        enter(page, served.url, "mara")
        page.goto("/people")
        page.get_by_role("row", name=re.compile("anna")).wait_for()
        expect(page.get_by_role("row", name=re.compile("anna"))).to_contain_text("administrator")
        expect(page.get_by_role("button", name="New user")).to_have_count(0)
        expect(page.get_by_role("button", name=re.compile("New link"))).to_have_count(0)
        page.get_by_role("tab", name="Agents and phones").click()
        expect(page.get_by_role("button", name="New agent").first).to_be_visible()


def confirmed(page: Page) -> None:
    """Give the password again, if the page asks for it."""
    proof = page.get_by_role("dialog", name="Confirm that it is you")
    if proof.is_visible():
        proof.get_by_label("Password").fill(PASSWORD)
        proof.get_by_role("button", name="Confirm").click()
        expect(proof).to_have_count(0)


def test_a_program_gets_a_key_that_is_shown_once_bounded_and_revoked(admin: Page, served: Served) -> None:
    admin.goto("/people?tab=keys")
    admin.get_by_role("button", name="New key").first.click()
    dialog = admin.get_by_role("dialog", name="New key")
    dialog.get_by_label("Program").fill("crm")
    dialog.get_by_role("combobox", name="Only these of its permissions").click()
    admin.get_by_role("option", name="search and see leads").click()
    admin.keyboard.press("Tab")
    dialog.get_by_label("Only from these addresses").fill("192.0.2.0/24\n198.51.100.7")
    assert wrong_for_some(admin) == []
    take_picture(admin, "key-new")
    dialog.get_by_role("button", name="Make the key").click()
    shown = admin.get_by_role("dialog", name="Key of crm")
    expect(admin.get_by_role("dialog", name="Confirm that it is you").or_(shown).first).to_be_visible()
    confirmed(admin)
    secret = shown.get_by_label("Key", exact=True).input_value()
    assert len(secret) > 30
    take_picture(admin, "key-once")
    admin.keyboard.press("Escape")
    row = admin.get_by_role("row", name=re.compile("crm"))
    expect(row).to_contain_text("program")
    expect(row).to_contain_text("only lead.read")
    expect(row).to_contain_text("192.0.2.0/24, 198.51.100.7")
    expect(row).to_contain_text("never")
    expect(admin.get_by_text(secret)).to_have_count(0)
    assert wrong_for_some(admin) == []
    take_picture(admin, "keys")
    row.get_by_role("button", name="crm", exact=True).click()
    dialog = admin.get_by_role("dialog", name="crm")
    dialog.get_by_label("Only from these addresses").fill("")
    dialog.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("anywhere")
    row.get_by_role("button", name="Revoke crm").click()
    admin.get_by_role("dialog").get_by_role("button", name="Revoke", exact=True).click()
    expect(row).to_contain_text("revoked")
    [key] = served.do(served.parts.store.keys.list(sees=EVERYTHING))
    assert (key.scopes, key.networks) == (("lead.read",), ())
    assert key.revoked_at is not None


@pytest.mark.full
def test_whoever_has_lost_the_second_factor_is_let_in_again_and_signed_out_everywhere(
    admin: Page, served: Served, browser: Browser
) -> None:
    service, users = served.parts.service, served.parts.store.users
    lost = served.do(users.get(served.do(new_user(served, Role.SUPERVISOR, name="lost")).id, sees=EVERYTHING))
    with opened(browser, served.url) as other:
        enter(other, served.url, "lost")
        offer = served.do(service.second_factor.offer(lost))
        served.do(service.second_factor.accept(served.parts.store.users, lost, pyotp.TOTP(offer.secret).now()))
        admin.goto("/people")
        row = admin.get_by_role("row", name=re.compile("lost"))
        row.wait_for()
        expect(row).to_contain_text("with a second factor")
        row.get_by_role("button", name="lost", exact=True).click()
        dialog = admin.get_by_role("dialog", name="lost", exact=True)
        part = dialog.get_by_role("region", name="Signing in")
        assert wrong_for_some(admin) == []
        part.get_by_role("button", name="Remove the second factor").click()
        admin.get_by_role("button", name="Remove it").click()
        done = part.get_by_text("Without a second factor.")
        expect(admin.get_by_role("dialog", name="Confirm that it is you").or_(done).first).to_be_visible()
        confirmed(admin)
        expect(done).to_be_visible()
        part.get_by_role("button", name="Sign out everywhere").click()
        asked = admin.get_by_role("dialog", name="Sign lost out everywhere?")
        asked.get_by_role("button", name="Sign out", exact=True).click()
        expect(part.get_by_role("status")).to_contain_text("Signed out in one browser.")
        take_picture(admin, "people-signing-in")
        other.goto("/account")
        other.locator("[name=login]").wait_for()
    assert served.do(users.get(lost.id, sees=EVERYTHING)).totp is False
