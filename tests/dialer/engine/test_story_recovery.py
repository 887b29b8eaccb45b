"""Stories of what is lost and found again: the link, Asterisk, the engine itself."""

import pytest

from ami.events import ChannelState, LinkUp, Shutdown
from dialer.cell.call import CallState
from dialer.cell.events import Refused, Sent
from dialer.cell.roster import AgentState
from dialer.engine.items import Audited, Heard, LegFailed, Stocked
from dialer.words import AttemptState, LegKind, Outcome
from tests.dialer.cell.builders import NOW, a_config, a_lead
from tests.dialer.engine.story import Story, a_channel, a_free_leg, a_live_attempt

CALL = "pc-1-" + "a" * 32
OTHER = "pc-1-" + "b" * 32
LEG = "pl-1-" + "c" * 32
RINGING = ChannelState.RINGING


def working(leads: int = 5, **changes: object) -> Story:
    story = Story(a_config(**changes)).begin(leads=leads)
    story.log_in()
    return story


# The link -------------------------------------------------------------------------------------------------------------


def test_nothing_is_placed_while_the_link_is_down_and_dialling_resumes_by_itself():
    story = working()
    [call] = story.placed()
    story.link_down()
    story.pass_time(10)
    assert len(story.placed()) == 1
    story.link_up(a_free_leg(story.leg()))
    assert story.finishes()[call.lead_id][0] is Outcome.LOST
    assert len(story.placed()) == 2
    assert story.agent().state is AgentState.READY


def test_a_talk_goes_on_through_a_lost_link():
    story = working()
    call_id = story.talks()
    leg = story.leg()
    story.link_down()
    story.pass_time(20)
    story.link_up(a_channel(call_id, bridge="b"), a_channel(leg, bridge="b"))
    assert story.calls()[0].state is CallState.TALKING
    assert story.agent().state is AgentState.TALKING
    assert (story.hung_up(), story.switchboard.strays) == ([], 0)


def test_a_talk_that_ended_unseen_leads_to_the_wrap_up():
    story = working()
    call_id = story.talks()
    story.link_down()
    story.pass_time(60)
    story.link_up(a_free_leg(story.leg()))
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.READY


@pytest.mark.parametrize(
    ("note", "outcome"),
    [("unserved:1750000000123", Outcome.ABANDONED), ("machine:1", Outcome.MACHINE), (None, Outcome.LOST)],
)
def test_what_the_media_path_wrote_down_names_the_end(note, outcome):
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.pass_time(3)
    story.link_up(a_free_leg(story.leg()), notes={call.id: note} if note else {})
    assert story.finishes()[1][0] is outcome


def test_an_answer_missed_is_an_answer_all_the_same():
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1)]


@pytest.mark.parametrize(("note", "state"), [("unserved:1", CallState.UNSERVED), ("machine:1", CallState.MACHINE)])
def test_nobody_is_joined_to_a_call_that_the_media_path_already_treats(note, state):
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id, application="Playback"), a_free_leg(story.leg()), notes={call.id: note})
    assert story.calls()[0].state is state
    assert story.connects() == []


def test_a_ringing_missed_is_told_by_the_audit():
    story = working(leads=1)
    [call] = story.placed()
    story.link_down()
    story.link_up(a_channel(call.id, state=RINGING), a_free_leg(story.leg()))
    assert story.calls()[0].state is CallState.RINGING


def test_a_call_sent_between_link_and_audit_is_not_taken_for_gone():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.link_down()
    story.link_up(audited=False)
    asked_at = story.now
    story.now += 0.2
    story.of_call(call.id, Sent())
    story.audit(a_free_leg(story.leg()), asked_at=asked_at)
    assert story.calls()[0].state is CallState.DIALLING


def test_a_join_that_nothing_came_of_is_given_up_by_the_audit():
    story = working(leads=1)
    [call] = story.placed()
    story.answers(call.id)
    story.now += 2.0
    story.audit(a_channel(call.id), a_free_leg(story.leg()))
    assert story.calls()[0].state is CallState.CONNECTING  # may be under way
    story.now += 10.0
    story.audit(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1), (call.id, 1)]


def test_an_audit_of_a_link_that_is_gone_says_nothing():
    story = working(leads=1)
    story.link_down()
    story.audit(asked_at=story.now)
    assert len(story.calls()) == 1
    story.now += 1.0
    story.link_up(audited=False)
    story.audit(asked_at=story.now - 0.5)
    assert len(story.calls()) == 1
    assert not story.cell.link_up


def test_agents_phones_lost_with_asterisk_are_called_again():
    story = working()
    story.pass_time(1)
    story.hear(Shutdown(restart=False))
    story.link_down()
    story.link_up()
    assert story.agent().state is AgentState.NO_PHONE
    story.pass_time(2)
    assert story.legs_rung() == [1, 1]
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_a_phone_taken_up_unseen_is_found_in_its_loop():
    story = Story().begin(leads=1)
    story.log_in(up=False)
    leg = story.leg()
    story.link_down()
    story.link_up(a_free_leg(leg))
    assert story.agent().state is AgentState.READY
    assert len(story.placed()) == 1


def test_a_phone_rung_for_a_call_and_taken_up_unseen_is_joined():
    story = Story().begin(leads=1)
    story.log_in(kind=LegKind.RING)
    [call] = story.placed()
    story.answers(call.id)
    story.link_down()
    story.link_up(a_channel(call.id), a_free_leg(story.leg()))
    assert story.connects() == [(call.id, 1)]


def test_a_phone_whose_call_was_lost_on_the_way_is_called_again():
    story = Story().begin()
    story.log_in(up=False)
    story.audit()
    assert story.agent().leg_id is not None  # asked for a moment ago: it may still come
    story.now += 6.0
    story.audit()
    assert story.agent().leg_id is None
    story.pass_time(2)
    assert story.legs_rung() == [1, 1]


def test_an_audit_begun_before_a_call_ended_makes_no_stray_of_it():
    story = working(leads=1)
    [call] = story.placed()
    asked_at = story.now
    story.now += 0.05
    story.hangs_up(call.id, 17)
    story.audit(a_channel(call.id), a_free_leg(story.leg()), asked_at=asked_at)
    assert story.switchboard.take_strays() == []


# The engine -----------------------------------------------------------------------------------------------------------


def restarted(*, agents: int = 1) -> Story:
    """A new engine: agents are logged in as the database says, the link is up, the audit is still to come."""
    story = Story().begin(linked=False)
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id)
    story.link_up(audited=False)
    return story


def test_a_talk_goes_on_after_a_restart():
    story = restarted()
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1), a_lead(1))
    story.audit(a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b"), orphans=[orphan])
    assert (story.calls()[0].state, story.agent().state) == (CallState.TALKING, AgentState.TALKING)
    assert (story.agent().leg_id, story.legs_rung(), story.switchboard.strays) == (LEG, [], 0)
    assert story.cell.lines.trunks[1].in_use == 1
    story.leg_free(LEG)
    story.hangs_up(CALL)
    assert story.finishes()[1][0] is Outcome.CONNECTED
    story.dispose(1, CALL)
    assert story.agent().state is AgentState.READY
    assert story.cell.lines.trunks[1].in_use == 0
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
    story.audit(a_channel(CALL), a_free_leg(nobodys))
    assert sorted(story.switchboard.take_strays()) == [(1, CALL), (1, nobodys)]
    assert story.switchboard.take_strays() == []


def test_a_call_that_comes_to_be_after_it_was_given_up_is_hung_up():
    story = working(leads=1)
    [call] = story.placed()
    story.of_call(call.id, Refused("no"))
    story.rings(call.id)
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
