"""Puts lists in order, in the background: leads are ranked, filtered, archived and taken out again, chunk by chunk."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, select, update

from dialer.audit.store import add_line
from dialer.core.enums import CallbackState, LeadState
from dialer.core.errors import InUse
from dialer.core.visibility import EVERYTHING
from dialer.i18n.message import msg
from dialer.jobs.kinds import ARRANGEMENT
from dialer.jobs.model import QUEUED
from dialer.jobs.store import add_job
from dialer.numbers.masking import MASKED, countries_of
from dialer.people.leads.store.briefing import phones_of
from dialer.people.leads.store.claim.claims import look_up_by_key
from dialer.people.leads.store.stock import renew_stock
from dialer.people.leads.store.transitions import RESTING, WAITS, archive, place_in_order, unarchive
from dialer.people.lists.rules.call_order import By, rank_of, read_order
from dialer.people.lists.rules.field_types import Typing, types_of
from dialer.people.lists.rules.filter import read_filter
from dialer.people.lists.rules.lead_fields import lead_fields
from dialer.people.lists.store.lists import LeadList, check_list_unchanged, read_list
from dialer.people.lists.store.ranges import SPARSE, Extent, extents_of
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import CALLBACK, JOB, LEAD, LEAD_LIST
from dialer.storage.sql import word

CHUNK: Final = 1000  # ids at a time: on SQLite other writers wait for so many rows
SAMPLE: Final = 200  # leads whose fields show which names exist
LOOKED_AT: Final = 1500  # leads that a foresight reads: of a longer list as many, evenly spread
FIRST_SHOWN: Final = 10
NEAR: Final = 20_000  # ids within which the newest leads of a list are looked for
_BUSY: Final = tuple(word(state) for state in (LeadState.CALLING, LeadState.WRAPPING))

# Leads left in a list being archived. The condition "not archived" lets it use ix_lead_claim, which has no archived
# ones.
_LEFT: Final = (
    select(LEAD.c.id)
    .where(
        LEAD.c.list_id == bindparam("list"),
        LEAD.c.id > bindparam("after"),
        LEAD.c.id <= bindparam("until"),
        LEAD.c.state != word(LeadState.ARCHIVED),
        LEAD.c.state.in_([*_BUSY, *RESTING]),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a chunk has left: nothing (`done`), or leads in a call that must end first (`waits`).

    `leads_done` of `leads_total` are done in this pass of the `task`.
    """

    done: bool
    waits: bool = False
    task: str = ""
    leads_done: int = 0
    leads_total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenLead:
    """A lead as one of the first to be dialled. `values` are those of the fields that order and filter use."""

    lead_id: int
    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What an order and a filter would do to the leads of a list that are not done.

    Of `looked_at` that wait, `passing` are let through; `is_exact`: these are all that wait. `first` are those of them
    that would be dialled first.
    """

    leads: int
    looked_at: int
    passing: int
    is_exact: bool
    first: tuple[ForeseenLead, ...]


class Arranging:
    """Changes to all leads of a list."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self,
        list_id: int,
        values: Mapping[str, Any],
        *,
        task: str,
        action: str,
        actor: str,
        now: float,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Write a list's settings; a job then does the `task` (rank, archive, unarchive, or none) by `step`.

        Raises UnknownList, and InUse if a list to be archived has a waiting call-back.
        """
        # Counted before the write transaction: a long list takes a while.
        ends, counts = await self._database.read(_look, list_id, task)
        return await self._database.write(
            _begin, list_id, dict(values), task, ends, counts, action, actor, now, expected
        )

    @writes
    def step(self, connection: Connection, list_id: int, *, now: float) -> Step:
        """Do the next chunk of the list's task."""
        locked = select(LEAD_LIST).where(LEAD_LIST.c.id == list_id).with_for_update()
        row: dict[str, Any] = dict(connection.execute(locked).mappings().one())
        if not row["task"]:
            return Step(done=True)
        until = row["task_after"] + CHUNK
        these = (LEAD.c.id > row["task_after"], LEAD.c.id <= until, LEAD.c.list_id == list_id)
        if row["task"] == "rank":
            rank_leads(connection, read_list(connection, list_id, EVERYTHING), these, now)
        elif row["task"] == "archive":
            archive(connection, *these)
        else:
            unarchive(connection, *these)
        done = min(row["task_done"] + CHUNK, row["task_total"])
        values: dict[str, Any] = {"task_after": until, "task_done": done}
        if done >= row["task_total"]:
            values |= _after(connection, row)
        connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(values))
        waits = row["task"] == "archive" and values["task_done"] == 0
        return Step(
            done=values.get("task") == "", waits=waits, task=row["task"], leads_done=done, leads_total=row["task_total"]
        )

    async def go_on(self, list_id: int) -> bool:
        """After a ranking, rank the leads that came in meanwhile; False if there are none."""
        last, after = await self._database.read(_newer, list_id)
        return last is not None and await self._database.write(_rank_newer, list_id, last, after)

    @reads
    def field_names(self, connection: Connection, list_id: int) -> set[str]:
        """The names of the fields of the list's newest leads."""
        return {name for lead in _newest(connection, list_id) for name in lead.fields}

    @reads
    def field_values(self, connection: Connection, list_id: int) -> dict[str, Counter[Any]]:
        """By name, what the fields of the list's newest leads hold, and how often; masked as filters see it."""
        leads = _newest(connection, list_id)
        phones = phones_of(connection, [lead.id for lead in leads])
        found: dict[str, Counter[Any]] = {}
        for lead in leads:
            countries = countries_of(phone.number for phone in phones.get(lead.id, ()))
            for name, value in lead.fields.items():
                held = found.setdefault(name, Counter())
                if isinstance(value, str | int | float):
                    held[MASKED.value(value, countries)] += 1
        return found

    @reads
    def foresee(self, connection: Connection, listed: LeadList, *, now: float) -> Foreseen:
        """What order and filter of this list would do, as it is or as it might be set. At most `LOOKED_AT` are read."""
        extent = extents_of(connection, [listed.id]).get(listed.id)
        if extent is None:
            return Foreseen(leads=0, looked_at=0, passing=0, is_exact=True, first=())
        is_exact = extent.leads <= LOOKED_AT
        if is_exact:
            these = (LEAD.c.list_id == listed.id, LEAD.c.state != word(LeadState.ARCHIVED), WAITS)
        else:  # the sum keeps the database from an index by list, of which it would read all
            these = (LEAD.c.list_id + 0 == listed.id, WAITS, LEAD.c.id.in_(_spread_ids(extent)))
        leads = connection.execute(select(LEAD).where(*these).limit(LOOKED_AT)).all()
        judged = [one for one in _judged(connection, listed, leads, now) if one[3]]
        judged.sort(key=lambda one: (one[0].priority, one[2], one[0].id))
        numbers = phones_of(connection, [lead.id for lead, *_ in judged[:FIRST_SHOWN]])
        first = [
            ForeseenLead(
                lead_id=lead.id,
                name=MASKED.text(lead.name, countries_of(phone.number for phone in numbers.get(lead.id, ()))),
                values=values,
            )
            for lead, values, *_ in judged[:FIRST_SHOWN]
        ]
        return Foreseen(
            leads=extent.leads, looked_at=len(leads), passing=len(judged), is_exact=is_exact, first=tuple(first)
        )


Ends = tuple[int | None, int | None]  # the first and the last id of a list's leads


def _look(connection: Connection, list_id: int, task: str) -> tuple[Ends, dict[str, int]]:
    if not task:
        return (None, None), {}
    first, last = connection.execute(_ends(list_id)).one()
    counted = select(LEAD.c.state, func.count()).where(LEAD.c.list_id == list_id).group_by(LEAD.c.state)
    counts = {row[0]: row[1] for row in connection.execute(counted)} if task == "archive" else {}
    return (first, last), counts


def _begin(
    connection: Connection,
    list_id: int,
    values: dict[str, Any],
    task: str,
    ends: Ends,
    counts: dict[str, int],
    action: str,
    actor: str,
    now: float,
    expected: object,
) -> LeadList:
    check_list_unchanged(connection, list_id, expected)
    if task == "archive":
        _check_archive(connection, list_id)
        values["archived_counts"] = counts
    first, last = ends
    if task:
        begins = {
            "task": task,
            "task_done": 0,
            "task_after": (first or 1) - 1,
            "task_total": (last or 0) - (first or 1) + 1,
        }
        values |= begins if last is not None else {"task": ""}
    connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(values))
    changed = read_list(connection, list_id, EVERYTHING)
    if changed.task:
        _queue(connection, list_id, actor, now)
        changed = read_list(connection, list_id, EVERYTHING)
    if changed.campaign_id is not None:
        renew_stock(connection, [changed.campaign_id])
    said = {name: value for name, value in values.items() if not name.startswith("task_")}
    add_line(connection, actor, action, f"list:{list_id}", said, now)
    return changed


def _queue(connection: Connection, list_id: int, actor: str, now: float) -> None:
    """Queue the list's task unless a job is already queued for it; a job that runs may be at its end."""
    subject = f"list:{list_id}"
    queued = select(JOB.c.id).where(JOB.c.kind == ARRANGEMENT, JOB.c.subject == subject, JOB.c.status == QUEUED)
    if connection.execute(queued).first() is None:
        add_job(connection, ARRANGEMENT, subject, {"list_id": list_id}, actor=actor, now=now)


def _ends(list_id: int) -> Select[Any]:
    return select(func.min(LEAD.c.id), func.max(LEAD.c.id)).where(LEAD.c.list_id == list_id)


def _check_archive(connection: Connection, list_id: int) -> None:
    waits = select(CALLBACK.c.id).join(LEAD, LEAD.c.id == CALLBACK.c.lead_id)
    waits = waits.where(LEAD.c.list_id == list_id, CALLBACK.c.state == word(CallbackState.WAITING))
    if connection.execute(waits.limit(1)).first() is not None:
        raise InUse(list=list_id, by=msg("a call-back that waits: make it or cancel it first"))


def _newer(connection: Connection, list_id: int) -> tuple[int | None, int]:
    row = connection.execute(select(LEAD_LIST).where(LEAD_LIST.c.id == list_id)).one()
    if row.task or row.archived_at is not None or not (row.order_by or row.filter):
        return None, row.task_after
    newest = select(func.max(LEAD.c.id)).where(LEAD.c.list_id == list_id)
    last = connection.execute(newest).scalar()
    return (last if last is not None and last > row.task_after else None), row.task_after


def _rank_newer(connection: Connection, list_id: int, last: int, after: int) -> bool:
    """Start a ranking of newer leads, unless another task was started meanwhile."""
    idle = (LEAD_LIST.c.id == list_id, LEAD_LIST.c.task == "", LEAD_LIST.c.task_after == after)
    values = {"task": "rank", "task_done": 0, "task_total": last - after}
    return connection.execute(update(LEAD_LIST).where(*idle).values(values)).rowcount == 1


def _after(connection: Connection, row: Mapping[str, Any]) -> dict[str, Any]:
    """What follows the last chunk: nothing, or the next pass."""
    again: dict[str, Any] = {"task_after": row["task_after"] - row["task_done"], "task_done": 0}
    if row["task"] == "unarchive":
        return {**again, "task": "rank"}
    if row["task"] == "archive":
        facts = {"list": row["id"], "after": again["task_after"], "until": row["task_after"] + CHUNK}
        if connection.execute(_LEFT, facts).first() is not None:
            return again  # a lead is still in a call, or was when its chunk was archived
    return {"task": ""}


def rank_leads(connection: Connection, listed: LeadList, these: tuple[Any, ...], now: float) -> None:
    """Rank these leads of a list, and hold back or release them by its filter; writes changes only."""
    look_up_by_key(connection)
    leads = connection.execute(select(LEAD).where(*these, WAITS)).all()
    places = [
        (lead.id, rank, fits)
        for lead, _, rank, fits in _judged(connection, listed, leads, now)
        if (rank, LeadState.OPEN if fits else LeadState.HELD) != (lead.rank, lead.state)
    ]
    place_in_order(connection, places)


def _judged(
    connection: Connection, listed: LeadList, leads: Sequence[Any], now: float
) -> Iterator[tuple[Any, Mapping[str, Any], float, bool]]:
    """Each lead with the fields that order and filter use, masked, its rank, and whether it is let through."""
    order = read_order(listed.order_by)
    wanted = read_filter(listed.filter) if listed.filter else None
    names = (wanted.fields if wanted else frozenset()) | ({order.field} if order.by is By.FIELD else frozenset())
    phones = phones_of(connection, [lead.id for lead in leads]) if names else {}  # they tell what to mask
    typing = Typing(types=types_of(listed.types), country=listed.country)
    for lead in leads:
        numbers = [phone.number for phone in phones.get(lead.id, ())]
        fields = seen = lead_fields(lead, numbers, wanted=names, typing=typing)
        if wanted is not None and listed.filter_sees_numbers:
            seen = lead_fields(lead, numbers, wanted=wanted.fields, typing=typing, masked=False)
        yield lead, fields, rank_of(order, lead.id, fields), wanted is None or wanted.passes(seen, now)


def _spread_ids(extent: Extent) -> list[int]:
    """Ids evenly spread over a list, so many that about `LOOKED_AT` are of its leads."""
    reach = extent.last - extent.first + 1
    wanted = min(reach * LOOKED_AT // extent.leads, LOOKED_AT * SPARSE)
    return [extent.first + reach * place // wanted for place in range(wanted)]


def _newest(connection: Connection, list_id: int) -> Sequence[Any]:
    """Leads of a list that came in last. Those near its last id are asked for first: no list is sorted for it."""
    last = connection.execute(select(func.max(LEAD.c.id)).where(LEAD.c.list_id == list_id)).scalar()
    if last is None:
        return ()
    near = select(LEAD.c.id, LEAD.c.fields).where(LEAD.c.list_id + 0 == list_id, LEAD.c.id <= last)
    near = near.where(LEAD.c.id > last - NEAR)
    return connection.execute(near.order_by(LEAD.c.id.desc()).limit(SAMPLE)).all()
