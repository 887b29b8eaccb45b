"""Calls that an agent asks for by hand: for this agent, and through the same gate."""

from dataclasses import replace

from dialer.cell.effects import ReleaseLeads
from dialer.cell.roster import AgentState
from dialer.words import CallbackKind
from tests.dialer.cell.builders import a_lead
from tests.dialer.engine.story import Story
from tests.dialer.engine.test_story_callbacks import at_work, dialled


def by_hand(story: Story, lead_id: int = 7, agent_id: int = 1) -> None:
    """The agent wants to call this lead now."""
    story.shelf.append(a_lead(lead_id))
    story.book(lead_id, story.now, agent_id=agent_id, kind=CallbackKind.MANUAL, deadline_at=story.now + 60.0)


def test_a_call_by_hand_is_for_the_agent_who_asked_and_is_written_as_such():
    story = at_work(agents=2)
    by_hand(story, agent_id=2)
    assert dialled(story) == [(7, 2)]
    assert [call.mode for call in story.placed()] == ["manual"]
    assert story.agent(2).state is AgentState.RESERVED


def test_a_call_by_hand_needs_no_preview_in_a_campaign_with_previews():
    story = at_work(mode="preview")
    by_hand(story)
    assert dialled(story) == [(7, 1)]


def test_a_call_by_hand_goes_before_the_lead_that_its_agent_looks_at():
    story = at_work(mode="preview", leads=1)
    offered = story.cell.previews[1].lead_id
    by_hand(story)
    assert dialled(story) == [(7, 1)]
    assert story.done(ReleaseLeads)[-1].lead_ids == (offered,)
    assert story.cell.previews == {}


def test_a_call_by_hand_waits_for_its_agent_and_is_nobody_elses():
    story = at_work(agents=2, leads=5)
    [first, *_] = story.calls()
    story.answers(first.id)
    busy = next(agent for agent in story.cell.roster if agent.call_id == first.id)
    by_hand(story, agent_id=busy.id)
    story.pass_time(61.0)
    assert (7, None) not in dialled(story)
    assert all(agent_id == busy.id for lead_id, agent_id in dialled(story) if lead_id == 7)


def test_a_call_by_hand_that_the_rules_refuse_is_said_to_the_agent_at_once_and_asked_once():
    story = at_work(max_attempts=1)
    lead = replace(a_lead(7), attempts=1)
    story.shelf.append(lead)
    story.book(7, story.now, agent_id=1, kind=CallbackKind.MANUAL, deadline_at=story.now + 60.0)
    assert dialled(story) == []
    assert story.screen(1)["refused"] == {"lead_id": 7}
    assert story.agent().state is AgentState.READY
