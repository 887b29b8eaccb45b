"""An asking of a register says how far the taking in of its answer is."""

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("scrub", sa.Column("phase", sa.String(), nullable=False, server_default=""))
    for name in ("done", "total"):
        op.add_column("scrub", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in ("total", "done", "phase"):
        op.drop_column("scrub", name)
