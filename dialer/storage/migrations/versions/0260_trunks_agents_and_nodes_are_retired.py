"""Trunks, agents and nodes that are used no more stay for the history of calls, and say since when."""

import sqlalchemy as sa
from alembic import op

revision = "0260"
down_revision = "0270"
branch_labels = None
depends_on = None

TABLES = ("node", "trunk", "agent")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("retired_at", sa.Float(53)))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, "retired_at")
