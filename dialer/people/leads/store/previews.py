"""Leads that agents preview: whether they may still be called."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from dialer.core.enums import Withdrawn
from dialer.people.leads.rules.preview_offer import Offer
from dialer.people.leads.store.claim.claims import AS_IT_STANDS
from dialer.people.leads.store.erasure import EMPTIED
from dialer.people.leads.store.transitions import SUPPRESSED
from dialer.people.suppression.store.lookup import people_among, refusals_of, scopes_of, with_a_number_left
from dialer.storage.digests import Digests
from dialer.storage.schema import LEAD


def withdrawn(connection: Connection, digests: Digests, shown: Sequence[Offer]) -> dict[int, Withdrawn]:
    """Those of the leads that may no longer be called, by id, and why."""
    found = connection.execute(AS_IT_STANDS.where(LEAD.c.id.in_([one.lead_id for one in shown])))
    rows = {row.id: row for row in found}
    refusals = refusals_of(connection, digests, {one.number for one in shown})
    gone = {}
    for one in shown:
        row, scopes = rows.get(one.lead_id), scopes_of(one.company_id, one.campaign_id)
        at_number = any(scope in scopes for scope, _ in refusals.get(one.number, ()))
        if row is not None and people_among(connection, digests, [row.external_id], scopes):
            gone[one.lead_id] = Withdrawn.SUPPRESSED
        elif at_number:  # by another person: if the lead has a number left, it is claimed again for that one
            left = with_a_number_left(connection, digests, {one.lead_id: scopes})
            gone[one.lead_id] = Withdrawn.CHANGED if left else Withdrawn.SUPPRESSED
        elif (why := _moved_on(one, row)) is not None:
            gone[one.lead_id] = why
    return gone


def _moved_on(shown: Offer, row: Any) -> Withdrawn | None:
    """Why the owner no longer holds the lead; None if it does."""
    if row is None or row.done_reason in EMPTIED:
        return Withdrawn.ERASED
    if row.done_reason == SUPPRESSED:
        return Withdrawn.SUPPRESSED
    return None if row.holder == shown.owner else Withdrawn.CHANGED
