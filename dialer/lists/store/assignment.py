"""Lists that were given to a campaign, until the audit says what the campaign's rules say of their leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from dialer.audit.store import NewLine, add_lines
from dialer.campaigns.store.status import check_open
from dialer.imports.admission import Proofs
from dialer.lists.store.legal_bases import proofs_between
from dialer.lists.store.lists import LeadList, change_list
from dialer.storage.database import Database
from dialer.storage.schema import LIST_ASSIGNMENT
from dialer.storage.sql import refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A list came to a campaign at an instant."""

    id: int
    list_id: int
    campaign_id: int
    at: float


class Assigning:
    """Which lists are whose, and what is still to be said of that."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def assign(self, list_id: int, campaign_id: int | None, *, actor: str, now: float) -> LeadList:
        """Give the list to a campaign, or to none. Raises UnknownList, BadReference, CampaignClosed, CampaignArchived.

        It takes no longer for a long list: what the rules say of its leads is `open` from then on.
        """
        with refusals(campaign=campaign_id):
            return await self._database.write(_assign, list_id, campaign_id, actor, now)

    async def open(self) -> list[Assignment]:
        """Those of which the audit does not say yet what the rules say."""
        return await self._database.read(_open)

    async def proofs(self, list_id: int, first: int, last: int, *, now: float) -> list[Proofs]:
        """What those of its leads that lie between two ids, and are not done, say of their basis."""
        return await self._database.read(proofs_between, list_id, first, last, now)

    async def conclude(self, assignment_id: int, lines: Sequence[NewLine]) -> None:
        """Write into the audit what the rules say, unless another process has."""
        await self._database.write(_conclude, assignment_id, lines)


def _assign(connection: Connection, list_id: int, campaign_id: int | None, actor: str, now: float) -> LeadList:
    if campaign_id is not None:
        check_open(connection, campaign_id)
    before, after = change_list(connection, list_id, {"campaign_id": campaign_id}, "list.assign", actor, now)
    if campaign_id is not None and campaign_id != before:
        row: dict[str, Any] = {"list_id": list_id, "campaign_id": campaign_id, "at": now}
        connection.execute(insert(LIST_ASSIGNMENT), row)
    return after


def _open(connection: Connection) -> list[Assignment]:
    rows = connection.execute(select(LIST_ASSIGNMENT).order_by(LIST_ASSIGNMENT.c.id))
    return [Assignment(**row) for row in rows.mappings()]


def _conclude(connection: Connection, assignment_id: int, lines: Sequence[NewLine]) -> None:
    this = delete(LIST_ASSIGNMENT).where(LIST_ASSIGNMENT.c.id == assignment_id)
    if connection.execute(this).rowcount and lines:
        add_lines(connection, lines)
