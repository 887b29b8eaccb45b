"""Guaranteed dialling: each call has an agent by name before it starts, whoever else wants the agent."""

from dataclasses import replace

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.compliance.facts import History
from dialer.core.channel_ids import campaign_of
from dialer.core.enums import AgentWish, Outcome
from dialer.engine.board.pacing import paced
from tests.stories.agents.test_shared import TwoCampaigns, only_call
from tests.support.cells import a_config, a_lead, some_seen
from tests.support.legal_campaigns import (
    DAY,
    TUESDAY_NOON,
    american,
    american_contact,
    at,
    consent,
    in_order,
    italian,
)
from tests.support.story import Story


def guaranteed(*, agents: int = 1, leads: int = 9) -> Story:
    story = Story(a_config(mode="guaranteed")).begin(leads=leads)
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id)
    return story


def locked_out(lead_id: int, now: float, *, days_ago: float = 6.0):
    """Somebody who was abandoned, and may be called again with an agent reserved."""
    since = now - days_ago * DAY
    return a_lead(lead_id, contact=in_order(now, history=History(attempts=(since,), abandoned_at=since)))


def test_every_call_has_an_agent_by_name_and_no_agent_two_calls():
    story = guaranteed(agents=3)
    assert sorted((call.mode, call.for_agent) for call in story.placed()) == [("guaranteed", id_) for id_ in (1, 2, 3)]
    assert {story.agent(id_).state for id_ in (1, 2, 3)} == {AgentState.RESERVED}
    story.pass_time(5.0)
    assert len(story.placed()) == 3


def test_an_agent_who_wants_a_pause_while_the_phone_rings_has_it_after_the_call():
    story = guaranteed()
    [call] = story.calls()
    story.rings(call.id)
    story.wish(1, AgentWish.PAUSED)
    assert story.agent().state is AgentState.RESERVED
    story.answers(call.id)
    story.joins(call.id, story.leg())
    story.hangs_up(call.id)
    story.leg_free(story.leg())
    story.dispose(1, call.id)
    assert story.agent().state is AgentState.PAUSED
    assert story.finishes()[call.lead_id][0] is Outcome.CONNECTED
    assert len(story.placed()) == 1


def test_a_call_that_comes_to_nothing_frees_its_agent_for_the_next_at_once():
    story = guaranteed()
    for cause, outcome in ((17, Outcome.BUSY), (19, Outcome.NO_ANSWER), (1, Outcome.INVALID_NUMBER)):
        [call] = story.calls()
        story.hangs_up(call.id, cause)
        assert story.finishes()[call.lead_id][0] is outcome
        story.soon()
    assert [call.for_agent for call in story.placed()] == [1, 1, 1, 1]


def test_the_reserved_agent_s_phone_is_gone_and_another_takes_the_person():
    story = guaranteed(leads=1)
    story.log_in(2)
    [call] = story.calls()
    story.hangs_up(story.leg(1))
    story.answers(call.id)
    assert story.connects() == [(call.id, 2)]
    assert story.agent(1).state is AgentState.NO_PHONE
    story.joins(call.id, story.leg(2))
    story.hangs_up(call.id)
    assert story.agent(2).state is AgentState.WRAP_UP


def american_call() -> tuple[Story, str]:
    """A call for agent 1 whose phone rings, and must for fifteen seconds; more leads are there."""
    story = american(at("2026-06-09 12:00", "America/New_York"))
    contact = american_contact(story.now)
    zone = "America/New_York"
    story.shelf += [a_lead(lead_id, country="US", zone_key=zone, contact=contact) for lead_id in (1, 2, 3)]
    story.config = replace(story.config, mode="guaranteed")
    story.begin()
    story.log_in(1)
    [call] = story.placed()
    story.rings(call.id)
    return story, call.id


def test_when_the_reserved_agents_phone_is_lost_the_call_is_called_off_after_its_lawful_ringing():
    story, call_id = american_call()
    story.hangs_up(story.leg(1))
    story.pass_time(14.5)
    assert call_id not in story.hung_up()
    story.pass_time(1.5)
    assert call_id in story.hung_up()


def test_it_rings_on_while_the_phone_is_back_or_somebody_else_stands_ready_for_it():
    story, call_id = american_call()
    story.hangs_up(story.leg(1))
    story.log_in(2)
    story.pass_time(17.0)
    assert [call.id for call in story.placed()] == [call_id]  # the other agent is kept for it
    assert call_id not in story.hung_up()
    story.leg_free(story.leg(1))
    story.pass_time(1.0)
    assert [call.for_agent for call in story.placed()] == [1, 2]
    story.pass_time(1.0)
    assert call_id not in story.hung_up()


def test_another_campaign_does_not_take_an_agent_who_is_promised():
    story = TwoCampaigns(config=a_config(mode="guaranteed"), stock={1: 1, 2: 5})
    story.begin()
    story.both(1)
    mine = only_call(story.cell)
    story.both(2)
    theirs = only_call(story.autumn)
    story.wish(2, AgentWish.PAUSED)
    story.answers(theirs)
    assert story.connects() == []  # the one who was ready for it has gone
    story.answers(mine)
    assert story.connects() == [(mine, 1)]


def test_calls_of_another_campaign_keep_no_more_waiting_than_work_for_it():
    story = TwoCampaigns(config=a_config(mode="guaranteed"), stock={1: 0, 2: 50})
    story.begin()
    story.both(1)
    for agent_id in (6, 7, 8, 9):
        story.log_in(agent_id, campaign_id=2, up=False)
        agent = story.autumn.roster.get(agent_id)
        assert agent is not None
        story.leg_free(str(agent.leg_id))
    assert len(story.autumn.calls) == 5  # as many as there are agents for it
    story.stock[1] = 50
    story.log_in(4)
    story.log_in(5)
    story.pass_time(6.0)
    assert [call.for_agent for call in story.cell.calls.values()] == [4, 5]


def test_an_agent_who_sits_in_another_campaign_is_reserved_too():
    story = TwoCampaigns(config=a_config(mode="guaranteed"), stock={1: 1, 2: 1})
    story.second = replace(story.second, mode="guaranteed")
    story.begin()
    story.both(1)
    first = only_call(story.cell) if story.cell.calls else only_call(story.autumn)
    story.hangs_up(first, 17)
    story.soon()
    assert [(campaign_of(call.id), call.for_agent) for call in story.placed()] in ([(1, 1), (2, 1)], [(2, 1), (1, 1)])


def test_who_leaves_before_the_person_could_answer_is_not_reserved():
    story = Story(a_config(mode="guaranteed", ring_limit_ms=20_000)).begin(leads=9)
    story.log_in(1, break_at=story.now + 5.0)
    story.log_in(2)
    story.pass_time(1.0)
    assert [call.for_agent for call in story.placed()] == [2]
    story.pass_time(5.0)
    assert story.agent(1).state is AgentState.PAUSED


def test_the_board_counts_calls_of_reserved_agents_as_under_way():
    story = guaranteed(agents=2)
    assert paced(story.cell, now=story.now)["in_flight"] == 2


# Leads that the law wants called with an agent reserved, after an abandoned call.


def test_in_a_guaranteed_campaign_they_come_in_their_turn():
    story = italian(mode="guaranteed")
    story.shelf += [
        a_lead(2, contact=in_order(story.now)),
        locked_out(1, story.now),
        a_lead(3, contact=in_order(story.now)),
    ]
    story.begin()
    for agent_id in (1, 2, 3):
        story.log_in(agent_id)
    assert [call.lead_id for call in story.placed()] == [2, 1, 3]


def test_one_who_talks_keeps_nobody_else_waiting_for_an_agent():
    story = italian()
    story.shelf += [locked_out(1, story.now), locked_out(2, story.now)]
    story.begin()
    story.log_in(1)
    [first] = story.placed()
    story.answers(first.id)
    story.joins(first.id, story.leg(1))
    story.log_in(2)
    assert [(call.lead_id, call.for_agent) for call in story.placed()] == [(1, 1), (2, 2)]


def test_an_agent_who_sits_in_another_campaign_is_reserved_for_one_of_them():
    story = TwoCampaigns(stock={1: 0, 2: 0})
    story.begin()
    story.both(1)
    story.autumn.promised.append(a_lead(2001))
    story.pass_time(1.0)
    assert [(call.lead_id, call.for_agent) for call in story.placed()] == [(2001, 1)]
    assert story.anywhere(1) is story.autumn


@pytest.mark.parametrize("changes", [{"mode": "progressive"}, {"mode": "ratio", "ratio": 3.0}])
def test_one_to_one_a_lead_that_needs_the_only_agent_is_the_only_call(changes):
    clock = None if changes["mode"] == "ratio" else 0.0  # which nobody keeps: the rules hold the ratio to one to one
    seen = some_seen(scrubbed={"RPO": TUESDAY_NOON}, bases=(consent(TUESDAY_NOON),), clock_skew_s=clock)
    story = italian(seen=seen, **changes)
    story.shelf += [locked_out(1, story.now), a_lead(2, contact=in_order(story.now))]
    story.begin()
    story.log_in(1)
    assert [(call.lead_id, call.for_agent) for call in story.placed()] == [(1, 1)]


def test_one_to_one_a_lead_that_needs_an_agent_leaves_one_to_each_call_that_rings():
    story = italian()
    story.shelf += [a_lead(2, contact=in_order(story.now)), locked_out(1, story.now)]
    story.begin()
    story.log_in(1)
    [rings] = story.placed()
    story.cell.promised.append(story.cell.hopper.popleft())
    story.pass_time(1.0)
    assert story.placed() == [rings]
    story.log_in(2)
    assert [(call.lead_id, call.mode) for call in story.placed()] == [(2, "progressive"), (1, "guaranteed")]


def test_no_agent_is_reserved_who_is_promised_to_another_campaigns_call():
    for mode in ("progressive", "predictive"):
        story = TwoCampaigns(stock={1: 1, 2: 0})
        story.second = replace(story.second, mode=mode)
        story.begin()
        story.both(1)
        theirs = only_call(story.cell)
        story.autumn.promised.append(a_lead(2001))
        story.pass_time(1.0)
        assert [call.id for call in story.placed()] == [theirs]
        story.answers(theirs)
        assert story.connects() == [(theirs, 1)]
        assert story.autumn.promised
