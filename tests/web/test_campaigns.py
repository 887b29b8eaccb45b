"""The campaigns in the browser: the list, one campaign's page, its settings, and two managers who change it at once."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Connection, select, update

from dialer.campaigns.model import CampaignConfig, CampaignDraft, draft_of
from dialer.campaigns.simulations.store import DaySoFar
from dialer.compliance.settings import LawSettings
from dialer.core.enums import CampaignStatus, Role
from dialer.core.visibility import EVERYTHING
from dialer.messaging.bus import Topic
from dialer.storage.schema import ATTEMPT, SIMULATION
from tests.support.board import BOARD, CAMPAIGN
from tests.support.pages import Served, dialog_of, enter, opened, take_picture, wrong_for_some
from tests.support.people import new_user
from tests.support.simulations import call_people

pytestmark = [pytest.mark.browser]

WORKDAYS = ({"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "20:00"},)


async def campaign_made(served: Served, name: str, **changes: Any) -> CampaignConfig:
    """A campaign as a manager has made it, over a trunk of the only node."""
    store = served.parts.store
    companies = await store.companies.list(sees=EVERYTHING)
    owner = companies[0] if companies else await store.companies.create("Energia")
    [node, *_] = await store.nodes.list()
    trunks = await store.trunks.list(node.id)
    if not trunks:
        await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
        trunks = await store.trunks.list(node.id)
    draft = CampaignDraft(
        name=name,
        company_id=owner.id,
        node_id=node.id,
        trunk_ids=(trunks[0].id,),
        hours=WORKDAYS,
        law=LawSettings(profile="IT", topic="fibre", sector="telecoms"),
        **changes,
    )
    return await served.parts.service.campaigns.create(draft, actor="test")


@pytest.fixture(scope="module")
def managers(served: Served) -> Served:
    for name in ("anna", "bruno"):
        served.do(new_user(served, Role.MANAGER, name=name))
    return served


@pytest.fixture
def anna(browser: Browser, managers: Served) -> Any:
    with opened(browser, managers.url) as page:
        enter(page, managers.url, "anna")
        yield page


def publish(served: Served, campaign: CampaignConfig, **changes: Any) -> None:
    shown = CAMPAIGN | {"id": campaign.id, "name": campaign.name, "company_id": campaign.company.id}
    board = BOARD | {"at": served.parts.clock(), "campaigns": [shown | changes]}
    served.loop.call_soon_threadsafe(served.parts.bus.publish, Topic.BOARD, board)


def kept(served: Served, campaign_id: int) -> CampaignConfig:
    return served.do(served.parts.store.campaigns.get(campaign_id, sees=EVERYTHING))


def test_a_campaign_is_made_from_a_template_and_another_as_its_copy(anna: Page, managers: Served) -> None:
    managers.do(campaign_made(managers, "Inverno"))
    anna.goto("/campaigns")
    expect(anna.get_by_role("link", name="Inverno")).to_be_visible()
    anna.get_by_role("button", name="New campaign").click()
    dialog = anna.get_by_role("dialog", name="New campaign")
    dialog.get_by_role("radio", name="Sales, Italy").check()
    dialog.get_by_role("button", name="Create the campaign").click()
    expect(dialog.get_by_text("Name the campaign.")).to_be_visible()
    dialog.get_by_label("Name").fill("Primavera")
    dialog.get_by_label("What is offered").fill("fibre")
    assert wrong_for_some(anna) == []
    dialog.get_by_label("Name").press("Enter")
    expect(anna.get_by_role("heading", name="Primavera")).to_be_visible()
    made = managers.do(managers.parts.store.campaigns.by_name("Primavera", sees=EVERYTHING))
    assert made is not None
    assert (made.mode, made.law.topic, made.status) == ("predictive", "fibre", CampaignStatus.STOPPED)
    anna.get_by_role("button", name="More").click()
    anna.get_by_role("menuitem", name="Copy…").click()
    dialog_of(anna).get_by_label("Name").fill("Primavera 2")
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("heading", name="Primavera 2")).to_be_visible()
    copy = managers.do(managers.parts.store.campaigns.by_name("Primavera 2", sees=EVERYTHING))
    assert copy is not None
    assert (copy.mode, copy.hours, copy.rules) == (made.mode, made.hours, made.rules)


def test_the_list_says_what_each_campaign_does_and_finds_and_stops_several(anna: Page, managers: Served) -> None:
    one = managers.do(campaign_made(managers, "Autunno uno"))
    managers.do(campaign_made(managers, "Autunno due"))
    publish(managers, one)
    anna.goto("/campaigns")
    anna.get_by_label("Search").fill("autunno")
    expect(anna.get_by_role("link", name="Inverno")).to_have_count(0)
    expect(anna).to_have_url(re.compile("q=autunno"))
    row = anna.get_by_role("row").filter(has=anna.get_by_role("link", name="Autunno uno"))
    expect(row).to_contain_text("Nine calls ahead.")
    expect(row).to_contain_text("12 of 20 talk")
    expect(row).to_contain_text("1.5\u00a0% of 3.0\u00a0%")
    take_picture(anna, "campaigns")
    assert wrong_for_some(anna) == []
    anna.get_by_label("Select all rows on this page").check()
    anna.get_by_role("button", name="Start", exact=True).click()
    expect(anna.get_by_role("alert")).to_contain_text("2 campaigns were left as they were")
    expect(anna.get_by_role("alert")).to_contain_text("Autunno due: The campaign cannot be started")
    anna.get_by_role("button", name="Pause", exact=True).click()
    expect(anna.get_by_text("2 changed")).to_be_visible()
    assert kept(managers, one.id).status is CampaignStatus.PAUSED


def test_the_page_says_why_it_does_not_dial_and_leads_to_what_mends_it(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Estate"))
    anna.goto(f"/campaigns/{campaign.id}")
    top = anna.get_by_role("region", name="Whether it dials")
    expect(top).to_contain_text("It does not dial.")
    expect(top).to_contain_text("The campaign is stopped.")
    dialog = anna.get_by_role("dialog", name="Start Estate")
    top.get_by_role("button", name="What a start needs").press("Enter")
    expect(dialog).to_contain_text("It cannot be started yet.")
    anna.keyboard.press("Escape")
    start = anna.get_by_role("button", name="Start", exact=True)
    expect(start).to_have_count(1)  # one place to start it, at the head of the page
    start.press("Enter")
    expect(dialog).to_contain_text("It cannot be started yet.")
    expect(dialog.get_by_text("It cannot be started yet.")).to_be_focused()
    expect(dialog).to_contain_text("A list that is enabled is missing")
    expect(dialog.get_by_role("button", name="Start")).to_be_disabled()
    assert wrong_for_some(anna) == []
    dialog.get_by_role("button", name="To the lists").first.click()
    expect(dialog).to_have_count(0)
    expect(anna).to_have_url(re.compile(r"tab=lists"))
    expect(anna.get_by_text("It has no list")).to_be_visible()
    publish(
        managers, campaign, blocked=True, why={"code": "no_trunk", "facts": {}, "text": "The campaign has no trunk."}
    )
    managers.do(managers.parts.service.campaigns._set_status(campaign.id, CampaignStatus.RUNNING, "test"))
    anna.reload()
    expect(top).to_contain_text("cannot dial")
    expect(top).to_contain_text("The campaign has no trunk.")
    top.get_by_role("button", name="Choose a trunk").click()
    expect(anna.get_by_role("tab", name="Trunks and caller ids")).to_have_attribute("aria-selected", "true")


def test_the_figures_of_the_day_say_how_long_agents_wait_between_calls(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Attese"))
    publish(managers, campaign, utilisation=0.731, ready_to_call_ms={"mean": 11_200.0, "p90": 74_800.0})
    anna.goto(f"/campaigns/{campaign.id}")
    figures = anna.get_by_role("region", name="Figures of this moment").locator("dl > div")
    for name, figure in (
        ("utilisation today", "73.1\u00a0%"),
        ("wait between calls, mean", "11\u00a0s"),
        ("nine waits of ten within", "1:15"),
    ):
        expect(figures.filter(has_text=name).locator("dd")).to_have_text(figure)
    publish(managers, campaign, utilisation=None, ready_to_call_ms=None)
    expect(figures.filter(has_text="utilisation today").locator("dd")).to_have_text("–")
    expect(figures.filter(has_text="nine waits of ten within").locator("dd")).to_have_text("–")


def test_settings_of_several_tabs_are_saved_at_once_with_the_keyboard(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Tutto"))
    anna.goto(f"/campaigns/{campaign.id}?tab=pacing")
    anna.get_by_label("Mode", exact=True).select_option("predictive")
    share = anna.get_by_label("Abandoned share, at most")
    share.focus()
    anna.evaluate("() => new Promise((done) => setTimeout(done))")  # the field puts its cursor a task after the focus
    anna.keyboard.press("Control+A")
    anna.keyboard.type("1.5")
    anna.get_by_role("tab", name="Pacing").focus()
    for _ in range(4):
        anna.keyboard.press("ArrowRight")
    expect(anna).to_have_url(re.compile("tab=retries"))
    anna.get_by_role("button", name="Change busy").click()
    sentence = anna.get_by_role("group", name="After busy")
    sentence.get_by_label("Wait", exact=True).fill("20")
    sentence.get_by_label("on the next phone").check()
    sentence.get_by_label("Unit of the wait").select_option("hours")
    anna.get_by_role("button", name="Done with busy").click()
    expect(anna.get_by_text("call again after 20 hours, on the next phone.")).to_be_visible()
    assert wrong_for_some(anna) == []
    bar = anna.get_by_role("region", name="Changes that are not saved")
    expect(bar).to_contain_text("3 changes are not saved")
    take_picture(anna, "campaign-retries")
    bar.get_by_role("button", name="Save").focus()
    anna.keyboard.press("Enter")
    expect(bar).to_have_count(0)
    after = kept(managers, campaign.id)
    assert (after.mode, after.target_abandon_share) == ("predictive", 0.015)
    [busy] = [rule for rule in after.rules if rule.on == "busy"]
    assert (busy.wait_s, busy.next_phone) == (72_000.0, True)
    assert len(after.rules) == len(campaign.rules)
    assert after.dispositions == campaign.dispositions


def test_what_the_api_refuses_is_told_and_nothing_typed_is_lost(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Rifiuto"))
    anna.goto(f"/campaigns/{campaign.id}?tab=hours")
    anna.get_by_label("Time zone of people who have none of their own").fill("Europe/Roma")
    anna.get_by_role("button", name="Save").click()
    bar = anna.get_by_role("region", name="Changes that are not saved")
    expect(bar.get_by_role("alert")).to_contain_text("use a name of the time zone database")
    zone = anna.get_by_label("Time zone of people who have none of their own")
    expect(zone).to_have_value("Europe/Roma")
    expect(zone).to_have_attribute("aria-invalid", "true")
    anna.get_by_role("button", name="Discard").click()
    expect(zone).to_have_value("Europe/Rome")


@pytest.mark.full
def test_the_second_of_two_managers_is_told_field_by_field_and_nothing_is_overwritten(
    browser: Browser, anna: Page, managers: Served
) -> None:
    campaign = managers.do(campaign_made(managers, "Insieme", mode="predictive"))
    path = f"/campaigns/{campaign.id}?tab=pacing"
    with opened(browser, managers.url) as bruno:
        enter(bruno, managers.url, "bruno")
        for page in (anna, bruno):
            page.goto(path)
            expect(page.get_by_label("Ring time")).to_have_value("25 s")
        bruno.get_by_label("Ring time").fill("30")
        bruno.get_by_label("Abandoned share, at most").fill("2")
        bruno.get_by_role("button", name="Save").click()
        expect(bruno.get_by_text("Saved.")).to_be_visible()
    anna.get_by_label("Abandoned share, at most").fill("1")
    anna.get_by_label("Wrap-up, at most").fill("45")
    anna.get_by_role("button", name="Save").click()
    told = anna.get_by_role("dialog", name="Somebody else has changed this campaign")
    expect(told).to_contain_text("bruno saved on")
    row = told.get_by_role("row").filter(has_text="abandoned share aimed at")
    expect(row).to_contain_text("3.0\u00a0%")
    expect(told).to_contain_text("ring time: 25\u00a0s 30\u00a0s")
    expect(told.get_by_role("row").filter(has_text="wrap-up")).to_have_count(0)
    take_picture(anna, "campaign-two-managers")
    assert wrong_for_some(anna) == []
    assert kept(managers, campaign.id).target_abandon_share == 0.02
    told.get_by_role("radio", name="abandoned share aimed at: mine").focus()
    anna.keyboard.press("Space")
    told.get_by_role("button", name="Save like this").click()
    expect(anna.get_by_role("region", name="Changes that are not saved")).to_have_count(0)
    after = kept(managers, campaign.id)
    assert (after.target_abandon_share, after.ring_limit_ms, after.wrap_up_limit_ms) == (0.01, 30_000, 45_000)


def test_a_start_meanwhile_is_no_question_for_who_saves(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Avviata"))
    anna.goto(f"/campaigns/{campaign.id}?tab=pacing")
    anna.get_by_label("Ring time").fill("20")
    managers.do(managers.parts.service.campaigns._set_status(campaign.id, CampaignStatus.PAUSED, "test"))
    anna.get_by_role("button", name="Save").click()
    expect(anna.get_by_text("Saved.")).to_be_visible()
    assert kept(managers, campaign.id).ring_limit_ms == 20_000


def test_a_campaign_is_stopped_closed_opened_again_and_archived(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Fine"))
    managers.do(managers.parts.service.campaigns._set_status(campaign.id, CampaignStatus.RUNNING, "test"))
    anna.goto(f"/campaigns/{campaign.id}")
    anna.get_by_role("button", name="Stop now").click()
    anna.get_by_role("dialog").get_by_role("button", name="Stop now").click()
    top = anna.get_by_role("region", name="Whether it dials")
    expect(top).to_contain_text("The campaign is stopped.")
    more = anna.get_by_role("button", name="More")
    more.click()
    anna.get_by_role("menuitem", name="Close…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Close the campaign").click()
    expect(top).to_contain_text("The campaign is closed")
    more.click()
    anna.get_by_role("menuitem", name="Open again").click()
    expect(top).to_contain_text("The campaign is stopped.")
    more.click()
    anna.get_by_role("menuitem", name="Close…").click()
    anna.get_by_role("dialog").get_by_role("button", name="Close the campaign").click()
    more.click()
    anna.get_by_role("menuitem", name="Archive…").click()
    dialog_of(anna).get_by_label("Write “Fine” to confirm").fill("Fine")
    anna.keyboard.press("Enter")
    expect(top).to_contain_text("The campaign is archived")
    anna.get_by_role("tab", name="Pacing").click()
    expect(anna.get_by_label("Ring time")).to_be_disabled()
    assert kept(managers, campaign.id).status is CampaignStatus.ARCHIVED


def test_whoever_leaves_with_unsaved_changes_is_asked_first(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Esci"))
    anna.goto(f"/campaigns/{campaign.id}?tab=pacing")
    anna.get_by_label("Ring time").fill("31")
    anna.get_by_role("tab", name="Retries").click()  # another tab of the page loses nothing
    anna.get_by_role("tab", name="Pacing").click()
    expect(anna.get_by_label("Ring time")).to_have_value("31 s")
    away = anna.get_by_role("link", name="All campaigns")
    away.focus()
    anna.keyboard.press("Enter")
    asked = anna.get_by_role("dialog", name="Leave without saving?")
    assert wrong_for_some(anna) == []
    asked.get_by_role("button", name="Cancel").press("Enter")
    expect(asked).to_have_count(0)
    expect(anna.get_by_label("Ring time")).to_have_value("31 s")
    told: list[str] = []
    anna.once("dialog", lambda dialog: (told.append(dialog.type), dialog.accept()))
    anna.reload()
    assert told == ["beforeunload"]
    expect(anna.get_by_label("Ring time")).to_have_value("25 s")
    anna.get_by_label("Ring time").fill("31")
    away.click()
    anna.get_by_role("dialog", name="Leave without saving?").get_by_role("button", name="Leave").click()
    expect(anna).to_have_url(re.compile("/campaigns$"))
    assert kept(managers, campaign.id).ring_limit_ms == 25_000


@pytest.mark.full
def test_callbacks_and_loosened_rules_are_written_with_who_answers_for_them(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Promesse"))
    anna.goto(f"/campaigns/{campaign.id}?tab=retries")
    part = anna.get_by_role("region", name="Call-backs")
    part.get_by_label("Hold the agent before it").fill("90")
    part.get_by_label("Late by at most").fill("5")
    part.get_by_label("If its agent is not there by then").select_option("wait")
    anna.get_by_role("tab", name="Hours and law").click()
    anna.get_by_role("button", name="Loosen a rule").click()
    rule = anna.get_by_role("region", name="Loosened rule 1")
    rule.get_by_label("Rule", exact=True).fill("it-hours")
    rule.get_by_label("Who answers for it").fill("Chiara Conti")
    rule.get_by_label("Why").fill("agreed with the client")
    anna.keyboard.press("Escape")
    take_picture(anna, "campaign-loosened-rules")
    assert wrong_for_some(anna) == []
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_text("Saved.")).to_be_visible()
    after = kept(managers, campaign.id)
    assert (after.callback_hold_s, after.callback_grace_s, after.callback_fallback) == (90.0, 300.0, "wait")
    [override] = after.law.overrides
    assert (override.rule_id, override.person, override.reason) == (
        *("IT-HOURS", "Chiara Conti", "agreed with the client"),
    )
    assert 29 * 86_400 < override.ends_at - managers.parts.clock() < 32 * 86_400
    anna.get_by_role("button", name="Let rule 1 hold again").click()
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_text("None: all rules hold.")).to_be_visible()
    expect(anna.get_by_role("region", name="Changes that are not saved")).to_have_count(0)
    assert kept(managers, campaign.id).law.overrides == ()


def test_numbers_are_masked_for_the_agents_of_a_campaign(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Riserbo"))
    anna.goto(f"/campaigns/{campaign.id}?tab=agents")
    anna.get_by_label("Agents see people's numbers masked").check()
    take_picture(anna, "campaign-masked-numbers")
    assert wrong_for_some(anna) == []
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_text("Saved.")).to_be_visible()
    assert kept(managers, campaign.id).mask_numbers


@pytest.mark.full
def test_agreements_spoken_texts_and_settled_rules_are_written_on_the_page(anna: Page, managers: Served) -> None:
    campaign = contradicted(managers)
    anna.goto(f"/campaigns/{campaign.id}?tab=hours")
    work = anna.get_by_role("region", name="Agreements on the agents' work")
    expect(work).to_contain_text("name no agent")
    work.get_by_label("Agreement on watching agents").fill("2026/14")
    expect(work).to_contain_text("as this agreement allows")
    told = anna.get_by_role("region", name="What people are told")
    told.get_by_label("Version of the script").fill("7")
    told.get_by_label("Text of the script").fill("Good morning, this is Ann.")
    told.get_by_label("A recorded or artificial voice speaks to people").check()
    rules = anna.get_by_role("region", name="Rules that contradict each other")
    rules.get_by_role("button", name="Settle it").click()
    rules.get_by_label("The rule that holds").select_option("US-RECORDS")
    rules.get_by_label("Who answers for it").fill("Anna Rossi")
    rules.get_by_label("Why").fill("Required of the seller")
    take_picture(anna, "campaign-agreements")
    assert wrong_for_some(anna) == []
    bar = anna.get_by_role("region", name="Changes that are not saved")
    expect(bar).to_contain_text("agreement on watching agents")
    expect(bar).to_contain_text("text of the script")
    bar.get_by_role("button", name="Save").click()
    expect(bar).to_have_count(0)
    law = managers.do(managers.parts.store.campaigns.get(campaign.id, sees=EVERYTHING)).law
    assert (law.union_agreement, law.script_version, law.artificial_voice) == ("2026/14", "7", True)
    assert law.script_sha256 == hashlib.sha256(b"Good morning, this is Ann.").hexdigest()
    assert [(one.keeps, one.person) for one in law.settlements] == [("US-RECORDS", "Anna Rossi")]
    expect(told).to_contain_text(law.script_sha256[:12])


def contradicted(served: Served) -> CampaignConfig:
    """A campaign whose laws want calls' records deleted and kept: an Italian seller's, in the United States."""
    made = served.do(campaign_made(served, "Contradicted"))
    law = LawSettings(profile="US", seller_country="IT")
    draft = replace(draft_of(made), law=law)
    return served.do(served.parts.store.campaigns.update(made.id, draft, actor="test", now=served.parts.clock()))


@pytest.mark.full
def test_what_machine_detection_costs_is_shown_and_its_sample_written(anna: Page, managers: Served) -> None:
    store = managers.parts.store
    campaign = managers.do(
        campaign_made(managers, "Segreterie", amd="default", on_machine="message", machine_message="custom/machine")
    )
    people = managers.do(
        store.lists.create(name="Segreterie", company_id=campaign.company.id, campaign_id=campaign.id, now=0.0)
    )
    managers.do(call_people(store, campaign, people.id, now=managers.parts.clock() - 600.0))
    managers.do(store.database.write(judged, campaign.id))
    anna.goto(f"/campaigns/{campaign.id}?tab=answers")
    costs = anna.get_by_role("region", name="What machine detection costs")
    expect(costs).to_contain_text("1.5\u00a0s")
    expect(costs).to_contain_text("Of 20 calls that were taken for a machine and not hung up on at once, 2 ended as")
    expect(costs).to_contain_text("1.2\u00a0% to 31.7\u00a0%")
    expect(costs).to_contain_text("Machines that it missed: 1 of 21")
    sample = anna.get_by_role("region", name="Sample of machines")
    sample.get_by_role("button", name="Write down a sample").press("Enter")
    sample.get_by_label("People among them").fill("2")
    sample.get_by_label("By whom").fill("Chiara Conti")
    anna.get_by_label("A person whom no agent takes in time").select_option("message")
    anna.get_by_label("Recording", exact=True).fill("custom/sorry")
    anna.get_by_label("Version of the recording").fill("March")
    anna.get_by_label("who calls", exact=True).check()
    anna.get_by_label("calling a number").check()
    take_picture(anna, "campaign-machines")
    assert wrong_for_some(anna) == []
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_role("region", name="Changes that are not saved")).to_have_count(0)
    law = kept(managers, campaign.id).law
    assert law.amd_audit is not None
    assert (law.amd_audit.sample, law.amd_audit.people, law.amd_audit.by) == (400, 2, "Chiara Conti")
    assert (law.message_version, law.message_says, law.message_opt_out) == ("March", ("caller_identity",), ("number",))
    expect(costs).to_contain_text(
        "the sample: 2 of 400, 0.1\u00a0% to 1.8\u00a0%; so of these 20 calls between 0 and 1."
    )


def judged(connection: Connection, campaign_id: int) -> None:
    """As if machine detection had judged the answers: twenty machines, two of which hung up, and one that it missed."""
    ids = list(
        connection.execute(
            select(ATTEMPT.c.id).where(ATTEMPT.c.campaign_id == campaign_id, ATTEMPT.c.answered_at.is_not(None))
        ).scalars()
    )
    connection.execute(
        update(ATTEMPT).where(ATTEMPT.c.id.in_(ids)).values(screened_at=ATTEMPT.c.answered_at + 1.5, heard=None)
    )
    machines = {"outcome": "machine", "agent_joined_at": None, "ended_by": None}
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_(ids[:20])).values(machines))
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_(ids[:2])).values(ended_by="theirs"))
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.id.in_(ids[20:21])).values(heard="machine"))


@pytest.mark.parametrize(
    "tab", ["now", "agents", "lists", "hours", "retries", "dispositions", "scripts", "answers", "telephony"]
)
@pytest.mark.full
def test_every_tab_can_be_used_by_everybody(anna: Page, managers: Served, tab: str) -> None:
    store = managers.parts.store
    campaign = managers.do(store.campaigns.by_name("Schede", sees=EVERYTHING)) or managers.do(
        campaign_made(managers, "Schede")
    )
    publish(managers, campaign)
    anna.goto(f"/campaigns/{campaign.id}?tab={tab}")
    expect(anna.get_by_role("tabpanel")).to_be_visible()
    anna.wait_for_load_state("networkidle")
    take_picture(anna, f"campaign-{tab}")
    assert wrong_for_some(anna) == []


def test_the_week_says_who_closes_an_hour(anna: Page, managers: Served) -> None:
    campaign = managers.do(campaign_made(managers, "Settimana"))
    anna.goto(f"/campaigns/{campaign.id}?tab=hours")
    week = anna.get_by_role("table", name="When people may be called, and who closes the rest")
    expect(week.get_by_role("row")).to_have_count(8)
    expect(week.get_by_role("row", name=re.compile("^Sun"))).to_contain_text("nobody is called")
    # An ordinary weekday: before a holiday the law ends earlier.
    weekday = week.get_by_role("row").filter(has_text="–20:00").first.get_by_role("rowheader").inner_text()
    anna.get_by_label("From", exact=True).fill("10:30")
    anna.get_by_label("To", exact=True).fill("24:00")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_text("Saved.")).to_be_visible()
    [row] = kept(managers, campaign.id).hours
    assert (row["from"], row["to"]) == ("10:30", "24:00")
    expect(week.get_by_role("row", name=weekday)).to_contain_text("10:30–20:00")


@pytest.mark.full
def test_other_settings_are_played_one_is_taken_and_what_happened_stands_beside_it(
    anna: Page, managers: Served
) -> None:
    store = managers.parts.store
    campaign = managers.do(campaign_made(managers, "Prova", mode="predictive"))
    people = managers.do(
        store.lists.create(name="Prova", company_id=campaign.company.id, campaign_id=campaign.id, now=0.0)
    )
    managers.do(call_people(store, campaign, people.id, now=managers.parts.clock() - 600.0))
    small = {"agents": 2, "past_days": 7, "hours": 0.1, "days": 1}  # what takes minutes is played by tests/api
    anna.route(
        "**/simulations",
        lambda route: route.continue_(post_data=small) if route.request.method == "POST" else route.continue_(),
    )
    anna.goto(f"/campaigns/{campaign.id}?tab=pacing")
    ask = anna.get_by_role("button", name="Play other settings")
    ask.focus()
    anna.keyboard.press("Enter")
    table = anna.get_by_role("table", name="What each setting would bring")
    expect(table).to_be_visible()
    expect(table.get_by_role("row").filter(has_text="as it was")).to_contain_text("predictive, at most 3.0\u00a0%")
    curve = anna.get_by_role("img", name=re.compile(r"predictive, at most 1.0\s%: occupancy"))
    expect(curve).to_be_visible()
    take_picture(anna, "campaign-what-if")
    assert wrong_for_some(anna) == []
    table.get_by_role("button", name="Use predictive, at most 1.0\u00a0%").focus()
    anna.keyboard.press("Enter")
    expect(anna.get_by_label("Abandoned share, at most")).to_have_value("1 %")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.get_by_text("Saved.")).to_be_visible()
    assert kept(managers, campaign.id).target_abandon_share == 0.01
    now = managers.parts.clock() + 900.0
    day = datetime.fromtimestamp(now, ZoneInfo("Europe/Rome")).date()
    sums = {"staffed_s": 7200.0, "busy_s": 5400.0, "served": 98, "abandoned": 2}
    managers.do(store.simulations.note_work(DaySoFar(campaign_id=campaign.id, day=day, **sums), now=now))
    managers.do(store.simulations._database.write(chosen_earlier, campaign.id))
    anna.reload()
    happened = anna.get_by_role("region", name="What was foretold, and what happened")
    row = happened.get_by_role("row").filter(has_text="predictive, at most 1.0\u00a0%")
    expect(row).to_contain_text("75.0\u00a0%")
    expect(row).to_contain_text("2.00\u00a0%")
    assert wrong_for_some(anna) == []


def chosen_earlier(connection: Any, campaign_id: int) -> None:
    """As if the setting had been taken an hour ago, and replaced in an hour: what happened between is known."""
    there = SIMULATION.c.campaign_id == campaign_id
    times = {"chosen_at": SIMULATION.c.chosen_at - 3600.0, "replaced_at": SIMULATION.c.chosen_at + 3600.0}
    connection.execute(update(SIMULATION).where(there).values(**times))
