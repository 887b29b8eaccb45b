"""Nodes name dial strings that are allowed on them besides PJSIP endpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0240"
down_revision = "0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("node", sa.Column("dial_patterns", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("node", "dial_patterns")
