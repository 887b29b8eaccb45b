"""The leads that a cell holds ready: claimed ahead of need, released when not needed, gated one by one."""

from collections.abc import Set
from typing import Final

from dialer.cell.cell import Cell, Stock
from dialer.cell.dialling.idle_reasons import Because, Idle
from dialer.cell.effects import Claim, ReleaseLeads
from dialer.cell.legal.call_gate import ask
from dialer.cell.legal.held_lists import books_of
from dialer.cell.trunks.refusal_breaker import Breaker
from dialer.compliance.ruling import Ruling
from dialer.core.enums import CampaignStatus, Outcome
from dialer.people.leads.model import ClaimedLead, next_of

HOPPER_LEAST, HOPPER_MOST, HOPPER_PER_AGENT = 50, 1000, 10
CLAIM_AGAIN_S = 5.0  # how soon an empty list is checked again
_REACHED_NO_PHONE: Final = (Outcome.CONGESTION, Outcome.FAILED, Outcome.NOT_PLACED)


def refill(cell: Cell, now: float) -> Because | None:
    """Claim leads when the hopper runs low; return why if there is nothing to dial at all."""
    cell.openings.look(cell.campaign.rules, cell.stock.zone_keys, now, books=books_of(cell.campaign))
    open_keys = cell.openings.open_keys
    working = cell.staffed
    want = max(HOPPER_LEAST, min(HOPPER_MOST, HOPPER_PER_AGENT * working))
    may_claim = working and not cell.stock.claiming and now >= cell.stock.claim_again_at
    low = len(cell.hopper) <= want // 2
    if may_claim and (low or cell.stock.silent):  # even without an open zone a claim reports the present zones
        cell.stock.claiming = True
        cell.effects.append(Claim(max(want - len(cell.hopper), 1), open_keys))
    if cell.hopper or cell.promised or not working:
        return None  # with no agents, the pacer supplies the reason
    return _nothing_to_dial(cell.stock, open_keys, cell.openings.opens_at, now)


def _nothing_to_dial(stock: Stock, open_keys: tuple[str, ...], opens_at: float | None, now: float) -> Because:
    if stock.silent:
        return Because(Idle.STORE_DOWN)
    if not stock.known or (stock.claiming and open_keys and not stock.dry):
        return Because(Idle.LOADING)
    if not stock.zone_keys:
        return Because(Idle.NO_LEAD)
    if not open_keys:
        return Because(Idle.NO_HOURS) if opens_at is None else Because(Idle.OUT_OF_HOURS, {"opens_at": opens_at})
    if stock.next_due is not None and stock.next_due <= now:
        return Because(Idle.LOADING)  # due by now: the next claim brings it
    if stock.next_due is not None:
        return Because(Idle.LEADS_WAIT, {"next_due": stock.next_due})
    return Because(Idle.NO_LEAD)


def on_stock(
    cell: Cell,
    leads: list[ClaimedLead],
    *,
    zone_keys: tuple[str, ...],
    next_due: float | None,
    now: float,
) -> None:
    """Leads were claimed; also reports what is left in the lists."""
    if cell.stock.stale:
        _give_back(cell, leads, now)
        return
    _forget_old_copies(cell, {lead.lead_id for lead in leads})
    cell.hopper.extend(leads)
    cell.stock.known, cell.stock.claiming, cell.stock.silent = True, False, False
    cell.stock.dry = not leads
    news = set(zone_keys) - set(cell.stock.zone_keys)
    cell.stock.zone_keys, cell.stock.next_due = zone_keys, next_due
    cell.stock.claim_again_at = now if leads or news else now + CLAIM_AGAIN_S
    if not dials(cell):
        empty_hopper(cell)  # stopped while the claim was under way


def _give_back(cell: Cell, leads: list[ClaimedLead], now: float) -> None:
    """Release leads claimed while an order, filter or share was changed: they are claimed again."""
    cell.stock.stale = cell.stock.claiming = False
    cell.stock.claim_again_at = now
    if leads:
        cell.effects.append(ReleaseLeads(tuple(lead.lead_id for lead in leads)))


def _forget_old_copies(cell: Cell, claimed: Set[int]) -> None:
    """Drop our copies of leads claimed again: a change had taken them from us, and the new copies count."""
    for place in (cell.hopper, cell.promised):
        for lead in [lead for lead in place if lead.lead_id in claimed]:
            place.remove(lead)


def dials(cell: Cell) -> bool:
    """Whether the campaign would dial if it could."""
    return cell.campaign.status is CampaignStatus.RUNNING and not cell.draining and not cell.trouble


def on_silence(cell: Cell, *, now: float) -> None:
    """The store did not answer the last claim."""
    cell.stock.claiming, cell.stock.stale, cell.stock.silent = False, False, True
    cell.stock.claim_again_at = now + CLAIM_AGAIN_S


def empty_hopper(cell: Cell) -> None:
    """Release every lead that is not being called."""
    ids = tuple(lead.lead_id for lead in (*cell.promised, *cell.hopper))
    cell.hopper.clear()
    cell.promised.clear()
    cell.stock.dry = False
    if ids:
        cell.effects.append(ReleaseLeads(ids))


def put_back(cell: Cell, lead: ClaimedLead) -> None:
    """Put back a lead that was not dialled: it is next again, if the campaign still dials."""
    if not dials(cell):
        cell.effects.append(ReleaseLeads((lead.lead_id,)))
    elif lead.callback_id is not None:
        cell.bookings.leads[lead.callback_id] = lead
    else:
        cell.hopper.appendleft(lead)


def put_again(cell: Cell, lead: ClaimedLead) -> None:
    """Take in a lead that was claimed again for another trunk: it comes right behind the call-backs."""
    _forget_old_copies(cell, {lead.lead_id})
    if not dials(cell):
        cell.effects.append(ReleaseLeads((lead.lead_id,)))
        return
    booked = sum(one.callback_id is not None for one in cell.hopper)
    cell.hopper.insert(booked, lead)


def next_lead(cell: Cell, now: float, *, agent_reserved: bool = False) -> tuple[ClaimedLead, Ruling] | None:
    """The first lead of the hopper that the gate lets through, with its ruling."""
    _put_trial_first(cell, now)
    while cell.whole.refused is None and (lead := _take_first(cell, now)) is not None:
        ruling = ask(cell, lead, now, agent_reserved=agent_reserved)
        if ruling is not None:
            return lead, ruling
    return None


def _take_first(cell: Cell, now: float) -> ClaimedLead | None:
    """Take the first lead for which there is a way out now; those that a trunk has refused need another one."""
    if not cell.failovers:
        return cell.hopper.popleft() if cell.hopper else None
    for place, lead in enumerate(cell.hopper):
        if _has_way(cell, lead, now):
            del cell.hopper[place]
            return lead
    return None


def _has_way(cell: Cell, lead: ClaimedLead, now: float) -> bool:
    avoiding, phone = cell.refused_by(lead.lead_id, now), next_of(lead.phones, lead.next_phone)
    if not avoiding or phone is None:
        return True
    return cell.lines.best(cell.campaign.trunk_ids, now, avoiding=avoiding, number=phone.number) is not None


def put_hard_behind(cell: Cell) -> None:
    """Put another lead before a hard one while only the agent who had the last one could take it.

    It is the next one's whose turn comes. Without another lead, and for a call-back, nobody waits for that.
    """
    if not cell.hopper or not (first := cell.hopper[0]).is_hard or first.callback_id is not None:
        return
    if not cell.roster.spares_hard():
        return
    other = next((place for place, lead in enumerate(cell.hopper) if not lead.is_hard), None)
    if other is not None:
        lead = cell.hopper[other]
        del cell.hopper[other]
        cell.hopper.appendleft(lead)


def _put_trial_first(cell: Cell, now: float) -> None:
    """If the next call is a trunk's trial, put first the lead whose number would show most of the trunk.

    That is one that was never refused, and best lives elsewhere than the refused ones: the trunk may lack a route for
    some numbers, or for a stretch of the list, which would keep it suspended. A call-back stays first, unless its
    number was refused.
    """
    breaker = cell.lines.trial(cell.campaign.trunk_ids, now)
    if breaker is None or not cell.hopper:
        return
    first = cell.hopper[0]
    if first.callback_id is not None and not _was_refused(breaker, first):
        return
    place, lead = min(enumerate(cell.hopper), key=lambda at: (_was_refused(breaker, at[1]), _is_near(breaker, at[1])))
    del cell.hopper[place]
    cell.hopper.appendleft(lead)


def _was_refused(breaker: Breaker, lead: ClaimedLead) -> bool:
    """Whether an earlier call to the lead's next number came to no phone, as far as it is remembered."""
    phone = next_of(lead.phones, lead.next_phone)
    return (
        phone is None
        or breaker.has_refused(phone.number)
        or any(past.phone_position == phone.position and past.outcome in _REACHED_NO_PHONE for past in lead.history)
    )


def _is_near(breaker: Breaker, lead: ClaimedLead) -> bool:
    phone = next_of(lead.phones, lead.next_phone)
    return phone is not None and breaker.has_refused_near(phone.number)
