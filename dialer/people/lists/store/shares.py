"""Shares of a campaign's lists: in which parts the lists take turns, written for all of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType

from sqlalchemy import Connection, select, update

from dialer.audit.store import add_line
from dialer.people.leads.store.stock import renew_stock
from dialer.storage.database import Database
from dialer.storage.schema import LEAD_LIST
from dialer.storage.sql import check_unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShare:
    """A list of a campaign with its weight; `is_dialled`: it is neither off nor archived."""

    list_id: int
    name: str
    weight: int
    is_dialled: bool


class ListShares:
    """The weights of campaigns' lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, campaign_id: int) -> Sequence[ListShare]:
        """The lists of a campaign by name."""
        return await self._database.read(_shares, campaign_id)

    async def weigh(
        self,
        campaign_id: int,
        weights: Mapping[int, int],
        *,
        actor: str,
        now: float,
        expected: Sequence[ListShare] | EllipsisType = ...,
    ) -> Sequence[ListShare]:
        """Give lists of a campaign other weights, all or none. Raises Changed if they are not as expected.

        Ids of lists that are not the campaign's are left out.
        """
        return await self._database.write(_weigh, campaign_id, dict(weights), actor, now, expected)


def _shares(connection: Connection, campaign_id: int, *, lock: bool = False) -> Sequence[ListShare]:
    lists = select(LEAD_LIST).where(LEAD_LIST.c.campaign_id == campaign_id).order_by(LEAD_LIST.c.name, LEAD_LIST.c.id)
    rows = connection.execute(lists.with_for_update() if lock else lists)
    return [
        ListShare(list_id=row.id, name=row.name, weight=row.weight, is_dialled=row.enabled and row.archived_at is None)
        for row in rows
    ]


def _weigh(
    connection: Connection, campaign_id: int, weights: dict[int, int], actor: str, now: float, expected: object
) -> Sequence[ListShare]:
    before = _shares(connection, campaign_id, lock=True)
    check_unchanged(before, expected)
    changes = {
        one.list_id: weights[one.list_id] for one in before if weights.get(one.list_id, one.weight) != one.weight
    }
    for list_id, weight in changes.items():
        connection.execute(update(LEAD_LIST).where(LEAD_LIST.c.id == list_id).values(weight=weight))
    if changes:
        renew_stock(connection, [campaign_id])
        facts = {"weights": {str(list_id): weight for list_id, weight in changes.items()}}
        add_line(connection, actor, "campaign.list_shares", f"campaign:{campaign_id}", facts, now)
    return _shares(connection, campaign_id)
