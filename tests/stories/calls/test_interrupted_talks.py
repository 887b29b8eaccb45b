"""Stories of talks whose agent's leg is lost, or whose person is on hold: the agent keeps the call."""

import pytest

from ami.events import BridgeEnter, ContactStatus, HangupRequest, UserEvent
from dialer.cell.agents.agent_legs import CALLED_THERE_S
from dialer.cell.agents.interrupted_talks import ANSWERS_WITHIN_S, HOLD_MOST_S, RING_AGAIN_S
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import CallState
from dialer.cell.effects import Connect, Finish, Hold, ListenToLeg, SaveProgress
from dialer.cell.events import ConnectFailed
from dialer.core.enums import AttemptState, LegKind, Outcome, Side
from dialer.engine.engine_events import LegFailed, LegSilent
from tests.support.cells import NOW, a_config, a_lead
from tests.support.live_calls import a_channel, a_free_leg, a_live_attempt
from tests.support.story import Story
from tests.support.two_campaigns import TwoCampaigns

REJOIN_S = 12.0
BROWSER = "pronto-anna"
PAGE, NEXT_PAGE = "sip:k3j4h5@127.0.0.1:50122;transport=ws", "sip:zz8x1c@127.0.0.1:50190;transport=ws"


def in_talk(*, kind: LegKind = LegKind.BROWSER, leads: int = 1, **facts: object) -> tuple[Story, str]:
    """An agent with a phone in the browser, unless told otherwise, talks with a person."""
    story = Story(a_config(mode="progressive")).begin()
    registers(story, PAGE)
    story.log_in(kind=kind, **({"phone": f"PJSIP/{BROWSER}"} | facts))
    story.shelf.extend(a_lead(lead_id) for lead_id in range(1, leads + 1))
    story.pass_time(5)
    [call] = story.placed()[:1]
    story.answers(call.id)
    if kind is LegKind.RING:
        story.leg_free(story.leg())
    story.joins(call.id, story.leg())
    assert story.agent().state is AgentState.TALKING
    return story, call.id


def says(story: Story, call_id: str, name: str, within_s: float = REJOIN_S) -> None:
    """The dialplan keeps the person."""
    fields = {"within": str(round(within_s * 1000)), "joined": f"{round(NOW * 1000)}:1"}
    story.hear(UserEvent(name=name, channel_id=call_id, fields=fields))


def loses_leg(story: Story, call_id: str) -> str:
    """The agent's leg is lost, and the person kept; returns the leg that was."""
    leg = story.leg()
    story.hear(HangupRequest(channel_id=leg, channel="c", soft=False))
    says(story, call_id, "ProntoLegLost")
    story.hangs_up(leg)
    return leg


def registers(story: Story, uri: str = PAGE, status: str = "Created") -> None:
    story.hear(ContactStatus(aor=BROWSER, uri=uri, status=status, roundtrip_us=None))


def is_told(story: Story) -> tuple[object, object]:
    return story.screen().get("rejoin"), story.screen().get("hold")


def test_a_leg_that_is_lost_in_talk_is_called_at_once_and_joined_as_soon_as_it_is_up():
    story, call_id = in_talk()
    talking_since = story.agent().since
    story.now += 30.0
    lost = loses_leg(story, call_id)
    assert story.calls()[0].state is CallState.REJOINING
    assert story.legs_rung() == [1, 1]
    assert story.leg() != lost
    assert (story.agent().state, story.agent().call_id) == (AgentState.TALKING, call_id)
    assert story.screen()["state"] == "talking"
    assert is_told(story) == ({"since": story.now, "until": story.now + REJOIN_S}, None)
    assert call_id not in story.hung_up()
    story.now += 0.2
    story.leg_free(story.leg())
    assert story.done(Connect)[-1] == Connect(call_id, story.leg(), REJOIN_S)
    story.joins(call_id, story.leg())
    assert story.calls()[0].state is CallState.TALKING
    assert (story.agent().state, story.agent().since) == (AgentState.TALKING, talking_since)
    assert is_told(story) == (None, None)
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.WRAP_UP
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.agent_id) == (Outcome.CONNECTED, 1)
    assert story.cell.unexpected == {}


def test_forty_losses_are_forty_joins_and_one_talk():
    story, call_id = in_talk()
    before = story.cell.learned.tally.served, story.cell.tally.answered
    for _ in range(40):
        loses_leg(story, call_id)
        story.leg_free(story.leg())
        story.joins(call_id, story.leg())
    assert len(story.connects()) == 41
    assert story.calls()[0].rejoins == story.done(SaveProgress)[-1].call.rejoins == 40
    assert call_id not in story.hung_up()
    assert (story.cell.learned.tally.served, story.cell.tally.answered) == before
    assert story.cell.unexpected == {}


def test_who_takes_another_call_is_not_the_agent_of_an_interrupted_talk():
    story, call_id = in_talk(leads=3)
    loses_leg(story, call_id)
    story.leg_free(story.leg())
    story.pass_time(5)
    assert {connected for connected, _ in story.connects()} == {call_id}
    assert len(story.placed()) == 1  # nobody is dialled for an agent in talk


def test_a_phone_that_cannot_be_reached_is_called_again_and_at_once_when_it_registers():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    story.fails(story.leg())
    assert story.legs_rung() == [1, 1]
    story.pass_time(RING_AGAIN_S)
    assert story.legs_rung() == [1, 1, 1]
    story.take(LegFailed(story.leg()))
    registers(story, NEXT_PAGE)
    assert story.legs_rung() == [1, 1, 1, 1]
    story.leg_free(story.leg())
    story.joins(call_id, story.leg())
    assert story.calls()[0].state is CallState.TALKING


def test_a_page_that_is_loaded_again_has_its_dead_leg_replaced_though_asterisk_still_holds_it():
    story, call_id = in_talk()
    dead = story.leg()
    registers(story, PAGE)  # the page's connection was lost, and is back: its leg lives
    assert (story.hung_up(), story.leg()) == ([], dead)
    story.now += 10.0
    registers(story, NEXT_PAGE)
    assert story.hung_up() == [dead]
    assert story.leg() != dead
    says(story, call_id, "ProntoLegLost")
    story.hangs_up(dead)
    story.leg_free(story.leg())
    assert story.done(Connect)[-1] == Connect(call_id, story.leg(), REJOIN_S)


def test_a_browser_that_died_in_talk_without_a_goodbye_is_found_by_its_silence_and_rung_when_it_is_back():
    story, call_id = in_talk()
    dead = story.leg()
    registers(story, PAGE, "Removed")
    assert story.done(ListenToLeg) == [ListenToLeg(dead)]
    assert story.hung_up() == []  # only the signalling may be cut
    story.now += 1.5
    story.take(LegSilent(dead))
    assert story.hung_up() == [dead]
    assert story.agent().state is AgentState.TALKING
    says(story, call_id, "ProntoLegLost")
    story.hangs_up(dead)
    assert story.calls()[0].state is CallState.REJOINING
    story.fails(story.leg())
    registers(story, NEXT_PAGE)
    story.leg_free(story.leg())
    assert story.done(Connect)[-1] == Connect(call_id, story.leg(), REJOIN_S)
    story.take(LegSilent(dead))  # too late: it says nothing of the leg of now
    assert story.hung_up().count(dead) == len(story.hung_up())
    assert story.cell.unexpected == {}


def test_an_idle_agents_browser_that_died_gets_nobody():
    story = Story(a_config(mode="progressive")).begin()
    registers(story, PAGE)
    story.log_in(kind=LegKind.BROWSER, phone=f"PJSIP/{BROWSER}")
    dead = story.leg()
    registers(story, PAGE, "Removed")
    assert story.agent().state is AgentState.READY
    story.take(LegSilent(dead))
    assert (story.agent().state, story.hung_up()) == (AgentState.NO_PHONE, [dead])
    story.shelf.append(a_lead(1))
    story.pass_time(1.0)
    assert story.placed() == []


def test_of_a_page_that_ended_its_leg_and_of_a_desk_phone_nobody_listens_for_voice():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    registers(story, PAGE, "Removed")
    assert story.done(ListenToLeg) == []  # rung, and not up yet
    story, _ = in_talk(kind=LegKind.STANDING)
    registers(story, PAGE, "Removed")
    assert story.done(ListenToLeg) == []


@pytest.mark.parametrize("status", ["Created", "NonQualified", "Reachable"])
def test_a_leg_that_rings_where_the_page_was_is_called_where_it_is_now(status):
    """The page hangs up and is gone, and its address only a moment later: Asterisk would ring there for long."""
    story, call_id = in_talk()
    loses_leg(story, call_id)
    dead = story.leg()
    registers(story, PAGE, "Removed")
    story.now += 0.6
    registers(story, NEXT_PAGE, status)
    assert story.hung_up()[-1] == dead
    assert story.leg() != dead
    registers(story, NEXT_PAGE, "Reachable")
    assert story.legs_rung() == [1, 1, 1]
    story.leg_free(story.leg())
    assert story.connects()[-1] == (call_id, 1)


def test_a_page_that_was_left_in_the_moment_of_the_call_is_called_anew_while_the_person_waits():
    """Registered so shortly after the call that it may have been called there: nothing tells, but that it is silent."""
    story, call_id = in_talk()
    loses_leg(story, call_id)
    dead = story.leg()
    story.now += CALLED_THERE_S / 2
    registers(story, NEXT_PAGE)
    assert story.leg() == dead
    story.pass_time(ANSWERS_WITHIN_S - 0.5)
    assert story.leg() == dead
    story.pass_time(0.5)
    assert story.hung_up()[-1] == dead
    assert story.legs_rung() == [1, 1, 1]
    story.leg_free(story.leg())
    assert story.done(Connect)[-1] == Connect(call_id, story.leg(), REJOIN_S)


def test_a_phone_on_the_desk_rings_on_while_the_person_waits():
    story, call_id = in_talk(kind=LegKind.STANDING, rejoin_s=REJOIN_S)
    loses_leg(story, call_id)
    story.pass_time(REJOIN_S - 1.0)
    assert story.legs_rung() == [1, 1]


@pytest.mark.parametrize(("status", "is_new"), [("NonQualified", True), ("Updated", False), ("Reachable", False)])
def test_of_an_address_that_a_new_engine_hears_first_only_a_registration_makes_the_leg_dead(status, is_new):
    story = Story().begin()
    story.log_in(kind=LegKind.BROWSER, phone=f"PJSIP/{BROWSER}")
    leg = story.leg()
    story.now += 60.0
    registers(story, PAGE, status)
    assert (leg in story.hung_up()) is is_new


def test_a_phone_in_the_browser_is_called_as_soon_as_it_registers_before_any_talk():
    story = Story().begin()
    story.log_in(kind=LegKind.BROWSER, up=False, phone=f"PJSIP/{BROWSER}")
    story.fails(story.leg())
    assert story.agent().state is AgentState.NO_PHONE
    registers(story)
    assert story.legs_rung() == [1, 1]
    registers(story, status="NonQualified")
    assert story.legs_rung() == [1, 1]
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_an_idle_agents_page_that_is_loaded_again_gets_a_new_leg():
    story = Story().begin()
    registers(story, PAGE)
    story.log_in(kind=LegKind.BROWSER, phone=f"PJSIP/{BROWSER}")
    dead = story.leg()
    story.now += 60.0
    registers(story, NEXT_PAGE)
    assert story.hung_up()[-1] == dead
    assert story.agent().state is AgentState.NO_PHONE
    story.leg_free(story.leg())
    assert story.agent().state is AgentState.READY


def test_a_desk_phone_that_hangs_up_ends_the_talk_as_the_dialplan_does():
    story, call_id = in_talk(kind=LegKind.STANDING)
    assert story.done(Connect)[-1].rejoin_s == 0.0
    leg = story.leg()
    story.hear(HangupRequest(channel_id=leg, channel="c", soft=False))
    story.hangs_up(leg)
    story.hangs_up(call_id)
    assert story.agent().state is AgentState.WRAP_UP
    assert story.legs_rung() == [1]


@pytest.mark.parametrize(("rejoin_s", "kept"), [(0, 0.0), (5, 5.0), (None, 12.0)])
def test_an_agents_own_time_comes_before_the_phones(rejoin_s, kept):
    story, _ = in_talk(rejoin_s=rejoin_s)
    assert story.done(Connect)[-1].rejoin_s == kept


def test_the_time_over_the_call_ends_as_served_and_its_agent_wraps_up_without_a_phone():
    story, call_id = in_talk()
    tally = story.cell.learned.tally
    before = tally.served, tally.abandoned
    loses_leg(story, call_id)
    story.fails(story.leg())
    story.hear(HangupRequest(channel_id=call_id, channel="c", soft=True))
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by, end.call.unserved_at) == (Outcome.CONNECTED, Side.OURS, None)
    assert (tally.served, tally.abandoned) == before
    assert story.agent().state is AgentState.WRAP_UP
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.NO_PHONE


def test_who_goes_while_being_kept_ended_the_talk_and_is_not_joined():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    story.hear(HangupRequest(channel_id=call_id, channel="c", soft=False))
    story.leg_free(story.leg())
    assert story.connects() == [(call_id, 1)]
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by) == (Outcome.CONNECTED, Side.THEIRS)
    assert story.agent().state is AgentState.WRAP_UP


def test_who_goes_as_the_join_is_under_way_is_hung_up_by_us_too():
    """As in every join: Asterisk may keep the channel."""
    story, call_id = in_talk()
    loses_leg(story, call_id)
    story.leg_free(story.leg())
    story.hear(HangupRequest(channel_id=call_id, channel="c", soft=False))
    assert story.hung_up()[-1] == call_id


def test_the_agents_own_hang_up_ends_the_call_of_a_person_who_is_kept():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    story.command("hang_up", attempt_id=call_id)
    assert story.hung_up()[-1] == call_id


def test_a_join_that_fails_is_tried_again_and_the_phone_called_anew_after_three():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    leg = story.leg()
    story.leg_free(leg)
    for turn in (1, 2, 3):
        assert len(story.connects()) == 1 + turn
        story.of_call(call_id, ConnectFailed())
        story.pass_time(0.5)
    assert story.hung_up()[-1] == leg
    story.hangs_up(leg)
    story.pass_time(RING_AGAIN_S)
    story.leg_free(story.leg())
    assert story.connects()[-1] == (call_id, 1)
    assert len(story.connects()) == 5


def test_an_agent_rung_for_each_call_is_rung_again_in_the_talk_and_not_after_it():
    story, call_id = in_talk(kind=LegKind.RING, rejoin_s=12)
    loses_leg(story, call_id)
    assert story.legs_rung() == [1, 1]
    story.fails(story.leg())
    story.hangs_up(call_id)
    story.dispose(1, call_id)
    story.pass_time(60)
    assert story.legs_rung() == [1, 1]
    assert story.agent().state is AgentState.READY


# Hold -----------------------------------------------------------------------------------------------------------------


def held(**facts: object) -> tuple[Story, str]:
    story, call_id = in_talk(**facts)
    story.command("hold", attempt_id=call_id)
    assert story.done(Hold) == [Hold(call_id, story.leg(), HOLD_MOST_S)]
    story.leg_free(story.leg())
    says(story, call_id, "ProntoHeld", HOLD_MOST_S)
    return story, call_id


@pytest.mark.parametrize("kind", LegKind)
def test_a_person_on_hold_waits_and_the_agents_leg_is_free_for_nobody_else(kind):
    story, call_id = held(kind=kind, leads=3)
    assert story.calls()[0].state is CallState.ON_HOLD
    assert is_told(story) == (None, {"since": story.calls()[0].since})
    assert (story.agent().state, story.agent().leg_free) == (AgentState.TALKING, True)
    assert story.hung_up() == []
    story.pass_time(30)
    assert story.connects() == [(call_id, 1)]
    assert len(story.placed()) == 1
    story.command("resume", attempt_id=call_id)
    assert story.connects() == [(call_id, 1), (call_id, 1)]
    story.joins(call_id, story.leg())
    assert story.calls()[0].state is CallState.TALKING
    assert is_told(story) == (None, None)
    assert story.calls()[0].rejoins is None  # nothing was lost
    assert story.cell.unexpected == {}


def test_a_hold_is_asked_for_once_and_only_for_the_talk_on_the_screen():
    story, call_id = in_talk()
    story.command("resume", attempt_id=call_id)
    story.command("hold", attempt_id="pc-1-" + "f" * 32)
    assert story.done(Hold) == []
    story.command("hold")
    story.command("hold")
    assert len(story.done(Hold)) == 1
    says(story, call_id, "ProntoHeld", HOLD_MOST_S)
    story.command("hold")
    assert len(story.done(Hold)) == 1
    story.command("resume", attempt_id="pc-1-" + "f" * 32)
    assert story.calls()[0].state is CallState.ON_HOLD


def test_a_hold_that_asterisk_did_not_carry_out_can_be_asked_for_again():
    story, _ = in_talk()
    story.command("hold")
    story.pass_time(10)
    story.command("hold")
    assert len(story.done(Hold)) == 2


def test_a_leg_lost_while_the_person_is_on_hold_is_called_again_and_joined_only_when_asked():
    story, _ = held()
    leg = story.leg()
    story.hear(HangupRequest(channel_id=leg, channel="c", soft=False))
    story.hangs_up(leg)
    assert story.legs_rung() == [1, 1]
    story.leg_free(story.leg())
    assert len(story.connects()) == 1
    story.command("resume")
    assert len(story.connects()) == 2


def test_a_resume_before_the_leg_is_back_joins_it_when_it_is():
    story, call_id = held()
    story.hangs_up(story.leg())
    story.command("resume")
    assert story.calls()[0].state is CallState.REJOINING
    assert len(story.connects()) == 1
    story.leg_free(story.leg())
    assert story.connects() == [(call_id, 1), (call_id, 1)]


def test_a_desk_phone_hung_up_while_the_person_is_on_hold_ends_the_call():
    story, call_id = held(kind=LegKind.STANDING)
    leg = story.leg()
    story.hear(HangupRequest(channel_id=leg, channel="c", soft=False))
    assert call_id in story.hung_up()


def test_who_goes_while_on_hold_ended_the_talk():
    story, call_id = held()
    story.hear(HangupRequest(channel_id=call_id, channel="c", soft=False))
    story.hangs_up(call_id)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.ended_by) == (Outcome.CONNECTED, Side.THEIRS)
    story.dispose(1, call_id)
    assert story.agent().state is AgentState.READY  # the leg waits in its loop all the time


def test_a_person_on_hold_counts_as_talking():
    story, _ = held()
    assert story.switchboard.calls_before_talk() == 0
    assert [busy.phase for busy in story.cell.roster.busy.values()] == ["talk"]


# Restart, lost link ---------------------------------------------------------------------------------------------------

CALL, LEG = "pc-1-" + "a" * 32, "pl-1-" + "c" * 32


def before_the_audit() -> Story:
    """A new engine has its link, and has not looked at Asterisk's channels yet."""
    story = Story().begin(linked=False)
    story.log_in(wish_at=NOW - 1200.0, up=False, kind=LegKind.BROWSER, phone=f"PJSIP/{BROWSER}")
    story.link_up(audited=False)
    return story


def taken_over(*channels, exten: str, known: AttemptState = AttemptState.TALKING, **facts: object) -> Story:
    """A new engine finds the person of a talk in one of the dialplan's lines."""
    story = before_the_audit()
    attempt = a_live_attempt(CALL, known, **({"agent_id": 1, "agent_joined_at": NOW - 28.5} | facts))
    line = a_channel(CALL, exten=exten)
    story.audit(line, *channels, orphans=[(attempt, a_lead(1))])
    return story


def test_a_person_found_in_the_line_after_a_restart_is_joined_to_the_leg_that_waits():
    story = taken_over(a_free_leg(LEG), exten="rejoin")
    assert story.calls()[0].state is CallState.REJOINING
    assert story.connects() == [(CALL, 1)]
    story.joins(CALL, LEG)
    assert story.calls()[0].state is CallState.TALKING
    assert (story.agent().state, story.calls()[0].agent_joined_at) == (AgentState.TALKING, NOW - 28.5)


def test_a_person_found_in_the_line_whose_agent_has_no_leg_has_the_phone_called():
    story = taken_over(exten="rejoin")
    assert (story.legs_rung(), story.connects()) == ([1], [])
    story.leg_free(story.leg())
    assert story.connects() == [(CALL, 1)]


def test_a_person_found_on_hold_stays_there():
    story = taken_over(a_free_leg(LEG), exten="hold")
    assert story.calls()[0].state is CallState.ON_HOLD
    assert story.connects() == []
    assert (story.agent().state, story.screen()["hold"]["since"]) == (AgentState.TALKING, NOW)
    story.command("resume")
    assert story.connects() == [(CALL, 1)]


@pytest.mark.parametrize("exten", ["rejoin", "hold"])
def test_a_person_in_the_line_of_whose_agent_nothing_is_known_is_given_to_nobody(exten):
    story = taken_over(a_free_leg(LEG), exten=exten, known=AttemptState.ANSWERED, agent_id=None, agent_joined_at=None)
    assert story.connects() == []
    assert story.agent().state is AgentState.READY
    assert story.hung_up() == []


@pytest.mark.parametrize(
    ("exten", "state"), [("rejoin", CallState.REJOINING), ("hold", CallState.ON_HOLD)], ids=["rejoin", "hold"]
)
def test_a_join_of_which_the_channel_alone_knows_is_learned_from_it(exten, state):
    """The engine was killed before the join was written, and the person was kept while none lived."""
    story = before_the_audit()
    attempt = a_live_attempt(CALL, AttemptState.PLACED, agent_id=None, agent_joined_at=None, answered_at=None)
    line, told = a_channel(CALL, exten=exten), {CALL: (NOW - 3.0, 1)}
    story.audit(line, a_free_leg(LEG), orphans=[(attempt, a_lead(1))], kept=told)
    [call] = story.calls()
    assert (call.state, call.agent_id, call.agent_joined_at) == (state, 1, NOW - 3.0)
    story.hangs_up(CALL)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.agent_id) == (Outcome.CONNECTED, 1)


def test_a_kept_person_who_hung_up_before_the_audit_came_had_been_connected():
    story = before_the_audit()
    attempt = a_live_attempt(CALL, AttemptState.PLACED, agent_id=None, agent_joined_at=None, answered_at=None)
    asked_at = story.now
    story.now += 0.2
    story.hangs_up(CALL)
    line, told = a_channel(CALL, exten="hold"), {CALL: (NOW - 3.0, 1)}
    story.audit(line, a_free_leg(LEG), orphans=[(attempt, a_lead(1))], kept=told, asked_at=asked_at)
    [end] = story.done(Finish)
    assert (end.call.outcome, end.call.agent_id) == (Outcome.CONNECTED, 1)


def test_a_join_and_a_loss_that_no_engine_saw_are_learned_from_the_line():
    story = before_the_audit()
    says(story, CALL, "ProntoLegLost")
    attempt = a_live_attempt(CALL, AttemptState.ANSWERED, agent_id=None, agent_joined_at=None)
    story.audit(a_channel(CALL, exten="rejoin"), a_free_leg(LEG), orphans=[(attempt, a_lead(1))])
    [call] = story.calls()
    assert (call.state, call.agent_id, call.agent_joined_at) == (CallState.REJOINING, 1, story.now)
    assert story.connects() == [(CALL, 1)]


def test_an_agent_of_two_campaigns_is_joined_again_where_the_call_is_after_a_restart():
    """The new engine seats the agent in the first campaign, and the person waits in the second's call."""
    story = TwoCampaigns(stock={1: 0, 2: 0})
    story.begin(linked=False)
    story.log_in(1, kind=LegKind.BROWSER, up=False, also_campaign_ids=(2,), wish_at=NOW - 1200.0)
    story.link_up(audited=False)
    call_id = CALL.replace("pc-1-", "pc-2-")
    attempt = a_live_attempt(call_id, AttemptState.TALKING, campaign_id=2, agent_id=1, agent_joined_at=NOW - 28.5)
    story.audit(a_channel(call_id, exten="rejoin"), a_free_leg(LEG), orphans=[(attempt, a_lead(1))])
    assert story.anywhere(1) is story.autumn
    assert Connect(call_id, LEG, REJOIN_S) in story.effects
    story.joins(call_id, LEG)
    loses = UserEvent(name="ProntoLegLost", channel_id=call_id, fields={"within": "12000", "joined": "0:1"})
    story.hangs_up(LEG)
    story.hear(loses)
    assert story.legs_rung() == [1]
    assert story.autumn.calls[call_id].state is CallState.REJOINING


def test_a_loss_missed_while_the_link_was_down_is_found_by_the_audit():
    story, call_id = in_talk()
    story.link_down()
    story.now += 2.0
    story.link_up(a_channel(call_id, exten="rejoin"))
    assert story.calls()[0].state is CallState.REJOINING
    assert story.legs_rung() == [1, 1]


def test_a_hold_missed_while_the_link_was_down_is_found_by_the_audit():
    story, call_id = in_talk()
    leg = story.leg()
    story.command("hold")
    story.link_down()
    story.now += 2.0
    story.link_up(a_channel(call_id, exten="hold"), a_free_leg(leg))
    assert story.calls()[0].state is CallState.ON_HOLD
    story.command("resume")
    assert len(story.connects()) == 2


def test_an_audit_that_was_asked_before_the_join_changes_nothing():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    story.leg_free(story.leg())
    asked_at = story.now
    story.now += 0.1
    story.joins(call_id, story.leg())
    leg = story.leg()
    story.audit(a_channel(call_id, exten="rejoin"), a_channel(leg), asked_at=asked_at)
    assert story.calls()[0].state is CallState.TALKING


def test_an_audit_leaves_a_join_under_way_alone_and_mends_one_that_was_lost():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    leg = story.leg()
    story.leg_free(leg)
    story.audit(a_channel(call_id, exten="rejoin"), a_free_leg(leg))
    assert len(story.connects()) == 2
    story.link_down()
    story.now += 1.0
    story.link_up(a_channel(call_id, exten="rejoin"), a_free_leg(leg))
    assert len(story.connects()) == 3


def test_a_join_that_was_missed_is_found_by_the_audit():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    leg = story.leg()
    story.leg_free(leg)
    story.link_down()
    story.now += 1.0
    story.link_up(a_channel(call_id, bridge="b1"), a_channel(leg, bridge="b1"))
    assert story.calls()[0].state is CallState.TALKING
    assert is_told(story) == (None, None)


def test_a_bridge_that_broke_by_itself_is_made_again():
    """Both sides live: the leg is back in its loop, the person in the line."""
    story, call_id = in_talk()
    story.leg_free(story.leg())
    says(story, call_id, "ProntoLegLost")
    assert story.connects() == [(call_id, 1), (call_id, 1)]
    assert story.legs_rung() == [1]


def test_bridges_of_waiting_legs_join_nobody():
    story, call_id = in_talk()
    loses_leg(story, call_id)
    holding = BridgeEnter(channel_id=story.leg(), channel="c", bridge_id="h", technology="holding_bridge", members=1)
    story.hear(holding)
    assert story.calls()[0].state is CallState.REJOINING
