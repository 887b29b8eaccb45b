"""Leads in the browser: found by anything, changed many at once, one person's whole story, edited by two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert

from dialer.campaigns.model import CampaignDraft
from dialer.core.enums import LeadState, Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import LeadChange, NewLead
from dialer.storage.schema import ATTEMPT
from tests.support.pages import Served, dialog_of, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]


@dataclass(frozen=True)
class House:
    """A campaign's list, and the leads in it."""

    served: Served
    list_id: int
    ids: list[int]


@pytest.fixture(scope="module")
def house(served: Served) -> House:
    store = served.parts.store

    async def build() -> tuple[int, list[int]]:
        company = await store.companies.create("Aurora Servizi")
        node = await store.nodes.upsert("one", host="127.0.0.1")
        trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
        draft = CampaignDraft(name="Spring", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,))
        campaign = await store.campaigns.create(draft, actor="test", now=served.parts.clock())
        listed = await served.parts.service.lists.create(
            name="March", company_id=company.id, campaign_id=campaign.id, country="IT", actor="test"
        )
        people = [
            NewLead(
                phones=((f"+39333123456{n}", "mobile"), (f"+39061234567{n}", "")),
                name=name,
                external_id=f"C-{n}",
                fields={"city": "Forlì" if n else "Bari", "score": n},
                zone_key="Europe/Rome",
            )
            for n, name in enumerate(["Ada Rossi", "Bruno Bianchi", "Carla Verdi", "Dario Neri"])
        ]
        return listed.id, await store.leads.add(listed.id, people)

    list_id, ids = served.do(build())
    served.do(new_user(served, Role.ADMIN, name="boss"))
    served.do(new_user(served, Role.MANAGER, name="anna"))
    return House(served, list_id, ids)


@pytest.fixture
def manager(browser: Browser, house: House) -> Iterator[Page]:
    with opened(browser, house.served.url) as page:
        enter(page, house.served.url, "anna")
        yield page


def test_a_lead_is_found_by_name_number_customer_number_and_field(manager: Page) -> None:
    manager.goto("/leads")
    search = manager.get_by_label("Search")
    expect(search).to_be_focused()
    expect(manager.get_by_role("link", name="Dario Neri")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "leads")
    for text, name in (
        ("bruno", "Bruno Bianchi"),
        ("333 1234562", "Carla Verdi"),
        ("4563", "Dario Neri"),
        ("C-0", "Ada Rossi"),
        ("bari", "Ada Rossi"),
    ):
        search.fill(text)
        expect(manager.get_by_role("link", name=name)).to_be_visible()
        expect(manager.get_by_role("link", name=re.compile("Rossi|Bianchi|Verdi|Neri"))).to_have_count(1)
    assert "+39********60" in manager.content()
    assert "1234560" not in manager.content()
    search.fill("nobody of that name")
    expect(manager.get_by_text("Nothing fits these filters")).to_be_visible()


def test_many_leads_are_changed_at_once(manager: Page, house: House) -> None:
    manager.goto(f"/leads?list={house.list_id}")
    manager.get_by_label("Select Carla Verdi").press("Space")
    manager.get_by_label("Select Dario Neri").press("Space")
    manager.get_by_role("button", name="Change 2 leads").press("Enter")
    manager.get_by_role("menuitem", name="Set the priority").click()
    manager.get_by_role("dialog").get_by_label("Priority").fill("5")
    assert wrong_for_some(manager) == []
    manager.get_by_role("dialog").get_by_role("button", name="Change").click()
    expect(manager.get_by_role("status").filter(has_text="2 leads changed.")).to_be_visible()
    leads = house.served.parts.store.leads
    assert [house.served.do(leads.get(one, sees=EVERYTHING)).priority for one in house.ids] == [0, 0, 5, 5]
    manager.get_by_role("button", name="All that fit these filters").click()
    manager.get_by_role("button", name="Change all that fit").click()
    manager.get_by_role("menuitem", name="Do not dial them any more").click()
    expect(manager.get_by_role("status").filter(has_text="4 leads changed.")).to_be_visible()
    manager.get_by_role("button", name="All that fit these filters").click()
    manager.get_by_role("button", name="Change all that fit").click()
    manager.get_by_role("menuitem", name="Dial them again").click()
    expect(manager.get_by_role("cell", name="to be called")).to_have_count(4)
    take_picture(manager, "leads-many")


def test_a_lead_says_why_it_is_not_dialled_and_what_was_promised(manager: Page, house: House) -> None:
    manager.goto(f"/leads/{house.ids[0]}")
    expect(manager.get_by_role("heading", name="Ada Rossi")).to_be_visible()
    expect(manager.get_by_role("status").filter(has_text="Its campaign is stopped.")).to_be_visible()
    manager.get_by_role("button", name="Dial next").press("Enter")
    expect(manager.get_by_role("dialog").get_by_role("button", name="Dial next")).to_be_focused()
    assert wrong_for_some(manager) == []
    manager.keyboard.press("Enter")
    expect(manager.get_by_text("It is the next to be dialled.")).to_be_visible()
    expect(manager.get_by_role("dialog")).to_have_count(0)
    promise = manager.get_by_role("region", name="Promises").get_by_role("row").nth(1)
    expect(promise).to_contain_text("dialled next")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lead")
    promise.get_by_role("button", name="Cancel it").click()
    manager.get_by_role("dialog").get_by_role("button", name="Cancel the call-back").click()
    expect(manager.get_by_role("region", name="Promises")).to_have_count(0)
    expect(manager.get_by_role("region", name="History")).to_be_visible()


def test_the_history_says_how_often_a_talk_was_joined_again(manager: Page, house: House) -> None:
    store, now, lead = house.served.parts.store, house.served.parts.clock(), house.ids[1]
    [campaign] = house.served.do(store.campaigns.list(sees=EVERYTHING))
    row = {
        "id": "lost-and-joined",
        "campaign_id": campaign.id,
        "list_id": house.list_id,
        "lead_id": lead,
        "node_id": campaign.node_id,
        "trunk_id": campaign.trunks[0].id,
        "number": "+393331234561",
        "mode": "predictive",
        "state": "ended",
        "outcome": "connected",
        "placed_at": now - 600.0,
        "answered_at": now - 590.0,
        "agent_joined_at": now - 589.0,
        "ended_at": now - 500.0,
        "rejoins": 1,
    }
    house.served.do(store.database.write(lambda connection: connection.execute(insert(ATTEMPT), [row]).rowcount))
    manager.goto(f"/leads/{lead}")
    call = manager.get_by_role("region", name="History").get_by_role("listitem").first
    call.wait_for()
    expect(call).to_contain_text("agent joined again once")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lead-history-rejoined")


def test_who_says_no_is_shown_so_at_each_number(manager: Page, house: House) -> None:
    manager.goto(f"/leads/{house.ids[3]}")
    manager.get_by_role("button", name="Must not be called").click()
    manager.get_by_role("dialog").get_by_role("button", name="Suppress").click()
    phones = manager.get_by_role("region", name="Phones")
    expect(phones.get_by_text("must not be called", exact=True)).to_have_count(2)
    expect(phones).to_contain_text("This person has said no")
    expect(manager.get_by_text("done", exact=True)).to_be_visible()
    take_picture(manager, "lead-suppressed")


def test_of_two_who_edit_a_lead_the_second_is_shown_both_versions(manager: Page, house: House) -> None:
    lead_id = house.ids[1]
    manager.goto(f"/leads/{lead_id}")
    manager.get_by_role("button", name="Edit", exact=True).click()
    dialog = manager.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_have_value("Bruno Bianchi")
    changes = house.served.parts.service.leads
    change = LeadChange(values={"notes": "theirs"}, fields={"city": "Cesena"})
    house.served.do(changes.change(lead_id, change, actor="user:carla", sees=EVERYTHING))
    dialog.get_by_label("Notes").fill("mine")
    dialog.get_by_label("score").fill("9")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("Somebody has changed this lead meanwhile.")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lead-conflict")
    dialog.get_by_label("Notes: mine").check()
    dialog.get_by_role("button", name="Go on with these").click()
    expect(dialog.get_by_label("city")).to_have_value("Cesena")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    there = house.served.do(house.served.parts.store.leads.get(lead_id, sees=EVERYTHING))
    assert (there.notes, dict(there.fields)) == ("mine", {"city": "Cesena", "score": 9})


def test_numbers_are_whole_for_an_administrator_who_says_why(browser: Browser, house: House) -> None:
    with opened(browser, house.served.url) as page:
        enter(page, house.served.url, "boss")
        page.goto(f"/leads/{house.ids[2]}")
        expect(page.get_by_role("region", name="Phones")).to_contain_text("+39********62")
        page.get_by_role("button", name="Show the numbers").click()
        dialog_of(page).get_by_label("Why").fill("a complaint of 3 May")
        page.keyboard.press("Enter")
        expect(page.get_by_role("region", name="Phones")).to_contain_text("+393331234562")
        assert wrong_for_some(page) == []
    lines = house.served.do(house.served.parts.store.audit.list(subject=f"lead:{house.ids[2]}", limit=5))
    assert [line.action for line in lines] == ["number.unmask"]


def test_who_only_reads_is_offered_no_change(browser: Browser, house: House) -> None:
    house.served.do(new_user(house.served, Role.SUPERVISOR, name="watcher"))
    with opened(browser, house.served.url) as page:
        enter(page, house.served.url, "watcher")
        page.goto(f"/leads/{house.ids[2]}")
        expect(page.get_by_role("heading", name="Carla Verdi")).to_be_visible()
        for name in ("Dial next", "Edit", "Must not be called", "Show the numbers"):
            assert page.get_by_role("button", name=name).count() == 0
    counts = house.served.do(house.served.parts.store.lists.counts(house.list_id))
    assert counts[LeadState.OPEN] >= 3


def test_a_manager_makes_one_person_of_two_and_two_of_one_again(manager: Page, house: House) -> None:
    records = house.served.parts.store.person_records
    [ada, _] = [
        house.served.do(records.of_lead(one, now=house.served.parts.clock())).id for one in (house.ids[0], house.ids[3])
    ]
    manager.goto(f"/leads/{house.ids[0]}")
    manager.get_by_role("button", name="Is the same as").press("Enter")
    dialog = manager.get_by_role("dialog", name="Make one person of two")
    dialog.get_by_label("Who it is the same as").fill("dario")
    dialog.get_by_role("radio", name=re.compile("Dario Neri")).check()
    expect(dialog.get_by_role("row", name=re.compile("^Leads"))).to_have_text("Leads112")
    take_picture(manager, "lead-merge")
    assert wrong_for_some(manager) == []
    dialog.get_by_role("button", name="Make them one").press("Enter")
    expect(manager.get_by_role("dialog")).to_have_count(0)
    person = manager.get_by_role("region", name="Person")
    expect(person.get_by_role("link")).to_have_count(1)
    assert house.served.do(records.leads(ada)) == sorted((house.ids[0], house.ids[3]))
    manager.get_by_role("button", name="Is somebody else").press("Enter")
    dialog = manager.get_by_role("dialog", name="Make two persons of one")
    dialog.get_by_role("checkbox", name=re.compile("Dario Neri")).check()
    take_picture(manager, "lead-split")
    assert wrong_for_some(manager) == []
    dialog.get_by_role("button", name="Make them another person").press("Enter")
    expect(manager.get_by_role("dialog")).to_have_count(0)
    expect(person.get_by_role("link")).to_have_count(0)
    assert house.served.do(records.leads(ada)) == [house.ids[0]]
    assert house.served.do(records.of_lead(house.ids[3], now=house.served.parts.clock())).id != ada
