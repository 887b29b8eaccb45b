"""What importing rows or claiming leads would do now; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from dialer.core.enums import Becomes
from dialer.imports.rows.batch import Batch, LeadCells, Phones, lead_cells
from dialer.imports.rows.duplicates import DuplicateAction
from dialer.imports.store.batch import Parted, part
from dialer.imports.store.matching import Into, Known, known_leads
from dialer.imports.store.merging import would_merge
from dialer.leads.model import NewLead
from dialer.leads.store.briefing import Briefed
from dialer.leads.store.claim.query import look
from dialer.storage.database import Database
from dialer.storage.digests import Digests
from dialer.suppression.store.lookup import refused_among, scopes_of


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
        """What each of these few rows would become, one after the other."""
        return await self._database.read(_foresee, self._digests, into, leads) if leads else []

    async def claim(self, campaign_id: int, lead_id: int, *, now: float) -> Briefed | None:
        """What a claim at `now` would find for a due lead; None if it could not have it."""
        return await self._database.read(look, self._digests, campaign_id, lead_id, now)


def _foresee(connection: Connection, digests: Digests, into: Into, leads: Sequence[NewLead]) -> list[Foreseen]:
    scopes = scopes_of(into.controller_id, into.campaign_id)
    numbers = {number for lead in leads for number, _ in lead.phones}
    refused = refused_among(connection, digests, numbers, [lead.external_id for lead in leads], scopes)
    batches = [Batch(rows=1, leads=[lead_cells(lead)], phones=[lead.phones], rejected=[]) for lead in leads]
    whole = Batch(
        rows=len(leads), leads=[one.leads[0] for one in batches], phones=[one.phones[0] for one in batches], rejected=[]
    )
    known = known_leads(connection, into, whole)
    found: list[Foreseen] = []
    seen: dict[tuple[LeadCells, Phones], int] = {}
    for place, batch in enumerate(batches):
        # Ids below zero stand for earlier rows.
        parted = part(batch, known, refused, [-1 - place], into.duplicates)
        stopped = sum(number in refused.numbers for number, _ in batch.phones[0])
        earlier = next((seen[lead, phones] for _, lead, phones in parted.known if (lead, phones) in seen), None)
        if earlier is not None:  # a repeated row is a duplicate, whatever became of the first one
            found.append(Foreseen(becomes=Becomes.KNOWN, row=earlier, suppressed=stopped))
        else:
            found.append(_told(connection, into, parted, known, stopped))
        for lead, phones in (*parted.fresh, *((lead, phones) for _, lead, phones in parted.known)):
            seen.setdefault((lead, phones), place)
    return found


def _told(connection: Connection, into: Into, parted: Parted, known: Known, stopped: int) -> Foreseen:
    if parted.suppressed:
        return Foreseen(becomes=Becomes.SUPPRESSED, suppressed=stopped)
    if parted.fresh:
        return Foreseen(becomes=Becomes.ADDED, suppressed=stopped)
    [(there, lead, phones)] = parted.known
    if there < 0:
        becomes = {
            DuplicateAction.SKIP: Becomes.KNOWN,
            DuplicateAction.UPDATE: Becomes.UPDATED,
            DuplicateAction.KEEP: Becomes.ADDED,
        }
        return Foreseen(becomes=becomes[into.duplicates.then], row=-1 - there, suppressed=stopped)
    changes, added = would_merge(connection, into, (there, lead, phones), known.holders)
    becomes_now = Becomes.UPDATED if changes else Becomes.ADDED if added else Becomes.KNOWN
    return Foreseen(becomes=becomes_now, lead_id=None if added else there, suppressed=stopped)
