"""Moods and customer types: they go from old interactions, and their counts stay by month."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, and_, func, or_, select, update

from dialer.storage.database import Database
from dialer.storage.operations import reads
from dialer.storage.schema import INTERACTION, MOOD_COUNT
from dialer.storage.sql import insert_or_leave

NOTED: Final = or_(INTERACTION.c.mood.is_not(None), INTERACTION.c.customer_type != "")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodCount:
    """Contacts with a mood and a customer type; `month` empty: those whose interactions still say it."""

    month: str
    mood: int | None
    customer_type: str
    contacts: int


class Moods:
    """Counts of moods, of each campaign; never of an agent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def of_campaign(self, connection: Connection, campaign_id: int) -> list[MoodCount]:
        """The counts of a campaign, the oldest month first, then those that are not counted by month yet."""
        kept = select(MOOD_COUNT).where(MOOD_COUNT.c.campaign_id == campaign_id)
        order = (MOOD_COUNT.c.month, MOOD_COUNT.c.mood, MOOD_COUNT.c.customer_type)
        found = [
            MoodCount(
                month=row.month,
                mood=int(row.mood) if row.mood else None,
                customer_type=row.customer_type,
                contacts=row[-1],
            )
            for row in connection.execute(kept.order_by(*order))
        ]
        both = (INTERACTION.c.mood, INTERACTION.c.customer_type)
        now = select(*both, func.count()).where(INTERACTION.c.campaign_id == campaign_id, NOTED).group_by(*both)
        found += [
            MoodCount(month="", mood=row.mood, customer_type=row.customer_type, contacts=row[-1])
            for row in connection.execute(now.order_by(*both))
        ]
        return found


def count_and_forget(connection: Connection, interaction_ids: Collection[int]) -> None:
    """Add what these interactions say of mood and type to the counts of their month, and take it out of them."""
    those = INTERACTION.c.id.in_(sorted(interaction_ids))
    columns = ("campaign_id", "started_at", "mood", "customer_type")
    rows = connection.execute(select(*(INTERACTION.c[name] for name in columns)).where(those, NOTED)).all()
    counted = Counter(
        (row.campaign_id, _month(row.started_at), "" if row.mood is None else str(row.mood), row.customer_type)
        for row in rows
        if row.campaign_id is not None
    )
    for key, contacts in sorted(counted.items()):
        named = dict(zip(("campaign_id", "month", "mood", "customer_type"), key, strict=True))
        connection.execute(insert_or_leave(connection, MOOD_COUNT), {**named, "contacts": 0})
        same = and_(*(MOOD_COUNT.c[name] == value for name, value in named.items()))
        connection.execute(update(MOOD_COUNT).where(same).values(contacts=MOOD_COUNT.c.contacts + contacts))
    connection.execute(update(INTERACTION).where(those).values(mood=None, customer_type=""))


def _month(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m")
