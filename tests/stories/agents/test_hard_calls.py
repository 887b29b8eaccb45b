"""Hard calls are spread: after a conflict the next one is another agent's, and nobody waits for that."""

from dialer.cell.agents.roster import AgentState
from tests.support.cells import a_config, a_lead
from tests.support.story import Story


def among_two(mode: str, *leads: bool) -> Story:
    """Two agents, and leads of whom those marked True are hard."""
    story = Story(a_config(mode=mode))
    story.shelf.extend(a_lead(place, is_hard=hard) for place, hard in enumerate(leads, start=1))
    return story.begin()


def lead_of(story: Story, agent_id: int) -> int:
    return int(story.screen(agent_id)["lead"]["lead_id"])


def answered(story: Story, lead_id: int) -> None:
    """Somebody picks up, and is joined to the agent who was chosen."""
    [call] = [one for one in story.calls() if one.lead_id == lead_id]
    story.answers(call.id)
    agent_id = dict(story.connects())[call.id]
    assert agent_id is not None
    story.joins(call.id, story.leg(agent_id))


def ends(story: Story, agent_id: int) -> None:
    """The agent's talk ends, with its wrap-up."""
    call_id = story.agent(agent_id).call_id
    assert call_id is not None
    story.hangs_up(call_id)
    story.leg_free(story.leg(agent_id))
    story.dispose(agent_id, call_id)


def both(story: Story) -> Story:
    """The agents log in, and a call rings for each."""
    story.log_in(1)
    story.now += 1.0
    story.log_in(2)
    story.soon()
    return story


def test_a_hard_call_goes_to_who_had_none_for_longest_though_another_is_idle_longer():
    story = both(among_two("progressive", True, False, True))
    answered(story, 1)
    assert lead_of(story, 1) == 1
    story.pass_time(1.0)
    ends(story, 1)
    answered(story, 2)
    assert lead_of(story, 2) == 2
    story.pass_time(1.0)
    ends(story, 2)
    assert story.agent(1).idle_since < story.agent(2).idle_since
    answered(story, 3)
    assert lead_of(story, 2) == 3


def test_a_conflict_that_the_agent_notes_makes_the_next_hard_call_anothers():
    story = both(among_two("progressive", False, False, True))
    answered(story, 1)
    assert lead_of(story, 1) == 1
    story.command("hard_call", agent_id=1)
    story.pass_time(1.0)
    ends(story, 1)
    answered(story, 2)
    story.pass_time(1.0)
    ends(story, 2)
    answered(story, 3)
    assert lead_of(story, 2) == 3


def test_a_person_who_waits_is_given_to_whoever_is_free():
    story = among_two("progressive", True, True)
    story.log_in(1)
    story.soon()
    answered(story, 1)
    story.pass_time(1.0)
    ends(story, 1)
    story.soon()
    answered(story, 2)
    assert (story.agent(1).state, lead_of(story, 1)) == (AgentState.TALKING, 2)


def test_in_preview_a_hard_lead_waits_for_the_next_agent_while_there_is_another_lead():
    story = among_two("preview", True, False, False, True, False)
    story.log_in(1)
    story.command("dial_preview", lead_id=1)
    answered(story, 1)
    story.log_in(2)
    assert lead_of(story, 2) == 2
    story.command("dial_preview", agent_id=2, lead_id=2)
    answered(story, 2)
    ends(story, 1)
    assert lead_of(story, 1) == 3
    story.command("skip_preview", lead_id=3)
    assert lead_of(story, 1) == 5  # 4 is hard, and who talks now has had none
    ends(story, 2)
    assert lead_of(story, 2) == 4


def test_with_hard_leads_alone_nobody_is_left_without_a_call():
    story = among_two("preview", True, False, True)
    story.log_in(1)
    story.command("dial_preview", lead_id=1)
    answered(story, 1)
    story.log_in(2)
    story.command("dial_preview", agent_id=2, lead_id=2)
    answered(story, 2)
    ends(story, 1)
    assert lead_of(story, 1) == 3
