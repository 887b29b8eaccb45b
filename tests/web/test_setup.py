"""The setup in the browser: its steps, from an Asterisk that is there to a list and its agents."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dialer.access.model import EVERYTHING
from dialer.campaigns.model import CampaignDraft
from dialer.compliance.settings import AUTO, LawSettings
from dialer.core.enums import Role
from tests.support.pages import JOB_MS, Served, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]

FILE = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"telefono;nome\n340 1234567;Rossi\n347 1234567;Verdi\n"}


async def new_campaign(served: Served) -> int:
    """A campaign that the rules of Italy bind."""
    store = served.parts.store
    company = await store.controllers.create("Aurora Servizi")
    node = await store.nodes.upsert("one", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    draft = CampaignDraft(
        name="Spring",
        controller_id=company.id,
        node_id=node.id,
        trunk_ids=(trunk.id,),
        law=LawSettings(profile=AUTO, agent_country="IT", sector="telecoms", topic="fibre"),
    )
    return (await store.campaigns.create(draft, actor="test", now=served.parts.clock())).id


@pytest.fixture
def admin(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.ADMIN, name="anna"))
        served.do(new_campaign(served))
    with opened(browser, served.url, width=1366, height=768) as page:
        enter(page, served.url, "anna")
        yield page


def test_another_file_takes_the_place_of_one_that_waits_and_what_was_entered_stays(admin: Page, served: Served) -> None:
    admin.goto("/setup?step=list")
    admin.get_by_role("combobox", name="Legal basis").click()
    admin.get_by_role("option", name="consent", exact=True).click()
    admin.get_by_label("Where it was given").fill("form on the website")
    admin.get_by_label("Version of its text").fill("2026-1")
    # Without the day no row would come in: it is asked for before anything is sent.
    files = admin.locator("input[type=file]")
    files.set_input_files(FILE)
    expect(admin.get_by_text("Enter the day: every row without it would be rejected.")).to_be_visible()
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
