"""Imports count the rows whose numbers are free to call, at shared cost, or at a premium rate."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0116"
branch_labels = None
depends_on = None

COUNTS = ("toll_free", "shared_cost", "premium_rate")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("import", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in COUNTS:
        op.drop_column("import", name)
