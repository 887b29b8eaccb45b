"""Agents under the law: breaks when they are due, and nobody abroad without a colleague at home."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling.pacing_snapshot import snapshot
from dialer.cell.effects import LogRuling
from dialer.core.enums import AgentWish
from tests.support.cells import a_lead
from tests.support.legal_campaigns import ITALY, in_order, italian

MINUTE = 60.0


def stocked(**changes):
    story = italian(**changes)
    story.shelf.extend(a_lead(i, contact=in_order(story.now)) for i in range(1, 30))
    return story.begin()


def leap(story, minutes: float) -> None:
    """Time passes, looked at now and then."""
    story.now += minutes * MINUTE
    story.pass_time(0.5)


def of_agents(story) -> list[tuple[int, str, str]]:
    lines = [one for one in story.done(LogRuling) if one.agent_id is not None]
    return [(one.agent_id, one.ruling.answer.value, one.ruling.rule_id) for one in lines]


def test_an_agent_gets_a_call_at_119_minutes_and_none_at_121():
    story = stocked()
    story.log_in()
    [first] = story.placed()
    leap(story, 118.9)
    story.hangs_up(first.id, cause=19)
    story.pass_time(0.5)
    assert story.agent().state is AgentState.READY
    assert len(story.placed()) == 2
    leap(story, 2.0)
    agent = story.agent()
    assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "break_due")
    assert story.screen()["reason"] == "break_due"


def test_a_fixed_ratio_dials_nobody_ahead_of_an_agent_whose_break_is_near():
    story = stocked(mode="ratio", ratio=3.0)
    story.log_in()
    assert len(story.placed()) == 3
    story.now += 109 * MINUTE
    for agent_id in (2, 3):  # they come fresh: three calls for each of them, beside the first one's
        story.log_in(agent_id)
    assert len(story.placed()) == 9
    story.now += 2 * MINUTE
    for call in story.placed():
        story.hangs_up(call.id, cause=19)
    story.pass_time(0.5)
    assert len(story.calls()) == 1 + 3 + 3
    story.now += 8.9 * MINUTE  # a call begun now would be answered when the first is at the break
    for call in story.calls():
        story.hangs_up(call.id, cause=19)
    story.pass_time(0.5)
    assert len(story.calls()) == 3 + 3


def test_a_talk_goes_on_over_the_hour_and_the_break_comes_after_it():
    story = stocked()
    story.log_in()
    call_id = story.talks()
    leap(story, 130.0)
    assert story.agent().state is AgentState.TALKING
    story.dispose(1, call_id)
    story.hangs_up(call_id)
    assert (story.agent().state, story.agent().pause_reason) == (AgentState.PAUSED, "break_due")


def test_a_short_pause_is_no_break_and_a_quarter_of_an_hour_is():
    story = stocked()
    story.log_in()
    leap(story, 121.0)
    leap(story, 5.0)
    story.wish(1, AgentWish.READY)
    assert story.agent().state is AgentState.PAUSED
    assert of_agents(story) == [(1, "allow", ""), (1, "defer", "IT-VDT"), (1, "defer", "IT-VDT")]  # and again
    leap(story, 10.1)
    story.wish(1, AgentWish.READY)
    assert story.agent().state is AgentState.READY
    assert of_agents(story)[3:] == [(1, "allow", "")]
    leap(story, 119.0)
    assert story.agent().state is AgentState.READY
    assert len(of_agents(story)) == 4  # a line when it changes, and none for each call


def test_a_collective_agreement_that_rules_the_breaks_leaves_them_to_it():
    story = stocked(law=replace(ITALY, collective_agreement="CCNL 2026"))
    story.log_in()
    leap(story, 300.0)
    assert story.agent().state is AgentState.READY


def test_logging_out_and_in_again_is_no_break():
    story = stocked()
    story.log_in()
    leap(story, 100.0)
    story.wish(1, AgentWish.LOGGED_OUT)
    story.agents.clear()
    leap(story, 1.0)
    story.log_in()
    leap(story, 20.0)
    assert story.agent().pause_reason == "break_due"


def test_who_was_logged_out_as_long_as_a_break_lasts_has_had_one():
    story = stocked()
    story.log_in()
    leap(story, 100.0)
    story.hangs_up(story.calls()[0].id, cause=19)
    story.shelf.clear()
    story.wish(1, AgentWish.LOGGED_OUT)
    leap(story, 16.0)
    story.log_in()
    leap(story, 30.0)
    assert story.agent().state is AgentState.READY
    leap(story, 91.0)
    assert (story.agent().state, story.agent().pause_reason) == (AgentState.PAUSED, "break_due")


def test_the_pacer_knows_beforehand_when_the_break_takes_an_agent_away():
    story = stocked()
    story.log_in()
    began = story.now
    assert snapshot(story.cell, story.now).ready_leaving_at == (began + 120 * MINUTE,)


@pytest.mark.parametrize(("country", "state"), [("IT", "ready"), ("RO", "ready"), ("AL", "paused"), ("", "ready")])
def test_an_agent_outside_the_union_without_a_colleague_inside_gets_no_call(country, state):
    story = stocked()
    story.log_in(country=country)
    assert story.agent().state == state
    if state == "paused":
        assert story.agent().pause_reason == "IT-LOCATION"
        assert story.placed() == []


def test_an_agent_abroad_works_while_somebody_at_home_could_take_the_call_and_offers_it():
    story = stocked()
    story.log_in(1)
    story.log_in(2, country="AL")
    assert story.agent(2).state is AgentState.READY
    assert story.agent(2).duties == ("announce_country", "offer_transfer")
    story.wish(1, AgentWish.LOGGED_OUT)
    for call in story.calls():
        story.hangs_up(call.id, cause=19)
    story.pass_time(1.0)
    assert (story.agent(2).state, story.agent(2).pause_reason) == (AgentState.PAUSED, "IT-LOCATION")


def test_nobody_works_where_no_one_says_where_the_agents_sit():
    story = stocked(law=replace(ITALY, agent_country=""))
    story.log_in()
    assert (story.agent().state, story.agent().pause_reason) == (AgentState.PAUSED, "IT-LOCATION")
