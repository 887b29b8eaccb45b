"""What custom fields hold is said by their campaign; lists keep what it does not say, or what they say otherwise."""

import json
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0066"
down_revision = "0050"
branch_labels = None
depends_on = None

CAMPAIGN = sa.table("campaign", sa.column("id", sa.BigInteger()), sa.column("field_types", sa.JSON()))
LEAD_LIST = sa.table(
    "lead_list",
    sa.column("id", sa.BigInteger()),
    sa.column("campaign_id", sa.BigInteger()),
    sa.column("field_types", sa.JSON()),
)


def upgrade() -> None:
    op.add_column("campaign", sa.Column("field_types", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    lists = connection.execute(sa.select(LEAD_LIST).where(LEAD_LIST.c.campaign_id.is_not(None))).all()
    of_campaign: dict[int, list[Any]] = defaultdict(list)
    for row in lists:
        of_campaign[row.campaign_id].append(row)
    for campaign_id, rows in of_campaign.items():
        agreed = _agreed([row.field_types for row in rows])
        connection.execute(sa.update(CAMPAIGN).where(CAMPAIGN.c.id == campaign_id).values(field_types=agreed))
        for row in rows:
            own = {name: said for name, said in row.field_types.items() if name not in agreed}
            connection.execute(sa.update(LEAD_LIST).where(LEAD_LIST.c.id == row.id).values(field_types=own))


def _agreed(of_lists: list[dict[str, Any]]) -> dict[str, Any]:
    """The fields of which no two lists say different things."""
    said: dict[str, dict[str, Any]] = defaultdict(dict)
    for types in of_lists:
        for name, wanted in types.items():
            said[name][json.dumps(wanted, sort_keys=True)] = wanted
    return {name: next(iter(ways.values())) for name, ways in said.items() if len(ways) == 1}


def downgrade() -> None:
    connection = op.get_bind()
    types = {row.id: row.field_types for row in connection.execute(sa.select(CAMPAIGN))}
    for row in connection.execute(sa.select(LEAD_LIST).where(LEAD_LIST.c.campaign_id.is_not(None))).all():
        whole = {**row.field_types, **types[row.campaign_id]}
        connection.execute(sa.update(LEAD_LIST).where(LEAD_LIST.c.id == row.id).values(field_types=whole))
    op.drop_column("campaign", "field_types")
