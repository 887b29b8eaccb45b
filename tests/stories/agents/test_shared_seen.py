"""What campaigns that share agents see of each other."""

from dataclasses import replace

from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.core.enums import AgentWish, CampaignStatus
from pacing.busy_agents import BusyPhase
from tests.support.cells import a_config
from tests.support.two_campaigns import TwoCampaigns, only_call, two


def test_each_campaign_sees_the_agents_of_both_and_the_calls_of_the_other():
    story = two()
    for agent_id in (1, 2):
        story.both(agent_id)
    seen = snapshot(story.autumn, story.now)
    assert (seen.agents_ready, len(seen.rivals), len(seen.rivals[0].calls)) == (2, 1, len(story.cell.in_flight))
    story.log_in(3)  # works in Spring alone
    assert snapshot(story.autumn, story.now).agents_ready == 2
    assert snapshot(story.cell, story.now).agents_ready == 3


def test_each_campaign_is_due_its_own_agents_and_its_part_of_those_who_work_in_both():
    story = two(spring=9, autumn=9)
    for agent_id in (1, 2, 3, 4):
        story.both(agent_id)
    for agent_id in (5, 6):
        story.log_in(agent_id)  # work in Spring alone
    story.wish(4, AgentWish.PAUSED)
    spring, autumn = snapshot(story.cell, story.now), snapshot(story.autumn, story.now)
    assert (spring.agents_due, autumn.agents_due) == (3.5, 1.5)
    assert (spring.rivals[0].agents_due, spring.rivals[0].sharing) == (1.5, 1.0)
    assert (autumn.rivals[0].agents_due, autumn.rivals[0].sharing) == (3.5, 0.6)


def test_a_campaign_that_dials_no_more_is_due_no_part_of_the_agents_once_its_calls_are_over():
    story = two(spring=9, autumn=1)
    for agent_id in (1, 2):
        story.both(agent_id)
    call = only_call(story.autumn)
    story.second = replace(story.second, status=CampaignStatus.PAUSED)
    story.configure()
    assert snapshot(story.cell, story.now).agents_due == 1.0
    story.hangs_up(call, 17, 486)
    assert snapshot(story.cell, story.now).agents_due == 2.0
    story.second = replace(story.second, status=CampaignStatus.RUNNING)
    story.stock[2] = 9
    story.configure()
    story.pass_time(6.0)
    assert snapshot(story.cell, story.now).agents_due == 1.0


def test_a_campaign_tells_the_others_whether_it_would_dial_more_and_what_it_may():
    story = two(spring=3, autumn=0)
    for agent_id in (1, 2):
        story.both(agent_id)
    rival = snapshot(story.autumn, story.now).rivals[0]
    assert rival.wants
    assert rival.policy is not None
    assert rival.policy.constraints == policy(story.cell, story.now).constraints
    assert not snapshot(story.cell, story.now).rivals[0].wants  # no lead
    story.stock[1] = 0
    for agent_id in (3, 4):
        story.both(agent_id)
    story.pass_time(6.0)
    assert not snapshot(story.autumn, story.now).rivals[0].wants


def test_agents_are_told_apart_by_the_campaign_whose_people_they_are_with():
    story = two(spring=0, autumn=1)
    for agent_id in (1, 2):
        story.both(agent_id)
    leg, call = story.leg(1), only_call(story.autumn)
    story.answers(call)
    story.joins(call, leg)
    spring, autumn = snapshot(story.cell, story.now), snapshot(story.autumn, story.now)
    assert [agent.phase for agent in spring.rivals[0].busy] == [BusyPhase.TALK]
    assert spring.rivals[0].learned is story.autumn.learned
    assert (spring.agents_busy, autumn.rivals[0].busy) == ((), ())
    assert autumn.agents_busy == spring.rivals[0].busy
    assert (spring.working, autumn.working, spring.agents_ready) == (2, 2, 1)


def test_each_campaign_keeps_account_of_what_it_foretold_of_its_own_calls():
    story = TwoCampaigns(second=a_config(id=2, name="Autumn", mode="predictive"))
    story.config = replace(story.config, mode="predictive")
    story.begin()
    for agent_id in (1, 2, 3):
        story.both(agent_id)
    for _ in range(12):
        story.pass_time(10.0)
    for cell in (story.cell, story.autumn):
        assert min(cell.learned.answers_foretold.pairs, cell.learned.frees_foretold.pairs) >= 1.0
