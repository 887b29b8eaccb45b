"""Campaigns may share a budget of abandoned calls."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("shared_budget", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("campaign", "shared_budget")
