"""Stories of calls that ring and are called off: stopped, or because nobody will be there to take them."""

from dataclasses import replace

import pytest

from dialer.cell.call.state_machine import CallState
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import ReleaseLeads
from dialer.cell.events import Sent
from dialer.core.enums import AgentWish, CampaignStatus, LeadState, Outcome
from dialer.engine.engine_events import NotStocked
from dialer.people.leads.rules.retry import LeadStep
from tests.support.cells import a_config
from tests.support.story import Story


def test_stopping_calls_off_what_rings_and_lets_people_talk():
    story = Story(a_config(mode="ratio", ratio=3.0)).begin(leads=10)
    story.log_in()
    talking, ringing, dialling = story.placed()
    story.answers(talking.id)
    story.joins(talking.id, story.leg())
    story.rings(ringing.id)
    story.configure(status=CampaignStatus.STOPPED)
    assert sorted(story.hung_up()) == sorted((ringing.id, dialling.id))
    assert sorted(i for r in story.done(ReleaseLeads) for i in r.lead_ids) == list(range(4, 11))
    story.hangs_up(ringing.id)
    assert story.finishes()[ringing.lead_id][0] is Outcome.CANCELLED
    assert story.cell.calls[talking.id].state is CallState.TALKING


def test_a_call_stopped_while_its_attempt_is_written_is_hung_up_as_soon_as_there_is_a_channel():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.configure(status=CampaignStatus.STOPPED)
    before = len(story.hung_up())
    story.of_call(call.id, Sent())
    story.rings(call.id)
    assert story.hung_up()[before:] == [call.id, call.id]
    story.hangs_up(call.id)
    assert story.finishes()[1][0] is Outcome.CANCELLED


def ringing_while_everybody_leaves(ring_min_s: float | None) -> Story:
    """Calls ring, and the agents for whom they were started pause."""
    story = Story(a_config(mode="predictive")).begin(leads=40)
    story.cell.campaign = replace(
        story.cell.campaign, policy=replace(story.cell.campaign.policy, ring_min_s=ring_min_s)
    )
    for agent_id in range(1, 4):
        story.log_in(agent_id)
    for call in story.placed():
        story.rings(call.id)
    for agent_id in range(1, 4):
        story.wish(agent_id, AgentWish.PAUSED)
    return story


def test_calls_that_nobody_will_take_are_called_off_once_they_have_rung_their_minimum():
    story = ringing_while_everybody_leaves(15.0)
    placed = [call.id for call in story.placed()]
    assert len(placed) >= 3
    story.pass_time(14.0)
    assert not set(placed) & set(story.hung_up())
    story.pass_time(2.0)
    assert set(placed) <= set(story.hung_up())
    for call_id in placed:
        story.hangs_up(call_id)
    again = LeadStep(state=LeadState.OPEN, due_at=story.now + 300.0, next_phone=0, counts=False)
    ends = story.finishes().values()
    assert {outcome for outcome, _ in ends} == {Outcome.CANCELLED}
    assert all(step == again for _, step in ends)


def keeps(story: Story, what: Idle) -> None:
    """Nothing more is dialled, for this reason."""
    if what is Idle.TRUNK_DOWN:
        story.trunk("Unreachable")
    elif what is Idle.STORE_DOWN:
        story.take(NotStocked(story.config.id))
        story.claims = False
    elif what is Idle.DRAINING:
        story.switchboard.drain(now=story.now)
    elif what is Idle.BAD_SETTINGS:
        story.cell.trouble = "made up"
    else:
        story.configure(status={Idle.PAUSED: CampaignStatus.PAUSED}.get(what, CampaignStatus.RUNNING))


def learn_of_late_answers(story: Story) -> None:
    """Every second call of an hour ago was answered, after 17 s to 24 s."""
    learned = story.cell.learned
    for number in range(80):
        started = story.now - 3600.0 + number
        learned.launched(f"call {number}", started)
        if number % 2:
            learned.person(f"call {number}", started + 17.0 + number % 8)
        else:
            learned.ended_unanswered(f"call {number}", started + 25.0)


_KEEP = [Idle.NO_LEAD, Idle.PAUSED, Idle.TRUNK_DOWN, Idle.STORE_DOWN, Idle.BAD_SETTINGS, Idle.DRAINING]


@pytest.mark.parametrize("what", _KEEP)
def test_calls_for_agents_who_left_are_called_off_also_where_no_more_is_dialled(what):
    """Whatever keeps from dialling: who answers now finds one agent at the most."""
    story = Story(a_config(mode="predictive")).begin(leads=12)
    learn_of_late_answers(story)
    for agent_id in range(1, 13):
        story.log_in(agent_id)
    placed = [call.id for call in story.placed()]
    assert len(placed) == 12
    for call_id in placed:
        story.rings(call_id)
    keeps(story, what)
    story.cell.campaign = replace(story.cell.campaign, policy=replace(story.cell.campaign.policy, ring_min_s=15.0))
    for agent_id in range(2, 13):
        story.wish(agent_id, AgentWish.PAUSED)
    story.pass_time(14.0)
    assert story.hung_up() == []
    assert story.cell.why.code == what
    story.pass_time(2.0)
    off = set(placed) & set(story.hung_up())
    assert 0 < len(off) < 12


@pytest.mark.parametrize("mode", ["predictive", "progressive", "guaranteed"])
def test_while_their_agents_are_there_calls_ring_on_though_the_engine_ends(mode):
    story = Story(a_config(mode=mode)).begin(leads=12)
    for agent_id in range(1, 13):
        story.log_in(agent_id)
    for call in story.placed():
        story.rings(call.id)
    story.cell.campaign = replace(story.cell.campaign, policy=replace(story.cell.campaign.policy, ring_min_s=15.0))
    story.switchboard.drain(now=story.now)
    story.pass_time(20.0)
    assert (len(story.placed()), story.hung_up()) == (12, [])


def test_where_the_rules_name_no_minimum_calls_ring_to_their_end():
    story = ringing_while_everybody_leaves(None)
    story.pass_time(24.0)
    assert not {call.id for call in story.placed()} & set(story.hung_up())
