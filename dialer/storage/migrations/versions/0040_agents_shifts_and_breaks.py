"""An agent may have an end of shift and a planned break."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.Float(53)  # epoch seconds, UTC


def upgrade() -> None:
    for name in ("shift_ends_at", "break_at"):
        op.add_column("agent", sa.Column(name, INSTANT, nullable=True))


def downgrade() -> None:
    for name in ("shift_ends_at", "break_at"):
        op.drop_column("agent", name)
