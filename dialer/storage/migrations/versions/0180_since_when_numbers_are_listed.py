"""Registers' answers say since when a number is known to be listed. Answers of before count from their own instant."""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0170"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("register_check", sa.Column("listed_since", sa.Float(53)))


def downgrade() -> None:
    op.drop_column("register_check", "listed_since")
