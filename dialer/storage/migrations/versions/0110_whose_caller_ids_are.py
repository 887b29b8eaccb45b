"""Caller ids say whose they are, where they are registered, and how far their provider vouches for them."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

_NAMES = ("owner", "registry_line", "attestation")


def upgrade() -> None:
    for name in _NAMES:
        op.add_column("caller_id", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in _NAMES:
        op.drop_column("caller_id", name)
