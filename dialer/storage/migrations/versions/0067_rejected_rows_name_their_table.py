"""Rejected rows say in which table of a ZIP file they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rejected_row", sa.Column("table", sa.String(), nullable=False, server_default=""))
    op.add_column("rejected_row", sa.Column("table_line", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("rejected_row", "table_line")
    op.drop_column("rejected_row", "table")
