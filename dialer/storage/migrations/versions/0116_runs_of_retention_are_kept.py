"""Runs of retention are kept with their reports, and are one engine's at a time."""

import sqlalchemy as sa
from alembic import op

from dialer.storage.columns import BIG_KEY

revision = "0116"
down_revision = "0115"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_run",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.Float(53), nullable=False),
        sa.Column("started_at", sa.Float(53), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_run"),
        sa.UniqueConstraint("day", name="uq_retention_run_day"),
    )


def downgrade() -> None:
    op.drop_table("retention_run")
