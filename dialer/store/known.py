"""Which leads the rows of an import are already, told by their numbers and external ids."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from dialer.leads.batch import Batch
from dialer.leads.duplicates import By, Scope
from dialer.store.bulk import ask_many

if TYPE_CHECKING:
    from dialer.store.loading import Into

_WITHIN: Final = {
    Scope.FILE: "l.list_id = :list_id AND l.import_id = :import_id",
    Scope.LIST: "l.list_id = :list_id",
    Scope.CAMPAIGN: "(l.list_id = :list_id OR ll.campaign_id = :campaign_id)",
    Scope.CONTROLLER: "ll.controller_id = :controller_id",
}
# CROSS JOIN keeps SQLite to this order: from the number to its lead.
_BY_NUMBER: Final = (
    "SELECT min(l.id) FROM lead_phone AS p CROSS JOIN lead AS l CROSS JOIN lead_list AS ll "
    "WHERE p.number = wanted.asked AND l.id = p.lead_id AND ll.id = l.list_id AND "
)
_BY_EXTERNAL_ID: Final = (
    "SELECT min(l.id) FROM lead_list AS ll CROSS JOIN lead AS l "
    "WHERE l.list_id = ll.id AND l.external_id = wanted.asked AND "
)
_IN_LIST: Final = "SELECT l.id FROM lead AS l WHERE l.list_id = :list_id AND l.external_id = wanted.asked"


@dataclass(slots=True)
class Known:
    """Lead ids; the oldest where several have the same."""

    by_number: dict[str, int] = field(default_factory=dict)
    by_external_id: dict[str, int] = field(default_factory=dict)


def known_leads(connection: Connection, into: "Into", batch: Batch) -> Known:
    """Look a batch's numbers and external ids up."""
    known, rule = Known(), into.duplicates
    facts = {"list_id": into.list_id, "import_id": into.import_id}
    if rule.scope in (Scope.CAMPAIGN, Scope.CONTROLLER):
        facts |= {"campaign_id": into.campaign_id, "controller_id": into.controller_id}  # type: ignore[dict-item]
    within = _WITHIN[rule.scope]
    facts = {name: value for name, value in facts.items() if f":{name}" in within}
    if By.ANY_PHONE in rule.by:
        numbers = [number for phones in batch.phones for number, _ in phones]
        known.by_number = dict(ask_many(connection, _BY_NUMBER + within, numbers, facts))
    elif By.PHONE in rule.by:
        numbers = [phones[0][0] for phones in batch.phones]
        known.by_number = dict(ask_many(connection, f"{_BY_NUMBER}p.position = 0 AND {within}", numbers, facts))
    external_ids = [lead[0] for lead in batch.leads if lead[0] is not None]
    if By.EXTERNAL_ID in rule.by and rule.scope in (Scope.CAMPAIGN, Scope.CONTROLLER):
        known.by_external_id = dict(ask_many(connection, _BY_EXTERNAL_ID + within, external_ids, facts))
    known.by_external_id |= dict(ask_many(connection, _IN_LIST, external_ids, {"list_id": into.list_id}))
    return known
