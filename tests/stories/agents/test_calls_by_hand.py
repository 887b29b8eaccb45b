"""Calls that an agent asks for by hand: for this agent, and through the same gate."""

from dataclasses import replace

from dialer.cell.agents.roster import AgentState, moved
from dialer.cell.dialling import callbacks
from dialer.cell.effects import ReleaseLeads, Screen
from dialer.core.enums import CallbackKind
from tests.stories.leads.test_callbacks import at_work, dialled
from tests.support.cells import a_callback, a_lead, a_trunk
from tests.support.spoken import both
from tests.support.story import Story
from tests.support.two_campaigns import TwoCampaigns, only_call


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


def not_dialled(story: Story, agent_id: int = 1) -> list[str]:
    """Why calls were not dialled, as the agent's page was told, one after the other."""
    screens = [shown.body for shown in story.done(Screen) if shown.agent_id == agent_id]
    return [body["not_dialled"]["reason"] for body in screens if "not_dialled" in body]


def test_who_asks_for_a_call_by_hand_with_the_phone_gone_is_told_so_once_and_has_it_when_it_is_back():
    story = at_work()
    story.hangs_up(story.leg())
    by_hand(story)
    assert (dialled(story), story.screen()["state"]) == ([], "no_phone")
    told = story.screen()["not_dialled"]
    assert (told["lead_id"], told["reason"]) == (7, "no_phone")
    assert both(told["text"]) == {
        "en": "Your phone is not connected: the call can be made when it is back.",
        "it": "Il tuo telefono non è collegato: si potrà chiamare quando lo sarà di nuovo.",
    }
    story.pass_time(5.0)
    assert not_dialled(story) == ["no_phone"]
    story.leg_free(story.leg())
    assert dialled(story) == [(7, 1)]


def test_a_phone_that_goes_while_the_agent_waits_for_the_call_is_told_too():
    story = at_work()
    story.trunk("Unreachable")
    by_hand(story)
    assert not_dialled(story) == ["trunk_down"]
    story.hangs_up(story.leg())
    story.trunk("Reachable")
    assert not_dialled(story) == ["trunk_down", "no_phone"]


def test_what_keeps_the_campaign_is_told_to_an_agent_whose_phone_is_gone():
    story = at_work()
    story.hangs_up(story.leg())
    story.trunk("Unreachable")
    by_hand(story)
    assert not_dialled(story) == ["trunk_down"]


def test_an_agent_in_talk_keeps_the_call_on_the_screen_and_is_told_after_it():
    story = at_work(leads=1)
    call_id = story.talks()
    by_hand(story)
    story.trunk("Unreachable")
    assert (story.screen()["state"], not_dialled(story)) == ("talking", [])
    story.dispose(1, call_id)
    story.hangs_up(call_id)
    story.pass_time(1.0)
    assert not_dialled(story) == ["trunk_down"]


def test_a_phone_that_has_just_left_a_talk_is_not_called_gone():
    story = at_work(leads=1)
    call_id = story.talks()
    by_hand(story)
    story.dispose(1, call_id)
    story.hangs_up(call_id)
    story.leg_free(story.leg())
    assert (not_dialled(story), dialled(story)[-1]) == ([], (7, 1))


def test_a_call_by_hand_with_every_line_in_use_says_so_and_is_made_when_one_is_free():
    story = at_work(trunks=(a_trunk(max_channels=0),))
    by_hand(story)
    assert (dialled(story), not_dialled(story)) == ([], ["no_line"])
    story.pass_time(2.0)
    assert not_dialled(story) == ["no_line"]
    story.configure(trunks=(a_trunk(max_channels=10),))
    assert dialled(story) == [(7, 1)]


def lent() -> TwoCampaigns:
    """The agent works in Spring and Autumn, and sits in Autumn since the last call."""
    story = TwoCampaigns(stock={1: 0, 2: 1})
    story.begin()
    story.both(1)
    call_id = only_call(story.autumn)
    leg = story.leg(1)
    story.answers(call_id)
    story.joins(call_id, leg)
    story.dispose(1, call_id)
    story.hangs_up(call_id)
    story.leg_free(leg)
    assert story.anywhere(1) is story.autumn
    return story


def of_spring(story: TwoCampaigns) -> None:
    """The agent wants lead 7 of Spring, and Spring's claim has brought it."""
    made = a_callback(1, lead_id=7, due_at=story.now, agent_id=1, deadline_at=story.now + 60.0)
    wanted = replace(made, kind=CallbackKind.MANUAL)
    callbacks.on_bookings(story.cell, [wanted], now=story.now)
    callbacks.on_fetched(story.cell, 1, a_lead(7, callback_id=1))
    story.switchboard.tick(now=story.now)
    story.turn()


def test_who_sits_in_another_campaign_is_told_what_keeps_the_one_of_the_call():
    story = lent()
    story.trunk("Unreachable")
    of_spring(story)
    assert not_dialled(story) == ["trunk_down"]
    assert story.screen()["not_dialled"]["lead_id"] == 7
    assert story.anywhere(1) is story.autumn


def test_nor_is_who_sits_in_another_campaign_left_alone_with_a_phone_that_is_gone():
    story = lent()
    story.hangs_up(story.autumn.roster.get(1).leg_id)
    of_spring(story)
    assert (not_dialled(story), story.screen()["state"]) == (["no_phone"], "no_phone")


def test_a_lead_of_another_campaign_that_the_guest_looks_at_stays_on_the_screen():
    story = lent()
    story.autumn.previews[1] = a_lead(2000)
    story.autumn.roster.put(moved(story.autumn.roster.get(1), AgentState.PREVIEW, now=story.now))
    story.trunk("Unreachable")
    of_spring(story)
    screen = story.screen()
    assert (screen["state"], screen["lead"]["lead_id"], not_dialled(story)) == ("preview", 2000, ["trunk_down"])
