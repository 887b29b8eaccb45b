"""How far the leads of a day that lasts are counted by hour."""

import sqlalchemy as sa
from alembic import op

revision = "0024_leads_by_hour"
down_revision = "0023_duties_not_said"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("result_mark", sa.Column("leads_until", sa.BigInteger(), server_default="0", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("result_mark", "leads_until")
