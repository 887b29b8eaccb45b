"""What importing rows or claiming leads would do now; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from dialer.core.enums import Becomes
from dialer.people.imports.rows.batch import Batch, LeadCells, Phones, lead_cells
from dialer.people.imports.store.batch import part
from dialer.people.imports.store.matching import Into, known_leads
from dialer.people.imports.store.merging import Merged, would_merge
from dialer.people.leads.model import NewLead
from dialer.people.leads.store.briefing import Briefed
from dialer.people.leads.store.claim.due_leads import look
from dialer.people.suppression.store.lookup import refused_among, scopes_of
from dialer.storage.database import Database
from dialer.storage.digests import Digests

_BECOMES: Final = {Merged.LEFT_OUT: Becomes.KNOWN, Merged.CHANGED: Becomes.UPDATED, Merged.ADDED: Becomes.ADDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a row would become: `lead_id` is that of an existing lead, `suppressed` counts its suppressed numbers."""

    becomes: Becomes
    lead_id: int | None = None
    row: int | None = None  # position of an earlier row for the same person
    suppressed: int = 0


class Foreseeing:
    """Dry runs of rows in previews, and of leads before their turn."""

    def __init__(self, database: Database, digests: Digests) -> None:
        self._database, self._digests = database, digests

    async def of(self, into: Into, leads: Sequence[NewLead]) -> list[Foreseen]:
        """What each of these rows would become, as one batch of an import."""
        return await self._database.read(_foresee, self._digests, into, leads) if leads else []

    async def claim(self, campaign_id: int, lead_id: int, *, now: float) -> Briefed | None:
        """What a claim at `now` would find for a due lead; None if it could not have it."""
        return await self._database.read(look, self._digests, campaign_id, lead_id, now)


def _foresee(connection: Connection, digests: Digests, into: Into, leads: Sequence[NewLead]) -> list[Foreseen]:
    scopes = scopes_of(into.company_id, into.campaign_id)
    numbers = {number for lead in leads for number, _ in lead.phones}
    refused = refused_among(connection, digests, numbers, [lead.external_id for lead in leads], scopes)
    batches = [Batch(rows=1, leads=[lead_cells(lead)], phones=[lead.phones], rejected=[]) for lead in leads]
    whole = Batch(
        rows=len(leads), leads=[one.leads[0] for one in batches], phones=[one.phones[0] for one in batches], rejected=[]
    )
    known = known_leads(connection, into, whole)
    # Ids below zero stand for earlier rows.
    parted = [part(one, known, refused, [-1 - place], into.duplicates) for place, one in enumerate(batches)]
    fresh = {-1 - place: one.fresh[0] for place, one in enumerate(parted) if one.fresh}
    rows = {place: one.known[0] for place, one in enumerate(parted) if one.known}
    merged = dict(zip(rows, would_merge(connection, into, [*rows.values()], known.holders, fresh), strict=True))
    found: list[Foreseen] = []
    seen: dict[tuple[LeadCells, Phones], int] = {}
    for place, one in enumerate(parted):
        stopped = sum(number in refused.numbers for number, _ in whole.phones[place])
        if one.known:
            there, lead, phones = one.known[0]
            found.append(_told(there, merged[place], seen.get((lead, phones)), stopped))
        else:
            becomes = Becomes.SUPPRESSED if one.suppressed else Becomes.ADDED
            found.append(Foreseen(becomes=becomes, suppressed=stopped))
        for lead, phones in (*one.fresh, *(row[1:] for row in one.known)):
            seen.setdefault((lead, phones), place)
    return found


def _told(there: int, merged: Merged, same_row: int | None, stopped: int) -> Foreseen:
    """What becomes of a row whose lead is there, or is an earlier row (below zero); or that an earlier row repeats."""
    becomes = _BECOMES[merged]
    if becomes is Becomes.KNOWN and same_row is not None:
        return Foreseen(becomes=becomes, row=same_row, suppressed=stopped)
    if there < 0:
        return Foreseen(becomes=becomes, row=-1 - there, suppressed=stopped)
    return Foreseen(becomes=becomes, lead_id=None if becomes is Becomes.ADDED else there, suppressed=stopped)
