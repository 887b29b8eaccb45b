"""Controllers say how people reach them about their data."""

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("controller", sa.Column("privacy", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("controller", "privacy")
