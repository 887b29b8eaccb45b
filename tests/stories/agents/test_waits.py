"""Stories of the wait between calls: from the instant an agent is ready to the joining of the next call."""

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.events import ConnectFailed
from dialer.core.enums import AgentWish, AttemptState, LegKind
from dialer.engine.board.board import board
from tests.support.cells import a_config, a_lead
from tests.support.live_calls import a_channel, a_live_attempt
from tests.support.restarts import CALL, LEG, restarted
from tests.support.story import Story


def waits(story: Story) -> list[float]:
    """The waits that the campaign has counted, in seconds."""
    return [round(ms / 1000, 3) for ms in story.cell.tally.waits._order]


def in_wrap_up(story: Story) -> str:
    """The one call there is goes through talk to wrap-up."""
    call_id = story.talks()
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    return call_id


def test_an_agent_who_is_ready_and_joined_seven_seconds_later_has_waited_seven():
    story = Story().begin(leads=1)
    story.log_in()
    story.now += 7.0
    story.talks()
    assert waits(story) == [7.0]
    [shown] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert shown["ready_to_call_ms"] == pytest.approx({"mean": 7000.0, "p90": 7000.0})


def test_the_next_wait_begins_with_the_end_of_the_wrap_up():
    story = Story().begin(leads=2)
    story.log_in()
    call_id = in_wrap_up(story)
    story.now += 30.0
    story.dispose(1, call_id)
    story.now += 4.0
    story.turn()
    story.talks()
    assert waits(story) == [0.0, 4.0]


def test_a_call_that_comes_to_nothing_ends_no_wait():
    story = Story(a_config(mode="guaranteed")).begin(leads=2)
    story.log_in()
    story.soon()
    story.now += 5.0
    [call] = story.calls()
    story.hangs_up(call.id, 17)
    story.soon()
    story.now += 4.0
    begun = story.agent().ready_since
    story.talks()
    assert begun is not None
    assert waits(story) == [pytest.approx(story.now - begun)]
    assert story.now - begun > 9.0


def test_the_time_to_look_at_a_lead_and_to_dial_it_is_part_of_the_wait():
    story = Story(a_config(mode="preview")).begin(leads=1)
    story.log_in()
    story.now += 6.0
    story.command("dial_preview", lead_id=1)
    story.now += 5.0
    story.talks()
    assert waits(story) == [11.0]


def test_a_phone_that_is_rung_for_the_call_is_part_of_the_wait():
    story = Story().begin(leads=1)
    story.log_in(kind=LegKind.RING)
    story.now += 3.0
    [call] = story.calls()
    story.answers(call.id)
    assert story.agent().state is AgentState.RESERVED
    story.now += 2.0
    story.leg_free(story.leg())
    story.joins(call.id, story.leg())
    assert waits(story) == [5.0]


def test_a_join_that_fails_ends_no_wait_and_a_pause_does():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.calls()
    story.now += 3.0
    story.answers(call.id)
    story.of_call(call.id, ConnectFailed())
    story.now += 1.0
    story.joins(call.id, story.leg())
    assert waits(story) == [4.0]
    assert story.agent().ready_since is None
    other = Story().begin()
    other.log_in()
    other.now += 60.0
    other.wish(1, AgentWish.PAUSED)
    other.now += 60.0
    other.wish(1, AgentWish.READY)
    assert other.agent().ready_since == other.now


def test_without_a_phone_there_is_no_wait():
    story = Story().begin()
    story.log_in()
    story.hangs_up(story.leg())
    assert (story.agent().state, story.agent().ready_since) == (AgentState.NO_PHONE, None)
    story.pass_time(2)
    story.leg_free(story.leg())
    assert story.agent().ready_since == story.now


def test_a_talk_that_an_earlier_engine_has_begun_ends_no_wait_of_this_one():
    story = restarted(agents=1)
    begun_at = story.now - 40.0
    orphan = (a_live_attempt(CALL, AttemptState.TALKING, agent_id=1, agent_joined_at=begun_at), a_lead(1))
    story.audit(a_channel(CALL, bridge="b"), a_channel(LEG, bridge="b"), orphans=[orphan])
    assert story.agent().state is AgentState.TALKING
    assert waits(story) == []
