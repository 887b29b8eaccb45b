"""Calls begin: a lead of the hopper gets a line and an id."""

from dataclasses import replace

from dialer.cell.agents.roster import Agent, AgentState, moved
from dialer.cell.agents.shared_agents import longest_idle
from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.cell.dialling.hopper import next_lead
from dialer.cell.dialling.idle_reasons import Because
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.cell.effects import DeferLead, Place
from dialer.cell.legal.call_gate import ask, mode_now
from dialer.compliance.facts import DialMode
from dialer.compliance.ruling_record import summary
from dialer.compliance.verdict import Answer, Manner, Ruling
from dialer.leads.model import ClaimedLead, next_of
from pacing.progressive import one_to_one
from pacing.snapshot import Mode, Why

PROMISED_MOST = 20  # leads held for a call with an agent reserved before; the others come back later
PROMISED_AGAIN_S = 60.0


def start(cell: Cell, wanted: int, now: float) -> None:
    """Start up to `wanted` calls: fewer when leads, lines or starts run out.

    A lead that the rules want called with an agent reserved waits for one (`start_promised`).
    """
    if mode_now(cell) is Mode.GUARANTEED:
        _start_reserved(cell, wanted, now)
        return
    calls: list[Call] = []
    held = 0  # leads that will have one of the agents for whom these calls are started
    while len(calls) + held < wanted and (allowed := next_lead(cell, now)) is not None:
        lead, ruling = allowed
        if ruling.manner is Manner.PROGRESSIVE:  # of the campaign, not of the lead: as many ring ahead as may
            cell.whole.held = ruling
            cell.hopper.appendleft(lead)
            break
        if ruling.answer is Answer.DEGRADE:
            hold_for_agent(cell, lead, ruling, now)
            held = min(held + 1, cell.able, _may_reserve(cell))
            continue
        call = new_call(cell, lead, ruling, for_agent=None, mode=mode_now(cell), now=now)
        if call is None:
            cell.hopper.appendleft(lead)
            break
        calls.append(call)
    if calls:
        cell.effects.append(Place(tuple(calls)))


def _start_reserved(cell: Cell, wanted: int, now: float) -> None:
    """Start up to `wanted` calls, each for an agent who is reserved for it by name, as the mode promises.

    Who asks for a pause while the phone rings has it after the call, and no other campaign takes the agent meanwhile.
    """
    for _ in range(wanted):
        allowed = next_lead(cell, now, agent_reserved=True)
        if allowed is None:
            return  # before an agent is seated here, who would have nothing to do
        lead, ruling = allowed
        agent = longest_idle(cell, stays_until=_answered_by(cell, now))
        call = new_call(cell, lead, ruling, for_agent=agent.id, mode=Mode.GUARANTEED, now=now) if agent else None
        if agent is None or call is None:
            cell.hopper.appendleft(lead)
            return
        place_for(cell, agent, call, now=now)


def hold_for_agent(cell: Cell, lead: ClaimedLead, ruling: Ruling, now: float) -> None:
    """Keep the lead until an agent is ready who can be reserved for it."""
    if len(cell.promised) < PROMISED_MOST:
        cell.promised.append(lead)
    else:
        cell.effects.append(DeferLead(lead.lead_id, now + PROMISED_AGAIN_S, ruling.rule_id))


def start_promised(cell: Cell, now: float) -> None:
    """Reserve a ready agent for the first lead that needs one, and dial it.

    At most one agent in ten at a time, for calls that ring already count on the others; all where each has its own.
    Where calls are one to one, only an agent on whom no call under way counts, here or in a campaign that shares them.
    """
    left, until = _may_reserve(cell), _answered_by(cell, now)
    while cell.promised and left > 0 and _has_agent_to_spare(cell, now):
        if (agent := longest_idle(cell, stays_until=until, shared=may_take_shared(cell, now))) is None:
            return
        lead = cell.promised.popleft()
        ruling = ask(cell, lead, now, agent_reserved=True)
        if ruling is None:
            continue
        call = new_call(cell, lead, ruling, for_agent=agent.id, mode=Mode.GUARANTEED, now=now)
        if call is None:
            cell.promised.appendleft(lead)
            return
        place_for(cell, agent, call, now=now)
        left -= 1


def _may_reserve(cell: Cell) -> int:
    """How many agents more may be reserved now for leads that need it, if as many are ready; none while people wait."""
    reserved = sum(call.mode == Mode.GUARANTEED and call.agent_joined_at is None for call in cell.calls.values())
    most = cell.staffed if mode_now(cell) is Mode.GUARANTEED else max(1, cell.staffed // 10)
    return 0 if cell.waiting else max(most - reserved, 0)


def _has_agent_to_spare(cell: Cell, now: float) -> bool:
    """Whether one call more has an agent beside those under way. Who dials ahead does not keep one for each."""
    return mode_now(cell).ahead or one_to_one(snapshot(cell, now), policy(cell, now)) > 0


def may_take_shared(cell: Cell, now: float) -> bool:
    """Whether each campaign with agents in common has one left for each of its own calls when it loses one.

    Who dials ahead does not keep one for each.
    """
    if cell.pool is None:
        return True
    return all(mode_now(one).ahead or _spares_one(one, now) for one in cell.pool.partners(cell.campaign.id))


def _spares_one(partner: Cell, now: float) -> bool:
    seen = replace(snapshot(partner, now), rivals=())
    return not (seen.calls or seen.calls_waiting) or one_to_one(seen, policy(partner, now)) > 0


def _answered_by(cell: Cell, now: float) -> float:
    """When a call started now has been answered, if ever: who leaves before must not be reserved for it."""
    policy = cell.campaign.policy
    return now + policy.ring_limit_s + policy.screening_s


def place_for(cell: Cell, agent: Agent, call: Call, *, now: float) -> None:
    """Place a call that is for this agent alone, who is reserved for it."""
    cell.roster.put(moved(agent, AgentState.RESERVED, now=now, call_id=call.id))
    cell.effects.append(Place((call,)))


def no_start(cell: Cell, now: float) -> Because:
    """Why there is no line for a call just now."""
    if cell.lines.free(cell.campaign.trunk_ids) == 0:
        return Because(Why.NO_LINE)
    return Because(Why.OVERLOAD if cell.lines.overloaded(0, now) else Why.STARTS_LIMIT)


def new_call(
    cell: Cell, lead: ClaimedLead, ruling: Ruling, *, for_agent: int | None, mode: Mode | DialMode, now: float
) -> Call | None:
    """Take a line for the lead; None when there is none left."""
    phone = next_of(lead.phones, lead.next_phone)
    line = cell.lines.take(cell.campaign.trunk_ids, now) if phone is not None else None
    if line is None or phone is None:
        return None
    call = Call(
        id=cell.new_call_id(),
        lead_id=lead.lead_id,
        list_id=lead.list_id,
        number=phone.number,
        phone_position=phone.position,
        trunk_id=line.id,
        caller_id=cell.campaign.caller_id,
        screened=bool(cell.campaign.of(lead.country).amd),
        since=now,
        for_agent=for_agent,
        mode=mode.value,
        country=lead.country,
        ruling=summary(ruling, lead.contact.stated if lead.contact is not None else {}),
        known_at=lead.known_at,
        callback_id=lead.callback_id,
    )
    cell.put(call)
    cell.leads[call.id] = lead
    cell.lines.started(line, call.id, now)
    return call
