"""Rejected rows that were corrected and are loaded again by a further import."""

import sqlalchemy as sa
from alembic import op

revision = "0019_rejected_rows_again"
down_revision = "0018_report_schedules"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("rejected_row", sa.Column("again_import_id", BIG_KEY, nullable=True))


def downgrade() -> None:
    op.drop_column("rejected_row", "again_import_id")
