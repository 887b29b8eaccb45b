"""Stories of an engine that starts anew, and finds what the one before it left."""

import pytest

from ami.events import ChannelState, LinkUp
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.events import Refused
from dialer.core.enums import AttemptState, Outcome
from dialer.engine.engine_events import Audited, Heard, LegFailed, Stocked
from tests.support.cells import NOW, a_config, a_lead
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt, a_talk_that_ended
from tests.support.restarts import CALL, LEG, OTHER, restarted
from tests.support.story import Story

RINGING = ChannelState.RINGING


def working(leads: int = 5, **changes: object) -> Story:
    story = Story(a_config(**changes)).begin(leads=leads)
    story.log_in()
    return story


def test_a_talk_goes_on_after_a_restart():
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    story.audit(a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b"), orphans=[orphan])
    assert (story.calls()[0].state, story.agent().state) == (CallState.TALKING, AgentState.TALKING)
    assert (story.agent().leg_id, story.legs_rung(), story.switchboard.strays) == (LEG, [], 0)
    trunk = story.cell.lines.trunks[1]
    assert (trunk.in_use, trunk.alarm._up) == (1, {CALL})
    story.leg_free(LEG)
    story.hangs_up(CALL)
    assert story.finishes()[1][0] is Outcome.CONNECTED
    story.dispose(1, CALL)
    assert story.agent().state is AgentState.READY
    assert (trunk.in_use, trunk.alarm._up) == (0, set())
    assert story.cell.tally.joins.summary() is None  # the join was counted by the engine before


def test_the_talk_of_an_agent_who_logged_out_meanwhile_goes_on_too():
    story = restarted(agents=0)
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    story.audit(a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b"), orphans=[orphan])
    assert story.switchboard.take_strays() == []
    story.hangs_up(CALL)
    story.leg_free(LEG)
    assert story.switchboard.take_strays() == [(1, LEG)]
    assert story.finishes()[1][0] is Outcome.CONNECTED


@pytest.mark.parametrize(
    ("channel", "state"), [(a_channel(CALL, state=RINGING), CallState.RINGING), (a_channel(CALL), CallState.CONNECTING)]
)
def test_calls_under_way_are_taken_over_where_they_are(channel, state):
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(channel, a_free_leg(LEG), orphans=[orphan])
    assert story.calls()[0].state is state


@pytest.mark.parametrize(
    ("state", "note", "outcome"),
    [
        (AttemptState.PLACED, "", Outcome.LOST),
        (AttemptState.PLACED, "unserved:1", Outcome.ABANDONED),
        (AttemptState.PLACED, "left:1", Outcome.ABANDONED),
        (AttemptState.PLACED, "machine:1", Outcome.MACHINE),
        (AttemptState.ANSWERED, "", Outcome.ABANDONED),
        (AttemptState.TALKING, "", Outcome.CONNECTED),
    ],
)
def test_calls_that_vanished_meanwhile_end_with_what_is_known(state, note, outcome):
    story = restarted()
    orphan = (a_live_attempt(CALL, state), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[orphan], notes={CALL: note} if note else {})
    assert story.finishes()[1][0] is outcome
    assert story.calls() == []
    assert story.cell.lines.node.in_use == 0


def test_a_person_who_hung_up_after_the_audit_looked_is_not_waited_for():
    story = restarted(agents=2)
    asked_at, other_leg = story.now, "pl-2-" + "d" * 32
    story.now += 0.2  # Asterisk has told its channels, and the attempts are still being read
    story.hangs_up(CALL)
    orphan = (a_live_attempt(CALL, AttemptState.ANSWERED), a_lead(1))
    story.audit(a_channel(CALL), a_free_leg(LEG), a_free_leg(other_leg), orphans=[orphan], asked_at=asked_at)
    assert story.finishes()[1][0] is Outcome.ABANDONED
    assert (story.calls(), story.connects(), story.hung_up()) == ([], [], [])
    assert (story.switchboard.take_strays(), [a.state for a in story.cell.roster]) == ([], [AgentState.READY] * 2)


def test_what_a_call_became_before_it_was_adopted_counts_with_its_cause():
    story = restarted()
    story.hangs_up(CALL, cause=17, tech_cause=486)
    story.answers(OTHER)
    orphans = [(a_live_attempt(c, AttemptState.PLACED, lead_id=i), a_lead(i)) for i, c in ((1, CALL), (2, OTHER))]
    story.audit(a_channel(OTHER, state=RINGING), a_free_leg(LEG), orphans=orphans)  # listed before it answered
    assert story.finishes()[1][0] is Outcome.BUSY
    assert story.connects() == [(OTHER, 1)]


def test_a_leg_that_went_after_the_audit_looked_is_not_taken_over():
    story = restarted()
    asked_at = story.now
    story.now += 0.2
    story.hangs_up(LEG)
    story.audit(a_free_leg(LEG), asked_at=asked_at)
    assert (story.agent().state, story.legs_rung()) == (AgentState.NO_PHONE, [])
    story.pass_time(0.5)
    assert story.legs_rung() == [1]


def test_a_leg_that_went_while_audited_is_not_taken_over_again():
    story = working()
    leg, asked_at = story.leg(), story.now
    story.now += 0.2
    story.hangs_up(leg)
    story.audit(a_free_leg(leg), asked_at=asked_at)
    assert story.agent().leg_id is None
    assert story.switchboard.take_strays() == []


def test_a_talk_that_ended_after_the_audit_looked_leaves_an_agent_who_wraps_up_with_a_free_phone():
    story = restarted()
    asked_at = story.now
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    story.now += 0.2
    story.hangs_up(CALL)
    story.leg_free(LEG)
    channels = a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b")
    story.audit(*channels, orphans=[orphan], asked_at=asked_at)
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert (story.agent().state, story.agent().leg_free) == (AgentState.WRAP_UP, True)
    story.dispose(1, CALL)
    assert story.agent().state is AgentState.READY


def test_a_free_leg_is_taken_over_and_no_phone_is_called():
    story = restarted()
    story.audit(a_free_leg(LEG))
    assert (story.agent().state, story.leg(), story.legs_rung()) == (AgentState.READY, LEG, [])


def test_a_second_leg_of_the_same_agent_is_a_stray():
    story = restarted()
    second = "pl-1-" + "d" * 32
    story.audit(a_free_leg(LEG), a_free_leg(second))
    assert story.switchboard.take_strays() == [(1, second)]


def test_channels_that_nobody_owns_are_hung_up():
    story = restarted()
    nobodys = "pl-9-" + "e" * 32
    story.audit(a_channel(CALL, state=RINGING), a_free_leg(nobodys))
    assert sorted(story.switchboard.take_strays()) == [(1, CALL), (1, nobodys)]
    assert story.switchboard.take_strays() == []


@pytest.mark.parametrize("agents", [0, 1])  # whether the database knows that the agent is there
def test_a_talk_that_an_older_database_knows_nothing_of_goes_on(agents):
    story = restarted(agents=agents)
    waiting = "pc-1-" + "d" * 32
    talk = a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b", application="BridgeWait")  # as before the Bridge
    for _ in range(2):
        story.audit(*talk, a_channel(waiting))  # its dialplan has told the person since when to wait
        assert (story.switchboard.take_strays(), story.calls(), story.connects()) == ([], [], [])
    story.hangs_up(CALL)
    story.leg_free(LEG)
    if agents:
        assert (story.agent().state, story.agent().leg_id) == (AgentState.READY, LEG)
    assert story.switchboard.take_strays() == ([] if agents else [(1, LEG)])


def test_a_call_whose_attempt_has_ended_is_hung_up_though_it_was_answered():
    story = restarted()
    ended = {CALL: AttemptState.ENDED}
    story.take(Audited(story.node.id, story.now, [a_channel(CALL)], {}, [], states=ended))
    assert story.switchboard.take_strays() == [(1, CALL)]


def test_a_call_that_comes_to_be_after_it_was_given_up_is_hung_up():
    story = working(leads=1)
    [call] = story.placed()
    story.of_call(call.id, Refused("no"))
    story.now += 0.01
    story.rings(call.id)
    assert story.switchboard.take_looks() == {1}  # its attempt may be one that has not ended
    story.audit(a_channel(call.id, state=RINGING))
    assert story.switchboard.take_strays() == [(1, call.id)]


def test_an_attempt_is_adopted_once_and_never_after_its_end():
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.PLACED), a_lead(1))
    story.audit(a_channel(CALL, state=RINGING), a_free_leg(LEG), orphans=[orphan])
    story.audit(a_channel(CALL, state=RINGING), a_free_leg(LEG), orphans=[orphan])
    assert story.cell.lines.trunks[1].in_use == 1
    story.hangs_up(CALL, 17)
    story.audit(a_free_leg(LEG), orphans=[orphan])
    assert story.finishes()[1][0] is Outcome.BUSY
    assert story.cell.lines.trunks[1].in_use == 0


def test_nothing_is_placed_before_the_first_audit():
    story = restarted()
    story.shelf.append(a_lead(1))
    story.pass_time(5)
    assert story.placed() == []
    story.audit(a_free_leg(LEG))
    story.pass_time(1)
    assert len(story.placed()) == 1


def test_an_audit_for_attempts_of_unknown_campaigns_harms_nothing():
    story = restarted()
    stranger = (a_live_attempt("pc-7-" + "f" * 32, AttemptState.PLACED, campaign_id=7), a_lead(1))
    story.audit(a_free_leg(LEG), orphans=[stranger])
    assert story.calls() == []


def test_two_calls_and_two_agents_find_each_other_again():
    story = restarted(agents=2)
    second_leg = "pl-2-" + "d" * 32
    orphans = [
        (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1)),
        (a_live_attempt(OTHER, AttemptState.TALKING, agent_id=2, lead_id=2), a_lead(2)),
    ]
    story.audit(
        a_channel(CALL, bridge="x"),
        a_channel(LEG, bridge="x"),
        a_channel(OTHER, bridge="y"),
        a_channel(second_leg, bridge="y"),
        orphans=orphans,
    )
    assert [(a.call_id, a.state) for a in story.cell.roster] == [
        (CALL, AgentState.TALKING),
        (OTHER, AgentState.TALKING),
    ]


def test_an_item_of_a_node_or_campaign_nobody_knows_is_passed_over():
    story = working(leads=0)
    story.take(Heard(77, LinkUp(version="22", restarted=None)))
    story.take(Audited(77, NOW, [a_channel(CALL)], {}, []))
    story.take(Stocked(77, [a_lead(1)], (), None))
    story.take(LegFailed(LEG))
    story.of_call("pc-99-" + "a" * 32, Refused("no"))
    assert (story.calls(), story.switchboard.take_strays()) == ([], [])


def at_work_since(minutes: float, *, wrap_up_limit_ms: int = 30_000) -> Story:
    """A new engine, an agent who has been logged in for so long, leads to dial, and the audit still to come."""
    story = Story(a_config(wrap_up_limit_ms=wrap_up_limit_ms)).begin(leads=3, linked=False)
    story.log_in(wish_at=story.now - 60.0 * minutes)
    story.link_up(audited=False)
    return story


def test_an_agent_goes_on_with_the_wrap_up_that_a_restart_interrupted():
    story = at_work_since(20.0)
    ended = (a_talk_that_ended(CALL, ended_at=story.now - 5.0), a_lead(1, name="Ada"))
    story.audit(a_free_leg(LEG), wrapping=[ended])
    agent, screen = story.agent(), story.screen()
    assert (agent.state, agent.since, agent.leg_free) == (AgentState.WRAP_UP, story.now - 5.0, True)
    assert (screen["state"], screen["attempt_id"], screen["lead"]["name"]) == ("wrap_up", CALL, "Ada")
    story.pass_time(1.0)
    assert story.placed() == []
    story.dispose(1, CALL)
    assert len(story.placed()) == 1


def test_an_interrupted_wrap_up_ends_at_its_limit_as_if_nothing_had_happened():
    story = at_work_since(20.0)
    story.audit(a_free_leg(LEG), wrapping=[(a_talk_that_ended(CALL, ended_at=story.now - 28.0), a_lead(1))])
    story.pass_time(3.0)
    assert len(story.placed()) == 1


@pytest.mark.parametrize(("since_min", "ended_s"), [(20.0, 31.0), (0.05, 5.0)])
def test_a_wrap_up_that_is_over_or_that_the_agent_has_ended_is_not_taken_up_again(since_min, ended_s):
    story = at_work_since(since_min)
    story.audit(a_free_leg(LEG), wrapping=[(a_talk_that_ended(CALL, ended_at=story.now - ended_s), a_lead(1))])
    story.pass_time(0.5)
    assert len(story.placed()) == 1


def test_the_wrap_up_of_somebody_who_is_not_here_is_for_the_sweep():
    story = at_work_since(20.0)
    talk = a_talk_that_ended(CALL, ended_at=story.now - 5.0, agent_id=7)
    story.audit(a_free_leg(LEG), wrapping=[(talk, a_lead(1))])
    story.pass_time(0.5)
    assert len(story.placed()) == 1
