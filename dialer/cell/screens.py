"""What an agent's page shows, as data."""

from typing import Any

from dialer.cell.call import Call
from dialer.cell.cell import Cell
from dialer.cell.effects import Screen
from dialer.cell.roster import Agent, AgentState
from dialer.leads.lead import ClaimedLead


def lead_body(lead: ClaimedLead) -> dict[str, Any]:
    """The lead as the page shows it."""
    return {
        "lead_id": lead.lead_id,
        "name": lead.name,
        "language": lead.language,
        "fields": dict(lead.fields),
        "phones": [{"position": p.position, "number": p.number, "label": p.label} for p in lead.phones],
        "attempts": lead.attempts,
    }


def show_call(cell: Cell, agent_id: int, call: Call, state: str, lead: ClaimedLead | None = None) -> None:
    """Show the call and its lead: `state` is ringing, connecting, talking or wrap_up."""
    body: dict[str, Any] = {"state": state, "attempt_id": call.id, "number": call.number}
    agent = cell.roster.get(agent_id)
    if agent is not None and agent.duties:
        body["duties"] = list(agent.duties)
    lead = lead or cell.leads.get(call.id)
    if lead is not None:
        body["lead"] = lead_body(lead)
    cell.effects.append(Screen(agent_id, body))


def ringing_screen(cell: Cell, call: Call) -> None:
    """The agent a call is placed for sees the lead while it rings."""
    if call.for_agent is not None and call.for_agent in cell.roster:
        show_call(cell, call.for_agent, call, "ringing")


def show_state(cell: Cell, agent: Agent) -> None:
    """Show an agent without a call what the agent's state is."""
    body: dict[str, Any] = {"state": agent.state, "since": agent.since}
    if agent.state is AgentState.PAUSED and agent.pause_reason:
        body["reason"] = agent.pause_reason
    cell.effects.append(Screen(agent.id, body))
