"""Asterisk or the engine is behind: fewer calls are started and the board says why; without delay nothing changes."""

from typing import Any

import pytest

from dialer.cell.call.state_machine import CallState
from dialer.cell.dialling.pacing_snapshot import policy
from dialer.engine.board.board import board
from dialer.engine.engine_events import Lagged
from pacing.overload import FULL_IN_S, STEP_S, STEPS, Lag
from pacing.snapshot import Why
from tests.support.cells import a_config, a_trunk
from tests.support.live_calls import a_channel, a_free_leg
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story

AGENTS = 4
FAST = a_config(mode="ratio", ratio=3.0, trunks=(a_trunk(calls_per_second=100.0, max_channels=500),))


def busy_centre() -> Story:
    """Agents for whom calls are wanted all the time, since nobody answers."""
    story = Story(FAST).begin(leads=2000)
    for agent_id in range(1, AGENTS + 1):
        story.log_in(agent_id)
    return story


def play(story: Story, seconds: float, lagged: Lagged | None = None) -> list[int]:
    """Let time pass with everybody busy, and the link so late; returns the leads dialled."""
    before = len(story.placed())
    for _ in range(round(seconds / STEP_S)):
        for call in story.calls():
            story.hangs_up(call.id, 17)
        if lagged is not None:
            story.take(lagged)
        story.pass_time(STEP_S)
    return [call.lead_id for call in story.placed()[before:]]


def behind(story: Story, **late: float) -> Lagged:
    return Lagged(**({"node_id": story.node.id, "loop_s": 0.0} | late))  # type: ignore[arg-type]


def shown(story: Story) -> tuple[dict[str, Any], dict[str, Any]]:
    """The campaign's reason and the node's delay on the board."""
    seen = board(story.switchboard, leads={}, troubles={}, now=story.now)
    return seen["campaigns"][0]["why"], seen["nodes"][0]["lag"]


@pytest.mark.parametrize("late", [{}, {"answer_s": 0.2, "event_s": 0.2, "loop_s": 0.2}])
def test_delays_within_the_target_change_no_decision(late: dict[str, float]):
    plain, measured = busy_centre(), busy_centre()
    assert play(plain, 30) == play(measured, 30, behind(measured, **late))
    assert plain.cell.decisions.page(limit=5000) == measured.cell.decisions.page(limit=5000)
    assert shown(measured)[1]["starts_per_second"] is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("answer_s", "Asterisk answers 600 ms late."),
        ("event_s", "Events of Asterisk come 600 ms late."),
        ("loop_s", "Pronto itself is 600 ms behind."),
    ],
)
def test_fewer_calls_are_started_while_it_is_behind_and_the_board_says_what_is_late(kind: str, words: str):
    story = busy_centre()
    full = len(play(story, 10))
    play(story, 10, behind(story, **{kind: 0.6}))
    slowed = len(play(story, 10, behind(story, **{kind: 0.6})))
    assert 0 < slowed < 0.2 * full
    why, lag = shown(story)
    assert why["code"] == Why.OVERLOAD
    assert in_english(why["text"]) == "Asterisk or Pronto is behind: fewer calls are started until it has caught up."
    assert in_italian(why["text"]).startswith("Asterisk o Pronto è in ritardo")
    assert in_english(lag["text"]).startswith(words)
    assert f"in a second: {lag['starts_per_second']:g} at most" in in_english(lag["text"])
    assert "al massimo" in in_italian(lag["text"])
    assert lag["behind_ms"] == 600


def test_after_a_long_delay_nothing_is_started_and_then_all_as_before():
    story = busy_centre()
    full = len(play(story, 10))
    play(story, STEPS * STEP_S, behind(story, answer_s=5.0))
    assert play(story, 10, behind(story, answer_s=5.0)) == []
    assert shown(story)[0]["code"] == Why.OVERLOAD
    play(story, STEPS * STEP_S + FULL_IN_S + 1, behind(story))
    assert shown(story)[1]["text"] is None
    assert len(play(story, 10, behind(story))) == full


def test_a_slow_join_is_a_delay_and_leaves_the_person_less_time_to_wait():
    story = busy_centre()
    before = policy(story.cell, story.now)
    for _ in range(20):
        [call, *_] = [one for one in story.calls() if one.state in (CallState.DIALLING, CallState.RINGING)]
        story.answers(call.id)
        [agent_id] = [agent for call_id, agent in story.connects() if call_id == call.id]
        story.pass_time(0.75)
        story.joins(call.id, story.leg(agent_id))
        story.hangs_up(call.id)
        story.dispose(agent_id, call.id)
        story.leg_free(story.leg(agent_id))
    assert story.cell.delays.join_s == pytest.approx(0.75)
    assert shown(story)[1]["join_ms"] > 250
    assert policy(story.cell, story.now).wait_limit_s == pytest.approx(before.wait_limit_s - 0.7)
    assert story.switchboard.nodes[story.node.id].overload.cause is Lag.JOIN


def test_joins_over_a_long_way_are_not_behind_and_leave_the_person_less_time_to_wait():
    story = busy_centre()
    before = policy(story.cell, story.now)
    for _ in range(20):
        story.take(behind(story, answer_s=0.01, way_s=0.3))
        [call, *_] = [one for one in story.calls() if one.state in (CallState.DIALLING, CallState.RINGING)]
        story.answers(call.id)
        [agent_id] = [agent for call_id, agent in story.connects() if call_id == call.id]
        story.pass_time(0.35)
        story.joins(call.id, story.leg(agent_id))
        story.hangs_up(call.id)
        story.dispose(agent_id, call.id)
        story.leg_free(story.leg(agent_id))
    assert 0 <= shown(story)[1]["join_ms"] <= 50
    assert shown(story)[1]["starts_per_second"] is None
    assert policy(story.cell, story.now).wait_limit_s == pytest.approx(before.wait_limit_s - 0.3)


def test_a_join_that_an_audit_tells_after_an_outage_was_not_slow():
    story = busy_centre()
    before = policy(story.cell, story.now)
    [call, *_] = story.calls()
    story.answers(call.id)
    [(_, agent_id)] = story.connects()
    story.link_down()
    story.pass_time(30.0)
    legs = [a_free_leg(story.leg(one)) for one in range(1, AGENTS + 1) if one != agent_id]
    story.link_up(a_channel(call.id, bridge="b"), a_channel(story.leg(agent_id), bridge="b"), *legs)
    assert story.cell.calls[call.id].state is CallState.TALKING
    assert story.cell.delays.join_s is None
    assert policy(story.cell, story.now).wait_limit_s == before.wait_limit_s


def test_quick_joins_leave_the_policy_as_it_is():
    story = busy_centre()
    before = policy(story.cell, story.now)
    [call, *_] = story.calls()
    story.answers(call.id)
    story.now += 0.01
    story.joins(call.id, story.leg(story.connects()[0][1] or 0))
    assert story.cell.delays.join_s == pytest.approx(0.01)
    assert policy(story.cell, story.now) is before
