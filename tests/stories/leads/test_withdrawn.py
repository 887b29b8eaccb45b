"""Stories of leads that agents look at and that nobody may call any more: they leave it at once, and say why."""

from dataclasses import replace

import pytest

from dialer.cell.agents.agent_screen import TOLD_FOR_S, WITHDRAWN
from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling.lead_withdrawal import offers
from dialer.cell.effects import ReleaseLeads, RetireLead, Screen
from dialer.cell.events import NotWritten
from dialer.core.enums import AgentWish, Withdrawn
from dialer.i18n.message import to_plain
from dialer.people.leads.rules.preview_offer import Offer
from tests.stories.dialling.test_preview import previewing
from tests.support.cells import a_config, a_lead
from tests.support.legal_campaigns import in_order, italian, ruled
from tests.support.story import Story


def withdrawn(story: Story, lead_id: int, why: Withdrawn) -> None:
    """The engine has read it in the database."""
    story.withdrawn = {lead_id: why}
    story.configure()
    story.withdrawn = {}


def test_what_agents_look_at_is_told_to_the_store_with_whose_it_is():
    story = previewing()
    [call_back] = [story.book(3, story.now + 10.0, agent_id=1)]
    assert call_back.lead_id == 3
    shown = offers(story.switchboard.cells.values(), {story.node.id: "node-1/7"})
    number = story.cell.previews[1].phones[0].number
    assert shown == [Offer(lead_id=1, number=number, campaign_id=1, company_id=1, owner="node-1/7")]


@pytest.mark.parametrize("why", [Withdrawn.SUPPRESSED, Withdrawn.ERASED, Withdrawn.CHANGED])
def test_a_lead_nobody_may_call_leaves_the_screen_and_the_next_is_offered_with_the_reason(why):
    story = previewing()
    withdrawn(story, 1, why)
    screen = story.screen()
    assert (screen["state"], screen["lead"]["lead_id"]) == ("preview", 2)
    assert screen["withdrawn"] == {"lead_id": 1, "reason": why, "text": to_plain(WITHDRAWN[why])}
    retired = [RetireLead(1, "suppressed")] if why is Withdrawn.SUPPRESSED else []
    assert story.done(RetireLead) == retired
    assert story.done(ReleaseLeads) == ([] if retired else [ReleaseLeads((1,))])
    story.command("dial_preview", lead_id=1)  # pressed in that very moment
    assert story.placed() == []
    story.command("skip_preview", lead_id=2)
    assert "withdrawn" not in story.screen()


def test_an_agent_for_whom_there_is_no_other_lead_is_told_too_but_not_for_ever():
    story = previewing(leads=1)
    withdrawn(story, 1, Withdrawn.ERASED)
    assert (story.agent().state, story.screen()["withdrawn"]["reason"]) == (AgentState.READY, Withdrawn.ERASED)
    story.pass_time(TOLD_FOR_S + 1.0)
    story.wish(1, AgentWish.PAUSED)
    assert "withdrawn" not in story.screen()


def test_another_agents_offer_stays():
    story = previewing()
    story.log_in(2)
    before = len([screen for screen in story.done(Screen) if screen.agent_id == 2])
    withdrawn(story, 1, Withdrawn.SUPPRESSED)
    assert story.screen(2)["lead"]["lead_id"] == 2
    assert len([screen for screen in story.done(Screen) if screen.agent_id == 2]) == before


@pytest.mark.parametrize("why", [Withdrawn.SUPPRESSED, Withdrawn.ERASED])
def test_an_agent_who_is_held_for_a_call_back_is_let_go(why):
    story = Story(a_config(mode="progressive")).begin(leads=1)
    story.book(1, story.now + 10.0, agent_id=1)
    story.log_in()
    story.pass_time(1.0)
    assert (story.agent().state, story.screen()["lead"]["lead_id"]) == (AgentState.CALL_BACK, 1)
    withdrawn(story, 1, why)
    assert story.agent().state is AgentState.READY
    assert story.screen()["withdrawn"]["reason"] is why
    story.callbacks = ()
    story.pass_time(20.0)
    assert story.placed() == []


def test_an_agent_whose_lead_was_gone_when_the_button_was_pressed_is_told():
    story = previewing()
    story.places = False
    story.command("dial_preview")
    story.of_call(story.placed()[0].id, NotWritten())
    assert story.screen()["lead"]["lead_id"] == 2
    assert story.screen()["withdrawn"]["reason"] is Withdrawn.CHANGED


def test_an_agent_is_told_that_the_rules_do_not_let_the_lead_be_called_by_now():
    story = previewing()
    story.configure(max_attempts=1)
    story.cell.previews[1] = replace(story.cell.previews[1], attempts=1)
    story.command("dial_preview")
    assert (story.placed(), story.screen()["withdrawn"]["reason"]) == ([], Withdrawn.REFUSED)


def test_an_agent_is_told_that_the_law_does_not_let_the_lead_be_called_by_now():
    """The person has said no between the look and the key: a rule of the profile refuses, and says so in the log."""
    story = italian(mode="preview")
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 3))
    story.begin()
    story.log_in()
    assert story.screen()["lead"]["lead_id"] == 1
    story.cell.previews[1] = replace(story.cell.previews[1], contact=in_order(story.now, suppressed=True))
    story.command("dial_preview", lead_id=1)
    assert (story.placed(), story.screen()["withdrawn"]["reason"]) == ([], Withdrawn.REFUSED)
    assert ruled(story) == [("refuse", "EU-OBJECTION")]
    assert [(one.lead_id, one.rule) for one in story.done(RetireLead)] == [(1, "suppressed")]
    assert story.screen()["lead"]["lead_id"] == 2


def test_every_reason_has_its_words():
    assert set(WITHDRAWN) == set(Withdrawn)


def test_who_wraps_up_sees_the_record():
    story = previewing()
    story.command("dial_preview", lead_id=1)
    story.rings(story.placed()[0].id)
    call_id = story.talks()
    story.hangs_up(call_id)
    assert (story.screen()["state"], story.screen()["lead"]["lead_id"]) == ("wrap_up", 1)
