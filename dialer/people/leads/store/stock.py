"""The version of a campaign's leads. An engine that reads a new one gives its hopper back and claims again."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, func
from sqlalchemy.dialects import postgresql, sqlite

from dialer.storage.schema import LEAD_STOCK
from dialer.storage.sql import is_postgres

VERSION: Final = func.coalesce(LEAD_STOCK.c.version, 0).label("stock_version")


def renew_stock(connection: Connection, campaigns: Collection[int]) -> None:
    """Say of these campaigns that the leads in a hopper may no longer be the next ones."""
    if campaigns:
        insert: Any = (postgresql if is_postgres(connection) else sqlite).insert(LEAD_STOCK)
        counted = insert.on_conflict_do_update(
            index_elements=["campaign_id"], set_={"version": LEAD_STOCK.c.version + 1}
        )
        connection.execute(counted, [{"campaign_id": one, "version": 1} for one in sorted(campaigns)])
