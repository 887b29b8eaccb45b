"""Promised calls of agents who are shown leads before they dial."""

from dialer.cell.agents.roster import AgentState
from dialer.core.enums import Withdrawn
from tests.stories.leads.test_callbacks import at_work, dialled
from tests.support.cells import a_lead


def test_a_promise_that_is_due_takes_the_place_of_a_preview_that_nobody_was_promised():
    story = at_work(mode="preview", leads=1)
    offered = story.cell.previews[1].lead_id
    for lead_id in (77, 78):
        story.shelf.append(a_lead(lead_id))
        story.book(lead_id, story.now + lead_id, agent_id=1)
    story.pass_time(76.0)
    assert story.screen()["lead"]["lead_id"] == offered  # the agent has until then
    story.pass_time(1.5)
    assert (story.agent().state, story.screen()["lead"]["lead_id"]) == (AgentState.PREVIEW, 77)
    assert story.screen()["withdrawn"]["lead_id"] == offered
    assert story.screen()["withdrawn"]["reason"] is Withdrawn.PROMISED
    story.pass_time(60.0)
    assert story.screen()["lead"]["lead_id"] == 77  # one promise does not put the other off
    story.command("dial_preview")
    assert dialled(story) == [(77, 1)]


def test_a_preview_stays_while_the_phone_is_lost_that_the_promised_call_would_need():
    story = at_work(mode="preview", leads=1)
    offered = story.cell.previews[1].lead_id
    story.shelf.append(a_lead(77))
    story.book(77, story.now + 30.0, agent_id=1)
    story.hangs_up(story.leg())
    story.pass_time(31.0)
    assert story.screen()["lead"]["lead_id"] == offered


def test_in_preview_the_agent_sees_the_promised_lead_before_it_is_dialled():
    story = at_work(mode="preview")
    story.shelf.append(a_lead(7))
    story.book(7, story.now, agent_id=1, note="has the offer")
    story.pass_time(1.0)
    assert (story.agent().state, story.screen()["lead"]["lead_id"]) == (AgentState.PREVIEW, 7)
    assert story.screen()["note"] == "has the offer"
    story.command("dial_preview")
    assert dialled(story) == [(7, 1)]
