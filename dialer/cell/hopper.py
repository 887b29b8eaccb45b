"""The leads a cell holds ready: asked for before they are needed, given back when they are not, gated one by one."""

from dialer.cell.cell import Cell, Stock
from dialer.cell.effects import Claim, DeferLead, ReleaseLeads, RetireLead
from dialer.cell.why import Because, Idle
from dialer.compliance.gate import Answer, Contact, Verdict, judge
from dialer.leads.lead import ClaimedLead, Phone
from dialer.words import CampaignStatus

HOPPER_LEAST, HOPPER_MOST, HOPPER_PER_AGENT = 50, 1000, 10
CLAIM_AGAIN_S = 5.0  # how soon an empty list is looked at again


def refill(cell: Cell, now: float) -> Because | None:
    """Ask for leads when the hopper runs low; say why if there is nothing to dial at all."""
    cell.openings.look(cell.campaign.rules, cell.stock.zone_keys, now)
    open_keys = cell.openings.open_keys
    working = cell.staffed
    want = max(HOPPER_LEAST, min(HOPPER_MOST, HOPPER_PER_AGENT * working))
    may_claim = working and not cell.stock.claiming and now >= cell.stock.claim_again_at
    if may_claim and len(cell.hopper) <= want // 2:  # without an open zone it tells which zones there are now
        cell.stock.claiming = True
        cell.effects.append(Claim(want - len(cell.hopper), open_keys))
    if cell.hopper or not working:
        return None  # without an agent the pacer has the words
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
    """Leads have been claimed, or the store says what is left."""
    cell.hopper.extend(leads)
    cell.stock.known, cell.stock.claiming, cell.stock.silent = True, False, False
    cell.stock.dry = not leads
    news = set(zone_keys) - set(cell.stock.zone_keys)
    cell.stock.zone_keys, cell.stock.next_due = zone_keys, next_due
    cell.stock.claim_again_at = now if leads or news else now + CLAIM_AGAIN_S
    if not _dials(cell):
        empty_hopper(cell)  # stopped while the claim was under way


def _dials(cell: Cell) -> bool:
    return cell.campaign.status is CampaignStatus.RUNNING and not cell.draining and not cell.trouble


def on_silence(cell: Cell, *, now: float) -> None:
    """The store did not answer the last claim."""
    cell.stock.claiming, cell.stock.silent = False, True
    cell.stock.claim_again_at = now + CLAIM_AGAIN_S


def empty_hopper(cell: Cell) -> None:
    """Give every lead that is not being called back to its list."""
    ids = tuple(lead.lead_id for lead in cell.hopper)
    cell.hopper.clear()
    cell.stock.dry = False
    if ids:
        cell.effects.append(ReleaseLeads(ids))


def put_back(cell: Cell, lead: ClaimedLead) -> None:
    """The lead was not dialled: it is the next again, if the campaign still dials."""
    if _dials(cell):
        cell.hopper.appendleft(lead)
    else:
        cell.effects.append(ReleaseLeads((lead.lead_id,)))


def phone_of(lead: ClaimedLead) -> Phone | None:
    """The phone to dial next; None for a lead without phones."""
    return next((p for p in lead.phones if p.position == lead.next_phone), lead.phones[0] if lead.phones else None)


def next_lead(cell: Cell, now: float) -> ClaimedLead | None:
    """The first lead of the hopper that the gate lets through."""
    while cell.hopper:
        lead = cell.hopper.popleft()
        if passes(cell, lead, now):
            return lead
    return None


def passes(cell: Cell, lead: ClaimedLead, now: float) -> bool:
    phone = phone_of(lead)
    if phone is None:
        cell.effects.append(RetireLead(lead.lead_id, "no_phone"))
        return False
    promised = bool(lead.history) and lead.history[0].disposition in cell.campaign.promises
    contact = Contact(number=phone.number, zone_key=lead.zone_key, attempts=lead.attempts, promised=promised)
    verdict = judge(contact, cell.campaign.rules, now=now)
    _obey(cell, lead, verdict)
    return verdict.answer is Answer.ALLOW


def _obey(cell: Cell, lead: ClaimedLead, verdict: Verdict) -> None:
    if verdict.answer is Answer.DEFER and verdict.until is not None:
        cell.effects.append(DeferLead(lead.lead_id, verdict.until, verdict.rule))
    elif verdict.answer is Answer.REFUSE:
        cell.effects.append(RetireLead(lead.lead_id, verdict.rule))
