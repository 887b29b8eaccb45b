"""Campaigns, caller ids, trunks and agents say what the rules ask; an attempt keeps what the rules said."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0042"
branch_labels = None
depends_on = None

TEXT = sa.String()
INSTANT = sa.Float(53)  # epoch seconds, UTC
INDEXES = (("ix_suppression_digest", "suppression", ["digest"]),)


def added() -> dict[str, list[sa.Column[Any]]]:
    return {
        "campaign": [sa.Column("law", sa.JSON(), nullable=False, server_default="{}")],
        "caller_id": [
            sa.Column("classes", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("declared_in", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("tested_at", INSTANT, nullable=True),
            sa.Column("test_reached", TEXT, nullable=False, server_default=""),
        ],
        "trunk": [
            sa.Column("country", TEXT, nullable=False, server_default=""),
            sa.Column("provider_proof", sa.Boolean(), nullable=False, server_default=sa.false()),
        ],
        "agent": [sa.Column("country", TEXT, nullable=False, server_default="")],
        "attempt": [sa.Column("ruling", TEXT, nullable=False, server_default="")],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    for name, table, on in INDEXES:
        op.create_index(name, table, on)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)
