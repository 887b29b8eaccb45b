"""A bridge that was given up for lost comes late, and takes the agent who was reserved for somebody else."""

from ami.events import ChannelState, NewState
from dialer.cell.call.state_machine import Call, CallState
from tests.stories.dialling.test_guaranteed import american_call, guaranteed
from tests.support.cells import a_config
from tests.support.story import Story


def test_a_bridge_that_takes_the_reserved_agent_away_ends_nobody_s_call():
    story = guaranteed(agents=2, leads=2)
    one, two = story.placed()
    story.answers(one.id)
    story.answers(two.id)
    story.joins(two.id, story.leg(1))
    assert story.connects() == [(one.id, 1), (two.id, 2), (one.id, 2)]
    assert one.id not in story.hung_up()


def test_a_bridge_that_takes_the_agent_away_from_who_has_just_answered_leaves_the_person_to_the_other():
    story = guaranteed(agents=2, leads=2)
    one, two = story.placed()
    story.answers(two.id)
    story.hear(NewState(channel_id=one.id, channel="PJSIP/carrier", state=ChannelState.UP))
    assert story.cell.calls[one.id].state is CallState.ANSWERED
    story.joins(two.id, story.leg(1))
    assert story.hung_up() == []
    story.answers(one.id)
    assert story.connects()[-1] == (one.id, 2)


def test_a_bridge_that_takes_the_agent_away_from_who_waits_for_the_phone_gives_the_person_to_the_other():
    story = guaranteed(agents=2, leads=2)
    one, two = story.placed()
    story.hangs_up(story.leg(1))
    story.answers(one.id)
    assert story.cell.calls[one.id].state is CallState.WAITING
    story.answers(two.id)
    story.pass_time(5.0)
    story.joins(two.id, story.leg(1))
    assert story.hung_up() == []
    assert story.connects() == [(two.id, 2), (one.id, 2)]
    assert story.agent(2).leg_failures == 0


def test_a_bridge_that_takes_the_agent_away_does_not_cut_the_message_short():
    story = guaranteed(agents=2, leads=2)
    one, two = story.placed()
    story.hangs_up(story.leg(1))
    story.answers(one.id)
    story.answers(two.id)
    story.pass_time(5.0)
    story.unserved(one.id)
    assert story.cell.calls[one.id].state is CallState.UNSERVED
    story.joins(two.id, story.leg(1))
    assert story.hung_up() == []


def test_a_bridge_that_takes_the_reserved_agent_away_lets_the_phone_ring_on_for_the_other():
    story = guaranteed(agents=2, leads=3)
    one, two = story.placed()
    story.rings(one.id)
    story.answers(two.id)
    story.joins(two.id, story.leg(1))
    story.pass_time(2.0)
    assert story.hung_up() == []
    assert story.placed() == [one, two]  # the other agent is kept for it
    story.answers(one.id)
    assert story.connects()[-1] == (one.id, 2)


def test_a_bridge_that_takes_the_reserved_agent_away_ends_no_ringing_before_the_law_allows():
    story, call_id = american_call()
    story.log_in(2)
    other = story.placed()[-1].id
    story.answers(other)
    story.hangs_up(story.leg(2))
    story.joins(other, story.leg(1))
    story.pass_time(14.0)
    assert call_id not in story.hung_up()
    story.pass_time(2.0)
    assert call_id in story.hung_up()


def test_a_bridge_that_takes_the_reserved_agent_away_leaves_the_call_without_one_by_name():
    story = guaranteed(agents=2, leads=2)
    one, two = story.placed()
    story.hangs_up(story.leg(2))
    story.rings(one.id)
    story.answers(two.id)
    story.joins(two.id, story.leg(1))
    assert story.cell.calls[one.id].for_agent is None


def seen_by_two() -> tuple[Story, Call, Call]:
    """Each of two agents has seen a lead and had it dialled; the person of the second is about to be joined."""
    story = Story(a_config(mode="preview")).begin(leads=2)
    for agent_id in (1, 2):
        story.log_in(agent_id)
        story.command("dial_preview", agent_id, lead_id=agent_id)
    one, two = story.placed()
    assert (one.for_agent, two.for_agent) == (1, 2)
    story.answers(two.id)
    return story, one, two


def test_a_bridge_that_takes_the_agent_away_calls_off_a_call_meant_for_that_agent_alone():
    story, one, two = seen_by_two()
    story.rings(one.id)
    story.joins(two.id, story.leg(1))
    assert story.cell.calls[one.id].cancelled
    assert story.hung_up() == [one.id]


def test_a_bridge_that_takes_the_agent_away_ends_an_answered_call_meant_for_that_agent_alone():
    story, one, two = seen_by_two()
    story.hear(NewState(channel_id=one.id, channel="PJSIP/carrier", state=ChannelState.UP))
    story.joins(two.id, story.leg(1))
    assert not story.cell.calls[one.id].cancelled
    assert story.hung_up() == [one.id]
