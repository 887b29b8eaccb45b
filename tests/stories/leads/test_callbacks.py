"""Call-backs kept: by whom, when, and what happens when the agent is not there."""

from dataclasses import replace

from dialer.cell.agents.roster import AgentState
from dialer.cell.dialling import callbacks
from dialer.cell.effects import DeferLead, ReleaseLeads
from dialer.core.enums import AgentWish, CallbackFallback, CallbackKind, CampaignStatus, LeadState, Outcome
from dialer.engine.board.board import board
from dialer.engine.engine_events import Config, Fetched
from dialer.people.callbacks.model import Alert, OffList
from tests.stories.agents.test_shared import TwoCampaigns
from tests.support.cells import a_callback, a_config, a_lead
from tests.support.spoken import both, in_english, in_italian
from tests.support.story import Story, everywhere


def at_work(*, agents: int = 1, leads: int = 0, **campaign: object) -> Story:
    """A campaign without a lead but those that are booked, unless `leads` says otherwise."""
    story = Story(config=a_config(**campaign)).begin(leads=leads)
    for agent_id in range(1, agents + 1):
        story.log_in(agent_id)
    return story


def dialled(story: Story) -> list[tuple[int, int | None]]:
    """Leads and the agents they were dialled for."""
    return [(call.lead_id, call.for_agent) for call in story.placed()]


def alerts(story: Story) -> list[tuple[int, Alert]]:
    return [(one.id, alert) for one, alert in callbacks.alerts(story.cell, now=story.now)]


def test_a_call_back_for_anyone_is_dialled_at_its_instant_and_not_before():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 60.0)
    story.pass_time(59.0)
    assert dialled(story) == []
    story.pass_time(2.0)
    assert dialled(story) == [(7, None)]


def test_a_call_back_goes_before_a_full_hopper():
    story = at_work(leads=80, agents=0)
    story.shelf.append(a_lead(500))
    story.log_in(1)
    assert len(story.cell.hopper) >= 49
    story.talks()
    story.book(500, story.now)
    [talk] = story.calls()
    story.dispose(1, talk.id)
    story.hangs_up(talk.id)
    story.leg_free(story.leg())
    assert dialled(story)[-1] == (500, None)


def test_a_lead_wanted_next_that_is_in_the_hopper_already_is_dialled_once_and_next():
    story = at_work(leads=30, agents=0)
    story.log_in(1)
    story.talks()
    lead = story.cell.hopper[9]
    story.shelf.append(lead)
    story.book(lead.lead_id, story.now, kind=CallbackKind.NEXT)
    assert [one.lead_id for one in story.cell.hopper].count(lead.lead_id) == 1
    assert story.cell.hopper[0].lead_id == lead.lead_id


def test_the_agent_of_a_promise_is_held_for_it_and_gets_it():
    story = at_work(agents=2, leads=1)
    story.shelf.append(a_lead(7))
    story.hangs_up(story.calls()[0].id, cause=17)  # both agents are free, no lead is left
    story.book(7, story.now + 40.0, agent_id=2)
    story.pass_time(5.0)
    assert story.agent(2).state is AgentState.READY
    story.pass_time(10.0)  # within the half minute before
    assert story.agent(2).state is AgentState.CALL_BACK
    assert story.screen(2)["due_at"] == story.callbacks[0].due_at
    assert story.screen(2)["lead"]["lead_id"] == 7
    story.shelf.append(a_lead(8))
    story.pass_time(10.0)
    assert (8, None) in dialled(story)  # the other agent works on
    story.pass_time(16.0)
    assert dialled(story)[-1] == (7, 2)
    assert story.agent(2).state is AgentState.RESERVED


def test_an_agent_in_talk_gets_the_promised_call_next():
    story = at_work(leads=5)
    talk = story.talks()
    story.shelf.append(a_lead(77))
    story.book(77, story.now + 1.0, agent_id=1)
    story.pass_time(120.0)
    assert len(dialled(story)) == 1
    story.dispose(1, talk)
    story.hangs_up(talk)
    story.leg_free(story.leg())
    assert dialled(story)[-1] == (77, 1)


def test_who_is_not_logged_in_is_waited_for_and_called_out_and_then_anyone_takes_it():
    story = at_work(agents=1, callback_grace_s=600.0)
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 400.0, agent_id=99, deadline_at=story.now + 1000.0)
    assert alerts(story) == []
    story.pass_time(101.0)
    assert alerts(story) == [(1, Alert.AWAY)]  # before it is due
    story.pass_time(600.0)
    assert dialled(story) == []
    assert alerts(story) == [(1, Alert.RISK)]  # before the deadline
    story.pass_time(300.0)
    assert dialled(story) == [(7, None)]


def test_a_promise_at_risk_stands_on_the_board_with_whose_it_is_and_until_when():
    story = at_work()
    story.shelf.append(a_lead(7))
    promise = story.book(7, story.now + 400.0, agent_id=99, deadline_at=story.now + 1000.0, agent_name="Ada")
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert campaign["callbacks"] == {"soon": 1, "alerts": [], "off": []}
    story.pass_time(101.0)
    [campaign] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    [alert] = campaign["callbacks"]["alerts"]
    text = alert.pop("text")
    assert alert == {
        "id": promise.id,
        "lead_id": 7,
        "agent_id": 99,
        "agent_name": "Ada",  # who is not logged in
        "locked_by": "",
        "due_at": promise.due_at,
        "deadline_at": promise.deadline_at,
        "code": "callback_agent_away",
    }
    assert ("is not logged in" in in_english(text), "non è connesso" in in_italian(text)) == (True, True)


def test_a_campaign_may_let_a_promise_wait_for_its_agent():
    story = at_work(agents=1, callback_fallback=CallbackFallback.WAIT)
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 10.0, agent_id=2)
    story.pass_time(1000.0)
    assert dialled(story) == []
    assert alerts(story) == [(1, Alert.MISSED)]
    story.log_in(2)
    story.pass_time(1.0)
    assert dialled(story) == [(7, 2)]


def test_an_agent_who_is_held_may_still_pause():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 20.0, agent_id=1)
    story.pass_time(1.0)
    assert story.agent().state is AgentState.CALL_BACK
    story.wish(1, AgentWish.PAUSED)
    assert story.agent().state is AgentState.PAUSED
    story.pass_time(30.0)
    assert dialled(story) == []
    story.wish(1, AgentWish.READY)
    story.pass_time(1.0)
    assert dialled(story) == [(7, 1)]


def test_an_agent_whose_phone_is_gone_is_held_no_more():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 20.0, agent_id=1)
    story.pass_time(1.0)
    story.hangs_up(story.leg())
    story.pass_time(1.0)
    assert story.agent().state is AgentState.NO_PHONE


def test_a_call_back_that_is_cancelled_frees_its_agent_and_gives_the_lead_back():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 20.0, agent_id=1)
    story.pass_time(1.0)
    story.callbacks = ()
    story.configure()
    assert story.agent().state is AgentState.READY
    assert ReleaseLeads((7,)) in story.effects
    story.pass_time(60.0)
    assert dialled(story) == []


def test_a_paused_campaign_keeps_no_agent_and_no_lead_for_call_backs():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now + 20.0, agent_id=1)
    story.pass_time(1.0)
    story.configure(status=CampaignStatus.PAUSED)
    assert story.agent().state is AgentState.READY
    assert story.done(ReleaseLeads)[-1] == ReleaseLeads((7,))
    story.shelf.append(a_lead(7))
    story.pass_time(60.0)
    assert dialled(story) == []
    story.configure(status=CampaignStatus.RUNNING)
    story.pass_time(1.0)
    assert dialled(story) == [(7, 1)]


def test_the_gate_has_its_say_over_promises_too():
    story = at_work(hours=({"days": ["mon"], "from": "09:00", "to": "10:00"},))  # it is Sunday
    story.shelf.append(a_lead(7))
    story.book(7, story.now, agent_id=1)
    story.pass_time(2.0)
    assert dialled(story) == []


def held(**lead: object) -> Story:
    """An agent is held for a call-back that is due in ten seconds."""
    story = at_work()
    story.shelf.append(a_lead(7, **lead))
    story.book(7, story.now + 10.0, agent_id=1)
    story.pass_time(0.5)
    assert story.agent().state is AgentState.CALL_BACK
    return story


def test_an_agent_is_held_no_longer_for_a_promise_that_the_gate_puts_off():
    story = held(contact=None)
    story.pass_time(10.0)
    assert [effect.lead_id for effect in story.done(DeferLead)] == [7]
    assert story.agent().state is AgentState.READY


def test_an_agent_is_held_no_longer_for_a_promise_that_was_moved():
    story = held()
    story.callbacks = (replace(story.callbacks[0], due_at=story.now + 600.0, deadline_at=story.now + 900.0),)
    story.configure()
    assert story.agent().state is AgentState.READY
    story.pass_time(580.0)
    assert story.agent().state is AgentState.CALL_BACK


def test_a_promise_that_was_not_placed_waits_again():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now, agent_id=1)
    story.pass_time(1.0)
    [call] = story.calls()
    story.fails(call.id)
    story.pass_time(3.0)
    outcome, step = story.finishes()[7]
    assert outcome is Outcome.NOT_PLACED
    assert (step.state, step.callback_id, step.counts) == (LeadState.BOOKED, 1, False)


def test_of_a_promise_that_nobody_answered_the_rules_decide():
    story = at_work()
    story.shelf.append(a_lead(7))
    story.book(7, story.now, agent_id=1)
    story.pass_time(1.0)
    story.callbacks = ()
    [call] = story.calls()
    story.rings(call.id)
    story.hangs_up(call.id, cause=19)
    _, step = story.finishes()[7]
    assert (step.state, step.callback_id) == (LeadState.OPEN, None)


def test_an_agent_idle_in_another_campaign_is_fetched_for_a_promise_of_this_one():
    story = TwoCampaigns(stock={1: 0, 2: 0})
    story.begin()
    story.both(1)
    assert 1 in story.cell.roster
    promise = a_callback(1, lead_id=7, campaign_id=2, due_at=story.now + 5.0, agent_id=1)
    both = [story.config, story.second]
    seen = {1: story.seen, 2: story.seen}
    agents = list(story.agents.values())
    trunks = list(story.config.trunks)
    known = {"seen": seen, "callbacks": (promise,), "destinations": everywhere(trunks)}
    story.take(Config([story.node], trunks, both, agents, **known))
    assert callbacks.alerts(story.autumn, now=story.now) == []
    story.take(Fetched(2, 1, a_lead(7, callback_id=1)))
    assert 1 in story.autumn.roster
    story.pass_time(6.0)
    assert [(call.lead_id, call.for_agent) for call in story.placed()] == [(7, 1)]


def test_the_board_says_how_many_promises_wait_on_which_list_that_is_off():
    story = at_work()
    off = [OffList(campaign_id=story.cell.campaign.id, name="March", waiting=3)]
    off.append(OffList(campaign_id=99, name="May", waiting=1))
    [shown] = board(story.switchboard, leads={}, troubles={}, off=off, now=story.now)["campaigns"]
    [said] = shown["callbacks"]["off"]
    assert (said["list"], said["waiting"]) == ("March", 3)
    assert all("March" in text and "3" in text for text in both(said["text"]).values())
