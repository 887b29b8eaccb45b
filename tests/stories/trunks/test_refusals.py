"""Stories of a carrier that refuses every call: its trunk rests, the next one is taken, and it comes back."""

from dataclasses import replace

import pytest

from dialer.campaigns.model import completed
from dialer.cell.call.state_machine import Call
from dialer.cell.dialling.idle_reasons import Idle
from dialer.cell.effects import Screen, Spare, Warn
from dialer.cell.trunks.refusal_breaker import FIRST_S, Breaker
from dialer.core.enums import CallbackKind, LeadState, Outcome, Then
from dialer.engine.board.board import board
from dialer.engine.engine_events import Config
from dialer.people.leads.model import ClaimedLead, Phone
from dialer.people.leads.rules.retry import RetryRule
from tests.support.cells import NOW, a_config, a_lead, a_past, a_trunk
from tests.support.spoken import in_english, in_italian
from tests.support.story import Story

BOTH = (a_trunk(1), a_trunk(2, name="backup"))


def a_story(**changes: object) -> Story:
    """One agent, many leads, one call at a time."""
    story = Story(a_config(**changes)).begin(leads=60)
    story.log_in()
    return story


def refuse(story: Story, *, most: int = 30) -> list[Call]:
    """The carrier of the first trunk refuses each call; those it refused until none goes out over it any more."""
    refused: list[Call] = []
    while len(refused) < most and (calls := [call for call in story.calls() if call.trunk_id == 1]):
        for call in calls:
            story.now += 0.2
            story.fails(call.id)
            story.hangs_up(call.id, 34, 503)
            refused.append(call)
        story.soon()
    return refused


def rest_of(story: Story) -> Breaker:
    return story.cell.lines.breaker(story.cell.lines.trunks[1])


def suspended(for_s: float, *, others: int = 0) -> Warn:
    says = f"with {others} other channels in use, and is suspended for {for_s:.0f} s: SIP 503"
    return Warn(f"trunk carrier refuses calls of campaign 1, {says}")


def shown(story: Story) -> list[dict[str, object]]:
    return list(board(story.switchboard, leads={}, troubles={}, now=story.now)["trunks"])


def test_the_next_trunk_takes_over_from_one_that_refuses():
    story = a_story(trunks=BOTH)
    assert len(refuse(story)) == 10
    assert [call.trunk_id for call in story.calls()] == [2]


def test_the_first_is_tried_after_its_rest_and_taken_again_once_it_rings():
    story = a_story(mode="ratio", ratio=3.0, trunks=BOTH)
    refuse(story)
    assert {call.trunk_id for call in story.calls()} == {2}
    story.pass_time(FIRST_S)
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.soon()
    over_first = [call for call in story.calls() if call.trunk_id == 1]
    assert (len(over_first), len(story.calls())) == (1, 3)
    story.rings(over_first[0].id)
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.soon()
    assert [call.trunk_id for call in story.calls()] == [1, 1, 1]


def test_without_another_trunk_the_campaign_says_why_and_tries_at_its_time():
    story = a_story()
    refused = refuse(story)
    until = refused and rest_of(story).until
    assert (len(refused), story.cell.why.code) == (10, Idle.TRUNK_RESTS)
    assert story.cell.why.facts == {"trunks": "carrier", "tried_at": until, "cause": "SIP 503"}
    assert story.switchboard.wake_at() == until
    [one] = board(story.switchboard, leads={}, troubles={}, now=story.now)["campaigns"]
    assert "carrier (last cause SIP 503). From 17:06:5" in in_english(one["why"]["text"])
    assert "carrier (ultima causa SIP 503). Dalle 17:06:5" in in_italian(one["why"]["text"])
    assert until is not None
    story.now = until
    story.turn()
    [trial] = story.calls()
    story.pass_time(3.0)
    assert (story.calls(), story.cell.why.code) == ([trial], Idle.TRUNK_RESTS)


def test_a_trial_that_is_refused_makes_the_rest_longer():
    story = a_story()
    refuse(story)
    story.pass_time(FIRST_S + 0.25)
    assert len(refuse(story)) == 1
    story.pass_time(2.0 * FIRST_S - 0.5)
    assert story.calls() == []
    story.pass_time(0.75)
    assert len(story.calls()) == 1


def test_ten_agents_do_not_dial_ten_calls_when_a_rest_is_over():
    story = Story(a_config()).begin(leads=60)
    for agent_id in range(1, 11):
        story.log_in(agent_id)
    assert len(refuse(story)) <= 20
    story.pass_time(FIRST_S + 0.5)
    [trial] = story.calls()
    story.rings(trial.id)
    story.pass_time(0.25)
    assert len(story.calls()) == 10


def test_a_list_of_dead_numbers_rests_no_trunk():
    story = a_story()
    for _ in range(40):
        [call] = story.calls()
        story.hangs_up(call.id, 1, 404)
        story.soon()
    assert len(story.placed()) == 41


def test_what_a_carrier_refuses_one_campaign_does_not_keep_another_from_calling():
    """It may be the number shown, or where the list leads."""
    story = a_story()
    refuse(story)
    autumn = replace(story.config, id=2, name="Autumn")
    both = [story.config, autumn]
    story.take(Config([story.node], [a_trunk()], both, list(story.agents.values()), {}, seen={2: story.seen}))
    assert [len(cell.lines.usable((1,))) for cell in story.switchboard.cells.values()] == [0, 1]
    assert story.switchboard.cells[2].lines.trunks is story.cell.lines.trunks
    [one] = shown(story)
    assert isinstance(one["rest"], dict)
    assert (one["state"], one["rest"]["campaigns"]) == ("resting", ["Spring"])


def test_the_lead_of_a_refused_call_comes_back_as_after_congestion():
    story = a_story()
    [first, *_] = refuse(story)
    outcome, step = story.finishes()[first.lead_id]
    assert (outcome, step.counts, step.due_at - first.placed_at) == (
        Outcome.CONGESTION,
        True,
        pytest.approx(300, abs=1),
    )


def test_a_trunk_that_rests_uses_up_nobodys_attempts():
    """Its trials end as what they were; the lead comes back as after a call that was not placed, later each time."""
    story = Story(a_config(max_attempts=1, rules=completed((RetryRule(on="congestion", then=Then.RETIRE),))))
    story.begin(leads=9)
    refusals = tuple(a_past(Outcome.CONGESTION) for _ in range(3))
    story.shelf += [a_lead(10, history=refusals, attempts=0), a_lead(11)]
    story.log_in()
    *row, last = refuse(story)
    story.pass_time(FIRST_S + 0.25)
    [trial] = refuse(story)
    steps = {call.lead_id: story.finishes()[call.lead_id] for call in (*row, last, trial)}
    assert {(outcome, step.state) for outcome, step in list(steps.values())[:9]} == {
        (Outcome.CONGESTION, LeadState.DONE)
    }
    for lead_id, call, wait_s in ((10, last, 8 * 60.0), (11, trial, 60.0)):
        outcome, step = steps[lead_id]
        assert (outcome, step.state, step.counts) == (Outcome.CONGESTION, LeadState.OPEN, False)
        assert step.due_at - call.placed_at == pytest.approx(wait_s, abs=1.0)


def test_those_whom_it_refused_before_it_was_found_at_fault_have_their_attempt_back():
    story = a_story()
    story.shelf.append(a_lead(99))
    story.book(99, story.now)
    [call] = story.calls()
    story.fails(call.id)
    story.pass_time(2.5)  # Asterisk made no channel: that used up no attempt
    *row, last = refuse(story)
    [spared] = story.done(Spare)
    assert [one.lead_id for one in spared.calls] == [one.lead_id for one in row]
    assert [one.callback_id for one in spared.calls if one.lead_id == 99] == [1]
    assert (len(row), spared.due_at - last.placed_at) == (8, pytest.approx(60.2, abs=0.5))
    story.pass_time(FIRST_S + 0.25)
    refuse(story)
    assert len(story.done(Spare)) == 1


def test_a_promise_that_a_resting_trunk_refuses_is_still_to_be_kept():
    story = a_story()
    story.shelf.append(a_lead(99))
    story.book(99, story.now + 10.0)
    refuse(story)
    story.pass_time(FIRST_S + 0.25)
    refuse(story)
    story.pass_time(2.0 * FIRST_S)
    [trial] = refuse(story)
    assert trial.callback_id is not None
    outcome, step = story.finishes()[99]
    assert (outcome, step.state, step.callback_id) == (Outcome.CONGESTION, LeadState.BOOKED, trial.callback_id)


def test_that_it_rests_and_that_it_is_back_is_told_once():
    story = a_story(trunks=BOTH)
    refuse(story)
    assert story.done(Warn) == [suspended(FIRST_S)]
    story.pass_time(FIRST_S + 0.5)
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.soon()
    refuse(story)
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.pass_time(2.0 * FIRST_S + 0.5)
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.soon()
    [trial] = [call for call in story.calls() if call.trunk_id == 1]
    story.rings(trial.id)
    assert story.done(Warn)[1:] == [suspended(2.0 * FIRST_S), Warn("trunk carrier takes calls of campaign 1 again")]


def test_how_many_calls_the_trunk_carried_as_it_began_to_refuse_is_told_too():
    """A carrier that lets no more through than were bought refuses only those beyond."""
    story = a_story(mode="ratio", ratio=3.0)
    taken = [call.id for call in story.calls()[:2]]
    for call_id in taken:
        story.rings(call_id)
    while not story.done(Warn):
        [one] = [call for call in story.calls() if call.id not in taken]
        story.hangs_up(one.id, 34, 503)
        story.soon()
    assert story.done(Warn) == [suspended(FIRST_S, others=2)]


def elsewhere(lead_id: int, number: str = "+39066982000") -> ClaimedLead:
    return replace(a_lead(lead_id), phones=(Phone(position=0, number=number),))


@pytest.mark.parametrize("mode", ["progressive", "guaranteed"])
def test_who_lives_elsewhere_than_the_refused_tries_the_trunk_first(mode):
    """What is refused may be a stretch of the list to where the trunk has no route."""
    story = Story(a_config(mode=mode))
    story.shelf = [*(a_lead(lead_id) for lead_id in range(1, 31)), elsewhere(31), *(a_lead(n) for n in range(32, 61))]
    story.begin()
    story.log_in()
    assert len(refuse(story)) == 10
    story.pass_time(FIRST_S + 0.25)
    [trial] = story.calls()
    assert trial.lead_id == 31
    story.hangs_up(trial.id, 17, 486)
    story.soon()
    assert [call.lead_id for call in story.calls()] == [11]


def test_where_elsewhere_is_refused_too_the_next_in_order_tries():
    story = Story(a_config())
    story.shelf = [*(a_lead(lead_id) for lead_id in range(1, 31)), elsewhere(31)]
    story.begin()
    story.log_in()
    refuse(story)
    story.pass_time(FIRST_S + 0.25)
    assert [call.lead_id for call in refuse(story)] == [31]
    story.pass_time(2.0 * FIRST_S)
    assert [call.lead_id for call in story.calls()] == [11]


def retried(lead_id: int, number: str) -> ClaimedLead:
    return replace(elsewhere(lead_id, number), history=(a_past(Outcome.CONGESTION),), attempts=1)


def test_who_was_never_refused_tries_the_trunk_before_who_was():
    """Leads that every earlier call of theirs was refused lie at the head of the queue, due again."""
    story = Story(a_config())
    unreached = [retried(100 + n, f"+39{n:02d}6982000") for n in range(10, 40)]
    story.shelf = [*unreached, a_lead(1), *(retried(200 + n, f"+39{n:02d}7982000") for n in range(40, 49))]
    story.begin()
    story.log_in()
    assert len(refuse(story)) == 10
    story.pass_time(FIRST_S + 0.25)
    [trial] = story.calls()
    assert trial.lead_id == 1


def test_a_call_back_whose_number_was_refused_waits_until_another_call_has_tried_the_trunk():
    story = a_story()
    story.shelf.append(retried(99, "+39066982000"))
    story.book(99, story.now + 10.0)
    refuse(story)
    story.pass_time(FIRST_S + 0.25)
    refuse(story)
    story.pass_time(2.0 * FIRST_S)
    [trial] = story.calls()
    assert trial.lead_id != 99
    story.hangs_up(trial.id, 17, 486)
    story.soon()
    assert [call.lead_id for call in story.calls()] == [99]


def test_retries_of_numbers_without_a_route_suspend_nothing_and_use_up_their_attempts():
    """So the list comes to its end."""
    story = Story(a_config(mode="ratio", ratio=1.0))
    gone = [elsewhere(n, f"+3906698{n:04d}") for n in range(1, 21)]
    story.shelf = [lead for n, one in enumerate(gone) for lead in (one, a_lead(100 + n))]
    story.begin()
    story.log_in()
    for _ in range(40):
        [call] = story.calls()
        refused = call.lead_id <= 20
        story.hangs_up(call.id, 34 if refused else 17, 503 if refused else 486)
        story.soon()
    assert story.calls() == []
    story.shelf = [replace(one, history=(a_past(Outcome.CONGESTION),), attempts=1) for one in gone]
    story.pass_time(10.0)
    refused = refuse(story)
    assert (len(refused), rest_of(story).until) == (20, None)
    assert all(step.counts for _, step in (story.finishes()[call.lead_id] for call in refused))


@pytest.mark.parametrize("mode", ["guaranteed", "progressive"])
def test_agents_who_are_reserved_are_free_again_while_the_trunk_rests(mode):
    story = a_story(mode=mode)
    refuse(story)
    assert story.cell.roster.able == 1
    story.pass_time(FIRST_S + 0.5)
    [trial] = story.calls()
    story.answers(trial.id)
    story.joins(trial.id, story.leg())
    assert rest_of(story).until is None


def test_nobody_is_shown_a_lead_that_cannot_be_dialled_and_a_preview_may_try_the_trunk():
    story = a_story(mode="preview")
    for _ in range(10):
        story.command("dial_preview")
        [call] = story.calls()
        story.hangs_up(call.id, 34, 503)
        story.soon()
    assert (story.cell.previews, story.cell.why.code) == ({}, Idle.TRUNK_RESTS)
    story.pass_time(FIRST_S + 0.5)
    story.command("dial_preview")
    [trial] = story.calls()
    story.rings(trial.id)
    assert rest_of(story).until is None


def test_who_wants_a_lead_dialled_while_the_trunk_rests_is_told_so_and_keeps_the_lead():
    story = a_story(mode="preview")
    story.log_in(2)
    offered = story.screen(2)["lead"]["lead_id"]
    for _ in range(10):
        story.command("dial_preview")
        [call] = story.calls()
        story.hangs_up(call.id, 34, 503)
        story.soon()
    story.command("dial_preview", agent_id=2, lead_id=offered)
    screen = story.screen(2)
    assert (screen["state"], screen["lead"]["lead_id"], story.calls()) == ("preview", offered, [])
    assert (screen["not_dialled"]["lead_id"], screen["not_dialled"]["reason"]) == (offered, Idle.TRUNK_RESTS)
    assert "From 17:06:" in in_english(screen["not_dialled"]["text"])
    assert "Dalle 17:06:" in in_italian(screen["not_dialled"]["text"])
    story.pass_time(FIRST_S + 0.5)
    story.command("dial_preview", agent_id=2, lead_id=offered)
    assert [call.lead_id for call in story.calls()] == [offered]


@pytest.mark.parametrize("mode", ["preview", "progressive"])
def test_who_asks_for_a_call_by_hand_while_the_trunk_rests_is_told_so_once(mode):
    story = a_story(mode=mode)
    while story.cell.why.code != Idle.TRUNK_RESTS:
        story.command("dial_preview")
        [call] = story.calls()
        story.hangs_up(call.id, 34, 503)
        story.soon()
    story.shelf.append(a_lead(99))
    story.book(99, story.now, agent_id=1, kind=CallbackKind.MANUAL, deadline_at=story.now + 60.0)
    assert (story.screen()["state"], story.calls()) == ("ready", [])
    assert (story.screen()["not_dialled"]["lead_id"], story.screen()["not_dialled"]["reason"]) == (99, Idle.TRUNK_RESTS)
    told = len(story.done(Screen))
    story.pass_time(5.0)
    assert len(story.done(Screen)) == told
    story.pass_time(FIRST_S)
    for call in story.calls():  # whichever came first has tried the trunk
        story.hangs_up(call.id, 17, 486)
    story.soon()
    assert 99 in [call.lead_id for call in story.placed()]


def test_a_trunk_that_its_admin_has_changed_is_whole():
    story = a_story()
    refuse(story)
    story.configure()
    assert story.calls() == []
    story.configure(trunks=(replace(a_trunk(), dial="PJSIP/0{number}@carrier"),))
    assert len(story.calls()) == 1
    assert rest_of(story).until is None


def test_a_trunk_that_was_down_is_whole_when_it_is_back():
    story = a_story()
    refuse(story)
    story.trunk("Reachable")
    assert story.calls() == []
    story.trunk("Unreachable")
    assert story.cell.why.code == Idle.TRUNK_DOWN
    story.trunk("Reachable")
    assert len(story.calls()) == 1


def test_one_trunk_down_and_the_other_at_rest():
    story = a_story(trunks=BOTH)
    refuse(story)
    story.trunk("Unreachable", name="backup")
    for call in story.calls():
        story.hangs_up(call.id, 17, 486)
    story.soon()
    assert (story.calls(), story.cell.why.code) == ([], Idle.TRUNK_RESTS)
    assert story.cell.why.facts["trunks"] == "carrier, backup"


def test_the_board_shows_that_a_trunk_rests_until_when_and_why():
    story = a_story(trunks=BOTH)
    assert [(one["state"], one["rest"]) for one in shown(story)] == [("unknown", None), ("unknown", None)]
    refuse(story)
    rest = rest_of(story)
    assert NOW < rest.since <= story.now
    facts = {
        "since": rest.since,
        "until": rest.since + FIRST_S,
        "cause": "SIP 503",
        "tried": False,
        "campaigns": ["Spring"],
    }
    assert [(one["state"], one["rest"]) for one in shown(story)] == [("resting", facts), ("unknown", None)]
    story.trunk("Unreachable")
    assert [(one["state"], one["rest"]) for one in shown(story)] == [("down", None), ("unknown", None)]


def test_the_board_shows_a_trial():
    story = a_story()
    refuse(story)
    story.pass_time(FIRST_S + 0.5)
    [one] = shown(story)
    assert one["state"] == "resting"
    assert isinstance(one["rest"], dict)
    assert one["rest"]["tried"] is True
