"""What people hear while a talk is interrupted, and how often one was rejoined."""

import sqlalchemy as sa
from alembic import op

revision = "0020_hold_music"
down_revision = "0019_rejected_rows_again"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("campaign", sa.Column("hold_music", sa.String(), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("language", sa.String(), server_default="", nullable=False))
    op.add_column("attempt", sa.Column("rejoins", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("attempt", "rejoins")
    op.drop_column("campaign", "language")
    op.drop_column("campaign", "hold_music")
