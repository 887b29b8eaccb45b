"""Campaigns whose agents never see a person's whole number."""

import sqlalchemy as sa
from alembic import op

revision = "0026_mask_numbers"
down_revision = "0025_controller_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("campaign", sa.Column("mask_numbers", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("campaign", "mask_numbers")
