"""Stored pools of caller ids and their numbers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from dialer.access.companies.campaigns import ReopenLeads
from dialer.access.companies.model import CallerId
from dialer.access.companies.store import caller_id_of, insert_caller_id
from dialer.audit.store import add_line
from dialer.core.enums import CampaignStatus
from dialer.core.errors import InUse, NotFound
from dialer.core.visibility import EVERYTHING, Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.pages import PageRequest
from dialer.storage.records import rows_where
from dialer.storage.schema import (
    CALLER_ID,
    CALLER_ID_POOL,
    CALLER_ID_POOL_NUMBER,
    CAMPAIGN,
    CAMPAIGN_CALLER_ID_POOL,
)
from dialer.storage.sql import check_unchanged, refusals
from dialer.storage.visibility import visible_to
from dialer.telephony.caller_ids.model import NUMBERS_MOST, CallerIdPool, PoolNumber, RestCause

POOL_FACTS: Final = ("name", "keeps_number", "rest_hours")
NUMBER_FACTS: Final = ("areas", "calls_per_hour", "calls_per_day", "enabled", "rests_until", "rests_because")
_POOL: Final = tuple(CALLER_ID_POOL.c[name] for name in ("id", "company_id", *POOL_FACTS))
_NUMBER: Final = tuple(CALLER_ID_POOL_NUMBER.c[name] for name in ("id", "pool_id", *NUMBER_FACTS))
_OF_CALLER_ID: Final = tuple(column.label(f"shown_{column.name}") for column in CALLER_ID.c)


@dataclass(frozen=True, slots=True)
class Added:
    """What became of numbers that were to be added to a pool."""

    added: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)  # in the pool already
    made: list[str] = field(default_factory=list)  # of those added, new caller ids of the company
    beyond: list[str] = field(default_factory=list)  # the pool is full


class CallerIdPools:
    """All pools."""

    def __init__(self, database: Database, reopen: ReopenLeads) -> None:
        self._database, self._reopen = database, reopen

    async def list(
        self, company_id: int | None = None, *, page: PageRequest | None = None, sees: Visibility
    ) -> list[CallerIdPool]:
        """All pools by id, or those of a company, or a page of them."""
        where = {} if company_id is None else {"company_id": company_id}
        return await self._database.read(_visible, where, sees, page)

    async def get(self, pool_id: int, *, sees: Visibility) -> CallerIdPool:
        """One pool. Raises NotFound."""
        return await self._database.read(_pool, pool_id, sees)

    async def create(self, pool: CallerIdPool, *, actor: str, now: float) -> CallerIdPool:
        """Write a new pool without numbers; its id is given. Raises NameTaken, BadReference."""
        with refusals(name=pool.name):
            return await self._database.write(_create, pool, actor, now)

    async def change(
        self, pool: CallerIdPool, *, actor: str, now: float, expected: CallerIdPool | EllipsisType = ...
    ) -> CallerIdPool:
        """Replace a pool's facts; its company and its numbers stay. Raises NotFound, NameTaken, Changed."""
        with refusals(name=pool.name):
            return await self._database.write(_change, pool, actor, now, expected)

    @writes
    def delete(
        self,
        connection: Connection,
        pool_id: int,
        *,
        actor: str,
        now: float,
        expected: CallerIdPool | EllipsisType = ...,
    ) -> None:
        """Delete a pool that only archived campaigns use; the caller ids stay. Raises NotFound, InUse, Changed."""
        pool = _locked(connection, pool_id)
        check_unchanged(_facts_of(pool), _facts_of(expected))
        uses = select(CAMPAIGN_CALLER_ID_POOL.c.campaign_id).where(CAMPAIGN_CALLER_ID_POOL.c.pool_id == pool_id)
        using = select(CAMPAIGN.c.name).where(
            CAMPAIGN.c.id.in_(uses), CAMPAIGN.c.status != CampaignStatus.ARCHIVED.value
        )
        if (campaign := connection.execute(using.order_by(CAMPAIGN.c.id).limit(1)).scalar()) is not None:
            raise InUse(pool=pool.name, campaign=campaign)
        connection.execute(delete(CAMPAIGN_CALLER_ID_POOL).where(CAMPAIGN_CALLER_ID_POOL.c.pool_id == pool_id))
        connection.execute(delete(CALLER_ID_POOL_NUMBER).where(CALLER_ID_POOL_NUMBER.c.pool_id == pool_id))
        connection.execute(delete(CALLER_ID_POOL).where(CALLER_ID_POOL.c.id == pool_id))
        facts = {"name": pool.name, "numbers": [one.number for one in pool.numbers]}
        add_line(connection, actor, "caller_id_pool.delete", f"caller_id_pool:{pool_id}", facts, now)

    async def add(
        self, pool_id: int, numbers: Sequence[str], facts: Mapping[str, Any], *, actor: str, now: float
    ) -> Added:
        """Add numbers (E.164) with these facts; those that its company does not have yet become its caller ids.

        Raises NotFound.
        """
        return await self._database.write(_add, pool_id, list(numbers), dict(facts), actor, now)

    @writes
    def change_number(
        self,
        connection: Connection,
        number: PoolNumber,
        *,
        actor: str,
        now: float,
        expected: PoolNumber | EllipsisType = ...,
    ) -> PoolNumber:
        """Replace the facts of a pool's number. Raises NotFound, Changed."""
        check_unchanged(_number(connection, number), expected)
        row = {name: getattr(number, name) for name in NUMBER_FACTS}
        row |= {
            "areas": list(number.areas),
            "rests_because": None if number.rests_because is None else number.rests_because.value,
        }
        table = CALLER_ID_POOL_NUMBER
        connection.execute(update(table).where(table.c.id == number.id).values(row))
        facts = {**row, "number": number.number, "pool_id": number.pool_id}
        add_line(connection, actor, "caller_id_pool.number", f"caller_id_pool_number:{number.id}", facts, now)
        return _number(connection, number)

    @writes
    def remove_number(
        self,
        connection: Connection,
        number: PoolNumber,
        *,
        actor: str,
        now: float,
        expected: PoolNumber | EllipsisType = ...,
    ) -> None:
        """Take a number out of its pool; it stays a caller id. Raises NotFound, Changed."""
        check_unchanged(_number(connection, number), expected)
        connection.execute(delete(CALLER_ID_POOL_NUMBER).where(CALLER_ID_POOL_NUMBER.c.id == number.id))
        facts = {"number": number.number, "number_id": number.id}
        add_line(connection, actor, "caller_id_pool.remove", f"caller_id_pool:{number.pool_id}", facts, now)

    @reads
    def campaigns_of(self, connection: Connection, pool_id: int, *, sees: Visibility) -> Mapping[int, str]:
        """The campaigns that use a pool: ids and names."""
        uses = select(CAMPAIGN_CALLER_ID_POOL.c.campaign_id).where(CAMPAIGN_CALLER_ID_POOL.c.pool_id == pool_id)
        asked = select(CAMPAIGN.c.id, CAMPAIGN.c.name).where(
            CAMPAIGN.c.id.in_(uses), CAMPAIGN.c.status != CampaignStatus.ARCHIVED.value, *visible_to(sees, CAMPAIGN)
        )
        return {row.id: row.name for row in connection.execute(asked.order_by(CAMPAIGN.c.id))}

    async def reopen(self, pool_id: int, *, now: float) -> Collection[int]:
        """Make leads that have been put off due again, in the campaigns that use the pool; return these."""
        campaigns = await self.campaigns_of(pool_id, sees=EVERYTHING)
        for campaign_id in campaigns:
            await self._reopen(self._database, campaign_id=campaign_id, now=now)
        return campaigns.keys()


def pools_by_id(connection: Connection, pool_ids: Collection[int]) -> dict[int, CallerIdPool]:
    """These pools, by id."""
    asked = select(*_POOL).where(CALLER_ID_POOL.c.id.in_(pool_ids))
    found = connection.execute(asked).mappings().all() if pool_ids else ()
    return {one.id: one for one in _whole(connection, found)} if found else {}


def check_in_no_pool(connection: Connection, caller_id_id: int) -> None:
    """Raise InUse if a pool has the caller id."""
    asked = (
        select(CALLER_ID_POOL.c.name)
        .join(CALLER_ID_POOL_NUMBER, CALLER_ID_POOL_NUMBER.c.pool_id == CALLER_ID_POOL.c.id)
        .where(CALLER_ID_POOL_NUMBER.c.caller_id_id == caller_id_id)
    )
    if (name := connection.execute(asked.order_by(CALLER_ID_POOL.c.id).limit(1)).scalar()) is not None:
        raise InUse(pool=name)


def _visible(
    connection: Connection, where: dict[str, Any], sees: Visibility, page: PageRequest | None = None
) -> list[CallerIdPool]:
    rows = rows_where(connection, CALLER_ID_POOL, where, *visible_to(sees, CALLER_ID_POOL), page=page)
    return _whole(connection, list(rows))


def _pool(connection: Connection, pool_id: int, sees: Visibility) -> CallerIdPool:
    found = _visible(connection, {"id": pool_id}, sees)
    if not found:
        raise NotFound(id=pool_id)
    return found[0]


def _locked(connection: Connection, pool_id: int) -> CallerIdPool:
    connection.execute(select(CALLER_ID_POOL.c.id).where(CALLER_ID_POOL.c.id == pool_id).with_for_update())
    return _pool(connection, pool_id, EVERYTHING)


def _whole(connection: Connection, rows: Sequence[Any]) -> list[CallerIdPool]:
    asked = (
        select(*_NUMBER, *_OF_CALLER_ID)
        .join(CALLER_ID, CALLER_ID.c.id == CALLER_ID_POOL_NUMBER.c.caller_id_id)
        .where(CALLER_ID_POOL_NUMBER.c.pool_id.in_([row["id"] for row in rows]))
        .order_by(CALLER_ID_POOL_NUMBER.c.id)
    )
    numbers: defaultdict[int, list[PoolNumber]] = defaultdict(list)
    for row in connection.execute(asked).mappings():
        numbers[row["pool_id"]].append(_number_of(row))
    facts = ("id", "company_id", *POOL_FACTS)
    return [CallerIdPool(**{name: row[name] for name in facts}, numbers=tuple(numbers[row["id"]])) for row in rows]


def _number_of(row: Any) -> PoolNumber:
    shown: CallerId = caller_id_of({column.name: row[f"shown_{column.name}"] for column in CALLER_ID.c})
    facts = {name: row[name] for name in ("id", "pool_id", *NUMBER_FACTS)}
    because = None if row["rests_because"] is None else RestCause(row["rests_because"])
    return PoolNumber(**{**facts, "areas": tuple(row["areas"]), "rests_because": because}, caller_id=shown)


def _create(connection: Connection, pool: CallerIdPool, actor: str, now: float) -> CallerIdPool:
    row = {name: getattr(pool, name) for name in ("company_id", *POOL_FACTS)}
    pool_id: int = connection.execute(insert(CALLER_ID_POOL).returning(CALLER_ID_POOL.c.id), row).scalar_one()
    add_line(connection, actor, "caller_id_pool.create", f"caller_id_pool:{pool_id}", row, now)
    return _pool(connection, pool_id, EVERYTHING)


def _change(connection: Connection, pool: CallerIdPool, actor: str, now: float, expected: object) -> CallerIdPool:
    check_unchanged(_facts_of(_locked(connection, pool.id)), _facts_of(expected))
    row = {name: getattr(pool, name) for name in POOL_FACTS}
    connection.execute(update(CALLER_ID_POOL).where(CALLER_ID_POOL.c.id == pool.id).values(row))
    add_line(connection, actor, "caller_id_pool.change", f"caller_id_pool:{pool.id}", row, now)
    return _pool(connection, pool.id, EVERYTHING)


def _facts_of(pool: object) -> object:
    """A pool without its numbers, which have versions of their own; an ellipsis stays what it is."""
    return tuple(getattr(pool, name) for name in POOL_FACTS) if isinstance(pool, CallerIdPool) else pool


def _add(
    connection: Connection, pool_id: int, numbers: Sequence[str], facts: dict[str, Any], actor: str, now: float
) -> Added:
    pool, done = _locked(connection, pool_id), Added()
    there = {one.number for one in pool.numbers}
    of_company = select(CALLER_ID.c.number, CALLER_ID.c.id).where(CALLER_ID.c.company_id == pool.company_id)
    known = {row.number: row.id for row in connection.execute(of_company)}
    room = NUMBERS_MOST - len(there)
    for number in dict.fromkeys(numbers):
        if number in there:
            done.there.append(number)
            continue
        if room <= 0:
            done.beyond.append(number)
            continue
        if (caller_id_id := known.get(number)) is None:
            row = {"company_id": pool.company_id, "number": number, "label": ""}
            caller_id_id = insert_caller_id(connection, row).id
            add_line(connection, actor, "caller_id.create", f"caller_id:{caller_id_id}", {"number": number}, now)
            done.made.append(number)
        member = {**facts, "pool_id": pool_id, "caller_id_id": caller_id_id}
        connection.execute(insert(CALLER_ID_POOL_NUMBER), member)
        done.added.append(number)
        room -= 1
    if done.added:
        said = {**facts, "added": done.added}
        add_line(connection, actor, "caller_id_pool.add", f"caller_id_pool:{pool_id}", said, now)
    return done


def _number(connection: Connection, number: PoolNumber) -> PoolNumber:
    pool = _locked(connection, number.pool_id)
    found = next((one for one in pool.numbers if one.id == number.id), None)
    if found is None:
        raise NotFound(id=number.id)
    return found


def give_pool(connection: Connection, campaign_id: int, pool_id: int | None) -> None:
    """Let a campaign show the numbers of this pool, or of none."""
    connection.execute(delete(CAMPAIGN_CALLER_ID_POOL).where(CAMPAIGN_CALLER_ID_POOL.c.campaign_id == campaign_id))
    if pool_id is not None:
        connection.execute(insert(CAMPAIGN_CALLER_ID_POOL), {"campaign_id": campaign_id, "pool_id": pool_id})
