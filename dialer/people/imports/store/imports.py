"""Imports: the course of each upload, and its rejected rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Update,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from dialer.audit.actions import RULING
from dialer.audit.store import NewLine, add_lines
from dialer.compliance.vocabulary import Point
from dialer.core.errors import UnknownImport
from dialer.core.request_errors import Invalid
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import Message, from_json, msg, to_json
from dialer.jobs.kinds import LIST_IMPORT
from dialer.jobs.model import QUEUED, RUNNING, Job
from dialer.jobs.store import add_job, drop_jobs
from dialer.people.imports.admission import Ruled, merged
from dialer.people.imports.counts import COUNTS
from dialer.people.imports.rows.rejected_row import Rejected
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, page_of
from dialer.storage.schema import IMPORT, JOB, LEAD_LIST, REJECTED_ROW
from dialer.storage.sql import refusals
from dialer.storage.visibility import visible_to

_ROW: Final = tuple(one.name for one in fields(Rejected))
REASONS_READ: Final = 1000  # with what stands in the row, such as a rule's missing columns
REASONS_AT_MOST: Final = 30
WAITING: Final = "waiting"  # to be confirmed
LOADING: Final = "loading"  # a job loads it: shown with the job's status, queued or running


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload into a list; counts are of rows so far.

    Its status is waiting, declined, queued, running, finished, failed or cancelled.
    """

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    loaded: int
    updated: int  # changed an existing lead
    duplicates: int  # brought nothing new
    suppressed: int  # not loaded: none of their numbers may be called
    rejected: int
    unfit: int  # have a cell that does not fit its field's type: rejected or kept, by the options
    toll_free: int  # have a number of this kind, imported or not; the next ones likewise
    shared_cost: int
    premium_rate: int
    total: int  # rows of the file, as far as known beforehand
    stored: str
    options: Mapping[str, Any]
    message: Message | str
    header: Sequence[str]  # of the file, once known: the header of the file of rejected rows
    skipped: Sequence[str]  # files in a ZIP file that are not read
    started_at: float
    ended_at: float | None
    rows_per_s: float
    job_id: int | None  # the job that loads it, or has loaded it
    owner: str  # of that job; empty if none is open
    rulings: Sequence[Mapping[str, Any]] = ()  # on its rows: dialer/people/imports/admission.py
    place: int | None = None  # in the queue, if requested: 1 is next

    @property
    def remaining_s(self) -> float | None:
        """Estimated seconds for the rest at the rate so far; None if unknown."""
        if self.status != "running" or self.rows_per_s <= 0:
            return None
        return max(self.total - self.rows, 0) / self.rows_per_s


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAgain:
    """Rejected rows of an import, by their lines, that a further import loads."""

    import_id: int
    lines: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedFor:
    """So many rejected rows have the same reason in the same column; `reason` and `mend` are those of one of them."""

    column: str
    reason: Message | str
    mend: Message | str
    rows: int


class Imports:
    """All imports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self,
        list_id: int,
        filename: str,
        *,
        is_confirmed: bool = True,
        stored: str = "",
        options: Mapping[str, Any] | None = None,
        total: int = 0,
        owner: str = "",
        lease_until: float = 0.0,
        again: RowsAgain | None = None,
        now: float,
    ) -> Import:
        """Queue an import, reserved for its owner until then, or let it wait for confirmation.

        With `again` it loads rejected rows of another one, which are no longer among those. Raises BadReference, and
        Invalid if some of the rows are not there any more.
        """
        row: dict[str, Any] = {"list_id": list_id, "filename": filename, "status": WAITING, "message": "", "header": []}
        row |= dict.fromkeys(COUNTS, 0)
        row |= {"stored": stored, "options": dict(options or {}), "total": total, "started_at": now, "rows_per_s": 0}
        job = {"owner": owner, "lease_until": lease_until, "now": now} if is_confirmed else None
        with refusals(list=list_id):
            return await self._database.write(_insert, row, job, again)

    async def prepare(self, import_id: int, options: Mapping[str, Any], total: int) -> bool:
        """Change how a waiting import would be read; False if it no longer waits."""
        waiting = _this(import_id, "waiting").values(options=dict(options), total=total)
        return await self._database.write(_changes, waiting)

    async def confirm(
        self, import_id: int, options: Mapping[str, Any], *, owner: str, lease_until: float, now: float
    ) -> bool:
        """Queue an import that waits for confirmation; False if it no longer waits."""
        job = {"owner": owner, "lease_until": lease_until, "now": now}
        return await self._database.write(_queue, import_id, {"options": dict(options), "started_at": now}, job)

    async def end(
        self, import_id: int, *, status: str, message: Message | str = "", owner: str | None = None, now: float
    ) -> Import:
        """Write how an import ended, unless it has ended already or no longer belongs to `owner`.

        Raises UnknownImport.
        """
        values = {"status": status, "message": to_json(message), "ended_at": now}
        return await self._database.write(_end, import_id, values, owner)

    async def open(self, status: str = LOADING) -> list[Import]:
        """Imports that are being loaded, or wait for it."""
        return await self._database.read(_imports, _ALL.where(IMPORT.c.status == status).order_by(IMPORT.c.id))

    @writes
    def cancel(self, connection: Connection, import_id: int, *, message: Message, now: float) -> list[Job] | None:
        """End an import, keeping what it has loaded, or drop an unconfirmed one; None if it has ended already.

        After this it loads nothing more. Returns the jobs that are called off by it.
        """
        open_ = _this(import_id, LOADING, WAITING)
        # A file that was only previewed is not an import that somebody has stopped.
        status = case((IMPORT.c.status == WAITING, "declined"), else_="cancelled")
        if connection.execute(open_.values(status=status, message=to_json(message), ended_at=now)).rowcount != 1:
            return None
        dropped = drop_jobs(connection, _subject(import_id))
        _log_rulings(connection, import_id, now)
        return dropped

    async def get(self, import_id: int, *, sees: Visibility) -> Import:
        """One import. Raises UnknownImport."""
        return await self._database.read(_import, import_id, sees)

    @writes
    def left(self, connection: Connection, import_id: int) -> Import:
        """An import that a dead process left; waits for that process's last commit.

        Raises UnknownImport.
        """
        connection.execute(select(IMPORT.c.id).where(IMPORT.c.id == import_id).with_for_update())
        return _import(connection, import_id, EVERYTHING)

    @reads
    def rejected(self, connection: Connection, import_id: int, *, after: int = 0, limit: int = 1000) -> list[Rejected]:
        """Rejected rows by line, after the line `after`, without those that were loaded again."""
        statement = (
            select(*(REJECTED_ROW.c[name] for name in _ROW))
            .where(REJECTED_ROW.c.import_id == import_id, REJECTED_ROW.c.line > after, _IS_LEFT)
            .order_by(REJECTED_ROW.c.line)
            .limit(limit)
        )
        return [
            Rejected(**{**row, "reason": from_json(row["reason"]), "mend": from_json(row["mend"])})
            for row in connection.execute(statement).mappings()
        ]

    @reads
    def reasons(self, connection: Connection, import_id: int) -> list[RejectedFor]:
        """Why rows are rejected, the most usual reason first; at most `REASONS_AT_MOST`."""
        counted = (
            select(
                REJECTED_ROW.c.column, REJECTED_ROW.c.reason, func.min(REJECTED_ROW.c.mend), func.count().label("rows")
            )
            .where(REJECTED_ROW.c.import_id == import_id, _IS_LEFT)
            .group_by(REJECTED_ROW.c.column, REJECTED_ROW.c.reason)
            .order_by(func.count().desc(), REJECTED_ROW.c.column)
            .limit(REASONS_READ)
        )
        found: dict[tuple[str, str], RejectedFor] = {}
        for column, written, mend, rows in connection.execute(counted):
            reason = from_json(written)
            key = (column, reason.id if isinstance(reason, Message) else reason)
            before = found.get(key)
            found[key] = (
                RejectedFor(column=column, reason=reason, mend=from_json(mend), rows=rows)
                if before is None
                else replace(before, rows=before.rows + rows)
            )
        return sorted(found.values(), key=lambda one: -one.rows)[:REASONS_AT_MOST]

    async def list(
        self, *, list_id: int | None = None, limit: int = 100, page: PageRequest | None = None, sees: Visibility
    ) -> list[Import]:
        """Imports, of one list or all: the newest `limit`, or a page."""
        statement = _ALL.where(*visible_to(sees, IMPORT)).order_by(IMPORT.c.id.desc()).limit(limit)
        statement = statement if list_id is None else statement.where(IMPORT.c.list_id == list_id)
        return await self._database.read(_imports, page_of(statement, IMPORT, page))


_STATUS: Final = case((IMPORT.c.status == LOADING, func.coalesce(JOB.c.status, QUEUED)), else_=IMPORT.c.status)
_MESSAGE: Final = case((IMPORT.c.status == LOADING, func.coalesce(JOB.c.message, "")), else_=IMPORT.c.message)
_SHOWN: Final = {
    "status": _STATUS.label("status"),
    "message": _MESSAGE.label("message"),
    "owner": func.coalesce(JOB.c.owner, "").label("owner"),
}
_ALL: Final = select(
    *(_SHOWN[one.name] if one.name in _SHOWN else IMPORT.c[one.name] for one in fields(Import) if one.name != "place")
).outerjoin(JOB, and_(JOB.c.id == IMPORT.c.job_id, IMPORT.c.status == LOADING))


def _this(import_id: int, *status: str) -> Update:
    return update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.status.in_(status))


def _changes(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount > 0


def is_loaded_by(owner: Any) -> ColumnElement[bool]:
    """Whether an import is being loaded, by a job of this process."""
    mine = exists().where(JOB.c.id == IMPORT.c.job_id, JOB.c.owner == owner, JOB.c.status == RUNNING)
    return and_(IMPORT.c.status == LOADING, mine)


def change(connection: Connection, import_id: int, values: dict[str, Any]) -> None:
    """Write an import's progress in the transaction of its rows."""
    connection.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(values))


def reject(connection: Connection, import_id: int, rows: Iterable[Rejected]) -> None:
    """Store rejected rows."""
    if kept := [{"import_id": import_id, **_kept(row)} for row in rows]:
        connection.execute(insert(REJECTED_ROW), kept)


def _kept(row: Rejected) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in _ROW}
    return {**facts, "reason": to_json(row.reason), "mend": to_json(row.mend)}


def note_rulings(connection: Connection, import_id: int, ruled: Sequence[Ruled]) -> None:
    """Store the rulings on rows, in the transaction that loads them."""
    if not ruled:
        return
    kept = connection.execute(select(IMPORT.c.rulings).where(IMPORT.c.id == import_id)).scalar_one()
    connection.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(rulings=merged(kept, ruled)))


def _log_rulings(connection: Connection, import_id: int, now: float) -> None:
    """Write the rulings on an import's rows into the audit after its end."""
    found = select(IMPORT.c.rulings, IMPORT.c.list_id, LEAD_LIST.c.campaign_id).join(LEAD_LIST)
    rulings, list_id, campaign_id = connection.execute(found.where(IMPORT.c.id == import_id)).one()
    lines = ruling_lines(rulings, campaign_id, {"import_id": import_id, "list_id": list_id}, now)
    if lines:
        add_lines(connection, lines)


def ruling_lines(
    rulings: Iterable[Mapping[str, Any]], campaign_id: int | None, about: Mapping[str, Any], now: float
) -> list[NewLine]:
    """Audit lines for rulings on rows that `about` names; the subject is their campaign, or else their list."""
    facts = {"point": Point.IMPORT.value, **about}
    subject = f"list:{about['list_id']}" if campaign_id is None else f"campaign:{campaign_id}"
    return [NewLine(at=now, actor="import", action=RULING, subject=subject, facts={**facts, **one}) for one in rulings]


def _end(connection: Connection, import_id: int, values: dict[str, Any], owner: str | None) -> Import:
    this = _this(import_id, LOADING).values(values)
    if connection.execute(this if owner is None else this.where(is_loaded_by(owner))).rowcount:
        _log_rulings(connection, import_id, values["ended_at"])
    ended = update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.ended_at.is_not(None))
    connection.execute(ended.values(stored=""))
    return _import(connection, import_id, EVERYTHING)


def _insert(connection: Connection, row: dict[str, Any], job: dict[str, Any] | None, again: RowsAgain | None) -> Import:
    import_id: int = connection.execute(insert(IMPORT).returning(IMPORT.c.id), row).scalar_one()
    if again is not None:
        those = (REJECTED_ROW.c.import_id == again.import_id, REJECTED_ROW.c.line.in_(again.lines), _IS_LEFT)
        taken = connection.execute(update(REJECTED_ROW).where(*those).values(again_import_id=import_id))
        if taken.rowcount != len(again.lines):
            raise Invalid([("rows", msg("some of these rows are not among those that are rejected"))])
    if job is not None:
        _queue(connection, import_id, {}, job)
    return _import(connection, import_id, EVERYTHING)


def _queue(connection: Connection, import_id: int, values: dict[str, Any], job: dict[str, Any]) -> bool:
    waiting = _this(import_id, WAITING).values(**values, status=LOADING).returning(IMPORT.c.stored)
    stored = connection.execute(waiting).scalar()
    if stored is None:
        return False
    arguments = {"import_id": import_id, "stored": stored}
    job_id = add_job(connection, LIST_IMPORT, _subject(import_id), arguments, actor="", **job)
    change(connection, import_id, {"job_id": job_id})
    return True


def _subject(import_id: int) -> str:
    return f"import:{import_id}"


def _import(connection: Connection, import_id: int, sees: Visibility) -> Import:
    row = connection.execute(_ALL.where(IMPORT.c.id == import_id, *visible_to(sees, IMPORT))).mappings().first()
    if row is None:
        raise UnknownImport(id=import_id)
    return _read(row)


def _imports(connection: Connection, statement: Select[Any]) -> list[Import]:
    return list(map(_read, connection.execute(statement).mappings()))


def _read(row: RowMapping) -> Import:
    return Import(**{**row, "message": from_json(row["message"])})


_AGAIN: Final = IMPORT.alias()
_IS_LEFT: Final = or_(
    REJECTED_ROW.c.again_import_id.is_(None),
    exists().where(_AGAIN.c.id == REJECTED_ROW.c.again_import_id, _AGAIN.c.status.in_(["failed", "cancelled"])),
)
"""A rejected row is still to be corrected: it was not loaded again, or that import came to nothing."""


def drop_imports(connection: Connection, list_id: int) -> None:
    """Delete the imports into a list that is being deleted."""
    connection.execute(delete(IMPORT).where(IMPORT.c.list_id == list_id))
