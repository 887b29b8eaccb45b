"""What the pacer is told of a cell, and what it is allowed."""

import math
from dataclasses import replace

import pytest

from dialer.cell.agents.agent_session import on_stage, tick_desk
from dialer.cell.agents.roster import AgentState
from dialer.cell.call.call_handling import call_off, on_call
from dialer.cell.call.state_machine import CallState
from dialer.cell.cell import Cell
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.cell.effects import Finish
from dialer.cell.events import Answered, HungUp, InDialplan, Ringing, Screened, Sent
from dialer.core.enums import AgentWish, Outcome
from pacing.busy_agents import BusyAgent, BusyPhase
from pacing.snapshot import Constraint
from tests.support.cells import NOW, a_call, a_campaign, a_cell, a_lead, an_agent, effects_of

DAY_HOURS = ({"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "20:00"},)
EIGHT_IN_THE_EVENING = NOW + 2 * 3600.0 + 53 * 60.0 + 20.0  # NOW is 17:06:40 in Rome
MIDNIGHT = EIGHT_IN_THE_EVENING + 4 * 3600.0


def stocked(*list_ids: int, **changes: object) -> Cell:
    cell = a_cell(agents=(an_agent(),), **changes)
    cell.hopper.extend(replace(a_lead(at), list_id=list_id) for at, list_id in enumerate(list_ids, start=1))
    return cell


def test_the_lists_of_the_next_leads_are_told_in_their_order():
    assert snapshot(stocked(1, 1, 2, 2, 2, 1), NOW).next_segments == (("1", 2), ("2", 3), ("1", 1))


def test_a_call_is_of_the_list_that_its_lead_came_from():
    cell = a_cell(calls=(a_call(CallState.DIALLING, list_id=7),))
    assert [call.segment for call in snapshot(cell, NOW).calls] == ["7"]


def test_each_list_has_a_hit_rate_of_its_own():
    cell = a_cell()
    for number in range(60):
        call = a_call(id=f"pc-1-{number:032x}", lead_id=number, list_id=1 + number % 2)
        cell.put(call)
        cell.leads[call.id] = a_lead(number)
        cell.lines.hold(call.trunk_id)
        on_call(cell, call.id, Sent(), now=NOW + number)
        if call.list_id == 1:
            on_call(cell, call.id, Answered(), now=NOW + number + 5)
            on_call(cell, call.id, InDialplan(), now=NOW + number + 5)
        on_call(cell, call.id, HungUp(cause=16), now=NOW + number + 6)
    assert cell.learned.rate("1").mean > 0.8
    assert cell.learned.rate("2").mean < 0.2


def test_the_leads_behind_the_hopper_count_while_there_is_a_hopper():
    cell = stocked(1, 1)
    cell.stock.behind = (("1", 500), ("2", 40))
    assert snapshot(cell, NOW).leads_left == 542
    assert snapshot(cell, NOW).leads_to_come == math.inf  # retries, other zones and imports may come yet
    cell.hopper.clear()
    assert snapshot(cell, NOW).leads_left == 0


def test_who_has_a_break_soon_is_told_whether_ready_or_busy():
    ready = an_agent(1, break_at=NOW + 30)
    busy = an_agent(2, AgentState.TALKING, shift_ends_at=NOW + 90, break_at=NOW + 200)
    seen = snapshot(a_cell(agents=(ready, busy)), NOW)
    assert seen.ready_leaving_at == (NOW + 30,)
    assert seen.agents_busy == (BusyAgent(BusyPhase.TALK, NOW, leaving_at=NOW + 90),)


def test_a_break_that_is_over_counts_no_more():
    back = an_agent(1, break_at=NOW - 600, asked_at=NOW - 1)
    assert snapshot(a_cell(agents=(back,)), NOW).ready_leaving_at == ()


def test_a_break_pauses_at_once_and_after_the_call():
    cell = a_cell(agents=(an_agent(1, break_at=NOW + 1), an_agent(2, AgentState.TALKING, shift_ends_at=NOW + 1)))
    tick_desk(cell, now=NOW + 1)
    idle, talking = cell.roster.get(1), cell.roster.get(2)
    assert idle is not None
    assert talking is not None
    assert (idle.state, idle.wish, idle.pause_reason) == (AgentState.PAUSED, AgentWish.PAUSED, "break")
    assert (talking.state, talking.leaving, talking.pause_reason) == (AgentState.TALKING, True, "shift_end")


def test_the_stage_of_a_talk_is_told_until_the_talk_ends():
    cell = a_cell(agents=(an_agent(1, AgentState.TALKING, call_id="pc-1-a"),))
    cell.learned.talk_started("1", NOW)
    on_stage(cell, 1, "pc-1-b", "nearly_done", now=NOW + 8)  # of another call: too late
    assert snapshot(cell, NOW + 9).agents_busy[0].stage == ""
    on_stage(cell, 1, "pc-1-a", "nearly_done", now=NOW + 10)
    on_stage(cell, 1, "pc-1-a", "nearly_done", now=NOW + 20)  # told again: still since the first time
    seen = snapshot(cell, NOW + 21).agents_busy[0]
    assert (seen.stage, seen.stage_since) == ("nearly_done", NOW + 10)
    assert cell.learned.stages.durations("nearly_done") is not None


def test_a_stage_of_the_wrap_up_is_told_to_the_pacer_as_that_and_no_other():
    cell = a_cell(agents=(an_agent(1, AgentState.WRAP_UP, call_id="pc-1-a"),))
    cell.learned.talk_started("1", NOW - 60)
    cell.learned.talk_ended("1", NOW)
    on_stage(cell, 1, "pc-1-a", "order_typed", now=NOW + 10)
    seen = snapshot(cell, NOW + 11).agents_busy[0]
    assert (seen.phase, seen.stage, seen.stage_since) == (BusyPhase.WRAP_UP, "order_typed", NOW + 10)
    assert cell.learned.wrap_up_stages.durations("order_typed") is not None
    assert cell.learned.stages.durations("order_typed") is None


def test_the_policy_knows_how_long_machine_detection_really_takes():
    cell = a_cell(campaign=a_campaign(amd="default"))
    assert policy(cell, NOW).screening_s == 2.0
    for number in range(20):
        call = a_call(id=f"pc-1-{number:032x}", lead_id=number, screened=True)
        cell.put(call)
        cell.leads[call.id] = a_lead(number)
        cell.lines.hold(call.trunk_id)
        on_call(cell, call.id, Sent(), now=NOW)
        on_call(cell, call.id, Ringing(), now=NOW + 1.5)
        on_call(cell, call.id, Answered(), now=NOW + 9)
        on_call(cell, call.id, InDialplan(), now=NOW + 9)
        on_call(cell, call.id, Screened(machine=number % 2 == 0), now=NOW + 12)
    assert policy(cell, NOW).screening_s == pytest.approx(3.0)
    assert cell.delays.set_up_s == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("constraint", "ends_at"),
    [
        (Constraint(name="day", limit=0.03, starts_at=NOW - 3600, ends_at=MIDNIGHT), EIGHT_IN_THE_EVENING),
        (Constraint(name="block", limit=0.03, starts_at=NOW, ends_at=NOW + 30 * 86400), NOW + 30 * 86400),
        (Constraint(name="recent", limit=0.03, window_s=3600), None),
        (Constraint(name="campaign", limit=0.03), None),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_window_ends_with_calling_hours_if_nothing_is_dialled_in_it_after_them(constraint, ends_at):
    campaign = a_campaign(hours=DAY_HOURS)
    cell = a_cell(campaign=replace(campaign, policy=replace(campaign.policy, constraints=(constraint,))))
    cell.openings.look(cell.campaign.rules, ("Europe/Rome",), NOW)
    assert policy(cell, NOW).constraints[0].ends_at == ends_at


def test_a_call_that_we_called_off_is_tried_again_soon_and_counts_for_nothing():
    ringing = a_call(CallState.RINGING, ringing_at=NOW - 20)
    cell = a_cell(calls=(ringing,))
    cell.leads[ringing.id] = replace(a_lead(1), attempts=5)  # of six allowed
    call_off(cell, ringing.id)
    on_call(cell, ringing.id, HungUp(cause=16), now=NOW)
    (finish,) = effects_of(cell, Finish)
    assert isinstance(finish, Finish)
    assert finish.call.outcome is Outcome.CANCELLED
    assert (finish.step.counts, finish.step.state, finish.step.due_at) == (False, "open", NOW + 300.0)
