"""Stories of calls: from the hopper to the agent's disposition, and all the ways that lead elsewhere."""

from ami.events import TalkingStarted
from dialer.cell.agents.roster import AgentState
from dialer.cell.effects import Connect, DeferLead, Finish, ReleaseLeads, RetireLead, SaveProgress, Screen, TellSpoke
from dialer.cell.events import ConnectFailed, EndAsked, FoundGone, Sent, Spoke
from dialer.core.enums import CampaignStatus, LeadState, OnMachine, Outcome, Side
from dialer.people.leads.rules.retry import LeadStep
from tests.support.cells import ROME, a_config, a_lead, a_past, a_trunk
from tests.support.story import Story


def test_one_lead_from_the_hopper_to_its_disposition():
    story = Story().begin(leads=1)
    assert story.placed() == []  # nobody is there to talk
    story.log_in()
    [call] = story.placed()
    assert (call.lead_id, call.number, call.trunk_id) == (1, "+393330000010", 1)
    story.rings(call.id)
    story.answers(call.id)
    assert story.connects() == [(call.id, 1)]
    assert story.agent().state is AgentState.RESERVED
    assert story.screen()["state"] == "connecting"
    assert story.screen()["lead"]["name"] == "Lead 1"
    story.joins(call.id, story.leg())
    assert story.agent().state is AgentState.TALKING
    assert story.screen()["state"] == "talking"
    story.pass_time(30)
    story.leg_free(story.leg())
    story.hangs_up(call.id)
    assert story.finishes() == {1: (Outcome.CONNECTED, LeadStep(state=LeadState.WRAPPING))}
    assert (story.agent().state, story.screen()["state"]) == (AgentState.WRAP_UP, "wrap_up")
    story.dispose(1, call.id)
    assert (story.agent().state, story.screen()["state"]) == (AgentState.READY, "ready")
    assert story.cell.lines.trunks[1].in_use == 0
    assert story.cell.unexpected == {}


def test_the_name_is_on_the_agents_page_before_the_bridge_is_asked_for():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    [shown] = [at for at, one in enumerate(story.effects) if isinstance(one, Screen) and "lead" in one.body]
    [bridged] = [at for at, one in enumerate(story.effects) if isinstance(one, Connect)]
    assert shown < bridged


def test_the_board_has_the_share_of_calls_whose_name_came_before_the_voice():
    story = Story().begin(leads=1)
    story.log_in()
    call_id = story.talks()
    assert story.cell.tally.names.above_zero() is None
    for ahead_ms in (40.0, 20.0, -5.0):
        story.command("name_shown", attempt_id=call_id, ahead_ms=ahead_ms)
    story.command("name_shown", attempt_id="another call", ahead_ms=9.0)
    assert story.cell.tally.names.above_zero() == {"calls": 3, "share": 0.6667, "p50": 20.0}


def test_progress_is_saved_at_the_answer_and_at_the_join():
    story = Story().begin(leads=1)
    story.log_in()
    story.talks()
    answered, joined = story.done(SaveProgress)
    assert answered.call.agent_joined_at is None
    assert joined.call.agent_id == 1


def test_progress_is_saved_when_the_treatment_begins():
    """Else the report would show a restart as its beginning."""
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=2)
    story.log_in()
    first, second = story.placed()
    story.answers(first.id)
    story.answers(second.id)
    story.pass_time(2)
    story.unserved(second.id)
    story.unserved(second.id)
    saved = [effect.call for effect in story.done(SaveProgress) if effect.call.id == second.id]
    assert [call.unserved_at for call in saved] == [None, story.now]


def test_the_dialplan_is_told_once_when_the_person_was_first_heard():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.hear(TalkingStarted(channel_id=call.id, at=1750000000.5))
    story.hear(TalkingStarted(channel_id=call.id, at=1750000001.5))
    assert story.done(TellSpoke) == [TellSpoke(call.id, 1750000000.5)]
    assert [effect.call.greeting_started_at for effect in story.done(SaveProgress)] == [None, story.now]
    assert story.cell.unexpected == {}


def test_effects_are_handed_out_once():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    assert story.cell.take_effects() == []
    assert len(story.placed()) == 1


def test_a_person_whom_nobody_can_take_is_abandoned():
    story = Story(a_config(mode="ratio", ratio=2.0)).begin(leads=2)
    story.log_in()
    first, second = story.placed()
    story.answers(first.id)
    story.answers(second.id)
    assert story.connects() == [(first.id, 1)]
    story.joins(first.id, story.leg())
    story.unserved(second.id)
    story.hangs_up(second.id)
    outcome, step = story.finishes()[2]
    assert (outcome, step.state, step.due_at) == (Outcome.ABANDONED, LeadState.OPEN, story.now + 86400.0)
    assert (story.cell.tally.answered, story.cell.tally.abandoned) == (2, 1)
    assert story.cell.learned.tally.abandoned == 1


def test_who_waited_longest_is_served_first_even_after_a_failed_join():
    story = Story(a_config(mode="ratio", ratio=3.0)).begin(leads=3)
    story.log_in()
    first, second, _ = story.placed()
    story.answers(first.id)
    story.now += 0.5
    story.answers(second.id)
    story.of_call(first.id, ConnectFailed())
    assert story.connects() == [(first.id, 1), (first.id, 1)]


def test_the_agent_idle_longest_gets_the_call():
    story = Story(a_config(mode="ratio")).begin()
    for agent_id in (3, 1, 2):
        story.log_in(agent_id)
        story.now += 1.0
    story.shelf.append(a_lead(1))
    story.pass_time(6)
    [call] = story.placed()
    story.answers(call.id)
    assert story.connects() == [(call.id, 3)]


def test_a_machine_keeps_no_agent_and_is_tried_again_later():
    story = Story(a_config(amd="2500")).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    assert story.done(Connect) == []
    story.screened(call.id, "machine")
    story.hangs_up(call.id)
    outcome, step = story.finishes()[1]
    assert (outcome, step.due_at) == (Outcome.MACHINE, story.now + 7200.0)
    assert story.agent().state is AgentState.READY


def test_the_person_of_a_handset_that_screens_calls_is_joined_and_was_no_machine():
    story = Story(a_config(amd="2500", on_machine=OnMachine.INTRODUCE, machine_message="who")).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    answered_at = story.now
    story.now += 3.0
    story.screened(call.id, "machine")
    assert story.connects() == []
    story.now += 9.0
    story.of_call(call.id, Spoke(story.now))
    assert story.connects() == [(call.id, 1)]
    assert [(effect.call_id, effect.at) for effect in story.done(TellSpoke)] == [(call.id, story.now)]
    [call] = story.calls()
    found = (call.handset_at, call.answered_at, call.screened_at)
    assert found == (answered_at, story.now, None)


def test_a_machine_that_is_told_who_calls_and_brings_nobody_is_a_machine():
    story = Story(a_config(amd="2500", on_machine=OnMachine.INTRODUCE, machine_message="who")).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.screened(call.id, "machine")
    story.hangs_up(call.id)
    assert story.finishes()[1][0] is Outcome.MACHINE


def test_a_sound_after_a_machine_means_nothing_where_nobody_was_introduced():
    story = Story(a_config(amd="2500")).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.screened(call.id, "machine")
    story.of_call(call.id, Spoke(story.now))
    assert (story.connects(), story.cell.unexpected) == ([], {})


def test_a_person_is_joined_when_screening_says_so():
    story = Story(a_config(amd="2500")).begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.screened(call.id, "human")
    assert story.connects() == [(call.id, 1)]


def test_an_event_that_does_not_fit_is_counted_and_changes_nothing():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.calls()
    story.of_call(call.id, Sent())
    assert story.calls() == [call]
    assert story.cell.unexpected == {("dialling", "Sent"): 1}


def test_who_ended_a_call_is_written_and_our_own_request_is_not_answered_by_another():
    story = Story(a_config(mode="ratio", ratio=3.0)).begin(leads=3)
    story.log_in()
    talking, ringing, _ = story.placed()
    story.answers(talking.id)
    story.joins(talking.id, story.leg())
    story.configure(status=CampaignStatus.STOPPED)
    before = story.hung_up()
    story.of_call(ringing.id, EndAsked(Side.OURS))
    story.of_call(talking.id, EndAsked(Side.THEIRS))
    assert story.hung_up() == before
    for call in (ringing, talking):
        story.hangs_up(call.id)
    ended = {effect.call.id: effect.call.ended_by for effect in story.done(Finish)}
    assert ended == {ringing.id: Side.OURS, talking.id: Side.THEIRS}


def test_a_channel_that_lives_on_though_its_person_hung_up_is_hung_up_until_it_is_gone():
    """Else its agent would sit with nobody: Asterisk has once told of the wish to hang up, and kept the channel."""
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.joins(call.id, story.leg())
    story.of_call(call.id, EndAsked(Side.THEIRS))
    story.pass_time(4.0)
    assert story.hung_up() == []
    story.pass_time(2.0)
    assert story.hung_up() == [call.id]
    story.of_call(call.id, EndAsked(Side.OURS))
    story.pass_time(5.0)
    assert story.hung_up() == [call.id, call.id]
    story.hangs_up(call.id, 16)
    story.pass_time(20.0)
    assert story.hung_up() == [call.id, call.id]
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by) == (Outcome.CONNECTED, Side.THEIRS)


def test_pausing_starts_nothing_and_ends_nothing():
    story = Story().begin(leads=5)
    story.log_in()
    story.configure(status=CampaignStatus.PAUSED)
    [call] = story.placed()
    assert story.hung_up() == []
    story.hangs_up(call.id, 19)
    story.pass_time(5)
    assert len(story.placed()) == 1
    story.configure(status=CampaignStatus.RUNNING)
    story.shelf.append(a_lead(9))
    story.pass_time(6)
    assert len(story.placed()) == 2


def test_draining_gives_the_leads_back_and_starts_nothing():
    story = Story().begin(leads=5)
    story.log_in()
    story.switchboard.drain(now=story.now)
    story.turn()
    assert story.done(ReleaseLeads) == [ReleaseLeads((2, 3, 4, 5))]
    assert story.switchboard.calls_before_talk() == 1
    story.hangs_up(story.placed()[0].id, 17)
    story.pass_time(10)
    assert (len(story.placed()), story.switchboard.calls_before_talk()) == (1, 0)


def test_the_gate_defers_and_retires_one_by_one():
    story = Story(a_config(max_attempts=2), zones=(ROME, "Nowhere/Land")).begin()
    tired = a_lead(1, history=(a_past(Outcome.BUSY), a_past(Outcome.BUSY)))
    abroad = a_lead(2, zone_key="Nowhere/Land")
    silent = a_lead(3, phones=0)
    story.shelf = [tired, abroad, silent, a_lead(4)]
    story.log_in()
    assert [call.lead_id for call in story.placed()] == [4]
    assert [(r.lead_id, r.rule) for r in story.done(RetireLead)] == [
        (1, "max_attempts"),
        (2, "calling_hours"),
        (3, "no_phone"),
    ]
    assert story.done(DeferLead) == []


def test_a_promised_call_back_passes_though_the_attempts_are_used_up():
    story = Story(a_config(max_attempts=1)).begin()
    story.shelf = [a_lead(1, history=(a_past(Outcome.CONNECTED, disposition="call_back"),))]
    story.log_in()
    assert [call.lead_id for call in story.placed()] == [1]


def test_attempts_are_counted_towards_the_rule_of_their_outcome():
    past = (a_past(Outcome.FAILED), a_past(Outcome.FAILED))
    story = Story().begin()
    story.shelf = [a_lead(1, history=past)]
    story.log_in()
    story.hangs_up(story.placed()[0].id, 21)
    outcome, step = story.finishes()[1]
    assert (outcome, step.state, step.reason) == (Outcome.FAILED, LeadState.DONE, "failed")


def test_no_more_calls_than_lines_and_starts():
    story = Story(a_config(mode="ratio", ratio=5.0, trunks=(a_trunk(max_channels=3),))).begin(leads=20)
    story.log_in()
    assert len(story.placed()) == 3
    story.hangs_up(story.placed()[0].id, 17)
    assert len(story.placed()) == 3  # nobody waits for the next: it can begin with what else is told meanwhile
    story.soon()
    assert len(story.placed()) == 4


def test_who_hung_up_while_an_agent_was_being_joined_is_told_by_the_hang_up():
    """Asterisk answers the join first: "no such channel"."""
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.of_call(call.id, FoundGone())
    assert story.finishes() == {}
    assert story.agent().state is AgentState.RESERVED  # with no other agent: the call would cost that one too
    story.of_call(call.id, EndAsked(Side.THEIRS))
    story.hangs_up(call.id, 16)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.cause, end.call.ended_by) == (Outcome.ABANDONED, 16, Side.THEIRS)
    assert story.agent().state is AgentState.READY
    assert story.cell.unexpected == {}


def test_a_call_found_gone_whose_hang_up_is_never_told_ends_by_itself():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.answers(call.id)
    story.of_call(call.id, FoundGone())
    story.pass_time(1)
    assert story.finishes() == {}
    story.pass_time(2)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.cause, end.call.ended_by) == (Outcome.ABANDONED, None, None)
    assert story.agent().state is AgentState.READY


def test_a_bridge_that_wins_when_the_time_is_up_is_a_talk_and_counts_as_abandoned():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.calls()
    story.answers(call.id)
    before = story.cell.learned.tally.since(None)
    story.unserved(call.id)
    story.joins(call.id, story.leg())
    after = story.cell.learned.tally.since(None)
    assert (after.served - before.served, after.abandoned - before.abandoned) == (0, 1)
    story.hangs_up(call.id)
    assert story.finishes()[1][0] is Outcome.CONNECTED
    assert story.cell.learned.tally.since(None) == after
