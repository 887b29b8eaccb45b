"""Checks that a campaign may be changed or used, made in the transaction that does it."""

from sqlalchemy import Connection, select

from dialer.core.enums import CampaignStatus
from dialer.core.errors import CampaignArchived, CampaignClosed
from dialer.storage.schema import CAMPAIGN


def check_open(connection: Connection, campaign_id: int) -> None:
    """Keep the campaign open until this transaction ends. Raises CampaignClosed, CampaignArchived.

    A missing campaign raises nothing.
    """
    row = connection.execute(
        select(CAMPAIGN.c.name, CAMPAIGN.c.status).where(CAMPAIGN.c.id == campaign_id).with_for_update()
    ).first()
    if row is not None:
        refuse_ended(CampaignStatus(row.status), row.name)


def refuse_ended(status: CampaignStatus, name: str) -> None:
    """Raise CampaignClosed or CampaignArchived for a campaign that has ended."""
    refuse_archived(status, name)
    if status is CampaignStatus.CLOSED:
        raise CampaignClosed(campaign=name)


def refuse_archived(status: CampaignStatus, name: str) -> None:
    """Raise CampaignArchived for a campaign that can only be read."""
    if status is CampaignStatus.ARCHIVED:
        raise CampaignArchived(campaign=name)
