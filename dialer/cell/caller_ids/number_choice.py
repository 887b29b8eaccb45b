"""Which number of its pool a call shows: the law first, then the person's area, then whose turn it is.

A number that the law does not let be shown on the trunk is never chosen; if none may be, the gate asks about the first
of them, so that the lead waits for the rule's own reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from dialer.cell.cell import Cell
from dialer.cell.legal.shown_numbers import is_lawful
from dialer.people.leads.model import ClaimedLead
from dialer.telephony.caller_ids.model import CallerIdPool, PoolNumber, PoolWait


@dataclass(frozen=True, slots=True)
class NoNumber:
    """No number of the pool may be shown now, and why; `until` is when one may again, if that is known."""

    why: PoolWait
    until: float | None


def shown_number(cell: Cell, lead: ClaimedLead, called: str, trunk_id: int, now: float) -> str | NoNumber:
    """The number that a call to `called` (E.164) over the trunk shows; empty if the carrier decides."""
    pool = cell.campaign.caller_id_pool
    if pool is None:
        return cell.campaign.caller_id
    chosen = _choose(cell, pool, lead, called, trunk_id, now)
    return chosen.number if isinstance(chosen, PoolNumber) else chosen


def _choose(
    cell: Cell, pool: CallerIdPool, lead: ClaimedLead, called: str, trunk_id: int, now: float
) -> PoolNumber | NoNumber:
    groups = list(cell.campaign.presence.groups(called))
    if not groups:
        return NoNumber(PoolWait.EMPTY, None)
    lawful = lawful_numbers(cell, trunk_id, lead.country, now)
    if pool.keeps_number and (last := _last_shown(lead)) is not None and last in lawful:
        known = next((one for group in groups for one in group if one.number == last), None)
        if known is not None and _waits_until(cell, known, now) is None:
            return known
    for group in groups:
        for one in sorted(group, key=lambda number: cell.number_uses.turn(number.number)):
            if one.number in lawful and _waits_until(cell, one, now) is None:
                return one
    kept = [one for group in groups for one in group if one.number in lawful]
    return _no_number(cell, kept, now) if kept else groups[0][0]  # for the gate, which refuses it


def lawful_numbers(cell: Cell, trunk_id: int, country: str, now: float) -> frozenset[str]:
    """The numbers of the pool that may be shown over the trunk to people called in the country.

    Kept until the campaign is looked at again, a minute at most; the gate asks about the chosen one at the instant.
    """
    key = (trunk_id, country)
    if (known := cell.whole.lawful_numbers.get(key)) is None:
        campaign = cell.campaign
        book = campaign.books.book(country) if campaign.books is not None else None
        known = frozenset(
            one.number for one in campaign.presence.numbers if is_lawful(campaign, book, trunk_id, one, now)
        )
        cell.whole.lawful_numbers[key] = known
    return known


def _last_shown(lead: ClaimedLead) -> str | None:
    return next((past.caller_id for past in lead.history if past.caller_id), None)


def _waits_until(cell: Cell, one: PoolNumber, now: float) -> float | None:
    """Until when the number is over a cap or rests; None if it may be shown."""
    rests = one.rests_until if one.rests_until is not None and one.rests_until > now else None
    full = cell.number_uses.full_until(one, now)
    return max((at for at in (rests, full) if at is not None), default=None)


def _no_number(cell: Cell, kept: Iterable[PoolNumber], now: float) -> NoNumber:
    """That all of these are over a cap or rest."""
    numbers = list(kept)
    rest = all(one.rests_until is not None and one.rests_until > now for one in numbers)
    waits = (_waits_until(cell, one, now) for one in numbers)
    return NoNumber(PoolWait.REST if rest else PoolWait.FULL, min((at for at in waits if at is not None), default=None))


def pool_wait(cell: Cell, now: float) -> NoNumber | None:
    """Why no number of the campaign's pool can be shown to anybody now; None if one can, or there is no pool.

    If the law lets none be shown, the rules say why, of the campaign or of each lead.
    """
    campaign = cell.campaign
    if campaign.caller_id_pool is None:
        return None
    if not campaign.presence.numbers:
        return NoNumber(PoolWait.EMPTY, None)
    ways = [(trunk_id, country) for trunk_id in campaign.trunk_ids for country in campaign.seen.countries]
    kept = []
    for one in campaign.presence.numbers:
        if any(one.number in lawful_numbers(cell, *way, now) for way in ways):
            if _waits_until(cell, one, now) is None:
                return None
            kept.append(one)
    return _no_number(cell, kept, now) if kept else None
