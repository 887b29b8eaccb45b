"""An attempt keeps when the greeting began."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempt", sa.Column("greeting_started_at", sa.Float(53), nullable=True))  # epoch seconds, UTC


def downgrade() -> None:
    op.drop_column("attempt", "greeting_started_at")
