"""Stories of calls that came to nothing: the network, Asterisk or the database would not have them."""

import pytest

from dialer.cell.call.call_handling import CHANNEL_ENDS_WITHIN_S, WRITE_AGAIN_S
from dialer.cell.call.state_machine import CallState
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import ReleaseLeads
from dialer.cell.events import NotWritten, Refused
from dialer.core.enums import CampaignStatus, LeadState, Outcome
from dialer.engine.engine_events import Stocked
from tests.support.cells import NOW, a_config, a_lead, a_past
from tests.support.story import Story


@pytest.mark.parametrize(
    ("cause", "tech", "outcome"), [(17, 486, Outcome.BUSY), (1, 404, Outcome.INVALID_NUMBER), (34, 503, "congestion")]
)
def test_a_failed_originate_waits_for_the_hang_up_that_says_why(cause, tech, outcome):
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.fails(call.id)
    assert story.calls()[0].state is CallState.FAILING
    story.hangs_up(call.id, cause, tech)
    assert story.finishes()[1][0] == outcome


def test_a_failed_originate_without_a_channel_ends_by_itself():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.fails(call.id)
    story.pass_time(2.5)
    assert story.finishes()[1][0] is Outcome.NOT_PLACED


def test_a_phone_that_rang_is_not_called_again_at_once_since_the_end_is_told_late():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.fails(call.id)
    story.pass_time(2.5)
    assert story.finishes() == {}
    story.hangs_up(call.id, 19, 0)
    assert story.finishes()[1][0] is Outcome.NO_ANSWER


def test_a_phone_that_rang_is_not_called_again_at_once_since_the_end_is_never_told():
    story = Story().begin(leads=1)
    story.log_in()
    [call] = story.placed()
    story.rings(call.id)
    story.fails(call.id)
    story.pass_time(CHANNEL_ENDS_WITHIN_S)
    outcome, step = story.finishes()[1]
    assert (outcome, step.counts, step.due_at) == (Outcome.NO_ANSWER, True, story.now + 3600.0)


def test_what_asterisk_refuses_was_not_placed():
    story = Story().begin(leads=1)
    story.log_in()
    story.of_call(story.placed()[0].id, Refused("no such channel technology"))
    assert story.finishes()[1][0] is Outcome.NOT_PLACED
    assert story.cell.lines.trunks[1].in_use == 0


def test_a_lead_lost_to_another_is_forgotten_without_a_finish():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    story.of_call(story.placed()[0].id, NotWritten())
    assert (story.finishes(), story.calls(), list(story.cell.hopper)) == ({}, [], [])
    assert story.cell.lines.trunks[1].in_use == 0


def test_a_lead_the_database_could_not_take_is_tried_again():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    story.of_call(story.placed()[0].id, NotWritten(still_ours=True))
    story.pass_time(WRITE_AGAIN_S)
    first, again = story.placed()
    assert (first.lead_id, again.lead_id) == (1, 1)
    assert first.id != again.id
    assert story.cell.lines.trunks[1].in_use == 1


def test_a_database_that_takes_nothing_is_not_asked_without_pause_and_the_board_says_so():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    for _ in range(5):
        story.of_call(story.calls()[0].id, NotWritten(still_ours=True))
        story.soon()
        assert (story.calls(), story.cell.why.code) == ([], Idle.STORE_DOWN)
        story.now = story.switchboard.wake_at() or story.now
        story.turn()
    assert story.now == pytest.approx(NOW + 5 * WRITE_AGAIN_S, abs=0.01)
    assert len(story.placed()) == 6


def test_what_never_rang_is_none_of_a_leads_attempts():
    story = Story(a_config(max_attempts=1)).begin(leads=1)
    story.log_in()
    story.of_call(story.placed()[0].id, Refused("no such channel technology"))
    outcome, step = story.finishes()[1]
    assert (outcome, step.state, step.counts) == (Outcome.NOT_PLACED, LeadState.OPEN, False)


def test_a_lead_the_database_could_not_take_goes_back_when_the_campaign_has_stopped():
    story = Story(places=False).begin(leads=1)
    story.log_in()
    story.configure(status=CampaignStatus.PAUSED)
    story.of_call(story.placed()[0].id, NotWritten(still_ours=True))
    assert story.done(ReleaseLeads) == [ReleaseLeads((1,))]


@pytest.mark.parametrize(
    ("past", "wait_s"),
    [
        ((), 60.0),
        ((Outcome.NOT_PLACED,), 120.0),
        ((Outcome.NOT_PLACED,) * 3, 480.0),
        ((Outcome.NOT_PLACED,) * 9, 3840.0),
        ((Outcome.BUSY, Outcome.NOT_PLACED, Outcome.NOT_PLACED), 60.0),
    ],
)
def test_the_wait_grows_while_nothing_can_be_placed_and_is_short_again_after(past, wait_s):
    story = Story()
    story.shelf.append(a_lead(1, attempts=0, history=tuple(a_past(outcome) for outcome in past)))
    story.begin()
    story.log_in()
    story.of_call(story.placed()[0].id, Refused("no such channel technology"))
    outcome, step = story.finishes()[1]
    assert (outcome, step.counts, step.due_at) == (Outcome.NOT_PLACED, False, story.now + wait_s)


def test_a_lead_that_is_claimed_anew_takes_the_place_of_its_old_copy():
    story = Story().begin(leads=3)
    story.log_in()
    [call] = story.placed()
    again = a_lead(2, name="Anew")
    story.take(Stocked(story.config.id, [again], story.zones, None))
    assert [lead.lead_id for lead in story.cell.hopper] == [3, 2]
    assert story.cell.hopper[-1] is again
    assert call.lead_id == 1
