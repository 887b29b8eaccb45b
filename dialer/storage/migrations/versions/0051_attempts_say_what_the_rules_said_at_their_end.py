"""Attempts say what the rules said of them at their end."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("ruled_after", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("attempt", "ruled_after")
