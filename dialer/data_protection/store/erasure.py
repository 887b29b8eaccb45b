"""Erasure: what is removed from a person's rows, and what stays for statistics and suppression."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from dialer.campaigns.attempts.store.erasure import forget_numbers
from dialer.campaigns.scripts.store.erasure import forget_words
from dialer.people.callbacks.store.bookings import cancel_of
from dialer.people.callbacks.store.erasure import forget_notes as forget_callbacks
from dialer.people.imports.store.rejected_rows import delete_rows
from dialer.people.interactions.store.erasure import forget_contacts
from dialer.people.leads.store.erasure import ERASED, empty_leads, hold_at_rest
from dialer.people.persons.store.person_erasure import empty_people, unlink_leads
from dialer.requests.store import forget_answers
from dialer.storage.digests import Digests
from dialer.storage.schema import ATTEMPT, INTERACTION
from dialer.work.issue_reports.store import forget_notes as forget_issue_reports

# How erasure treats each table with data of persons; a new table has to be entered here.
TREATMENT: Final[Mapping[str, str]] = {
    "lead": "emptied",
    "lead_claim": "deleted",
    "lead_phone": "deleted",
    "attempt": "number, note, the note before a correction, and which proof of the basis was the person's taken out",
    "issue_report": "the note of one made in a call with the person",
    "rejected_row": "deleted",
    "callback": "cancelled, note taken out",
    "person": "emptied",
    "person_point": "deleted",
    "person_lead": "deleted",
    "merged_person": "kept: names nobody",
    "contact_permission": "kept: names nobody",
    "interaction": "what was noted taken out",
    "script_run": "facts taken out",
    "script_answer": "texts and days taken out",
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
    delete_rows(connection, found.rejected)
    forget_answers(connection)
    counts = {"leads": leads[0], "phones": leads[1], "attempts": attempts, "rejected_rows": len(found.rejected)}
    return Erased(**counts, persons=len(found.person_ids))


def erase_leads(connection: Connection, lead_ids: Collection[int], *, reason: str = ERASED) -> tuple[int, int]:
    """Empty leads and delete their phones; return both counts. Raises PersonOnCall."""
    if not lead_ids:
        return 0, 0
    hold_at_rest(connection, lead_ids)
    cancel_of(connection, lead_ids, by=reason, now=None)
    unlink_leads(connection, lead_ids)
    forget_callbacks(connection, lead_ids)
    return empty_leads(connection, lead_ids, reason=reason)


def erase_attempts(connection: Connection, digests: Digests, attempt_ids: Collection[str]) -> int:
    """Remove all that identifies somebody from attempts; return how many were changed."""
    forget_contacts(connection, INTERACTION.c.attempt_id.in_(sorted(attempt_ids)))
    forget_issue_reports(connection, attempt_ids)
    forget_words(connection, attempt_ids)
    return forget_numbers(connection, digests, attempt_ids)
