"""An attempt keeps when the greeting ended and when the person opted out."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.Float(53)  # epoch seconds, UTC


def upgrade() -> None:
    for name in ("greeting_ended_at", "opted_out_at"):
        op.add_column("attempt", sa.Column(name, INSTANT, nullable=True))


def downgrade() -> None:
    for name in ("greeting_ended_at", "opted_out_at"):
        op.drop_column("attempt", name)
