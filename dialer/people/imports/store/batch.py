"""A batch of an import, in one transaction: new and changed leads, rejected rows, counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from dialer.core.enums import LeadState
from dialer.numbers.kinds import KINDS
from dialer.people.imports.counts import COUNTS, ImportCounts
from dialer.people.imports.rows.batch import PRIORITY, ZONE_KEY, Batch, LeadCells, Phones
from dialer.people.imports.rows.duplicates import By, Duplicates
from dialer.people.imports.store.imports import is_loaded_by, note_rulings, reject
from dialer.people.imports.store.matching import Into, Known, known_leads
from dialer.people.imports.store.merging import merge_leads
from dialer.people.leads.store.claim.shelves import put_on_shelves
from dialer.people.suppression.store.lookup import NOBODY, Refused, scopes_of
from dialer.people.suppression.store.write_lock import PERSON
from dialer.storage.bulk import copy_rows, new_ids, rows_among
from dialer.storage.digests import Digests
from dialer.storage.integrity import hold_list
from dialer.storage.schema import IMPORT, LEAD, LEAD_PHONE, SUPPRESSION
from dialer.storage.sql import is_postgres
from dialer.storage.throttle import is_dialling

_LEAD_COLUMNS: Final = (
    "external_id", "name", "language", "fields", "zone_key", "priority", "due_at", "notes", "postcode", "owner",
    "consent",
)  # fmt: skip
_FRESH: Final[dict[str, str | float]] = {
    "state": LeadState.OPEN.value,
    "attempts": 0,
    "next_phone": 0,
    "done_reason": "",
}
_COUNT: Final = (
    update(IMPORT)
    .where(IMPORT.c.id == bindparam("import"), is_loaded_by(bindparam("by")))
    .values({name: IMPORT.c[name] + bindparam(f"more_{name}") for name in COUNTS})
    .values(rows_per_s=bindparam("rate"))
)
_SUPPRESSED: Final = (
    select(SUPPRESSION.c.digest, SUPPRESSION.c.of_what, SUPPRESSION.c.holder_known)
    .where(SUPPRESSION.c.scope.in_(bindparam("scopes", expanding=True)))
    .limit(bindparam("most"))
)
_PEOPLE: Final = (
    select(SUPPRESSION.c.digest)
    .where(SUPPRESSION.c.scope.in_(bindparam("scopes", expanding=True)), SUPPRESSION.c.of_what == PERSON)
    .limit(1)
)
# With fewer rows of a batch for each suppression, rows are looked up instead of fetching all suppressions.
FEW: Final = 8


class ImportStopped(Exception):  # noqa: N818 - reads as what it is
    """The import no longer runs, or not here: it was cancelled, or another process took it over."""


@dataclass(slots=True, kw_only=True)
class Loaded(ImportCounts):
    """The result of a batch."""

    dialling: bool = False  # whether any campaign runs


@dataclass(slots=True)
class Parted:
    """The rows of a batch in two groups: `fresh` ones with the position of their id, the others with their lead's."""

    fresh: list[tuple[LeadCells, Phones]] = field(default_factory=list)
    known: list[tuple[int, LeadCells, Phones]] = field(default_factory=list)
    suppressed: int = 0


def load_batch(connection: Connection, digests: Digests, into: Into, batch: Batch, rows_per_s: float = 0.0) -> Loaded:
    """Write a batch of rows. Raises ImportStopped, with nothing written, if the import was cancelled or taken over.

    `rows_per_s` is the import's speed so far, stored for display.
    """
    hold_list(connection, into.list_id)
    refused = _suppressed(connection, digests, into, batch)
    known = known_leads(connection, into, batch)
    ids = new_ids(connection, LEAD, len(batch.leads))
    parted = part(batch, known, refused, ids, into.duplicates)
    _insert(connection, into, parted.fresh, ids)
    done = Loaded(rows=batch.rows, loaded=len(parted.fresh), suppressed=parted.suppressed, unfit=batch.unfit)
    done.rejected = len(batch.rejected)
    for kind in KINDS:
        setattr(done, kind, batch.kinds[kind])
    done.updated, again = merge_leads(connection, into, parted.known, known.holders)
    if again:
        _insert(connection, into, again, new_ids(connection, LEAD, len(again)))
    done.loaded += len(again)
    done.duplicates = len(parted.known) - done.updated - len(again)
    reject(connection, into.import_id, batch.rejected)
    ruled = [replace(into.objection, rows=done.suppressed)] if into.objection and done.suppressed else []
    note_rulings(connection, into.import_id, [*batch.ruled, *ruled])
    facts = {"import": into.import_id, "by": into.owner, "rate": rows_per_s}
    facts |= {f"more_{name}": getattr(done, name) for name in COUNTS}
    if not connection.execute(_COUNT, facts).rowcount:
        raise ImportStopped
    done.dialling = is_dialling(connection)
    return done


def _suppressed(connection: Connection, digests: Digests, into: Into, batch: Batch) -> Refused:
    """The suppressed numbers and people of this batch. If few are suppressed, all suppressions are fetched."""
    scopes = scopes_of(into.company_id, into.campaign_id)
    few = len(batch.leads) // FEW + 1
    there = connection.execute(_SUPPRESSED, {"scopes": scopes, "most": few + 1}).all()
    if not there:
        return NOBODY
    numbers = [number for phones in batch.phones for number, _ in phones]
    hashed = dict(zip(batch.digests or digests.many(numbers), numbers, strict=True))
    is_all = len(there) <= few
    people: dict[str, str] = {}
    if not is_all or any(row.of_what == PERSON for row in there):
        people = _people(connection, digests, scopes, batch)
    found = there if is_all else _among(connection, scopes, [*hashed, *people])
    return Refused(
        numbers={hashed[row.digest] for row in found if row.digest in hashed},
        holders={hashed[row.digest] for row in found if row.holder_known and row.digest in hashed},
        people={people[row.digest] for row in found if row.digest in people},
    )


def _people(connection: Connection, digests: Digests, scopes: Sequence[str], batch: Batch) -> dict[str, str]:
    """The batch's external ids by their hashes; empty if no person is suppressed, since hashing takes time."""
    if connection.execute(_PEOPLE, {"scopes": scopes}).first() is None:
        return {}
    external_ids = [lead[0] for lead in batch.leads if lead[0] is not None]
    return dict(zip(digests.people(external_ids), external_ids, strict=True))


def _among(connection: Connection, scopes: Sequence[str], hashed: Collection[str]) -> Sequence[Any]:
    """The suppressions of these hashes in one of the scopes."""
    facts = {f"scope_{place}": scope for place, scope in enumerate(scopes)}
    among = ", ".join(f":{name}" for name in facts)
    query = f"SELECT digest, holder_known FROM suppression WHERE scope IN ({among}) AND digest {{among}}"  # noqa: S608 - our names
    return rows_among(connection, query, hashed, facts)


def part(batch: Batch, known: Known, refused: Refused, ids: Sequence[int], duplicates: Duplicates) -> Parted:
    """Find each row's lead among the known ones and among earlier rows of the batch."""
    parted = Parted()
    numbers, external_ids = known.by_number, known.by_external_id
    first_only = By.ANY_PHONE not in duplicates.by
    counts_phones = not duplicates.by.isdisjoint((By.PHONE, By.ANY_PHONE))
    for lead, phones in zip(batch.leads, batch.phones, strict=True):
        external_id = lead[0]
        if refused.is_person(external_id, phones):
            parted.suppressed += 1
            continue
        if refused.numbers and not refused.numbers.isdisjoint([number for number, _ in phones]):
            phones = tuple(phone for phone in phones if phone[0] not in refused.numbers)
            if not phones:
                parted.suppressed += 1
                continue
        counted = phones[:1] if first_only else phones
        there = None if external_id is None else external_ids.get(external_id)
        if there is None and counts_phones:
            there = next((numbers[number] for number, _ in counted if number in numbers), None)
        if there is not None:
            parted.known.append((there, lead, phones))
            continue
        mine = ids[len(parted.fresh)]
        parted.fresh.append((lead, phones))
        if external_id is not None:
            external_ids[external_id] = mine
        for number, _ in counted:
            numbers.setdefault(number, mine)
    return parted


def _insert(connection: Connection, into: Into, fresh: Sequence[tuple[LeadCells, Phones]], ids: Sequence[int]) -> None:
    if not fresh:
        return
    put_on_shelves(connection, into.list_id, {(lead[ZONE_KEY], lead[PRIORITY]) for lead, _ in fresh})
    phones: list[tuple[Any, ...]] = [
        (lead_id, position, number, label)
        for lead_id, (_, mine) in zip(ids, fresh, strict=False)
        for position, (number, label) in enumerate(mine)
    ]
    same: dict[str, str | float] = {"list_id": into.list_id, "import_id": into.import_id, **_FRESH}
    if is_postgres(connection):
        leads = [(lead_id, *lead) for lead_id, (lead, _) in zip(ids, fresh, strict=False)]
        copy_rows(connection, LEAD, ("id", *_LEAD_COLUMNS), leads, same)
    else:  # SQLite numbers them from the largest id on, like `new_ids`
        copy_rows(connection, LEAD, _LEAD_COLUMNS, [lead for lead, _ in fresh], same)
    copy_rows(connection, LEAD_PHONE, ("lead_id", "position", "number", "label"), phones)
