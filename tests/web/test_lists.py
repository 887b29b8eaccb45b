"""Lists in the browser: files looked at, corrected and loaded; rejected rows mended; filter, order and shares set."""

import asyncio
import csv
import io
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from dialer.campaigns.model import CampaignDraft
from dialer.core.enums import LeadState, Role
from dialer.core.visibility import EVERYTHING
from dialer.people.leads.model import NewLead
from dialer.people.lists import arrangement
from dialer.people.lists.ordering_worker import arrange
from dialer.people.lists.store.lists import LeadList
from tests.support.pages import JOB_MS, Served, at_rest, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user

pytestmark = [pytest.mark.browser]

ROWS = 100_000  # what a manager loads on a Monday morning
# Looked at in one instant: the next may be the end.
UNDER_WAY = """() => {
  const said = [...document.querySelectorAll('[role=status]')].map((one) => one.innerText);
  const done = Number(document.querySelector('[aria-label="How much is loaded"]')?.ariaValueNow ?? 100);
  return done < 100 && said.some((one) => /^[1-9][\\d,]* of 100,000 rows/.test(one));
}"""


def people(rows: list[list[str]], name: str = "people.csv") -> FilePayload:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return {"name": name, "mimeType": "text/csv", "buffer": text.getvalue().encode()}


async def new_list(served: Served, name: str, *, campaign_id: int | None = None) -> LeadList:
    store = served.parts.store
    companies = await store.companies.list(sees=EVERYTHING)
    owner = companies[0] if companies else await store.companies.create("Aurora Servizi")
    return await served.parts.service.lists.create(
        name=name, company_id=owner.id, campaign_id=campaign_id, country="IT", actor="test"
    )


async def new_campaign(served: Served, name: str) -> int:
    store = served.parts.store
    companies = await store.companies.list(sees=EVERYTHING)
    owner = companies[0] if companies else await store.companies.create("Aurora Servizi")
    node = await store.nodes.upsert("one", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    draft = CampaignDraft(name=name, company_id=owner.id, node_id=node.id, trunk_ids=(trunk.id,))
    return (await store.campaigns.create(draft, actor="test", now=served.parts.clock())).id


@pytest.fixture
def manager(browser: Browser, served: Served) -> Iterator[Page]:
    if not served.do(served.parts.store.users.list(sees=EVERYTHING)):
        served.do(new_user(served, Role.MANAGER, name="anna"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "anna")
        yield page


def test_a_list_is_made_and_its_file_loaded_by_keyboard_alone(manager: Page, served: Served) -> None:
    served.do(new_list(served, "Older list"))
    manager.goto("/lists")
    expect(manager.get_by_role("link", name="Older list")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists")
    manager.get_by_role("button", name="New list").first.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    manager.keyboard.type("Spring")
    assert wrong_for_some(manager) == []
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("heading", name="Spring")).to_be_visible()
    rows = [["Cognome", "Telefono", "Punti", "Non serve"], ["Rossi", "340 1234567", "7", "a"]]
    rows += [["Bianchi", "06 12", "3", "b"], ["Verdi", "02 12345678", "9", "c"], ["Verdi", "02 12345678", "9", "c"]]
    manager.locator("input[type=file]").set_input_files(people(rows))
    becomes = "Of the first 4 rows: 2 come in, 1 is a duplicate and left out, 1 is rejected."
    expect(manager.get_by_role("status").first).to_contain_text(becomes, timeout=JOB_MS)
    expect(manager.get_by_text("+393401234567")).to_be_visible()
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-mapping")
    meaning = manager.get_by_role("combobox", name="Meaning of Non serve")
    meaning.focus()
    at_rest(manager)  # a list that opens looks in a timer which choice is gone to
    manager.keyboard.press("ControlOrMeta+a")
    manager.keyboard.type("not needed")
    manager.keyboard.press("ArrowDown")
    with manager.expect_response(re.compile(r"/imports/\d+/preview"), timeout=JOB_MS):
        manager.keyboard.press("Enter")
    expect(manager.get_by_text("Non serve: a")).to_have_count(0, timeout=JOB_MS)
    begin = manager.get_by_role("button", name="Load 4 rows")
    expect(begin).to_be_enabled(timeout=JOB_MS)
    begin.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("table").first).to_contain_text("came in", timeout=JOB_MS)
    expect(manager.get_by_role("row", name="rejected")).to_contain_text("1")
    manager.get_by_role("tab", name="State").focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_role("row", name=re.compile("to be called"))).to_contain_text("2")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-state")


def test_a_column_of_dates_is_read_as_dates_on_one_press(manager: Page, served: Served) -> None:
    listed = served.do(new_list(served, "With dates"))
    manager.goto(f"/lists/{listed.id}")
    rows = [["telefono", "Scadenza", "CAP"], ["340 1234567", "31/12/2026", "00118"]]
    rows += [["340 1234568", "1/2/2027", "20121"], ["340 1234569", "15.3.2027", "50123"]]
    manager.locator("input[type=file]").set_input_files(people(rows))
    offered = manager.get_by_role("button", name=re.compile("^Read as"))
    expect(offered).to_have_text("Read as dates", timeout=JOB_MS)  # a post code is no number
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-suggested-type")
    offered.press("Enter")
    expect(offered).to_have_count(0, timeout=JOB_MS)
    manager.get_by_role("button", name="Load 3 rows").click(timeout=JOB_MS)
    expect(manager.get_by_role("table").first).to_contain_text("came in", timeout=JOB_MS)
    after = served.do(served.parts.store.lists.get(listed.id, sees=EVERYTHING))
    assert after.field_types == {"Scadenza": {"kind": "date", "choices": []}}
    read = manager.request.get(f"{served.url}/api/v1/lists/{listed.id}/leads.csv")
    assert "2027-02-01" in read.text()


def test_a_preview_stays_where_the_list_cannot_be_read_again(manager: Page, served: Served) -> None:
    listed = served.do(new_list(served, "Read in vain"))
    manager.clock.install()
    manager.goto(f"/lists/{listed.id}")
    manager.locator("input[type=file]").set_input_files(people([["telefono"], ["340 1234567"]]))
    expect(manager.get_by_role("button", name="Load 1 row")).to_be_visible(timeout=JOB_MS)
    busy = '{"title": "The database is busy"}'
    answered: list[str] = []
    manager.on("response", lambda answer: answered.append(answer.url) if answer.status == 503 else None)
    manager.route(f"**/api/v1/lists/{listed.id}", lambda route: route.fulfill(status=503, body=busy))
    while len(answered) < 3:  # asked every ten seconds; then tried again twice
        manager.clock.run_for(5_000)
    at_rest(manager)
    expect(manager.get_by_role("button", name="Load 1 row")).to_be_visible()


def test_rejected_rows_are_mended_in_place_and_loaded_again(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "Mended"))
    manager.goto(f"/lists/{made.id}?tab=load")
    rows = [["nome", "telefono"], ["Ada", "340 1234567"], ["Bruno", "letters"], ["Carla", "12"]]
    manager.locator("input[type=file]").set_input_files(people(rows, "mended.csv"))
    manager.get_by_role("button", name="Load 3 rows").click(timeout=JOB_MS)
    expect(manager.get_by_role("heading", name="Rejected rows")).to_be_visible(timeout=JOB_MS)
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-rejected")
    manager.get_by_label("telefono, line 3").fill("02 87654321")
    manager.get_by_role("button", name="Edit line 4").click()
    manager.get_by_role("dialog").get_by_label("telefono").fill("still wrong")
    assert wrong_for_some(manager) == []
    manager.get_by_role("dialog").get_by_role("button", name="Done").click()
    manager.get_by_role("button", name="Load 2 mended rows").click()
    expect(manager.get_by_role("table").first).to_contain_text("What became of 2 rows", timeout=JOB_MS)
    expect(manager.get_by_label("telefono, line 3")).to_have_value("still wrong")
    manager.get_by_role("button", name="All files of this list").click()
    expect(manager.get_by_role("button", name="mended.csv")).to_have_count(2)
    counts = served.do(served.parts.store.lists.counts(made.id))
    assert counts[LeadState.OPEN] == 2


@pytest.mark.full
def test_a_list_of_a_hundred_thousand_rows_is_loaded_with_its_progress(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "Large"))
    rows = [["nome", "telefono", "citta"]]
    rows += [[f"Persona {n}", f"+39340{1_000_000 + n}", ("Roma", "Milano", "Bari")[n % 3]] for n in range(ROWS)]
    manager.goto(f"/lists/{made.id}")
    manager.locator("input[type=file]").set_input_files(people(rows, "large.csv"))
    manager.get_by_role("button", name="Load 100,000 rows").click(timeout=JOB_MS)
    manager.wait_for_function(UNDER_WAY, timeout=JOB_MS)
    expect(manager.get_by_role("table").first).to_contain_text("What became of 100,000 rows", timeout=240_000)
    expect(manager.get_by_role("row", name="came in")).to_contain_text("100,000")
    manager.get_by_role("tab", name="Filter and order").click()
    manager.get_by_role("button", name="Add a condition").click()
    manager.get_by_role("combobox", name="Value of condition 1").fill("Bari")
    said = manager.get_by_role("status").filter(has_text="would be called")
    expect(said).to_contain_text(re.compile(r"About 3\d,\d{3} of 100,000"), timeout=JOB_MS)


@pytest.mark.full
def test_whom_a_filter_lets_through_is_counted_while_it_is_typed(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "Filtered"))
    leads = [
        NewLead(
            phones=((f"+3934012{n:05}", ""),),
            name=f"Lead {n}",
            fields={"score": n, "city": "Roma" if n % 2 else "Bari"},
        )
        for n in range(20)
    ]
    served.do(served.parts.store.leads.add(made.id, leads))
    manager.goto(f"/lists/{made.id}?tab=order")
    said = manager.get_by_role("status").filter(has_text="would be called")
    expect(said).to_have_text("20 of 20 waiting leads would be called.", timeout=JOB_MS)
    manager.get_by_role("button", name="Add a condition").focus()
    manager.keyboard.press("Enter")
    value = manager.get_by_role("combobox", name="Value of condition 1")
    value.focus()
    manager.keyboard.type("Roma")
    manager.keyboard.press("Escape")
    expect(said).to_have_text("10 of 20 waiting leads would be called.", timeout=JOB_MS)
    manager.get_by_role("button", name="Add a condition").click()
    choose(manager, "Field of condition 2", "score")
    choose(manager, "What condition 2 asks", "is at least")
    manager.get_by_label("Value of condition 2").fill("10")
    expect(said).to_have_text("5 of 20 waiting leads would be called.", timeout=JOB_MS)
    choose(manager, "Fresh leads come", "by a field")
    choose(manager, "Field", "score")
    choose(manager, "Direction", "the largest first")
    expect(manager.get_by_role("row").nth(1)).to_contain_text("19")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-filter")
    manager.get_by_role("button", name="Save filter and order").click()
    expect(manager.get_by_text("It holds for the next call.")).to_be_visible()
    there = served.do(served.parts.store.lists.get(made.id, sees=EVERYTHING))
    assert (there.filter, there.order_by) == ('city = "Roma" and score >= 10', "score desc")
    manager.get_by_role("button", name="Write it as text").click()
    manager.get_by_label("The filter as text").fill("score >")
    expect(manager.get_by_role("alert").filter(has_text="a field or a value is missing")).to_be_visible()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_list_is_switched_off_archived_and_taken_out_again(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "Put away"))
    served.do(served.parts.store.leads.add(made.id, [NewLead(phones=(("+393401234567", ""),))]))
    manager.goto(f"/lists/{made.id}?tab=state")
    manager.get_by_label("Is dialled").press("Space")
    expect(manager.get_by_text("off", exact=True)).to_be_visible()
    manager.get_by_role("button", name="More").click()
    manager.get_by_role("menuitem", name="Archive").click()
    manager.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(manager.get_by_text("archived", exact=True).first).to_be_visible()
    manager.get_by_role("button", name="More").click()
    manager.get_by_role("menuitem", name="Take out of the archive").click()
    expect(manager.get_by_text("archived", exact=True)).to_have_count(0)


def test_the_table_of_lists_says_when_work_on_one_has_ended(
    manager: Page, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    async def held(*work: Any) -> None:
        await asyncio.to_thread(go.wait)
        await arrange(*work)

    monkeypatch.setattr(arrangement, "arrange", held)
    made = served.do(new_list(served, "Slowly put away"))
    served.do(served.parts.store.leads.add(made.id, [NewLead(phones=(("+393401234567", ""),))]))
    try:
        served.do(served.parts.service.arranging.archive(made.id, actor="test"))
        manager.goto("/lists?q=Slowly")
        expect(manager.get_by_text("is being archived", exact=True)).to_be_visible()
    finally:
        go.set()
    expect(manager.get_by_text("archived", exact=True)).to_be_visible()


def test_a_lead_is_added_by_hand_and_what_is_wrong_stands_at_its_field(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "By hand"))
    manager.goto(f"/lists/{made.id}?tab=state")
    manager.get_by_role("button", name="Add a lead").click()
    form = manager.get_by_role("dialog")
    number, add = form.get_by_label("Phone number"), form.get_by_role("button", name="Add the lead")
    expect(number).to_be_focused()
    number.fill("12")
    form.get_by_label("First and last name").fill("Ada Rossi")
    add.click()
    expect(number).to_have_attribute("aria-invalid", "true")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-add-lead")
    number.fill("340 1234567")
    choose(manager, "Legal basis", "consent")
    form.get_by_label("Where it was given").fill("fair in Milan")
    number.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("Ada Rossi came in.")
    number.fill("+39 340 123 4567")
    add.click()
    expect(form.get_by_role("status")).to_contain_text("was there already: nothing has changed.")
    assert wrong_for_some(manager) == []
    assert served.do(served.parts.store.lists.counts(made.id))[LeadState.OPEN] == 1
    form.get_by_role("link", name="Open the lead").click()
    expect(manager.get_by_role("heading", name="Ada Rossi")).to_be_visible()


def test_a_list_is_made_with_what_allows_its_calls(manager: Page, served: Served) -> None:
    served.do(new_list(served, "Here before"))
    manager.goto("/lists")
    manager.get_by_role("button", name="New list").first.click()
    form = manager.get_by_role("dialog")
    form.get_by_label("Name").fill("Allowed")
    choose(manager, "Legal basis", "consent")
    form.get_by_label("Where it was given").fill("fair in Milan")
    form.get_by_label("Version of its text").fill("3")
    form.get_by_label("Reference of its proof").fill("form 7")
    assert wrong_for_some(manager) == []
    form.get_by_role("button", name="Make the list").click()
    expect(manager.get_by_role("heading", name="Allowed")).to_be_visible()
    [made] = [one for one in served.do(served.parts.store.lists.list(sees=EVERYTHING)) if one.name == "Allowed"]
    said = {"basis": "consent", "source": "fair in Milan", "text_version": "3", "evidence_id": "form 7"}
    assert {**made.consent, **said, "company": "Aurora Servizi"} == made.consent


@pytest.mark.full
def test_what_allows_the_calls_is_corrected_after_the_leads_came_in(manager: Page, served: Served) -> None:
    made = served.do(new_list(served, "Mistaken"))
    served.do(served.parts.store.leads.add(made.id, [NewLead(phones=(("+393401234570", ""),))]))
    manager.goto(f"/lists/{made.id}?tab=details")
    manager.get_by_role("button", name="Correct what allows the calls").click()
    form = manager.get_by_role("dialog")
    choose(manager, "Legal basis", "consent")
    form.get_by_label("Where it was given").fill("fair in Milan")
    form.get_by_label("Reference of its proof").fill("form 7")
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-consent")
    form.get_by_role("button", name="Save the correction").click()
    expect(manager.get_by_role("row", name=re.compile("Where it was given"))).to_contain_text("fair in Milan")
    expect(manager.get_by_role("row", name=re.compile("Reference of its proof"))).to_contain_text("form 7")


def test_who_only_reads_is_offered_nothing_else(browser: Browser, served: Served, manager: Page) -> None:
    made = served.do(new_list(served, "Read only"))
    served.do(new_user(served, Role.SUPERVISOR, name="watcher"))
    with opened(browser, served.url) as page:
        enter(page, served.url, "watcher")
        page.goto(f"/lists/{made.id}?tab=load")
        expect(page.get_by_role("heading", name="Files so far")).to_be_visible()
        assert page.locator("input[type=file]").count() == 0
        for name in ("Is dialled", "Filter and order", "New list", "More"):
            assert page.get_by_text(name, exact=True).count() == 0


@pytest.mark.full
def test_shares_are_typed_beside_each_other(manager: Page, served: Served) -> None:
    campaign_id = served.do(new_campaign(served, "Spring energy"))
    one = served.do(new_list(served, "First share", campaign_id=campaign_id))
    two = served.do(new_list(served, "Second share", campaign_id=campaign_id))
    served.do(served.parts.store.leads.add(one.id, [NewLead(phones=(("+393401234567", ""),))]))
    manager.goto(f"/lists/{one.id}?tab=state")
    manager.get_by_label("Weight of First share").fill("3")
    manager.get_by_label("Weight of Second share").fill("1")
    expect(manager.get_by_role("row", name=re.compile("First share"))).to_contain_text("75")
    manager.get_by_role("button", name="Save the shares").click()
    expect(manager.get_by_role("button", name="Back to those before")).to_have_count(0)
    expect(manager.get_by_role("button", name="Save the shares")).to_be_disabled()
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-shares")
    there = served.do(served.parts.store.lists.these([one.id, two.id]))
    assert [there[one.id].weight, there[two.id].weight] == [3, 1]


def test_a_second_manager_chooses_whose_shares_hold_and_corrects_a_lists_name(manager: Page, served: Served) -> None:
    campaign_id = served.do(new_campaign(served, "Autumn energy"))
    one = served.do(new_list(served, "One share", campaign_id=campaign_id))
    two = served.do(new_list(served, "Two share", campaign_id=campaign_id))
    served.do(served.parts.store.leads.add(one.id, [NewLead(phones=(("+393401234599", ""),))]))
    manager.goto(f"/lists/{one.id}?tab=state")
    manager.get_by_label("Weight of One share").fill("3")
    manager.get_by_label("Weight of Two share").fill("2")
    arranging = served.parts.service.arranging
    served.do(arranging.weigh(campaign_id, {one.id: 7}, actor="user:bruno"))
    manager.get_by_role("button", name="Save the shares").click()
    told = manager.get_by_role("alert").filter(has_text="Somebody else has changed these shares")
    expect(told).to_contain_text("bruno")
    expect(told.get_by_role("row", name=re.compile("One share"))).to_contain_text("7")
    expect(told.get_by_role("row", name=re.compile("Two share"))).to_have_count(0)
    assert wrong_for_some(manager) == []
    take_picture(manager, "lists-shares-conflict")
    told.get_by_label("One share: mine").check()
    told.get_by_role("button", name="Save like this").click()
    expect(told).to_have_count(0)
    there = served.do(served.parts.store.lists.these([one.id, two.id]))
    assert [there[one.id].weight, there[two.id].weight] == [3, 2]

    manager.goto(f"/lists/{one.id}?tab=details")
    manager.get_by_label("Name of the list").fill("One share, corrected")
    manager.get_by_role("button", name="Save the name").click()
    expect(manager.get_by_role("heading", name="One share, corrected")).to_be_visible()
