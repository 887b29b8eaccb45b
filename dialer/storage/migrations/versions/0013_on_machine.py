"""What a machine gets, and handsets that screen calls."""

import sqlalchemy as sa
from alembic import op

revision = "0013_on_machine"
down_revision = "0012_trunk_version"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("campaign", sa.Column("on_machine", sa.String(), server_default="hangup", nullable=False))
    op.add_column("campaign", sa.Column("machine_message", sa.String(), server_default="", nullable=False))
    op.add_column("campaign", sa.Column("handset_wait_ms", sa.Integer(), server_default="20000", nullable=False))
    op.add_column("attempt", sa.Column("handset_at", sa.Float(53), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("attempt", "handset_at")
    for name in ("handset_wait_ms", "machine_message", "on_machine"):
        op.drop_column("campaign", name)
