"""The names of the files in a ZIP file that an import has skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0030_skipped_files"
down_revision = "0029_lead_objections"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; earlier imports name none."""
    op.add_column("import", sa.Column("skipped", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("import", "skipped")
