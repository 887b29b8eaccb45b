"""Agents who work in two campaigns at once: a person of either meets whoever is free, and nobody is promised twice."""

from dataclasses import replace

from ami.events import ChannelState
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Connect, ReleaseLeads
from dialer.cell.events import ConnectFailed
from dialer.core.enums import AgentWish, AttemptState, LegKind
from tests.support.cells import a_config, a_lead
from tests.support.live_calls import a_channel, a_live_attempt
from tests.support.two_campaigns import TwoCampaigns, only_call, two


def test_a_person_of_the_other_campaign_meets_the_agent_who_sits_in_the_first():
    story = two(spring=0)
    story.both(1)
    leg = story.leg(1)
    call = only_call(story.autumn)
    story.answers(call)
    assert story.anywhere(1) is story.autumn
    assert Connect(call, leg) in story.effects
    story.joins(call, leg)
    agent = story.autumn.roster.get(1)
    assert agent is not None
    assert (agent.state, agent.call_id) == (AgentState.TALKING, call)
    assert 1 not in story.cell.roster


def test_one_ready_agent_is_promised_to_one_call_whichever_campaign_it_is_of():
    story = two()
    story.both(1)
    assert len(story.cell.calls) + len(story.autumn.calls) == 1
    story.both(2)
    assert len(story.cell.calls) + len(story.autumn.calls) == 2


def test_campaigns_take_turns_with_the_agents_they_share():
    story = two()
    for agent_id in range(1, 7):
        story.now += 1
        story.both(agent_id)
    assert (len(story.cell.calls), len(story.autumn.calls)) == (3, 3)


def test_an_agent_who_becomes_free_serves_whoever_waits_in_either_campaign():
    story = two(spring=0, autumn=1)
    story.both(1)
    call = only_call(story.autumn)
    story.wish(1, AgentWish.PAUSED)
    story.answers(call)
    assert story.autumn.calls[call].state is CallState.WAITING
    story.wish(1, AgentWish.READY)
    assert story.autumn.calls[call].state is CallState.CONNECTING


def test_whoever_waits_longest_is_served_first_wherever_the_agent_sits():
    story = two(spring=1, autumn=1)
    story.both(1)
    story.both(2)
    mine, theirs = only_call(story.cell), only_call(story.autumn)
    for agent_id in (1, 2):
        story.wish(agent_id, AgentWish.PAUSED)
    story.answers(theirs)
    story.now += 0.5
    story.answers(mine)
    assert story.anywhere(1) is story.cell
    story.wish(1, AgentWish.READY)
    assert story.autumn.calls[theirs].state is CallState.CONNECTING
    assert story.cell.calls[mine].state is CallState.WAITING
    story.wish(2, AgentWish.READY)
    assert story.cell.calls[mine].state is CallState.CONNECTING


def test_who_logs_in_with_a_phone_that_is_rung_for_each_call_serves_whoever_waits_in_the_other_campaign():
    story = two(spring=0, autumn=1)
    story.both(1)
    call = only_call(story.autumn)
    story.wish(1, AgentWish.PAUSED)
    story.answers(call)
    assert story.autumn.calls[call].state is CallState.WAITING
    story.log_in(2, kind=LegKind.RING, also_campaign_ids=(2,))
    assert story.autumn.calls[call].state is CallState.CONNECTING
    assert story.anywhere(2) is story.autumn


def test_after_the_talk_the_agent_wraps_up_there_and_can_be_called_on_by_both():
    story = two(spring=0, autumn=1)
    story.both(1)
    leg, call = story.leg(1), only_call(story.autumn)
    story.answers(call)
    story.joins(call, leg)
    story.hangs_up(call)
    story.leg_free(leg)
    assert story.autumn.roster.get(1).state is AgentState.WRAP_UP  # type: ignore[union-attr]
    story.dispose(1, call)
    story.stock[1] = 5
    story.pass_time(6.0)
    story.answers(only_call(story.cell))
    assert story.anywhere(1) is story.cell


def test_who_leaves_one_of_the_campaigns_stays_in_the_other():
    story = two(spring=0)
    story.both(1)
    leg, call = story.leg(1), only_call(story.autumn)
    story.answers(call)
    story.joins(call, leg)
    story.agents[1] = replace(story.agents[1], also_campaign_ids=(), wish_at=story.now + 1)
    story.configure()
    agent = story.autumn.roster.get(1)
    assert agent is not None
    assert agent.leaving  # from Autumn, when this talk is over
    assert not story.switchboard.seats.pool.active


def test_an_engine_that_starts_anew_finds_the_agent_with_the_call():
    before = two(spring=0)
    before.both(1)
    leg, call = before.leg(1), only_call(before.autumn)
    story = two(spring=0, autumn=0)
    story.agents = before.agents
    story.configure()
    attempt = a_live_attempt(call, AttemptState.TALKING, campaign_id=2, lead_id=9, agent_id=1)
    channels = [
        a_channel(call, state=ChannelState.UP, bridge="b"),
        a_channel(leg, state=ChannelState.UP, bridge="b", application="BridgeWait"),
    ]
    story.audit(*channels, orphans=[(attempt, a_lead(9))])
    agent = story.autumn.roster.get(1)
    assert agent is not None
    assert (agent.state, agent.call_id) == (AgentState.TALKING, call)


def test_a_join_that_comes_late_takes_the_agent_back_and_the_other_person_gets_another():
    story = two(spring=1, autumn=1)
    story.both(1)
    story.now += 1
    story.both(2)
    story.now += 1
    first, spring, autumn = story.leg(1), only_call(story.cell), only_call(story.autumn)
    story.answers(autumn)
    assert story.autumn.calls[autumn].agent_id == 1
    story.of_call(autumn, ConnectFailed())  # as it seems: the second agent is tried
    assert story.autumn.calls[autumn].agent_id == 2
    story.answers(spring)
    assert story.cell.calls[spring].agent_id == 1
    story.joins(autumn, first)  # the first join has come about after all
    talking = story.autumn.roster.get(1)
    assert talking is not None
    assert (talking.state, talking.call_id) == (AgentState.TALKING, autumn)
    assert (story.cell.calls[spring].state, story.cell.calls[spring].agent_id) == (CallState.CONNECTING, 2)
    assert story.anywhere(2) is story.cell
    assert 1 not in story.cell.roster


def test_a_lead_on_the_screen_of_an_agent_who_is_joined_elsewhere_is_given_back():
    ahead = a_config(mode="ratio", ratio=1.0)  # it keeps no agent for each call
    story = TwoCampaigns(config=ahead, second=a_config(id=2, name="Autumn", mode="preview"), stock={1: 1, 2: 1})
    story.begin()
    story.log_in(1, campaign_id=2, also_campaign_ids=(1,), up=False)
    leg = story.autumn.roster.get(1).leg_id
    story.leg_free(leg)
    assert [lead.lead_id for lead in story.autumn.previews.values()] == [2000]
    story.log_in(2)
    [call] = story.calls()
    story.answers(call.id)
    story.joins(call.id, leg)  # not the leg that was asked for: a bridge thought lost came late
    assert story.anywhere(1) is story.cell
    assert story.autumn.previews == {}
    assert ReleaseLeads((2000,)) in story.effects


def test_while_the_other_campaign_counts_on_who_works_in_both_its_own_agent_comes_first():
    story = two(spring=0, autumn=1)
    story.both(1)  # idle longest
    theirs = only_call(story.autumn)
    story.stock[1] = 50
    story.log_in(2)
    story.pass_time(6.0)
    mine = only_call(story.cell)
    story.answers(mine)
    story.answers(theirs)
    assert story.connects() == [(mine, 2), (theirs, 1)]


def at_a_ratio(ratio: float) -> TwoCampaigns:
    """Both campaigns dial so many calls for each ready agent, and have learned enough for it."""
    story = two()
    for cell in (story.cell, story.autumn):
        cell.learned.tally.add(story.now - 3600.0, served=2000)
    story.second = replace(story.second, mode="ratio", ratio=ratio)
    story.configure(mode="ratio", ratio=ratio)
    return story


def test_two_fixed_ratios_share_what_may_ring_ahead_of_the_agents_who_work_in_both():
    story = at_a_ratio(2.0)
    for agent_id in range(1, 6):
        story.now += 1
        story.both(agent_id)
    story.pass_time(6.0)
    assert len(story.cell.in_flight) + len(story.autumn.in_flight) == 10
    assert min(len(story.cell.in_flight), len(story.autumn.in_flight)) > 0


def test_what_the_law_lets_ring_ahead_is_counted_without_the_agents_whom_the_other_campaign_needs():
    story = two(spring=0)
    for agent_id in (1, 2, 3):
        story.both(agent_id)
    pool = story.cell.pool
    assert pool is not None
    assert len(story.autumn.in_flight) == 3
    assert pool.able(story.cell) == 0
    story.log_in(4)  # works in Spring alone
    assert pool.able(story.cell) == 1
    assert pool.able(story.autumn) == 3


# One of the campaigns shows its leads first.


def preview_and(mode: str, **stock: int) -> TwoCampaigns:
    story = TwoCampaigns(
        config=a_config(mode="preview"), stock={1: 0, 2: 0} | {int(k[1:]): v for k, v in stock.items()}
    )
    story.second = replace(story.second, mode=mode)
    story.begin()
    return story


def test_a_campaign_without_leads_takes_no_seat_and_preview_finds_who_sits_elsewhere():
    story = preview_and("guaranteed", _2=1)
    story.both(1)
    theirs = only_call(story.autumn)
    assert story.anywhere(1) is story.autumn
    story.hangs_up(theirs, 17)  # busy: Autumn has no other lead
    story.stock[1] = 5
    story.pass_time(6.0)
    assert story.anywhere(1) is story.cell
    assert story.agent().state is AgentState.PREVIEW


def test_where_the_rules_refuse_every_lead_no_agent_changes_seats():
    story = preview_and("guaranteed")
    story.both(1)
    story.autumn.hopper.append(replace(a_lead(2001), attempts=6))  # as often as it may
    story.pass_time(6.0)
    assert not story.autumn.hopper
    assert story.anywhere(1) is story.cell


def test_no_lead_is_shown_to_an_agent_whom_a_ringing_call_of_the_other_campaign_needs():
    story = preview_and("progressive", _2=1)
    story.both(1)
    theirs = only_call(story.autumn)
    story.stock[1] = 5
    story.pass_time(6.0)
    assert story.agent().state is AgentState.READY
    story.answers(theirs)
    assert story.connects() == [(theirs, 1)]


def test_preview_has_its_turn_with_a_shared_agent_after_the_other_campaigns_call():
    story = preview_and("progressive", _2=9)
    story.both(1)
    theirs = only_call(story.autumn)
    story.stock[1] = 5
    story.pass_time(6.0)
    story.hangs_up(theirs, 17)
    story.pass_time(1.0)
    assert story.agent().state is AgentState.PREVIEW
    assert len(story.placed()) == 1
