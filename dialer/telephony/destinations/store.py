"""Stored destinations of trunks, and what was called over trunks within the last hour."""

from collections.abc import Collection
from types import EllipsisType
from typing import Any, Final

from sqlalchemy import Connection, func, select

from dialer.access.companies.campaigns import ReopenLeads
from dialer.audit.store import Act
from dialer.core.errors import NotFound
from dialer.core.time_units import HOUR_S
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.schema import (
    ATTEMPT,
    CAMPAIGN_TRUNK,
    CAMPAIGN_TRUNK_GROUP,
    TRUNK,
    TRUNK_DESTINATIONS,
    TRUNK_GROUP_MEMBER,
)
from dialer.storage.sql import check_unchanged, insert_or_update
from dialer.telephony.destinations.model import Destinations, PastUse

LONGEST_CALL_S: Final = 4 * HOUR_S  # calls that began earlier are not looked for
MINUTE_S: Final = 60
LIVES: Final = -60.0  # the end of a call that has none yet
_COLUMNS: Final = tuple(TRUNK_DESTINATIONS.c[name] for name in Destinations.__dataclass_fields__)


class DestinationStore:
    """Where trunks may call."""

    def __init__(self, database: Database, reopen: ReopenLeads) -> None:
        self._database, self._reopen = database, reopen

    def within(self, act: Act) -> "DestinationStore":
        """The same for an act, which takes its line in the audit with it."""
        return DestinationStore(act, self._reopen)

    async def list(self, trunk_ids: Collection[int] | None = None) -> list[Destinations]:
        """The destinations that are set, of all trunks or of these; a trunk without any has those of its country."""
        return await self._database.read(_list, None if trunk_ids is None else list(trunk_ids))

    async def get(self, trunk_id: int) -> Destinations:
        """The destinations of a trunk; those of its country if none are set."""
        return next(iter(await self.list([trunk_id])), Destinations(trunk_id=trunk_id))

    @writes
    def replace(
        self, connection: Connection, wanted: Destinations, *, expected: Destinations | EllipsisType = ...
    ) -> Destinations:
        """Write a trunk's destinations. Raises NotFound without such a trunk, Changed if they are not as expected."""
        trunk_id = wanted.trunk_id
        there = select(TRUNK.c.id).where(TRUNK.c.id == trunk_id, TRUNK.c.retired_at.is_(None)).with_for_update()
        if connection.execute(there).first() is None:
            raise NotFound(id=trunk_id)
        known = next(iter(_list(connection, [trunk_id])), Destinations(trunk_id=trunk_id))
        check_unchanged(known, expected)
        row: dict[str, Any] = {name: getattr(wanted, name) for name in Destinations.__dataclass_fields__}
        row |= {"allowed": None if wanted.allowed is None else list(wanted.allowed), "refused": list(wanted.refused)}
        row["prices"] = dict(wanted.prices)
        statement = insert_or_update(connection, TRUNK_DESTINATIONS, key=("trunk_id",), changed=tuple(row))
        connection.execute(statement, row)
        return wanted

    async def reopen(self, trunk_id: int, *, now: float) -> Collection[int]:
        """Make leads that rules have put off due again, in the campaigns that use the trunk; return these."""
        campaigns = await self._database.read(_campaigns_of, trunk_id)
        for campaign_id in campaigns:
            await self._reopen(self._database, campaign_id=campaign_id, now=now)
        return campaigns

    async def used(self, trunk_ids: Collection[int], *, digits: int, now: float) -> Collection[PastUse]:
        """What was called over these trunks so that it counts within the last hour, by minute.

        `digits`: calls to numbers with the same so many first characters are put together.
        """
        return await self._database.read(_used, list(trunk_ids), digits, now) if trunk_ids else []


def _of(row: Any) -> Destinations:
    allowed = None if row["allowed"] is None else tuple(row["allowed"])
    return Destinations(**{**row, "allowed": allowed, "refused": tuple(row["refused"])})


def _list(connection: Connection, trunk_ids: list[int] | None, *, lock: bool = False) -> list[Destinations]:
    found = select(*_COLUMNS).order_by(TRUNK_DESTINATIONS.c.trunk_id)
    if trunk_ids is not None:
        found = found.where(TRUNK_DESTINATIONS.c.trunk_id.in_(trunk_ids))
    return [_of(row) for row in connection.execute(found.with_for_update() if lock else found).mappings()]


def _campaigns_of(connection: Connection, trunk_id: int) -> list[int]:
    own = select(CAMPAIGN_TRUNK.c.campaign_id).where(CAMPAIGN_TRUNK.c.trunk_id == trunk_id)
    member, of_campaign = TRUNK_GROUP_MEMBER, CAMPAIGN_TRUNK_GROUP
    in_group = (
        select(of_campaign.c.campaign_id)
        .join(member, member.c.group_id == of_campaign.c.group_id)
        .where(member.c.trunk_id == trunk_id)
    )
    return sorted({*connection.execute(own).scalars(), *connection.execute(in_group).scalars()})


def _used(connection: Connection, trunk_ids: list[int], digits: int, now: float) -> list[PastUse]:
    calls = (
        select(
            ATTEMPT.c.trunk_id,
            (ATTEMPT.c.placed_at // MINUTE_S).label("began"),
            (func.coalesce(ATTEMPT.c.ended_at, LIVES) // MINUTE_S).label("ended"),
            func.substr(ATTEMPT.c.number, 1, max(digits, 1)).label("prefix"),
            (ATTEMPT.c.ended_at - ATTEMPT.c.answered_at).label("answered_s"),
        )
        .where(
            ATTEMPT.c.trunk_id.in_(trunk_ids),
            ATTEMPT.c.placed_at >= now - HOUR_S - LONGEST_CALL_S,
            (ATTEMPT.c.placed_at >= now - HOUR_S) | (ATTEMPT.c.ended_at >= now - HOUR_S),
        )
        .subquery()
    )
    alike = (calls.c.trunk_id, calls.c.began, calls.c.ended, calls.c.prefix)
    answered_s = func.coalesce(func.sum(calls.c.answered_s), 0.0)
    statement = select(*alike, func.count(), answered_s).group_by(*alike)
    return [
        PastUse(
            trunk_id=trunk_id,
            began_at=float(first) * MINUTE_S,
            ended_at=None if last < 0 else float(last) * MINUTE_S,
            prefix=begins,
            calls=count,
            answered_s=float(seconds),
        )
        for trunk_id, first, last, begins, count, seconds in connection.execute(statement)
    ]
