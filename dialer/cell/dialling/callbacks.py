"""Call-backs: the lead is claimed in time and the promised agent held for it; otherwise anyone takes the call.

Each passes the same gate and the same call states as any other call; only its order differs.
"""

from collections.abc import Iterable

from dialer.cell.agents import agent_session
from dialer.cell.agents.agent_screen import lead_body, show, show_not_dialled, show_preview
from dialer.cell.agents.roster import Agent, AgentState, moved
from dialer.cell.cell import Cell, WithdrawnLead
from dialer.cell.dialling.hopper import dials
from dialer.cell.dialling.idle_reasons import NO_PHONE, Because
from dialer.cell.dialling.placement import new_call, no_start, place_for
from dialer.cell.effects import Fetch, ReleaseLeads
from dialer.cell.legal.call_gate import ask
from dialer.compliance.facts import DialMode
from dialer.core.enums import CallbackKind, Withdrawn
from dialer.people.callbacks.model import Alert, Callback, alert_of
from dialer.people.leads.model import ClaimedLead
from pacing.snapshot import Mode

_AT_A_CALL = (AgentState.RESERVED, AgentState.TALKING, AgentState.WRAP_UP)
FETCH_AGAIN_S = 5.0  # how soon an unavailable lead is requested again


def on_bookings(cell: Cell, waiting: Iterable[Callback], *, now: float) -> None:
    """Take in the store's waiting call-backs of the next minutes; those no longer named are over."""
    if not dials(cell):
        return
    cell.bookings.known = {one.id: one for one in waiting if one.campaign_id == cell.campaign.id}
    cell.bookings.told = {one: why for one, why in cell.bookings.told.items() if one in cell.bookings.known}
    for callback_id in [one for one in cell.bookings.leads if one not in cell.bookings.known]:
        cell.effects.append(ReleaseLeads((cell.bookings.leads.pop(callback_id).lead_id,)))
    _let_go_of_agents(cell, now)


def on_fetched(cell: Cell, callback_id: int, lead: ClaimedLead | None) -> None:
    """The lead of a call-back was claimed; None if it could not be."""
    if lead is None:
        return
    cell.bookings.asked_at.pop(callback_id, None)
    if callback_id in cell.bookings.known and dials(cell):
        cell.bookings.leads[callback_id] = lead
    else:
        cell.effects.append(ReleaseLeads((lead.lead_id,)))


def let_go(cell: Cell, *, now: float) -> None:
    """Return call-backs to the store and free the agents held for them: the campaign does not dial."""
    ids = tuple(lead.lead_id for lead in cell.bookings.leads.values())
    cell.bookings.leads.clear()
    cell.bookings.asked_at.clear()
    if ids:
        cell.effects.append(ReleaseLeads(ids))
    cell.bookings.known = {}
    _let_go_of_agents(cell, now)


def serve(cell: Cell, *, now: float) -> None:
    """Do what is due for each call-back."""
    if not cell.bookings.known:
        return
    for callback in sorted(cell.bookings.known.values(), key=lambda one: (one.due_at, one.id)):
        agent_id = _holds(cell, callback, now)
        if agent_id is not None:
            _for_agent(cell, callback, agent_id, now)
        elif now >= callback.due_at and callback.is_for(cell.campaign.callback_fallback, now) is None:
            _for_anyone(cell, callback, now)
    _let_go_of_agents(cell, now)


def tell_who_waits(cell: Cell, why: Because) -> None:
    """Show each agent who asked for a call by hand, once, what keeps the whole cell from dialling it."""
    for callback in cell.bookings.known.values():
        _tell(cell, callback, why)


def _tell(cell: Cell, callback: Callback, why: Because) -> None:
    """Show the agent of a call by hand what keeps it, once; after the present call, if there is one."""
    if callback.kind is not CallbackKind.MANUAL or cell.bookings.told.get(callback.id) == why.code:
        return
    agent, at = _seated(cell, callback)
    if agent is not None and agent.state not in _AT_A_CALL:
        cell.bookings.told[callback.id] = why.code
        show_not_dialled(cell, agent, callback.lead_id, why, at=at)


def _tell_of_phone(cell: Cell, callback: Callback) -> None:
    agent, _ = _seated(cell, callback)
    if agent is not None and agent.leg_kind.stands and not agent.leg_up:
        _tell(cell, callback, Because(NO_PHONE))


def _seated(cell: Cell, callback: Callback) -> tuple[Agent | None, Cell]:
    """The agent of the call-back and the cell where the agent sits: this one, or another of the pool."""
    guests = cell.pool.guests(cell.campaign.id) if cell.pool is not None else ()
    elsewhere = ((agent, at) for agent, at in guests if agent.id == callback.agent_id)
    return next(elsewhere, (cell.roster.get(callback.agent_id), cell))


def _holds(cell: Cell, callback: Callback, now: float) -> int | None:
    """The agent to be kept free for the call-back, if it belongs to one agent and is due soon."""
    near = now >= callback.due_at - cell.campaign.callback_hold_s
    return callback.is_for(cell.campaign.callback_fallback, now) if near else None


def _for_anyone(cell: Cell, callback: Callback, now: float) -> None:
    lead = cell.bookings.leads.pop(callback.id, None)
    if lead is not None:
        booked = sum(one.callback_id is not None for one in cell.hopper)  # call-backs come first, the earliest in front
        cell.hopper.insert(booked, lead)  # before all others, however many there are
        return
    _forget_old_copies(cell, callback)
    if not _under_way(cell, callback):
        _fetch(cell, callback, now)


def _forget_old_copies(cell: Cell, callback: Callback) -> None:
    """Release the hopper's copy of a lead that has been booked since: it is out of date."""
    for lead in [one for one in cell.hopper if one.lead_id == callback.lead_id and one.callback_id != callback.id]:
        cell.hopper.remove(lead)
        cell.effects.append(ReleaseLeads((lead.lead_id,)))


def _for_agent(cell: Cell, callback: Callback, agent_id: int, now: float) -> None:
    agent = cell.roster.get(agent_id) or _guest(cell, agent_id)
    _forget_old_copies(cell, callback)
    if _under_way(cell, callback):
        return
    _tell_of_phone(cell, callback)
    if agent is None:
        return
    lead = cell.bookings.leads.get(callback.id)
    if lead is None:
        _fetch(cell, callback, now)
        return
    if agent.state is AgentState.PREVIEW and _goes_before(cell, agent, callback, now):
        agent_session.settle(cell, agent, now=now)
        agent = cell.roster.get(agent_id) or agent
    held = cell.bookings.held.get(agent_id)
    if not agent.can_take or agent.leaving or held not in (None, callback.id):
        return
    if agent.state is AgentState.READY and now < callback.due_at:
        _hold(cell, agent, callback, lead, now)
    elif agent.state in (AgentState.READY, AgentState.CALL_BACK) and now >= callback.due_at:
        _dial(cell, agent, callback, lead, now)


def _goes_before(cell: Cell, agent: Agent, callback: Callback, now: float) -> bool:
    """Whether the call-back replaces the lead on the agent's screen.

    A call asked for by hand does; so does a promise that is due, which comes before a lead to whom nothing was
    promised.
    """
    if callback.kind is CallbackKind.MANUAL:
        return True
    offered = cell.previews[agent.id]
    if now < callback.due_at or agent.leaving or not agent.can_take or offered.callback_id is not None:
        return False
    cell.told[agent.id] = WithdrawnLead(now, offered.lead_id, Withdrawn.PROMISED)
    return True


def _guest(cell: Cell, agent_id: int) -> Agent | None:
    """Seat the agent here, if idle in another campaign and working for this one too; else None."""
    if cell.pool is None:
        return None
    guests = cell.pool.guests(cell.campaign.id)
    idle = any(agent.id == agent_id and at.roster.is_able(agent_id) for agent, at in guests)
    return cell.pool.move(agent_id, cell) if idle else None


def _hold(cell: Cell, agent: Agent, callback: Callback, lead: ClaimedLead, now: float) -> None:
    """Keep the agent free: the promised call is moments away."""
    cell.bookings.held[agent.id] = callback.id
    cell.roster.put(moved(agent, AgentState.CALL_BACK, now=now))
    body = {"state": AgentState.CALL_BACK, "since": now, "campaign_id": cell.campaign.id}
    body |= {"due_at": callback.due_at, "note": callback.note}
    show(cell, agent.id, {**body, "lead": lead_body(lead)})


def _dial(cell: Cell, agent: Agent, callback: Callback, lead: ClaimedLead, now: float) -> None:
    by_hand = callback.kind is CallbackKind.MANUAL
    ruling = ask(cell, lead, now, agent_reserved=True, by_hand=by_hand)
    if ruling is None:
        if by_hand:  # the agent waits for it: show the refusal at once
            body = {"state": agent.state, "since": agent.since, "refused": {"lead_id": lead.lead_id}}
            show(cell, agent.id, body)
        # Deferred or retired with its call-back: no agent is held for it until the store names it again.
        del cell.bookings.leads[callback.id], cell.bookings.known[callback.id]
        return
    if cell.campaign.policy.mode is Mode.PREVIEW and not by_hand:
        del cell.bookings.leads[callback.id]
        cell.bookings.held.pop(agent.id, None)
        cell.previews[agent.id] = lead
        agent = moved(agent, AgentState.PREVIEW, now=now)
        cell.roster.put(agent)
        show_preview(cell, agent, lead, note=callback.note)
        return
    mode = DialMode.MANUAL if by_hand else DialMode.GUARANTEED
    call = new_call(cell, lead, ruling, for_agent=agent.id, mode=mode, now=now)
    if call is None:  # the agent stays held for it
        _tell(cell, callback, no_start(cell, now))
        return
    del cell.bookings.leads[callback.id]
    cell.bookings.held.pop(agent.id, None)
    place_for(cell, agent, call, now=now)


def _fetch(cell: Cell, callback: Callback, now: float) -> None:
    asked_at = cell.bookings.asked_at.get(callback.id)
    if asked_at is None or now - asked_at >= FETCH_AGAIN_S:
        cell.bookings.asked_at[callback.id] = now
        cell.effects.append(Fetch(callback.id, callback.lead_id))


def _under_way(cell: Cell, callback: Callback) -> bool:
    """Whether its lead is in the hopper, on an agent's screen or in a call already."""
    places = (cell.hopper, cell.promised, cell.previews.values(), cell.leads.values())
    return any(lead.lead_id == callback.lead_id for place in places for lead in place)


def _let_go_of_agents(cell: Cell, now: float) -> None:
    """Free agents held for a call-back that is over, put off or open to anyone, or whose phone is gone."""
    for agent_id, callback_id in list(cell.bookings.held.items()):
        agent, callback = cell.roster.get(agent_id), cell.bookings.known.get(callback_id)
        theirs = callback is not None and _holds(cell, callback, now) == agent_id
        if agent is None or agent.state is not AgentState.CALL_BACK:
            del cell.bookings.held[agent_id]
        elif not theirs or not agent.can_take or agent.leaving:
            del cell.bookings.held[agent_id]
            agent_session.settle(cell, agent, now=now)


def promised(cell: Cell, callback_id: int | None) -> bool:
    """Whether the person was promised a call now: limits on attempts do not prevent a promised call."""
    callback = cell.bookings.known.get(callback_id or 0)
    return callback is not None and callback.kind is CallbackKind.PROMISE


def alerts(cell: Cell, *, now: float) -> list[tuple[Callback, Alert]]:
    """The call-backs that need attention, most urgent first."""
    found = [
        (callback, alert)
        for callback in cell.bookings.known.values()
        if (
            alert := alert_of(callback, agent_here=_here(cell, callback), hold_s=cell.campaign.callback_hold_s, now=now)
        )
        is not None
    ]
    return sorted(found, key=lambda entry: entry[0].deadline_at)


def _here(cell: Cell, callback: Callback) -> bool:
    guests = cell.pool.guests(cell.campaign.id) if cell.pool is not None else ()
    return callback.agent_id in (*(agent.id for agent in cell.roster), *(agent.id for agent, _ in guests))
