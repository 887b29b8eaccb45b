"""Results in the browser: the funnel, the week, what figures are broken down by, and the calls behind each figure."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert

from dialer.campaigns.model import CampaignDraft
from dialer.core.enums import Role
from dialer.core.settings import Settings
from dialer.people.leads.model import NewLead
from dialer.storage.schema import ATTEMPT
from tests.support.pages import Served, enter, opened, serving, sideways, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]
HOUR_S = 3600.0


async def filled(served: Served) -> int:
    """Two campaigns with attempts of the last days; the id of the first."""
    store, now = served.parts.store, served.parts.clock()
    company = await store.companies.create("Aurora Servizi")
    node = (await store.nodes.list())[0]
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    agents = [(await store.agents.create(name=name, phone=f"PJSIP/{name}")).id for name in ("lucia", "marco")]
    found = []
    for name in ("Energia primavera", "Rinnovi"):
        draft = CampaignDraft(name=name, company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,))
        campaign = await store.campaigns.create(draft, actor="test", now=now)
        listed = await store.lists.create(name=f"{name} nord", company_id=company.id, campaign_id=campaign.id, now=now)
        numbers = [NewLead(phones=((f"+39333{campaign.id:03d}{one:04d}", ""),)) for one in range(40)]
        leads = await store.leads.add(listed.id, numbers)
        rows = [
            attempt(place, campaign.id, listed.id, leads[place % 40], node.id, trunk.id, agents[place % 2], now)
            for place in range(160)
        ]
        await store.database.write(lambda connection, rows=rows: connection.execute(insert(ATTEMPT), rows).rowcount)
        found.append(campaign.id)
    return found[0]


def attempt(
    place: int, campaign: int, listed: int, lead: int, node: int, trunk: int, agent: int, now: float
) -> dict[str, Any]:
    placed_at = now - (place + 2) * HOUR_S * 0.7
    outcome = ("no_answer", "connected", "machine", "busy", "connected")[place % 5]
    talked = outcome == "connected"
    return {
        "id": f"w{campaign}-{place}",
        "campaign_id": campaign,
        "list_id": listed,
        "lead_id": lead,
        "node_id": node,
        "trunk_id": trunk,
        "agent_id": agent if talked else None,
        "number": f"+39333{campaign:03d}{place % 40:04d}",
        "caller_id": "+390240708090",
        "mode": "predictive",
        "state": "ended",
        "placed_at": placed_at,
        "answered_at": placed_at + 5.0 if talked or outcome == "machine" else None,
        "agent_joined_at": placed_at + 6.0 if talked else None,
        "ended_at": placed_at + 60.0,
        "outcome": outcome,
        "cause": {"busy": 17, "no_answer": 19}.get(outcome, 16),
        "rejoins": 2 if place == 4 else None,
        "disposition": ("sale", "not_interested", "wrong_number", None)[place % 4] if talked else None,
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With a mail server that does not answer."""
    mail = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "off", "smtp_from": "calls@example.net"}
    with serving(Settings(state_dir=tmp_path_factory.mktemp("served"), allowed_hosts=["127.0.0.1"], **mail)) as running:
        yield running


@pytest.fixture(scope="module")
def campaign(served: Served) -> int:
    served.do(new_user(served, Role.MANAGER, name="manuela"))
    return served.do(filled(served))


@pytest.fixture
def manager(browser: Browser, served: Served, campaign: int) -> Any:
    with opened(browser, served.url) as page:
        enter(page, served.url, "manuela")
        page.goto("/results")
        page.get_by_role("heading", name="Funnel").wait_for()
        yield page


def test_a_manager_reads_the_funnel_and_opens_the_calls_behind_a_figure(manager: Page) -> None:
    funnel = manager.get_by_role("region", name="Funnel")
    expect(funnel.get_by_role("row", name="person")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "results")
    figure = funnel.get_by_role("button", name="Attempts, conversion")
    count = int(figure.inner_text())
    assert count > 0
    figure.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("heading", name="conversion")).to_be_visible()
    rows = manager.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(count)
    expect(rows.first).to_contain_text("Sale")
    expect(rows.filter(has_text="joined again 2 times").first).to_be_visible()
    assert "+39333" not in manager.inner_text("main").replace("********", "")
    assert wrong_for_some(manager) == []
    take_picture(manager, "results-rows")
    manager.get_by_role("button", name="Back to the figures").click()
    expect(funnel).to_be_visible()


PAGE_ROWS = 50
RATES = {
    "Hit rate": ("64 of 160 attempts (40", 64),
    "Contact rate": ("leads (", 64),
    "Right-party rate": ('attempts that came as far as "person" (', None),
    "Conversion": ('attempts that came as far as "right party" (', None),
    "Conversion of persons": ('of 64 attempts that came as far as "person" (', None),
    "Successes an hour": ("of talk", None),
    "Mean talk": ("64 talks, ", 64),
}


@pytest.mark.full
def test_every_rate_opens_the_calls_that_it_counts(manager: Page) -> None:
    funnel = manager.get_by_role("region", name="Funnel")
    rates = funnel.get_by_role("region", name="Rates")
    for rate, (said, count) in RATES.items():
        rates.get_by_role("button", name=f"{rate}: ").click()
        text = manager.locator("main").get_by_text(said)
        expect(text).to_be_visible()
        lists_on_two_pages(manager, count or int(text.inner_text().split()[0]))
        assert wrong_for_some(manager) == []
        manager.get_by_role("button", name="Back to the figures").click()
        expect(funnel).to_be_visible()


def lists_on_two_pages(page: Page, count: int) -> None:
    """The opened table lists so many attempts, on two pages at most."""
    rows, following = (
        page.get_by_role("table").locator("tbody tr"),
        page.get_by_role("button", name="Next", disabled=False),
    )
    expect(rows).to_have_count(min(count, PAGE_ROWS))
    if count > PAGE_ROWS:
        following.click()
        expect(rows).to_have_count(count - PAGE_ROWS)
    expect(following).to_have_count(0)


def test_the_leads_of_a_stage_open_their_attempts(manager: Page) -> None:
    funnel = manager.get_by_role("region", name="Funnel")
    figure = funnel.get_by_role("button", name="Leads, conversion: ")
    leads = int(figure.inner_text())
    figure.click()
    rows = manager.get_by_role("table").locator("tbody tr")
    expect(rows.first).to_be_visible()
    expect(manager.locator("main").get_by_text(f"{leads} leads, in {rows.count()} attempts")).to_be_visible()
    called = {link.get_attribute("href") for link in rows.get_by_role("link").all()}
    assert len(called) == leads


def test_a_cell_of_the_week_opens_its_calls(manager: Page) -> None:
    week = manager.get_by_role("region", name="By hour and weekday")
    week.get_by_label("Figure in the cells").select_option("tried")
    cell = week.locator("td button").first
    count = int(cell.inner_text())
    cell.click()
    expect(manager.get_by_role("table").locator("tbody tr")).to_have_count(count)


def test_figures_are_broken_down_and_compared(manager: Page) -> None:
    broken = manager.get_by_role("region", name="Broken down")
    for by, seen in (
        ("agent", "lucia"),
        ("caller_id", "+390240708090"),
        ("trunk", "carrier"),
        ("outcome", "no answer"),
        ("cause", "busy (17)"),
        ("disposition", "sale"),
        ("hour", ":00"),
        ("list", "Energia primavera nord"),
    ):
        broken.get_by_label("By").select_option(by)
        expect(broken.get_by_role("rowheader", name=seen).first).to_be_visible()
    broken.get_by_label("By").select_option("outcome")
    manager.get_by_role("checkbox", name="Compare").check()
    manager.get_by_label("Compared with", exact=True).select_option(label="Rinnovi")
    expect(broken.get_by_role("columnheader", name="attempts compared")).to_be_visible()
    expect(manager.get_by_role("region", name="Funnel")).to_contain_text("Rinnovi")
    compared = broken.get_by_role("button", name="connected, attempts compared: ")
    count = int(compared.inner_text())
    compared.click()
    expect(manager.locator("main")).to_contain_text("Rinnovi,")
    lists_on_two_pages(manager, count)
    manager.go_back()
    expect(broken.get_by_role("columnheader", name="attempts compared")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "results-compared")
    assert sideways(manager) == 0


def test_the_calls_behind_a_figure_are_fetched_as_a_file(manager: Page, served: Served) -> None:
    manager.get_by_role("region", name="Funnel").get_by_role("button", name="Attempts, person").click()
    manager.get_by_role("button", name="Export these calls").click()
    manager.get_by_role("menuitem", name="CSV").click()
    link = manager.get_by_role("link", name="Fetch the file")
    expect(link).to_be_visible()
    assert wrong_for_some(manager) == []
    with manager.expect_download() as fetched:
        link.click()
    text = Path(fetched.value.path()).read_text()
    assert len(text.splitlines()) == 65
    assert "+39333" not in text.replace("********", "")


@pytest.mark.full
def test_a_report_is_scheduled_sent_at_once_and_stopped(manager: Page, served: Served) -> None:
    manager.get_by_role("button", name="Scheduled reports").click()
    expect(manager.get_by_text("No report is sent by itself yet")).to_be_visible()
    manager.get_by_role("button", name="New scheduled report").first.click()
    form = manager.get_by_role("dialog")
    form.get_by_label("How often").select_option("weekly")
    form.get_by_label("At (hours and minutes)").fill("08:15")
    form.get_by_label("Recipients").fill("boss@example.org")
    form.get_by_role("checkbox", name="list").check()
    assert wrong_for_some(manager) == []
    take_picture(manager, "results-new-schedule")
    form.get_by_role("button", name="Have it sent").click()
    table = manager.get_by_role("table")
    expect(table).to_contain_text("weekly on Mon at 08:15 (Europe/Rome)")
    expect(table).to_contain_text("boss@example.org")
    assert wrong_for_some(manager) == []
    take_picture(manager, "results-schedules")
    manager.get_by_role("button", name="Open", exact=True).click()
    manager.get_by_role("button", name="Send one now").click()
    expect(manager.get_by_role("dialog").get_by_role("row")).to_have_count(2)
    served.do(served.parts.service.jobs.look())
    served.do(served.parts.service.jobs.wait())
    manager.reload()
    manager.get_by_role("button", name="Open", exact=True).click()
    expect(manager.get_by_role("dialog")).to_contain_text("1 waits")
    assert wrong_for_some(manager) == []
    manager.get_by_role("button", name="Stop the report").click()
    asked = manager.get_by_role("dialog").filter(has_text="Stop this report?")
    asked.get_by_role("button", name="Stop the report").click()
    expect(manager.get_by_text("No report is sent by itself yet")).to_be_visible()
