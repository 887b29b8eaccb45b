"""Whose numbers agents may not see whole: people called by campaigns that want them masked."""

from collections.abc import Collection

from sqlalchemy import Connection, select, union

from dialer.storage.database import Database
from dialer.storage.schema import CAMPAIGN, INTERACTION, LEAD, LEAD_LIST, PERSON_LEAD


class MaskedNumbers:
    """The campaigns with `mask_numbers`, and the people whom they call."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def campaigns(self) -> frozenset[int]:
        """The campaigns whose agents see no whole numbers."""
        masking = select(CAMPAIGN.c.id).where(CAMPAIGN.c.mask_numbers)
        return await self._database.read(lambda connection: frozenset(connection.execute(masking).scalars()))

    async def people(self, person_ids: Collection[int], campaign_ids: Collection[int]) -> frozenset[int]:
        """Those of these people who are leads of one of these campaigns, or were in contact with it."""
        return await self._database.read(_people, sorted(person_ids), sorted(campaign_ids))


def _people(connection: Connection, person_ids: list[int], campaign_ids: list[int]) -> frozenset[int]:
    called = (
        select(PERSON_LEAD.c.person_id)
        .join(LEAD, LEAD.c.id == PERSON_LEAD.c.lead_id)
        .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
        .where(PERSON_LEAD.c.person_id.in_(person_ids), LEAD_LIST.c.campaign_id.in_(campaign_ids))
    )
    met = select(INTERACTION.c.person_id).where(
        INTERACTION.c.person_id.in_(person_ids), INTERACTION.c.campaign_id.in_(campaign_ids)
    )
    return frozenset(connection.execute(union(called, met)).scalars())
