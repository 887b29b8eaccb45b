"""A campaign's sector is one of a list. Words of either language become it; others stay, and keep it from starting."""

import sqlalchemy as sa
from alembic import op

from dialer.compliance.sectors import sector_of

revision = "0300"
down_revision = "0290"
branch_labels = None
depends_on = None

CAMPAIGN = sa.table("campaign", sa.column("id", sa.BigInteger()), sa.column("law", sa.JSON()))


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(CAMPAIGN)).all():
        sector = sector_of(row.law.get("sector", ""))
        if sector is not None and sector != row.law["sector"]:
            law = row.law | {"sector": sector.value}
            connection.execute(sa.update(CAMPAIGN).where(CAMPAIGN.c.id == row.id).values(law=law))


def downgrade() -> None:
    """The words stay: they were free text before."""
