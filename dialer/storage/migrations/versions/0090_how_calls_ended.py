"""An attempt keeps when its treatment began for want of an agent, and who asked for its end."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("unserved_at", sa.Float(53), nullable=True))  # epoch seconds, UTC
    op.add_column("attempt", sa.Column("ended_by", sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("unserved_at", "ended_by"):
        op.drop_column("attempt", name)
