"""Erasure: what is removed from a person's rows, and what stays for statistics and suppression."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Connection, Float, Integer, delete, select, tuple_, update

from dialer.callbacks.store.bookings import cancel_of
from dialer.compliance.ruling_record import impersonal
from dialer.core.enums import LeadState
from dialer.core.errors import PersonOnCall
from dialer.guides.store.erasure import forget_words
from dialer.leads.store.claim.claims import drop
from dialer.persons.store.person_erasure import empty_people, forget_contacts, unlink_leads
from dialer.requests.store import forget_answers
from dialer.storage.digests import PSEUDONYM, Digests, stand_in_of
from dialer.storage.schema import ATTEMPT, CALLBACK, INTERACTION, LEAD, LEAD_PHONE, REJECTED_ROW, REMARK

ERASED: Final = "erased"  # done_reason of leads erased on request
EXPIRED: Final = "retention"  # done_reason of leads erased by retention
# Columns of a lead that stay, since they identify nobody: its list and how often it was called.
KEPT_OF_LEAD: Final = frozenset(
    {
        "id",
        "list_id",
        "state",
        "priority",
        "due_at",
        "attempts",
        "next_phone",
        "done_reason",
    }
)
# How erasure treats each table with data of persons; a new table has to be entered here.
TREATMENT: Final[Mapping[str, str]] = {
    "lead": "emptied",
    "lead_claim": "deleted",
    "lead_phone": "deleted",
    "attempt": "number, note, and which proof of the basis was the person's taken out",
    "remark": "the note of one made in a call with the person",
    "rejected_row": "deleted",
    "callback": "cancelled, note taken out",
    "person": "emptied",
    "person_point": "deleted",
    "person_lead": "deleted",
    "merged_person": "kept: names nobody",
    "contact_permission": "kept: names nobody",
    "interaction": "what was noted taken out",
    "guide_run": "facts taken out",
    "guide_answer": "texts and days taken out",
    "message": "address, subject and text taken out",
    "task": "cancelled, note taken out",
    "recording_consent": "kept: names nobody",
    "lead_objection": "kept: names nobody",
    "suppression": "kept: a keyed hash",
    "register_check": "kept: a keyed hash",
    "scrub_number": "kept: a keyed hash",
    "data_request": "kept: a keyed hash",
    "lead_request": "kept for a week: keyed hashes",
    "keyed_request": "answers taken out",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A person's rows: ids of leads and attempts, and (import, line) of rejected rows."""

    lead_ids: tuple[int, ...]
    attempt_ids: tuple[str, ...]
    rejected: tuple[tuple[int, int], ...]
    numbers: tuple[str, ...]  # the requested one, and all others of these leads and people
    external_ids: tuple[str, ...] = ()  # likewise
    person_ids: tuple[int, ...] = ()  # those whose leads are all among these


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many rows were emptied or deleted."""

    leads: int
    phones: int
    attempts: int
    rejected_rows: int
    persons: int = 0


def erase(connection: Connection, digests: Digests, found: Found) -> Erased:
    """Remove identifying data. Raises PersonOnCall."""
    leads = erase_leads(connection, found.lead_ids)
    empty_people(connection, found.person_ids)  # those that had no lead
    # Read again: engines may have called these leads since `found` was read. From now on nobody calls them.
    called = connection.execute(select(ATTEMPT.c.id).where(ATTEMPT.c.lead_id.in_(found.lead_ids))).scalars()
    attempts = erase_attempts(connection, digests, {*found.attempt_ids, *called})
    for key in found.rejected:
        connection.execute(
            delete(REJECTED_ROW).where(tuple_(REJECTED_ROW.c.import_id, REJECTED_ROW.c.line) == tuple_(*key))
        )
    forget_answers(connection)
    counts = {"leads": leads[0], "phones": leads[1], "attempts": attempts, "rejected_rows": len(found.rejected)}
    return Erased(**counts, persons=len(found.person_ids))


def erase_leads(connection: Connection, lead_ids: Collection[int], *, reason: str = ERASED) -> tuple[int, int]:
    """Empty leads and delete their phones; return both counts. Raises PersonOnCall."""
    if not lead_ids:
        return 0, 0
    locked = select(LEAD.c.id, LEAD.c.state).where(LEAD.c.id.in_(lead_ids)).order_by(LEAD.c.id).with_for_update()
    if any(row.state in (LeadState.CALLING, LeadState.WRAPPING) for row in connection.execute(locked)):
        raise PersonOnCall
    cancel_of(connection, lead_ids, by=reason, now=None)
    unlink_leads(connection, lead_ids)
    connection.execute(update(CALLBACK).where(CALLBACK.c.lead_id.in_(lead_ids), CALLBACK.c.note != "").values(note=""))
    phones = connection.execute(delete(LEAD_PHONE).where(LEAD_PHONE.c.lead_id.in_(lead_ids))).rowcount
    emptied = {name: _nothing(column) for name, column in LEAD.c.items() if name not in KEPT_OF_LEAD}
    done = {"state": LeadState.DONE.value, "done_reason": reason}
    changed = connection.execute(update(LEAD).where(LEAD.c.id.in_(lead_ids)).values({**emptied, **done}))
    drop(connection, lead_ids)
    return changed.rowcount, phones


def _nothing(column: Any) -> Any:
    """The empty value for the column's type."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        made = column.default.arg(None) if column.default is not None and callable(column.default.arg) else {}
        return made if isinstance(made, list) else {}
    if isinstance(column.type, Boolean):
        return False
    return 0 if isinstance(column.type, Integer | Float) else ""


def erase_attempts(connection: Connection, digests: Digests, attempt_ids: Collection[str]) -> int:
    """Replace each number by a pseudonym, and remove the note and the person's proofs of the basis.

    Return how many attempts were changed.
    """
    forget_contacts(connection, INTERACTION.c.attempt_id.in_(sorted(attempt_ids)))
    columns = (ATTEMPT.c.id, ATTEMPT.c.number, ATTEMPT.c.ruling)
    rows = connection.execute(select(*columns).where(ATTEMPT.c.id.in_(attempt_ids))).all()
    named = [row for row in rows if not row.number.startswith(PSEUDONYM)]
    # An agent's remark in such a call may name the person.
    connection.execute(update(REMARK).where(REMARK.c.attempt_id.in_(attempt_ids)).values(note=""))
    for row in named:
        rest = {
            "number": stand_in_of(digests.number(row.number)),
            "note": "",
            "ruling": impersonal(row.ruling),
            "replaced": None,
        }
        connection.execute(update(ATTEMPT).where(ATTEMPT.c.id == row.id).values(rest))
    forget_words(connection, attempt_ids)
    return len(named)
