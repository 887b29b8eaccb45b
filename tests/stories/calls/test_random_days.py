"""Days on paper, as chance has them: calls, agents, lost links, audits and restarts in any order break nothing."""

import pytest

from dialer.cell.agents.roster import AgentState
from dialer.cell.call.state_machine import IN_TALK, INTERRUPTED, Call, CallState
from dialer.cell.cell import Cell
from dialer.core.channel_ids import campaign_of
from dialer.core.enums import LeadState
from tests.support.random_day import Day
from tests.support.rings import first_in_gate

STEPS = 900


def check(day: Day) -> None:
    """What must hold after everything that happens."""
    cell = day.cell
    assert cell.lines.node.in_use == len(cell.calls)
    for line in cell.lines.trunks.values():
        assert line.in_use == sum(call.trunk_id == line.id for call in cell.calls.values())
    assert cell.leads.keys() == cell.calls.keys()
    places = (cell.hopper, cell.previews.values(), cell.leads.values(), cell.bookings.leads.values())
    held = [lead.lead_id for place in places for lead in place]
    assert len(held) == len(set(held)), "a lead is in two places"
    at_it = (AgentState.RESERVED, AgentState.TALKING)
    taken = [agent.call_id for agent in cell.roster if agent.state in at_it]
    assert len(taken) == len(set(taken)), "two agents on one call"
    for agent in cell.roster:
        if agent.state in at_it:
            assert agent.call_id in cell.calls, f"{agent} has no living call"
        assert (agent.state is AgentState.PREVIEW) == (agent.id in cell.previews)
        assert (agent.state is AgentState.CALL_BACK) == (agent.id in cell.bookings.held)
        if agent.leg_free:
            assert agent.leg_id is not None
    for call in cell.calls.values():
        check_call(day, cell, call)


def check_call(day: Day, cell: Cell, call: Call) -> None:
    agent = cell.roster.get(call.agent_id)
    if call.state is CallState.CONNECTING:
        assert agent is not None
        assert (agent.state, agent.call_id) == (AgentState.RESERVED, call.id)
    day.states[call.state] += 1
    if call.state in IN_TALK and agent is not None and agent.call_id == call.id:
        assert agent.state is AgentState.TALKING
    elif call.state is CallState.TALKING and agent is not None:
        assert call.id in day.told_to_end or not day.linked, "an agent does not know of the call"


@pytest.mark.parametrize(
    "mode", [{}, {"amd": "2500"}, {"mode": "preview"}, {"mode": "predictive"}, {"mode": "guaranteed"}]
)
@pytest.mark.parametrize("seed", first_in_gate(range(4)))
def test_whatever_happens_nothing_is_lost_or_done_twice(seed, mode):
    day = Day(seed, check, **mode)
    for _ in range(STEPS):
        day.step()
    day.close()
    assert not day.cell.unexpected
    assert mode.get("mode") == "preview" or any(day.states[state] for state in INTERRUPTED)
    assert day.store.ended
    assert day.cell.calls == {}
    assert day.store.live == {}
    assert len(day.cell.roster) == 0
    assert [i for i in day.asterisk.channels if campaign_of(i) is not None] == []
    assert day.asterisk.channels == {}
    assert set(day.store.states.values()) <= {LeadState.OPEN, LeadState.BOOKED, LeadState.DONE}
    assert day.store.called
    assert day.cell.lines.node.in_use == 0
