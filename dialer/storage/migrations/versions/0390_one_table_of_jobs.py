"""Work in the background is in one table: imports' loading, runs of retention, lists to be put in order or checked."""

import sqlalchemy as sa
from alembic import op

from dialer.storage.columns import BIG_KEY

revision = "0390"
down_revision = "0350"
branch_labels = None
depends_on = None

RUNS = """INSERT INTO job (kind, subject, key, arguments, status, owner, lease_until, due_at, message, result, actor,
 created_at, ended_at) SELECT 'retention', '', 'retention:' || day, '{}', 'done', '', 0, 0, '', report, actor,
 started_at, ended_at FROM retention_run WHERE ended_at IS NOT NULL ORDER BY id"""
BROKEN_OFF = "UPDATE import SET status = 'failed', ended_at = started_at WHERE status IN ('queued', 'running')"


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.Float(53), nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
    )
    op.execute(RUNS)
    op.execute(BROKEN_OFF)
    op.drop_table("retention_run")
    op.drop_table("list_assignment")
    with op.batch_alter_table("import") as batch:
        batch.add_column(sa.Column("job_id", BIG_KEY, nullable=True))
        batch.drop_column("owner")
        batch.drop_column("lease_until")


def downgrade() -> None:
    """Reports of retention, and what is open, are lost."""
    with op.batch_alter_table("import") as batch:
        batch.add_column(sa.Column("owner", sa.String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("lease_until", sa.Float(53), nullable=False, server_default="0"))
        batch.drop_column("job_id")
    op.create_table(
        "list_assignment",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        *(sa.Column(name, BIG_KEY, nullable=False) for name in ("list_id", "campaign_id")),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_list_assignment"),
    )
    op.create_table(
        "retention_run",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("day", sa.String(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("actor", "owner")),
        *(sa.Column(name, sa.Float(53), nullable=False) for name in ("lease_until", "started_at")),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_run"),
        sa.UniqueConstraint("day", name="uq_retention_run_day"),
    )
    op.drop_table("job")
