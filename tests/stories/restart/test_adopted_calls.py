"""Stories of calls that an earlier engine placed in another way than all others: they stay what they were."""

import pytest

from ami.events import ChannelState
from dialer.cell.agents.roster import AgentState
from dialer.core.enums import AttemptState, CampaignStatus, LeadState, Outcome
from tests.support.cells import a_lead
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt
from tests.support.restarts import CALL, LEG, restarted
from tests.support.story import Story

RINGING = ChannelState.RINGING


def taken_over(*, agents: int = 2, leg_up: bool = True, **facts: object) -> Story:
    """A restarted engine has found one call that still rings."""
    story = restarted(agents=agents)
    orphan = (a_live_attempt(CALL, AttemptState.PLACED, **facts), a_lead(1))
    legs = [a_free_leg(f"pl-{agent_id}-" + "c" * 32) for agent_id in range(1, agents + 1)]
    story.audit(a_channel(CALL, state=RINGING), *(legs if leg_up else ()), orphans=[orphan])
    return story


@pytest.mark.parametrize("mode", ["preview", "guaranteed"])
@pytest.mark.parametrize("leg_up", [True, False])
def test_a_call_for_one_agent_alone_is_that_agents_after_a_restart_too(mode, leg_up):
    story = taken_over(mode=mode, agent_id=2, leg_up=leg_up)
    assert story.agent(2).state is AgentState.RESERVED
    if not leg_up:
        story.pass_time(0.5)  # the phones are called
        story.leg_free(story.leg(1))
        story.leg_free(story.leg(2))
    story.answers(CALL)
    assert story.connects() == [(CALL, 2)]
    story.joins(CALL, story.leg(2))
    story.hangs_up(CALL)
    assert story.agent(2).state is AgentState.WRAP_UP


def test_the_agent_is_free_again_when_nobody_answers():
    story = taken_over(mode="preview", agent_id=2)
    story.hangs_up(CALL, 19)
    assert story.agent(2).state is AgentState.READY


def test_whoever_is_free_takes_the_call_if_its_agent_is_not_there_any_more():
    story = taken_over(agents=1, mode="preview", agent_id=9)
    story.answers(CALL)
    assert story.connects() == [(CALL, 1)]


def test_a_promise_whose_call_did_not_ring_out_is_booked_again_after_a_restart_too():
    story = taken_over(callback_id=5)
    story.configure(status=CampaignStatus.STOPPED)
    story.hangs_up(CALL, 16)
    outcome, step = story.finishes()[1]
    assert (outcome, step.state, step.callback_id) == (Outcome.CANCELLED, LeadState.BOOKED, 5)


def test_the_law_of_the_called_country_holds_for_a_call_that_was_taken_over():
    story = taken_over(number="+39333000010", mode="progressive")
    [call] = story.calls()
    assert (call.country, call.mode) == ("IT", "progressive")


def test_a_person_whom_machine_detection_has_heard_already_waits_for_no_second_hearing():
    story = Story().begin(linked=False)
    story.configure(amd="default")
    story.log_in()
    story.link_up(audited=False)
    heard = a_live_attempt(CALL, AttemptState.ANSWERED, screened_at=story.now - 1.0)
    story.audit(a_channel(CALL), a_free_leg(LEG), orphans=[(heard, a_lead(1))])
    assert story.connects() == [(CALL, 1)]
