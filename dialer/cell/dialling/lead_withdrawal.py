"""Takes leads that must not be called any more off agents' screens at once, and says why.

An agent must not go on reading the record of a person who has just opted out, or whose data was erased.
"""

from collections.abc import Iterable, Mapping

from dialer.cell.agents import agent_session
from dialer.cell.cell import Cell, WithdrawnLead
from dialer.cell.effects import ReleaseLeads, RetireLead
from dialer.core.enums import Withdrawn
from dialer.people.leads.model import ClaimedLead, next_of
from dialer.people.leads.rules.preview_offer import Offer


def offers(cells: Iterable[Cell], owners: Mapping[int, str]) -> list[Offer]:
    """The leads that agents look at before dialling; `owners` are those of the claims, by node."""
    return [one for cell in cells for one in _offers(cell, owners.get(cell.campaign.node_id, ""))]


def _offers(cell: Cell, owner: str) -> list[Offer]:
    held = (cell.bookings.leads.get(callback_id) for callback_id in cell.bookings.held.values())
    shown = [*cell.previews.values(), *(lead for lead in held if lead is not None)]
    return [
        Offer(
            lead_id=lead.lead_id,
            number=phone.number if (phone := next_of(lead.phones, lead.next_phone)) is not None else "",
            campaign_id=cell.campaign.id,
            company_id=cell.campaign.company_id,
            owner=owner,
        )
        for lead in shown
    ]


def withdraw(cell: Cell, gone: Mapping[int, Withdrawn], *, now: float) -> None:
    """Take these leads off the screens, and let the agents continue with the next."""
    for agent_id, lead in list(cell.previews.items()):
        if lead.lead_id in gone:
            del cell.previews[agent_id]
            _take_off(cell, agent_id, lead, gone[lead.lead_id], now)
    for agent_id, callback_id in list(cell.bookings.held.items()):
        held = cell.bookings.leads.get(callback_id)
        if held is not None and held.lead_id in gone:
            del cell.bookings.held[agent_id], cell.bookings.leads[callback_id]
            cell.bookings.known.pop(callback_id, None)
            _take_off(cell, agent_id, held, gone[held.lead_id], now)


def _take_off(cell: Cell, agent_id: int, lead: ClaimedLead, why: Withdrawn, now: float) -> None:
    suppressed = why is Withdrawn.SUPPRESSED
    cell.effects.append(RetireLead(lead.lead_id, why.value) if suppressed else ReleaseLeads((lead.lead_id,)))
    cell.told[agent_id] = WithdrawnLead(now, lead.lead_id, why)
    agent = cell.roster.get(agent_id)
    if agent is not None:
        agent_session.settle(cell, agent, now=now)
