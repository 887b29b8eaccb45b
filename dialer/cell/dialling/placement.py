"""Starts calls: a lead of the hopper gets a trunk and an id."""

from dataclasses import replace

from dialer.cell.agents.agent_choice import longest_idle
from dialer.cell.agents.roster import Agent, AgentState, moved
from dialer.cell.call.state_machine import Call
from dialer.cell.caller_ids.number_choice import NoNumber, shown_number
from dialer.cell.cell import Cell
from dialer.cell.dialling.hopper import next_lead, put_hard_behind
from dialer.cell.dialling.idle_reasons import Because
from dialer.cell.dialling.pacing_snapshot import policy, snapshot
from dialer.cell.effects import DeferLead, Place
from dialer.cell.legal.call_gate import ask, mode_now
from dialer.compliance.facts import DialMode
from dialer.compliance.ruling import Answer, Manner, Ruling
from dialer.compliance.ruling_record import summary
from dialer.people.leads.model import ClaimedLead, next_of
from pacing.progressive import one_to_one
from pacing.snapshot import Mode, Why

PROMISED_MOST = 20  # leads waiting for an agent to be reserved; further ones are deferred
PROMISED_AGAIN_S = 60.0


def start(cell: Cell, wanted: int, now: float) -> None:
    """Start up to `wanted` calls: fewer when leads, channels or starts run out.

    A lead that by the rules needs a reserved agent waits for one (`start_promised`).
    """
    if mode_now(cell) is Mode.GUARANTEED:
        _start_reserved(cell, wanted, now)
        return
    calls: list[Call] = []
    held = 0  # leads that will take one of the agents for whom these calls are started
    while len(calls) + held < wanted and (allowed := next_lead(cell, now)) is not None:
        lead, ruling = allowed
        # The ruling is on the campaign, not the lead: as many calls ring ahead as may.
        if ruling.manner is Manner.PROGRESSIVE:
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
    """Start up to `wanted` calls, each for an agent reserved by name, as the mode promises.

    A pause asked for while the phone rings begins after the call, and no other campaign takes the agent meanwhile.
    """
    for _ in range(wanted):
        put_hard_behind(cell)
        allowed = next_lead(cell, now, agent_reserved=True)
        if allowed is None:
            return  # before an agent is seated here without a call to take
        lead, ruling = allowed
        until = _answered_by(cell, now)
        agent = longest_idle(cell, stays_until=until, hard=lead.is_hard, language=lead.language)
        call = new_call(cell, lead, ruling, for_agent=agent.id, mode=Mode.GUARANTEED, now=now) if agent else None
        if agent is None or call is None:
            cell.hopper.appendleft(lead)
            return
        place_for(cell, agent, call, now=now)


def hold_for_agent(cell: Cell, lead: ClaimedLead, ruling: Ruling, now: float) -> None:
    """Keep the lead until a ready agent can be reserved for it."""
    if len(cell.promised) < PROMISED_MOST:
        cell.promised.append(lead)
    else:
        cell.effects.append(DeferLead(lead.lead_id, now + PROMISED_AGAIN_S, ruling.rule_id))


def start_promised(cell: Cell, now: float) -> None:
    """Reserve a ready agent for the first lead that needs one, and dial it.

    At most one agent in ten at a time, since ringing calls count on the others; all where each call has its own agent.
    In one-to-one modes, only an agent on whom no call under way counts, here or in a campaign with shared agents.
    """
    if not cell.promised:
        return  # nearly always: what follows looks at every call
    left, until = _may_reserve(cell), _answered_by(cell, now)
    while cell.promised and left > 0 and _has_agent_to_spare(cell, now):
        lead, shared = cell.promised[0], may_take_shared(cell, now)
        agent = longest_idle(cell, stays_until=until, shared=shared, hard=lead.is_hard, language=lead.language)
        if agent is None:
            return
        cell.promised.popleft()
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
    """How many more agents may be reserved now for such leads, if as many are ready; none while people wait."""
    reserved = sum(call.mode == Mode.GUARANTEED and call.agent_joined_at is None for call in cell.calls.values())
    most = cell.staffed if mode_now(cell) is Mode.GUARANTEED else max(1, cell.staffed // 10)
    return 0 if cell.waiting else max(most - reserved, 0)


def _has_agent_to_spare(cell: Cell, now: float) -> bool:
    """Whether one more call has an agent beside those under way. Modes that dial ahead need not have one each."""
    return mode_now(cell).ahead or one_to_one(snapshot(cell, now), policy(cell, now)) > 0


def may_take_shared(cell: Cell, now: float) -> bool:
    """Whether each campaign with shared agents keeps an agent per call of its own when it loses one.

    Modes that dial ahead do not need one agent per call.
    """
    if cell.pool is None:
        return True
    return all(mode_now(one).ahead or _spares_one(one, now) for one in cell.pool.partners(cell.campaign.id))


def _spares_one(partner: Cell, now: float) -> bool:
    seen = replace(snapshot(partner, now), rivals=())
    return not (seen.calls or seen.calls_waiting) or one_to_one(seen, policy(partner, now)) > 0


def _answered_by(cell: Cell, now: float) -> float:
    """The latest answer of a call started now: agents who leave before then must not be reserved for it."""
    policy = cell.campaign.policy
    return now + policy.ring_limit_s + policy.screening_s


def place_for(cell: Cell, agent: Agent, call: Call, *, now: float) -> None:
    """Place a call for this agent alone, and reserve the agent."""
    cell.roster.put(moved(agent, AgentState.RESERVED, now=now, call_id=call.id))
    cell.effects.append(Place((call,)))


def no_start(cell: Cell, now: float) -> Because:
    """Why no call can start just now."""
    if cell.lines.free(cell.campaign.trunk_ids) == 0:
        return Because(Why.NO_LINE)
    return Because(Why.OVERLOAD if cell.lines.overloaded(0, now) else Why.STARTS_LIMIT)


def new_call(
    cell: Cell, lead: ClaimedLead, ruling: Ruling, *, for_agent: int | None, mode: Mode | DialMode, now: float
) -> Call | None:
    """Take a channel for the lead's call; None when there is none left."""
    phone = next_of(lead.phones, lead.next_phone)
    if phone is None:
        return None
    trunk_ids, refused = cell.campaign.trunk_ids, cell.refused_by(lead.lead_id, now)
    best = cell.lines.best(trunk_ids, now, avoiding=refused, number=phone.number)
    # The same choice as the gate's, whose ruling is on this number over this trunk.
    shown = "" if best is None else shown_number(cell, lead, phone.number, best.id, now)
    if best is None or isinstance(shown, NoNumber):
        return None
    line = cell.lines.take(trunk_ids, now, avoiding=refused, number=phone.number)
    if line is None:
        return None
    call = Call(
        id=cell.new_call_id(),
        lead_id=lead.lead_id,
        list_id=lead.list_id,
        number=phone.number,
        phone_position=phone.position,
        trunk_id=line.id,
        caller_id=shown,
        screened=bool(cell.campaign.of(lead.country).amd),
        language=lead.language,
        introduces=cell.campaign.of(lead.country).introduces,
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
    if shown:
        cell.number_uses.of(shown).started(now)
    return call
