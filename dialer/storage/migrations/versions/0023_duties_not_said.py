"""Duties of a guide that the agent took out by hand: a sale then knows that they were not said, and which."""

import sqlalchemy as sa
from alembic import op

revision = "0023_duties_not_said"
down_revision = "0022_desk_phone"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("guide_run", sa.Column("not_said", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("guide_run", "not_said")
