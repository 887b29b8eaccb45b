"""The setup in the browser: its steps, from an Asterisk that is there to a list and its agents."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from dialer.campaigns.model import CampaignDraft
from dialer.compliance.settings import AUTO, LawSettings
from dialer.core.enums import LegKind, Role
from dialer.core.visibility import EVERYTHING
from tests.support.pages import (
    JOB_MS,
    LANGUAGES,
    Served,
    dialog_of,
    enter,
    jargon,
    opened,
    take_picture,
    wrong_for_some,
)
from tests.support.people import new_user
from tests.support.rings import first_in_gate

pytestmark = [pytest.mark.browser]

ARI_SECRET_ENV = "PRONTO_ARI_SECRET_SETUP"
ROWS = b"telefono;nome\n340 1234567;Rossi\n347 1234567;Verdi\n"
FILE: FilePayload = {"name": "people.csv", "mimeType": "text/csv", "buffer": ROWS}


async def new_campaign(served: Served) -> int:
    """A campaign that the rules of Italy bind."""
    store = served.parts.store
    company = await store.companies.create("Aurora Servizi")
    for node in await store.nodes.list():  # phones in the browser need its ARI
        ari = {"ari_url": "http://127.0.0.1:8088", "ari_secret_env": ARI_SECRET_ENV}
        node = await store.nodes.upsert(node.name, host=node.host, **ari)
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    now = datetime.fromtimestamp(served.parts.clock(), ZoneInfo("Europe/Rome"))
    # Not today; several days, since some are Sundays or holidays, on which the law allows no call.
    later = [(now + timedelta(days=ahead)).strftime("%a").lower() for ahead in range(2, 6)]
    draft = CampaignDraft(
        name="Spring",
        company_id=company.id,
        node_id=node.id,
        trunk_ids=(trunk.id,),
        hours=({"days": later, "from": "10:00", "to": "11:00"},),
        law=LawSettings(profile=AUTO, agent_country="IT", sector="telecoms", topic="fibre"),
    )
    return (await store.campaigns.create(draft, actor="test", now=served.parts.clock())).id


@pytest.fixture(scope="module", autouse=True)
def _ari_secret() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ARI_SECRET_ENV, "a secret")
        yield


@pytest.fixture
def admin(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_campaign(served))
    with opened(browser, served.url, width=1366, height=768) as page:
        enter(page, served.url, "anna")
        yield page


def test_what_is_typed_to_find_a_choice_stays_while_the_page_asks_again(admin: Page) -> None:
    admin.goto("/setup?step=trunk")
    field = admin.get_by_role("combobox", name="Endpoint")
    field.press_sequentially("carr")
    for _ in range(2):
        with admin.expect_response("**/api/v1/setup"):
            pass
    expect(field).to_have_value("carr")


def test_another_file_takes_the_place_of_one_that_waits_and_what_was_entered_stays(admin: Page, served: Served) -> None:
    admin.goto("/setup?step=list")
    admin.get_by_role("combobox", name="Legal basis").click()
    admin.get_by_role("option", name="consent", exact=True).click()
    admin.get_by_label("Where it was given").fill("form on the website")
    admin.get_by_label("Version of its text").fill("2026-1")
    expect(admin.get_by_text("at most 200.0 MB")).to_be_visible()
    # Without the day no row would come in: it is asked for before anything is sent.
    files = admin.locator("input[type=file]")
    files.set_input_files(FILE)
    expect(admin.get_by_text("Enter the day, or say that the file states it in each row.")).to_be_visible()
    take_picture(admin, "setup-list-day")
    assert wrong_for_some(admin) == []
    assert served.do(served.parts.store.lists.list(sees=EVERYTHING)) == []
    admin.get_by_role("button", name="Given on").click()
    admin.get_by_role("button", name="Previous month").click()
    admin.get_by_role("dialog").get_by_role("button", name="1 ", exact=False).first.click()
    for drop in ("Choose another file", "reload"):
        files.set_input_files(FILE)
        expect(admin.get_by_role("status").first).to_contain_text("Of the first 2 rows: 2 come in", timeout=JOB_MS)
        if drop == "reload":  # the file waits, and nobody is on its page any more
            admin.reload()
        else:
            take_picture(admin, "setup-list-mapping")
            admin.get_by_role("button", name=drop).click()
        expect(admin.get_by_label("Where it was given")).to_have_value("form on the website")
        expect(admin.get_by_label("Version of its text")).to_have_value("2026-1")
    files.set_input_files(FILE)
    admin.get_by_role("button", name="Load 2 rows").click(timeout=JOB_MS)
    expect(admin.get_by_role("status").first).to_contain_text("2 people are loaded.", timeout=JOB_MS)
    assert len(served.do(served.parts.store.lists.list(sees=EVERYTHING))) == 1


def test_an_agent_in_the_browser_is_ready_and_gets_a_link_to_sign_in(admin: Page, served: Served) -> None:
    admin.goto("/setup?step=agents")
    admin.get_by_label("Short name").fill("bruna")
    admin.get_by_label("First and last name").fill("Bruna Neri")
    admin.get_by_role("combobox", name="Phone").click()
    admin.get_by_role("option", name="in the browser, with a headset").click()
    admin.get_by_role("button", name="Add the agent").click()
    expect(admin.get_by_text("Bruna Neri takes calls in the browser, ready once signed in.")).to_be_visible()
    expect(admin.get_by_role("button", name="Next")).to_be_enabled()
    admin.get_by_role("button", name="Make a sign-in link for Bruna Neri").click()
    link = dialog_of(admin, "Link for Bruna Neri").get_by_label("Link")
    expect(link).to_have_value(re.compile("/sign-in#link="))
    assert wrong_for_some(admin) == []
    take_picture(admin, "setup-agents-link")
    admin.goto("/setup?step=start")
    expect(admin.get_by_role("button", name="Make a sign-in link for Bruna Neri")).to_be_visible()
    assert admin.get_by_role("button", name="Log in").count() == 0
    [bruna] = [one for one in served.do(served.parts.store.users.list(sees=EVERYTHING)) if one.name == "bruna"]
    assert bruna.agent_id is not None
    # Who has been made on another way gets it from the table of agents.
    served.do(
        served.parts.service.agents.create(
            name="carla", display_name="", phone="PJSIP/carla", leg_kind=LegKind.BROWSER, language="en", actor="test"
        )
    )
    admin.goto("/people?tab=agents")
    expect(admin.get_by_role("row", name="bruna")).to_contain_text("bruna")
    admin.get_by_role("button", name="Make a sign-in link for carla").click()
    expect(dialog_of(admin, "Link for carla").get_by_label("Link")).to_have_value(re.compile("/sign-in#link="))
    take_picture(admin, "people-agents-link")


def test_trunk_and_phone_pages_lead_back_to_the_setup(admin: Page) -> None:
    for path, step in (("/trunks/new", "trunk"), ("/phones", "agents")):
        admin.goto(path)
        admin.get_by_role("link", name="Back to the setup").click()
        expect(admin).to_have_url(re.compile(f"/setup[?]step={step}"))


def test_the_setup_says_early_when_people_may_be_called_and_offers_a_test_call(admin: Page) -> None:
    admin.goto("/setup?step=agents")
    expect(admin.get_by_text(re.compile("^The first call can be made on"))).to_be_visible()
    take_picture(admin, "setup-hours")
    admin.get_by_role("button", name="Place a test call").click()
    expect(admin).to_have_url(re.compile("/setup[?]step=trunk"))


@pytest.mark.parametrize("language", first_in_gate(LANGUAGES))
def test_no_step_speaks_of_pointers_commands_or_files(
    browser: Browser, served: Served, admin: Page, language: str
) -> None:
    with opened(browser, served.url, language=language) as page:
        page.context.add_cookies(admin.context.cookies())  # type: ignore[arg-type]
        for step in ("administrator", "asterisk", "trunk", "caller_id", "agents", "campaign", "list", "check", "start"):
            page.goto(f"/setup?step={step}")
            page.locator("main h2").wait_for()
            page.wait_for_load_state("networkidle")
            assert jargon(page) == [], step


def test_what_the_api_refuses_is_said_in_the_pages_words(admin: Page, served: Served) -> None:
    admin.goto("/setup?step=agents")
    admin.get_by_label("Short name").fill("x\u0007")
    admin.get_by_role("combobox", name="Phone").click()
    admin.get_by_role("option", name="in the browser, with a headset").click()
    admin.get_by_role("button", name="Add the agent").click()
    expect(admin.get_by_role("alert").filter(has_text=re.compile("Name:"))).to_be_visible()
    assert jargon(admin) == []
