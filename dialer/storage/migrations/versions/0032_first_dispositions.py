"""When an attempt had its first disposition, which ended the wrap-up."""

import sqlalchemy as sa
from alembic import op

revision = "0032_first_dispositions"
down_revision = "0031_undone_dispositions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of corrections that were made before, the first instant is not known."""
    op.add_column("attempt", sa.Column("first_disposed_at", sa.Float(53), nullable=True))
    op.execute("UPDATE attempt SET first_disposed_at = disposed_at")


def downgrade() -> None:
    """Drop it."""
    op.drop_column("attempt", "first_disposed_at")
