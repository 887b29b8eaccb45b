"""Stories of previews: the agent sees the lead before it is dialled."""

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.effects import DeferLead, ReleaseLeads
from dialer.cell.events import NotWritten
from dialer.core.enums import AgentWish, CampaignStatus, Outcome
from pacing.snapshot import Why
from tests.support.cells import a_config
from tests.support.spoken import both, in_english
from tests.support.story import Story


def previewing(leads: int = 3) -> Story:
    story = Story(a_config(mode="preview")).begin(leads=leads)
    story.log_in()
    return story


def test_a_lead_is_offered_dialled_and_talked_to_by_the_agent_who_saw_it():
    story = previewing()
    assert (story.agent().state, story.placed()) == (AgentState.PREVIEW, [])
    assert (story.screen()["state"], story.screen()["lead"]["lead_id"]) == ("preview", 1)
    story.command("dial_preview", lead_id=1)
    [call] = story.placed()
    assert (call.for_agent, call.lead_id, story.agent().state) == (1, 1, AgentState.RESERVED)
    story.rings(call.id)
    assert story.screen()["state"] == "ringing"
    story.log_in(2)
    story.answers(call.id)
    assert story.connects() == [(call.id, 1)]
    story.joins(call.id, story.leg())
    story.hangs_up(call.id)
    assert story.agent().state is AgentState.WRAP_UP


def test_a_lead_passed_over_comes_back_later_and_the_next_is_offered():
    story = previewing()
    story.command("skip_preview", lead_id=1)
    assert story.done(DeferLead) == [DeferLead(1, story.now + 600.0, "skipped")]
    assert story.screen()["lead"]["lead_id"] == 2


def test_a_button_pressed_twice_dials_or_skips_once():
    story = previewing()
    story.command("skip_preview", lead_id=1)
    story.command("skip_preview", lead_id=1)
    story.command("dial_preview", lead_id=1)
    assert (len(story.done(DeferLead)), story.placed()) == (1, [])
    story.command("dial_preview")
    story.command("dial_preview")
    assert [call.lead_id for call in story.placed()] == [2]


def test_nobody_is_called_for_an_agent_whose_phone_is_gone():
    story = previewing()
    story.hangs_up(story.leg())
    story.command("dial_preview", lead_id=1)
    assert (story.placed(), story.screen()["lead"]["lead_id"]) == ([], 1)
    assert (story.screen()["not_dialled"]["lead_id"], story.screen()["not_dialled"]["reason"]) == (1, "no_phone")
    story.pass_time(3.0)  # the phone is called again
    story.leg_free(story.leg())
    story.command("dial_preview", lead_id=1)
    assert [call.lead_id for call in story.placed()] == [1]


def test_a_preview_call_nobody_answers_gives_the_agent_the_next_lead():
    story = previewing()
    story.command("dial_preview")
    story.hangs_up(story.placed()[0].id, 19)
    assert story.finishes()[1][0] is Outcome.NO_ANSWER
    assert story.screen()["lead"]["lead_id"] == 2


def test_a_preview_call_that_could_not_be_written_frees_the_agent():
    story = previewing()
    story.places = False
    story.command("dial_preview")
    story.of_call(story.placed()[0].id, NotWritten())
    assert story.agent().state is AgentState.PREVIEW
    assert story.screen()["lead"]["lead_id"] == 2


def test_the_offer_stands_while_there_is_no_line():
    story = previewing()
    story.cell.lines.trunks[1].max_channels = 0
    story.command("dial_preview")
    assert (story.placed(), story.agent().state) == ([], AgentState.PREVIEW)
    assert in_english(story.screen()["not_dialled"]["text"]) == "Every channel of the trunks is in use."
    story.cell.lines.trunks[1].max_channels = 10
    story.cell.lines.trunks[1].starts.rate = story.cell.lines.trunks[1].starts.tokens = 0.0
    story.command("dial_preview")
    told = story.screen()["not_dialled"]
    assert (told["lead_id"], told["reason"]) == (1, Why.STARTS_LIMIT)
    assert both(told["text"]) == {
        "en": "The calls-per-second limit is reached.",
        "it": "Raggiunto il limite di chiamate al secondo.",
    }
    story.cell.lines.trunks[1].starts.tokens = 1.0
    story.command("dial_preview")
    assert len(story.placed()) == 1


def test_leaving_a_preview_gives_the_lead_back():
    story = previewing()
    story.wish(1, AgentWish.PAUSED)
    assert story.done(ReleaseLeads) == [ReleaseLeads((1,))]
    assert story.agent().state is AgentState.PAUSED


@pytest.mark.parametrize("status", [CampaignStatus.STOPPED, CampaignStatus.PAUSED])
def test_offers_are_withdrawn_when_the_campaign_dials_no_more(status):
    story = previewing()
    story.configure(status=status)
    assert sorted(i for r in story.done(ReleaseLeads) for i in r.lead_ids) == [1, 2, 3]
    assert story.agent().state is AgentState.READY


def test_a_preview_call_waits_for_its_own_agents_phone():
    story = previewing()
    story.command("dial_preview")
    [call] = story.placed()
    story.hangs_up(story.leg())  # while it rings
    story.answers(call.id)
    assert story.connects() == []
    story.pass_time(2)
    story.leg_free(story.leg())
    assert story.connects() == [(call.id, 1)]
