"""Assignment of lists to campaigns, and the job that audits what the campaign's rules say about their leads."""

from collections.abc import Sequence
from types import EllipsisType

from sqlalchemy import Connection

from dialer.audit.store import NewLine, add_lines
from dialer.jobs.kinds import RULE_CHECK
from dialer.jobs.model import Job
from dialer.jobs.store import add_job, end_job
from dialer.people.imports.admission import Proofs
from dialer.people.lists.store.legal_bases import proofs_between
from dialer.people.lists.store.lists import LeadList, change_list, check_list_unchanged
from dialer.storage.campaign_status import check_open
from dialer.storage.database import Database
from dialer.storage.operations import writes
from dialer.storage.sql import refusals


class Assigning:
    """Which lists belong to which campaign, and the rulings still due on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def assign(
        self,
        list_id: int,
        campaign_id: int | None,
        *,
        actor: str,
        now: float,
        expected: LeadList | EllipsisType = ...,
    ) -> LeadList:
        """Assign the list to a campaign or to none.

        Raises UnknownList, BadReference, CampaignClosed, CampaignArchived, Changed.
        A long list takes no longer: a job applies the rules to its leads.
        """
        with refusals(campaign=campaign_id):
            return await self._database.write(_assign, list_id, campaign_id, actor, now, expected)

    async def proofs(self, list_id: int, first: int, last: int, *, now: float) -> list[Proofs]:
        """The legal bases of its leads between two ids that are not done."""
        return await self._database.read(proofs_between, list_id, first, last, now)

    @writes
    def conclude(self, connection: Connection, job: Job, owner: str, lines: Sequence[NewLine], *, now: float) -> None:
        """Write the rulings into the audit and end the job, unless another process owns it."""
        if end_job(connection, job.id, owner, now=now) and lines:
            add_lines(connection, lines)


def _assign(
    connection: Connection, list_id: int, campaign_id: int | None, actor: str, now: float, expected: object
) -> LeadList:
    check_list_unchanged(connection, list_id, expected)
    if campaign_id is not None:
        check_open(connection, campaign_id)
    before, after = change_list(connection, list_id, {"campaign_id": campaign_id}, "list.assign", actor, now)
    if campaign_id is not None and campaign_id != before:
        arguments = {"list_id": list_id, "campaign_id": campaign_id}
        add_job(connection, RULE_CHECK, f"campaign:{campaign_id} list:{list_id}", arguments, actor=actor, now=now)
    return after
