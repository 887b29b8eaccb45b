"""Preview: the agent sees the lead before it is dialled, and dials it or passes it over."""

from dialer.cell.agents import agent_session
from dialer.cell.agents.agent_choice import longest_idle
from dialer.cell.agents.agent_screen import WITHDRAWN, show_not_dialled, show_preview
from dialer.cell.agents.roster import AgentState, moved
from dialer.cell.cell import Cell, WithdrawnLead
from dialer.cell.dialling.hopper import next_lead, put_hard_behind
from dialer.cell.dialling.idle_reasons import NO_PHONE, Because, Idle
from dialer.cell.dialling.placement import may_take_shared, new_call, no_start, place_for
from dialer.cell.effects import DeferLead
from dialer.cell.legal.call_gate import ask
from dialer.core.enums import Withdrawn
from dialer.i18n.message import Message
from pacing.snapshot import Mode

SKIPPED_FOR_S = 600.0  # a lead skipped in preview comes back after so long


def offer(cell: Cell, wanted: int, now: float) -> int:
    """Show a lead to each of the agents idle longest, wherever they sit, if they can be spared; return how many."""
    for shown in range(wanted):
        put_hard_behind(cell)
        allowed = next_lead(cell, now)
        if allowed is None:
            return shown
        lead, _ = allowed
        shared = may_take_shared(cell, now)
        agent = longest_idle(cell, shared=shared, hard=lead.is_hard, language=lead.language)
        if agent is None:
            cell.hopper.appendleft(lead)
            return shown
        cell.previews[agent.id] = lead
        agent = moved(agent, AgentState.PREVIEW, now=now)
        cell.roster.put(agent)
        show_preview(cell, agent, lead)
    return wanted


def dial_preview(cell: Cell, agent_id: int, *, kept: Because | None, now: float) -> Message | None:
    """Call the lead on the agent's screen; return why it is not called, if so.

    The gate is asked again, since time has passed.

    Without the agent's phone nobody is called, and the offer stays until it is back; also while something keeps the
    whole cell from dialling (`kept`), as a suspended trunk, or no channel is free. The screen says why.
    """
    agent, lead = cell.roster.get(agent_id), cell.previews.get(agent_id)
    if agent is None or lead is None:
        return None
    if cell.stock.silent:  # the gate's answer could not be written, so it would refuse everybody
        kept = kept or Because(Idle.STORE_DOWN)
    if not agent.can_take:
        kept = kept or Because(NO_PHONE)
    if kept is not None:
        return show_not_dialled(cell, agent, lead.lead_id, kept)
    del cell.previews[agent_id]
    ruling = ask(cell, lead, now, agent_reserved=True)
    if ruling is None:
        cell.told[agent_id] = WithdrawnLead(now, lead.lead_id, Withdrawn.REFUSED)
        agent_session.settle(cell, agent, now=now)
        return WITHDRAWN[Withdrawn.REFUSED]
    call = new_call(cell, lead, ruling, for_agent=agent_id, mode=Mode.PREVIEW, now=now)
    if call is None:
        cell.previews[agent_id] = lead
        return show_not_dialled(cell, agent, lead.lead_id, no_start(cell, now))
    place_for(cell, agent, call, now=now)
    return None


def skip_preview(cell: Cell, agent_id: int, *, now: float) -> None:
    """The agent skips the lead on offer; it comes back later."""
    agent, lead = cell.roster.get(agent_id), cell.previews.pop(agent_id, None)
    if agent is not None and lead is not None:
        cell.effects.append(DeferLead(lead.lead_id, now + SKIPPED_FOR_S, "skipped"))
        agent_session.settle(cell, agent, now=now)


def withdraw_offers(cell: Cell, *, now: float) -> None:
    """Take every lead off agents' screens: the campaign has stopped dialling."""
    for agent_id in list(cell.previews):
        agent = cell.roster.get(agent_id)
        if agent is not None:
            agent_session.settle(cell, agent, now=now)
