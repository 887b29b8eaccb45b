"""Imports: how each upload went, and its rejected rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from sqlalchemy import Connection, Select, Update, case, func, insert, select, update

from dialer.audit.store import NewLine, add_lines
from dialer.compliance.vocabulary import Point
from dialer.core.errors import UnknownImport
from dialer.documents.store.people import RULING
from dialer.imports.admission import Ruled, merged
from dialer.imports.counts import COUNTS
from dialer.imports.rows.rejected_row import Rejected
from dialer.storage.database import Database
from dialer.storage.schema import IMPORT, LEAD_LIST, REJECTED_ROW
from dialer.storage.sql import refusals

LOADING: Final = ("queued", "running")  # of an import that somebody has sent to be loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One upload into a list; counts are of rows so far. Its status is one of those in dialer/access/tables.py."""

    id: int
    list_id: int
    filename: str
    status: str
    rows: int
    loaded: int
    updated: int  # leads that were there, and whose row said something new
    duplicates: int  # rows that said nothing new
    suppressed: int  # rows all of whose numbers must not be called: they were not loaded
    rejected: int
    unfit: int  # rows with a cell that its field's type does not allow: rejected, or kept as the options say
    toll_free: int  # rows with a number of this kind, that came in or not; and so on
    shared_cost: int
    premium_rate: int
    total: int  # rows of the file, as far as it could be told beforehand
    stored: str
    options: Mapping[str, Any]
    message: str
    header: Sequence[str]  # of the file, once it is known: what a file of rejected rows begins with
    started_at: float
    ended_at: float | None
    rows_per_s: float
    owner: str
    lease_until: float
    rulings: Sequence[Mapping[str, Any]] = ()  # what the rules said of its rows: dialer/imports/admission.py
    place: int | None = None  # among those that are queued, where it is told: 1 is next

    @property
    def remaining_s(self) -> float | None:
        """How long the rest will take at the rate so far; None where that is not known."""
        if self.status != "running" or self.rows_per_s <= 0:
            return None
        return max(self.total - self.rows, 0) / self.rows_per_s


class Imports:
    """Every import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(
        self,
        list_id: int,
        filename: str,
        *,
        status: str = "running",
        stored: str = "",
        options: Mapping[str, Any] | None = None,
        total: int = 0,
        owner: str = "",
        lease_until: float = 0.0,
        now: float,
    ) -> Import:
        """Write that an import begins, or waits to be confirmed. Raises BadReference."""
        row: dict[str, Any] = {"list_id": list_id, "filename": filename, "status": status, "message": "", "header": []}
        row |= dict.fromkeys(COUNTS, 0)
        row |= {"stored": stored, "options": dict(options or {}), "total": total, "started_at": now, "rows_per_s": 0}
        row |= {"owner": owner, "lease_until": lease_until}
        with refusals(list=list_id):
            return await self._database.write(_insert, row)

    async def prepare(self, import_id: int, options: Mapping[str, Any], total: int) -> bool:
        """Change how an import that waits would be read; False if it does not wait any more."""
        waiting = _this(import_id, "waiting").values(options=dict(options), total=total)
        return await self._database.write(_changes, waiting)

    async def confirm(
        self, import_id: int, options: Mapping[str, Any], *, owner: str, lease_until: float, now: float
    ) -> bool:
        """Queue an import that waited to be confirmed; False if it does not wait any more."""
        values = {"status": "queued", "options": dict(options), "owner": owner, "lease_until": lease_until}
        return await self._database.write(_changes, _this(import_id, "waiting").values(**values, started_at=now))

    async def take(self, one: Import, *, owner: str, lease_until: float) -> bool:
        """Queue an import that was another's, or nobody's, as ours; False if somebody else was quicker."""
        theirs = _this(one.id, *LOADING).where(IMPORT.c.owner == one.owner, IMPORT.c.lease_until == one.lease_until)
        values = {"status": "queued", "owner": owner, "lease_until": lease_until, "message": ""}
        return await self._database.write(_changes, theirs.values(**values))

    async def begin(self, import_id: int, *, owner: str) -> None:
        """Let an import run, if it is queued and still the owner's."""
        mine = _this(import_id, "queued").where(IMPORT.c.owner == owner)
        await self._database.write(_changes, mine.values(status="running"))

    async def say(self, import_id: int, message: str, *, owner: str) -> None:
        """Write what the owner's running import waits for; empty: nothing any more."""
        mine = _this(import_id, "running").where(IMPORT.c.owner == owner)
        await self._database.write(_changes, mine.values(message=message))

    async def renew(self, owner: str, *, lease_until: float) -> None:
        """Keep whatever runs or is queued under this owner until then."""
        mine = update(IMPORT).where(IMPORT.c.status.in_(LOADING), IMPORT.c.owner == owner)
        await self._database.write(_changes, mine.values(lease_until=lease_until))

    async def end(
        self, import_id: int, *, status: str, message: str = "", owner: str | None = None, now: float
    ) -> Import:
        """Write how an import ended, unless it had ended before, or is not the `owner`'s any more.

        Raises UnknownImport.
        """
        values = {"status": status, "message": message, "ended_at": now}
        return await self._database.write(_end, import_id, values, owner)

    async def open(self, *status: str) -> list[Import]:
        """Imports of these statuses, in the order in which they were sent to be loaded; those to be loaded without any.

        Those are to go on after a crash.
        """
        found = select(IMPORT).where(IMPORT.c.status.in_(status or LOADING))
        return await self._database.read(_imports, found.order_by(IMPORT.c.started_at, IMPORT.c.id))

    async def count(self, status: str) -> int:
        """How many imports of a status there are."""
        return await self._database.read(_count, select(func.count()).where(IMPORT.c.status == status))

    async def cancel(self, import_id: int, *, message: str, now: float) -> bool:
        """End an import, keeping what it has loaded, or drop one that nobody confirmed; False if it had ended before.

        From the return on it loads nothing more.
        """
        return await self._database.write(_cancel, import_id, message, now)

    async def get(self, import_id: int) -> Import:
        """One import. Raises UnknownImport."""
        found = await self._database.read(_imports, select(IMPORT).where(IMPORT.c.id == import_id))
        if not found:
            raise UnknownImport(id=import_id)
        return found[0]

    async def left(self, import_id: int) -> Import:
        """One import as a process that has died leaves it: what that was committing is waited for.

        Raises UnknownImport.
        """
        this = select(IMPORT).where(IMPORT.c.id == import_id).with_for_update()
        found = await self._database.write(_imports, this)
        if not found:
            raise UnknownImport(id=import_id)
        return found[0]

    async def rejected(self, import_id: int, *, after: int = 0, limit: int = 1000) -> list[Rejected]:
        """Rejected rows by line, from behind the line `after` on."""
        return await self._database.read(_rejected, import_id, after, limit)

    async def list(self, *, list_id: int | None = None, limit: int = 100) -> list[Import]:
        """Imports, newest first."""
        statement = select(IMPORT).order_by(IMPORT.c.id.desc()).limit(limit)
        return await self._database.read(
            _imports, statement if list_id is None else statement.where(IMPORT.c.list_id == list_id)
        )


def _this(import_id: int, *status: str) -> Update:
    return update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.status.in_(status))


def _count(connection: Connection, statement: Select[Any]) -> int:
    return int(connection.execute(statement).scalar_one())


def _changes(connection: Connection, statement: Update) -> bool:
    return connection.execute(statement).rowcount > 0


def change(connection: Connection, import_id: int, values: dict[str, Any]) -> Import:
    """Write an import's progress in the transaction of the rows it speaks of."""
    changed = update(IMPORT).where(IMPORT.c.id == import_id).values(values).returning(IMPORT)
    row = connection.execute(changed).mappings().first()
    if row is None:
        raise UnknownImport(id=import_id)
    return Import(**row)


def reject(connection: Connection, import_id: int, rows: Iterable[Rejected]) -> None:
    """Keep rejected rows."""
    if kept := [{"import_id": import_id, **asdict(row)} for row in rows]:
        connection.execute(insert(REJECTED_ROW), kept)


def note_rulings(connection: Connection, import_id: int, ruled: Sequence[Ruled]) -> None:
    """Keep what the rules said of rows, in the transaction that loads them."""
    if not ruled:
        return
    kept = connection.execute(select(IMPORT.c.rulings).where(IMPORT.c.id == import_id)).scalar_one()
    connection.execute(update(IMPORT).where(IMPORT.c.id == import_id).values(rulings=merged(kept, ruled)))


def _log_rulings(connection: Connection, import_id: int, now: float) -> None:
    """Write what the rules said of an import's rows into the audit, when it has ended."""
    found = select(IMPORT.c.rulings, IMPORT.c.list_id, LEAD_LIST.c.campaign_id).join(LEAD_LIST)
    rulings, list_id, campaign_id = connection.execute(found.where(IMPORT.c.id == import_id)).one()
    lines = ruling_lines(rulings, campaign_id, {"import_id": import_id, "list_id": list_id}, now)
    if lines:
        add_lines(connection, lines)


def ruling_lines(
    rulings: Iterable[Mapping[str, Any]], campaign_id: int | None, about: Mapping[str, Any], now: float
) -> list[NewLine]:
    """The audit's lines on what the rules said of rows, `about` saying which: of a campaign, or of its list alone."""
    facts = {"point": Point.IMPORT.value, **about}
    subject = f"list:{about['list_id']}" if campaign_id is None else f"campaign:{campaign_id}"
    return [NewLine(at=now, actor="import", action=RULING, subject=subject, facts={**facts, **one}) for one in rulings]


def _end(connection: Connection, import_id: int, values: dict[str, Any], owner: str | None) -> Import:
    open_ = _this(import_id, *LOADING).values(values)
    if connection.execute(open_ if owner is None else open_.where(IMPORT.c.owner == owner)).rowcount:
        _log_rulings(connection, import_id, values["ended_at"])
    ended = update(IMPORT).where(IMPORT.c.id == import_id, IMPORT.c.ended_at.is_not(None))
    connection.execute(ended.values(stored=""))
    found = connection.execute(select(IMPORT).where(IMPORT.c.id == import_id)).mappings().first()
    if found is None:
        raise UnknownImport(id=import_id)
    return Import(**found)


def _cancel(connection: Connection, import_id: int, message: str, now: float) -> bool:
    open_ = _this(import_id, *LOADING, "waiting")
    # A file that was only looked at is no import that somebody has stopped.
    status = case((IMPORT.c.status == "waiting", "declined"), else_="cancelled")
    if connection.execute(open_.values(status=status, message=message, ended_at=now)).rowcount != 1:
        return False
    _log_rulings(connection, import_id, now)
    return True


def _insert(connection: Connection, row: dict[str, Any]) -> Import:
    return Import(**connection.execute(insert(IMPORT).returning(IMPORT), row).mappings().one())


def _imports(connection: Connection, statement: Select[Any]) -> list[Import]:
    return [Import(**row) for row in connection.execute(statement).mappings()]


def _rejected(connection: Connection, import_id: int, after: int, limit: int) -> list[Rejected]:
    statement = (
        select(*(REJECTED_ROW.c[one.name] for one in fields(Rejected)))
        .where(REJECTED_ROW.c.import_id == import_id, REJECTED_ROW.c.line > after)
        .order_by(REJECTED_ROW.c.line)
        .limit(limit)
    )
    return [Rejected(**row) for row in connection.execute(statement).mappings()]
