"""The languages in which agents talk with people."""

import sqlalchemy as sa
from alembic import op

revision = "0027_agent_languages"
down_revision = "0026_mask_numbers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("agent", sa.Column("languages", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("agent", "languages")
