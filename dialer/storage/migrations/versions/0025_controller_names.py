"""Former names of controllers, which recorded consents may name, and when a controller was retired."""

import sqlalchemy as sa
from alembic import op

revision = "0025_controller_names"
down_revision = "0024_leads_by_hour"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("controller", sa.Column("former_names", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("controller", sa.Column("retired_at", sa.Float(53), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("controller", "retired_at")
    op.drop_column("controller", "former_names")
