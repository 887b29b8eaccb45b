"""Stories of agents' phones: standing legs, and phones rung for each call."""

from ami.events import ChannelState
from dialer.cell.agents.roster import LEG_RETRY_S, AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Connect, RingLeg
from dialer.cell.events import ConnectFailed
from dialer.core.enums import AgentWish, LegKind, Outcome
from dialer.engine.engine_events import LegFailed
from tests.support.cells import a_config, a_node
from tests.support.live_calls import a_channel
from tests.support.story import Story


def in_talk(**changes: object) -> tuple[Story, str]:
    """One agent in talk with lead 1; others wait on the shelf."""
    story = Story(a_config(**changes)).begin(leads=5)
    story.log_in()
    return story, story.talks()


def test_logging_in_calls_the_phone_and_the_agent_is_ready_when_it_is_taken_up():
    story = Story().begin(leads=1)
    story.log_in(up=False)
    assert story.done(RingLeg) == [RingLeg(1, story.leg(), "PJSIP/1")]
    assert story.screen()["state"] == "no_phone"
    assert story.placed() == []
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY
    assert len(story.placed()) == 1


def test_no_phone_is_called_while_the_link_is_down():
    story = Story().begin(linked=False)
    story.log_in(up=False)
    story.pass_time(5)
    assert story.legs_rung() == []
    story.link_up()
    story.pass_time(0.25)
    assert story.legs_rung() == [1]


def test_a_phone_that_is_not_taken_up_is_called_again_ever_later():
    story = Story().begin()
    story.log_in(up=False)
    waits = []
    for _ in range(5):
        calls, begun = len(story.legs_rung()), story.now
        story.fails(story.leg())
        while len(story.legs_rung()) == calls:
            story.pass_time(0.25)
        waits.append(story.now - begun)
    assert waits == [*LEG_RETRY_S, LEG_RETRY_S[-1]]


def test_a_leg_that_asterisk_refuses_is_called_again():
    story = Story().begin()
    story.log_in(up=False)
    story.take(LegFailed(story.leg()))
    story.pass_time(LEG_RETRY_S[0])
    assert story.legs_rung() == [1, 1]


def test_an_idle_agent_whose_phone_hangs_up_takes_no_call_until_it_is_back():
    story = Story().begin()
    story.log_in()
    story.hangs_up(story.leg())
    assert (story.agent().state, story.screen()["state"]) == (AgentState.NO_PHONE, "no_phone")
    story.pass_time(2)
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_a_leg_lost_in_talk_leads_through_wrap_up_to_a_phone_called_anew():
    story, call_id = in_talk()
    story.hangs_up(story.leg())
    assert story.agent().state is AgentState.TALKING
    story.hangs_up(call_id)
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.NO_PHONE
    story.pass_time(LEG_RETRY_S[0])
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_a_leg_lost_while_it_is_joined_gives_the_person_to_another():
    story = Story().begin(leads=1)
    story.log_in(1)
    [call] = story.placed()
    story.answers(call.id)
    story.log_in(2)
    story.hangs_up(story.leg(1))
    assert story.connects() == [(call.id, 1), (call.id, 2)]
    assert story.agent(1).state is AgentState.NO_PHONE


def test_a_join_that_fails_sends_the_agent_to_the_end_of_the_line():
    story = Story().begin(leads=1)
    story.log_in(1)
    [call] = story.placed()
    story.now += 1.0
    story.log_in(2)
    story.answers(call.id)
    story.now += 1.0
    story.of_call(call.id, ConnectFailed())
    assert story.connects() == [(call.id, 1), (call.id, 2)]
    assert story.agent(1).state is AgentState.READY
    assert story.agent(1).idle_since == story.now
    assert story.screen(1)["state"] == "ready"


def test_a_leg_whose_joins_fail_again_and_again_is_called_anew():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    leg = story.leg()
    for _ in range(3):
        story.of_call(call.id, ConnectFailed())
    assert story.hung_up() == [leg]
    story.hangs_up(leg)
    story.pass_time(LEG_RETRY_S[-1])
    assert story.legs_rung() == [1, 1]


def test_the_same_agent_is_not_lost_when_the_person_hangs_up_before_the_join():
    story = Story().begin(leads=2)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.hangs_up(call.id)
    assert story.finishes()[1][0] is Outcome.ABANDONED
    assert story.agent().state is AgentState.READY
    assert len(story.placed()) == 2


def test_a_join_given_up_for_lost_that_comes_late_takes_its_agent_back():
    story = Story().begin(leads=1)
    story.log_in(1)
    [call] = story.placed()
    story.log_in(2)
    story.answers(call.id)
    story.of_call(call.id, ConnectFailed())
    story.joins(call.id, story.leg(1))
    assert (story.calls()[0].state, story.calls()[0].agent_id) == (CallState.TALKING, 1)
    assert (story.agent(1).state, story.agent(1).call_id) == (AgentState.TALKING, call.id)
    assert (story.agent(2).state, story.agent(2).call_id) == (AgentState.READY, None)


def test_a_late_join_frees_the_person_the_agent_was_meant_for():
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=2)
    story.log_in(1)
    first, second = story.placed()
    story.answers(first.id)
    story.unserved(first.id)
    story.of_call(first.id, ConnectFailed())
    story.answers(second.id)
    assert story.connects() == [(first.id, 1), (second.id, 1)]
    story.joins(first.id, story.leg(1))
    assert story.cell.calls[first.id].state is CallState.TALKING
    assert story.cell.calls[second.id].state is CallState.WAITING
    assert story.agent().call_id == first.id
    story.log_in(2)
    assert story.connects()[-1] == (second.id, 2)


def ring_per_call(agents: int = 1, leads: int = 1, **changes: object) -> Story:
    story = Story(a_config(**changes)).begin()
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id, kind=LegKind.RING)
        story.now += 1.0
    story.shelf.extend(Story().begin(leads=leads).shelf)
    story.pass_time(5)
    return story


def test_an_agent_rung_for_each_call_is_rung_at_the_answer_and_joined_when_taken_up():
    story = ring_per_call()
    assert story.legs_rung() == []
    [call] = story.placed()
    story.answers(call.id)
    assert story.legs_rung() == [1]
    assert story.done(Connect) == []
    story.leg_free(story.leg())
    assert story.connects() == [(call.id, 1)]
    story.joins(call.id, story.leg())
    leg = story.leg()
    story.hangs_up(call.id)
    assert story.hung_up() == [leg]
    story.dispose(1, call.id)
    story.hangs_up(leg)
    assert (story.agent().state, story.agent().leg_id) == (AgentState.READY, None)


def test_who_does_not_take_up_the_phone_is_paused_and_the_person_goes_to_another():
    story = ring_per_call(agents=2)
    [call] = story.placed()[:1]
    story.answers(call.id)
    story.fails(story.leg(1))
    agent = story.agent(1)
    assert (agent.state, agent.pause_reason, agent.wish) == (
        AgentState.PAUSED,
        "phone_not_answered",
        AgentWish.PAUSED,
    )
    assert story.screen(1)["state"] == "paused"
    story.hangs_up(agent.leg_id or "gone")
    assert story.legs_rung() == [1, 2]
    story.wish(1, AgentWish.READY)
    assert story.agent(1).state is AgentState.READY


def test_a_phone_stops_ringing_when_the_person_hangs_up_and_cannot_be_joined_to_the_next():
    story = ring_per_call(leads=2, mode="ratio", ratio=2.0)
    first, second = story.placed()
    story.answers(first.id)
    leg = story.leg()
    story.hangs_up(first.id)
    assert story.hung_up() == [leg]
    story.answers(second.id)
    assert story.done(Connect) == []
    story.leg_free(leg)  # taken up in the last moment
    assert (story.done(Connect), story.hung_up()) == ([], [leg, leg])
    story.hangs_up(leg)
    assert story.legs_rung() == [1, 1]  # the second person is not forgotten
    story.leg_free(story.leg())
    assert story.connects() == [(second.id, 1)]


def test_a_phone_rung_for_a_call_may_ring_longer_than_an_audit_waits_for_a_join():
    story = ring_per_call()
    [call] = story.placed()
    story.answers(call.id)
    story.now += 10.0
    story.audit(a_channel(call.id), a_channel(story.leg(), state=ChannelState.RINGING))
    assert story.calls()[0].state is CallState.CONNECTING
    assert story.agent().state is AgentState.RESERVED


def test_phones_count_among_the_channels_of_their_node():
    story = Story(node=a_node(max_channels=2)).begin(leads=5)
    story.log_in()
    assert len(story.placed()) == 1  # the phone has the other channel
    story.log_in(2, up=False)
    story.pass_time(1)
    assert story.legs_rung() == [1]
    story.wish(1, AgentWish.PAUSED)
    story.hangs_up(story.placed()[0].id)
    story.pass_time(1)
    assert story.legs_rung() == [1, 2]
    assert story.switchboard.nodes[1].lines.node.used == 2


def test_phones_are_called_at_the_pace_of_their_node():
    story = Story(node=a_node(calls_per_second=2.0)).begin()
    for agent_id in range(1, 21):
        story.log_in(agent_id, up=False)
    assert len(story.legs_rung()) <= 3
    story.pass_time(5)
    assert 10 <= len(story.legs_rung()) <= 13
    story.pass_time(5)
    assert len(story.legs_rung()) == 20


def test_the_channel_of_a_phone_that_is_gone_is_free_again():
    story = Story().begin()
    story.log_in()
    line = story.switchboard.nodes[1].lines.node
    assert line.used == 1
    story.hangs_up(story.leg())
    assert line.used == 0
    story.pass_time(2)
    story.take(LegFailed(story.leg()))
    assert line.used == 0
    story.pass_time(5)
    assert line.used == 1
    story.link_down()
    story.now += 60
    story.link_up()  # with an audit that finds no channel
    assert line.used <= 1


def test_the_phone_of_an_agent_who_logs_out_has_its_channel_until_it_has_hung_up():
    story = Story().begin()
    story.log_in()
    leg = story.leg()
    story.wish(1, AgentWish.LOGGED_OUT)
    line = story.switchboard.nodes[1].lines.node
    assert line.used == 1
    story.hangs_up(leg)
    assert line.used == 0
