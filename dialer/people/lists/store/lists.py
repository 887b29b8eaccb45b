"""Lists: where leads came from, and which campaign dials them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, String, bindparam, cast, delete, func, insert, literal, select, update

from dialer.audit.store import add_line
from dialer.core.enums import LeadState
from dialer.core.errors import InUse, UnknownList
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.i18n.message import msg
from dialer.jobs.kinds import ARRANGEMENT
from dialer.jobs.model import OPEN, Job
from dialer.jobs.store import drop_jobs
from dialer.people.imports.store.imports import drop_imports
from dialer.people.imports.store.rejected_rows import delete_rows_of_list
from dialer.people.leads.store.claim.claims import drop
from dialer.people.leads.store.claim.shelves import drop_shelf
from dialer.people.leads.store.counts import COUNTS_OF_LIST, COUNTS_OF_LISTS, counts_by_list, state_counts
from dialer.people.leads.store.stock import renew_stock
from dialer.people.lists.store.ranges import Extent, extents_of
from dialer.storage.campaign_status import check_open
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest, holds_text, page_of
from dialer.storage.schema import CAMPAIGN, IMPORT, JOB, LEAD, LEAD_CLAIM, LEAD_LIST, SCRUB
from dialer.storage.sql import check_row_unchanged, refusals
from dialer.storage.visibility import visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadList:
    """The source of leads. `country` is that of numbers written without a country code."""

    id: int
    name: str
    company_id: int
    campaign_id: int | None
    country: str
    enabled: bool
    field_types: Mapping[str, Any]  # by field: {"kind": …, "choices": […]}; the campaign's types take precedence
    consent: Mapping[str, str]  # the legal basis of rows that have none of their own
    needs_basis: bool  # a row without a legal basis is rejected
    created_at: float
    weight: int = 0  # its share among the lists of its campaign; 0: after those with a share
    order_by: str = ""  # the order of leads never tried: dialer/people/lists/rules/call_order.py
    filter: str = ""  # which leads are dialled at all: dialer/people/lists/rules/filter.py
    filter_sees_numbers: bool = False  # it compares whole phone numbers: its author may see them
    archived_at: float | None = None
    archived_counts: Mapping[str, int] | None = None  # leads by state, at the time of archiving
    task: str = ""  # the task under way on its leads: rank, archive, unarchive
    task_done: int = 0
    task_total: int = 0
    campaign_field_types: Mapping[str, Any] | None = None  # None: in no campaign
    job_id: int | None = None  # the job that does the task, or the first of two

    @property
    def types(self) -> Mapping[str, Any]:
        """The types of its leads' custom fields, by folded name."""
        own, above = self.field_types, self.campaign_field_types or {}
        return {name.casefold(): wanted for name, wanted in (*own.items(), *above.items())}

    def reading(self) -> dict[str, Any]:
        """Options to read its rows without a campaign's rules, for `dialer.people.imports.reader_process.rules_of`."""
        rules = {"country": self.country, "field_types": dict(self.types), "consent": dict(self.consent)}
        return {**rules, "needs_basis": self.needs_basis, "law": {}}


_CAMPAIGN_TYPES: Final = (
    select(CAMPAIGN.c.field_types)
    .where(CAMPAIGN.c.id == LEAD_LIST.c.campaign_id)
    .correlate(LEAD_LIST)
    .scalar_subquery()
    .label("campaign_field_types")
)
_JOB_ID: Final = (
    select(func.min(JOB.c.id))
    .where(
        LEAD_LIST.c.task != "",
        JOB.c.kind == ARRANGEMENT,
        JOB.c.subject == literal("list:") + cast(LEAD_LIST.c.id, String),
        JOB.c.status.in_(OPEN),
    )
    .correlate(LEAD_LIST)
    .scalar_subquery()
    .label("job_id")
)
_COMPUTED: Final = {one.name: one for one in (_CAMPAIGN_TYPES, _JOB_ID)}
_COLUMNS: Final = tuple(
    _COMPUTED[name] if name in _COMPUTED else LEAD_LIST.c[name] for name in LeadList.__dataclass_fields__
)
_ONE: Final = select(*_COLUMNS).where(LEAD_LIST.c.id == bindparam("list"))


_HOLDING: Final = {
    LEAD: msg("its leads: archive it instead"),
    SCRUB: msg("what a register was asked about it: archive it instead"),
}

# Looks up each claim's lead, however long the list is. With a join, SQLite would read every lead of the list.
CLAIMED: Final = select(LEAD_CLAIM.c.lead_id).where(
    select(LEAD.c.list_id).where(LEAD.c.id == LEAD_CLAIM.c.lead_id).correlate(LEAD_CLAIM).scalar_subquery()
    == bindparam("list")
)


class Lists:
    """All lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        *,
        name: str,
        company_id: int,
        campaign_id: int | None = None,
        country: str = "IT",
        field_types: Mapping[str, Any] | None = None,
        consent: Mapping[str, str] | None = None,
        needs_basis: bool = False,
        now: float,
    ) -> LeadList:
        """Create an empty, enabled list. Raises NameTaken, BadReference."""
        row = {"name": name, "company_id": company_id, "campaign_id": campaign_id, "country": country}
        row |= {"field_types": dict(field_types or {}), "consent": dict(consent or {}), "needs_basis": needs_basis}
        with refusals(list=name):
            return await self._database.write(_create, {**row, "enabled": True, "created_at": now})

    async def get(self, list_id: int, *, sees: Visibility) -> LeadList:
        """One list. Raises UnknownList."""
        return await self._database.read(read_list, list_id, sees)

    async def these(self, list_ids: Collection[int]) -> dict[int, LeadList]:
        """Lists by id, as far as they are there."""
        those = select(*_COLUMNS).where(LEAD_LIST.c.id.in_(sorted(list_ids)))
        return {one.id: one for one in await self._database.read(_lists, those)}

    async def by_name(self, name: str, *, sees: Visibility) -> LeadList | None:
        """The list of this name, or None."""
        named = select(*_COLUMNS).where(LEAD_LIST.c.name == name, *visible_to(sees, LEAD_LIST))
        found = await self._database.read(_lists, named)
        return found[0] if found else None

    async def list(
        self,
        *,
        campaign_id: int | None = None,
        company_id: int | None = None,
        q: str = "",
        page: PageRequest | None = None,
        sees: Visibility,
    ) -> list[LeadList]:
        """All lists by id, or a page: those of a campaign or company, or with `q` in their name."""
        statement = select(*_COLUMNS).where(*visible_to(sees, LEAD_LIST)).order_by(LEAD_LIST.c.id)
        if campaign_id is not None:
            statement = statement.where(LEAD_LIST.c.campaign_id == campaign_id)
        if company_id is not None:
            statement = statement.where(LEAD_LIST.c.company_id == company_id)
        statement = statement.where(*holds_text(q, LEAD_LIST.c.name))
        return await self._database.read(_lists, page_of(statement, LEAD_LIST, page))

    async def countries_of(self, scope: str) -> set[str]:
        """The countries of the lists of a company, a campaign or everyone; two where they are more.

        `scope` is that of a suppression: `all`, `company:<id>` or `campaign:<id>`.
        """
        kind, _, key = scope.partition(":")
        statement = select(LEAD_LIST.c.country).distinct().limit(2)
        if key:
            statement = statement.where(LEAD_LIST.c[f"{kind}_id"] == int(key))
        return set(await self._database.read(lambda connection: connection.execute(statement).scalars().all()))

    async def countries(self) -> Sequence[str]:
        """The countries of all lists, sorted."""
        statement = select(LEAD_LIST.c.country).distinct().order_by(LEAD_LIST.c.country)
        found = await self._database.read(lambda connection: connection.execute(statement).scalars().all())
        return [country for country in found if country]

    async def set_enabled(
        self, list_id: int, *, enabled: bool, actor: str, now: float, expected: LeadList | EllipsisType = ...
    ) -> LeadList:
        """Allow or forbid the campaign to claim the list's leads. Raises UnknownList, Changed."""
        values = {"enabled": enabled}
        return await self._database.write(_change, list_id, values, "list.enable", actor, now, expected)

    async def rename(
        self, list_id: int, name: str, *, actor: str, now: float, expected: LeadList | EllipsisType = ...
    ) -> LeadList:
        """Give a list another name. Raises UnknownList, NameTaken, Changed."""
        with refusals(list=name):
            return await self._database.write(_rename, list_id, name, actor, now, expected)

    async def type_fields(
        self,
        list_id: int,
        field_types: Mapping[str, Any],
        *,
        actor: str,
        now: float,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Set the types of custom fields that its campaign leaves untyped. Raises UnknownList, Changed."""
        values = {"field_types": dict(field_types)}
        return await self._database.write(_change, list_id, values, "list.fields", actor, now, expected)

    @writes
    def delete(
        self, connection: Connection, list_id: int, *, actor: str, now: float, expected: LeadList | EllipsisType = ...
    ) -> Sequence[Job]:
        """Delete a list without leads, with its imports and their rejected rows, and return the jobs that went with it.

        Raises UnknownList, InUse, Changed.
        """
        check_list_unchanged(connection, list_id, expected)
        name = read_list(connection, list_id, EVERYTHING).name
        for table, what in _HOLDING.items():
            if connection.execute(select(table.c.list_id).where(table.c.list_id == list_id).limit(1)).first():
                raise InUse(list=name, by=what)
        those = select(IMPORT.c.id).where(IMPORT.c.list_id == list_id)
        if connection.execute(those.where(IMPORT.c.ended_at.is_(None))).first():
            raise InUse(list=name, by=msg("an import that waits or runs: cancel it first"))
        delete_rows_of_list(connection, list_id)
        dropped = drop_jobs(connection, f"%list:{list_id}")
        drop_imports(connection, list_id)
        drop_shelf(connection, list_id)
        connection.execute(delete(LEAD_LIST).where(LEAD_LIST.c.id == list_id))
        add_line(connection, actor, "list.delete", f"list:{list_id}", {"name": name}, now)
        return dropped

    async def extents(self, list_ids: Collection[int]) -> dict[int, Extent]:
        """By list, the id range and number of its leads that are not done; lists without any are left out."""
        return await self._database.read(extents_of, list_ids)

    @reads
    def counts_of(
        self, connection: Connection, list_ids: Collection[int], *, sees: Visibility
    ) -> dict[int, Mapping[LeadState, int]]:
        """By list that is seen, how many leads are in each state, from the moment of archiving for archived ones."""
        seen = select(LEAD_LIST.c.id, LEAD_LIST.c.archived_counts).where(LEAD_LIST.c.id.in_(sorted(set(list_ids))))
        rows = connection.execute(seen.where(*visible_to(sees, LEAD_LIST))).all()
        counted = counts_by_list(connection, COUNTS_OF_LISTS, {"lists": [row.id for row in rows]})
        none = dict.fromkeys(LeadState, 0)
        kept = {
            row.id: {LeadState(state): leads for state, leads in (row.archived_counts or {}).items()} for row in rows
        }
        return {row.id: {**none, **(kept[row.id] or counted.get(row.id, {}))} for row in rows}

    async def counts(self, list_id: int) -> Mapping[LeadState, int]:
        """How many leads are in each state; states without leads count 0."""
        return await self._database.read(state_counts, COUNTS_OF_LIST, {"list": list_id})


def _create(connection: Connection, row: dict[str, Any]) -> LeadList:
    if row["campaign_id"] is not None:
        check_open(connection, row["campaign_id"])
    return read_list(
        connection, connection.execute(insert(LEAD_LIST).returning(LEAD_LIST.c.id), row).scalar_one(), EVERYTHING
    )


def create_list(connection: Connection, drafted: LeadList, actor: str, now: float) -> LeadList:
    """Insert a list as drafted, with its audit line. Raises NameTaken, BadReference."""
    names = ("name", "company_id", "campaign_id", "country", "enabled", "needs_basis")
    row = {name: getattr(drafted, name) for name in names}
    row |= {"field_types": dict(drafted.field_types), "consent": dict(drafted.consent), "created_at": now}
    with refusals(list=drafted.name):
        made = _create(connection, row)
    facts = {"name": made.name, "campaign_id": made.campaign_id}
    add_line(connection, actor, "list.create", f"list:{made.id}", facts, now)
    return made


def read_list(connection: Connection, list_id: int, sees: Visibility) -> LeadList:
    """One list. Raises UnknownList."""
    row = connection.execute(_ONE.where(*visible_to(sees, LEAD_LIST)), {"list": list_id}).mappings().first()
    if row is None:
        raise UnknownList(id=list_id)
    return LeadList(**row)


def _lists(connection: Connection, statement: Select[Any]) -> list[LeadList]:
    return [LeadList(**row) for row in connection.execute(statement).mappings()]


def check_list_unchanged(connection: Connection, list_id: int, expected: object) -> None:
    """Lock a list. Raises Changed if its settings are not as expected, whatever its task does meanwhile."""
    locked = select(LEAD_LIST).where(LEAD_LIST.c.id == list_id).with_for_update()
    row = connection.execute(locked).mappings().first()
    if row is not None:
        check_row_unchanged({name: value for name, value in row.items() if not name.startswith("task")}, expected)


def _rename(connection: Connection, list_id: int, name: str, actor: str, now: float, expected: object) -> LeadList:
    check_list_unchanged(connection, list_id, expected)
    before = read_list(connection, list_id, EVERYTHING)
    connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(name=name))
    add_line(connection, actor, "list.rename", f"list:{list_id}", {"name": name, "before": before.name}, now)
    return read_list(connection, list_id, EVERYTHING)


def _change(
    connection: Connection, list_id: int, values: dict[str, Any], action: str, actor: str, now: float, expected: object
) -> LeadList:
    check_list_unchanged(connection, list_id, expected)
    return change_list(connection, list_id, values, action, actor, now)[1]


def change_list(
    connection: Connection,
    list_id: int,
    values: dict[str, Any],
    action: str,
    actor: str,
    now: float,
    *,
    facts: Mapping[str, Any] | None = None,
) -> tuple[int | None, LeadList]:
    """Change a list; return the campaign it belonged to, and the changed list. Raises UnknownList.

    The audit keeps `facts`, or else the values.
    """
    before = connection.execute(select(LEAD_LIST.c.campaign_id).where(LEAD_LIST.c.id == list_id)).scalar()
    connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(values))
    after = read_list(connection, list_id, EVERYTHING)
    touched = {one for one in (before, after.campaign_id) if one is not None}
    if touched:
        renew_stock(connection, touched)
        # No call is placed from leads claimed before, also for previews and call-backs, until the engine knows of the
        # change.
        drop(connection, connection.execute(CLAIMED, {"list": list_id}).scalars())
    add_line(connection, actor, action, f"list:{list_id}", values if facts is None else facts, now)
    return before, after
