"""The consent of a list that is corrected after leads came in: of the list at once, of its leads a block at a time."""

from collections.abc import Mapping
from types import EllipsisType

from sqlalchemy import Connection, func, select

from dialer.core.errors import InUse
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.kinds import CONSENT_CORRECTION
from dialer.jobs.store import add_job
from dialer.people.imports.store.imports import LOADING
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.contact_data import replace_consent
from dialer.people.leads.store.transitions import is_refused_by_rule, judge_again
from dialer.people.lists.store.lists import LeadList, change_list, check_list_unchanged, read_list
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import IMPORT, LEAD


class ListConsents:
    """What lists say of the legal basis of rows that state none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def correct(
        self,
        list_id: int,
        consent: Mapping[str, str],
        *,
        actor: str,
        now: float,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Replace a list's consent, and queue the job that gives it to the leads that have the former one.

        Raises UnknownList, Changed, and InUse while a file is loaded into the list.
        """
        return await self._database.write(_correct, list_id, dict(consent), actor, now, expected)

    @reads
    def reach(self, connection: Connection, list_id: int) -> tuple[int, int] | None:
        """The first and the last id of its leads, in whatever state; None if it has none."""
        asked = select(func.min(LEAD.c.id), func.max(LEAD.c.id)).where(LEAD.c.list_id == list_id)
        first, last = connection.execute(asked).one()
        return None if first is None else (first, last)

    @writes
    def give(
        self,
        connection: Connection,
        list_id: int,
        before: Mapping[str, str],
        after: Mapping[str, str],
        first: int,
        last: int,
    ) -> int:
        """Give the leads between two ids that have the consent `before` that of `after`; return how many those are.

        Those that a rule had refused are called again, if the rules now let them.
        """
        columns = (LEAD.c.id, LEAD.c.consent, LEAD.c.state, LEAD.c.done_reason)
        those = select(*columns).where(LEAD.c.list_id == list_id, LEAD.c.id.between(first, last)).with_for_update()
        rows = [row for row in connection.execute(those) if (row.consent or {}) == dict(before)]
        if rows:
            ids = [row.id for row in rows]
            replace_consent(connection, ids, dict(after))
            if refused := [row.id for row in rows if is_refused_by_rule(row.state, row.done_reason)]:
                judge_again(connection, refused)
            drop(connection, ids)  # an engine that holds them knows their former consent
        return len(rows)


def _correct(
    connection: Connection, list_id: int, consent: dict[str, str], actor: str, now: float, expected: object
) -> LeadList:
    check_list_unchanged(connection, list_id, expected)
    before = read_list(connection, list_id, EVERYTHING)
    loading = select(IMPORT.c.id).where(IMPORT.c.list_id == list_id, IMPORT.c.status == LOADING)
    if connection.execute(loading.limit(1)).first():
        raise InUse(list=before.name, by=msg("an import that waits or runs: cancel it first"))
    former = dict(before.consent)
    facts = {"consent": consent, "before": former}
    _, after = change_list(connection, list_id, {"consent": consent}, "list.consent", actor, now, facts=facts)
    arguments = {"list_id": list_id, "before": former, "after": consent}
    add_job(connection, CONSENT_CORRECTION, f"list:{list_id}", arguments, actor=actor, now=now)
    return after
