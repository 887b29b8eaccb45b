"""Calls begin: a lead of the hopper gets a line and an id."""

from dialer.cell.call import Call
from dialer.cell.cell import Cell
from dialer.cell.effects import Place
from dialer.cell.hopper import next_lead, phone_of
from dialer.leads.lead import ClaimedLead


def start(cell: Cell, wanted: int, now: float) -> None:
    """Start up to `wanted` calls: fewer when leads, lines or starts run out."""
    calls: list[Call] = []
    while len(calls) < wanted and (lead := next_lead(cell, now)) is not None:
        call = new_call(cell, lead, for_agent=None, now=now)
        if call is None:
            cell.hopper.appendleft(lead)
            break
        calls.append(call)
    if calls:
        cell.effects.append(Place(tuple(calls)))


def new_call(cell: Cell, lead: ClaimedLead, *, for_agent: int | None, now: float) -> Call | None:
    """Take a line for the lead; None when there is none left."""
    phone = phone_of(lead)
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
        screened=bool(cell.campaign.amd),
        since=now,
        for_agent=for_agent,
    )
    cell.put(call)
    cell.leads[call.id] = lead
    return call
