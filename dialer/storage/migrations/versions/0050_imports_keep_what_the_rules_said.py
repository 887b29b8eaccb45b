"""Imports keep what the rules said of their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import", sa.Column("rulings", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("import", "rulings")
