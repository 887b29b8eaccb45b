"""What a disposition replaced and which objections others repeat, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0031_undone_dispositions"
down_revision = "0030_skipped_files"
branch_labels = None
depends_on = None

OF_CALL = sa.text("source LIKE 'attempt:%'")


def upgrade() -> None:
    """Add the columns, and an index over what was said in calls."""
    op.add_column("attempt", sa.Column("replaced", sa.JSON(), nullable=True))
    for table in ("suppression", "lead_objection"):
        op.add_column(table, sa.Column("repeated", sa.Boolean(), nullable=False, server_default=sa.false()))
        op.create_index(f"ix_{table}_call", table, ["source"], sqlite_where=OF_CALL, postgresql_where=OF_CALL)


def downgrade() -> None:
    """Drop them."""
    for table in ("suppression", "lead_objection"):
        op.drop_index(f"ix_{table}_call", table)
        op.drop_column(table, "repeated")
    op.drop_column("attempt", "replaced")
