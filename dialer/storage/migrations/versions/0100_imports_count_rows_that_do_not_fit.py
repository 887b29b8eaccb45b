"""Imports count the rows with a cell that its field's type does not allow."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import", sa.Column("unfit", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("import", "unfit")
