"""For how long a person is kept whose agent's leg is lost in the talk."""

import sqlalchemy as sa
from alembic import op

revision = "0006_agent_rejoin"
down_revision = "0005_phone_account"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Null: as the agent's phone is."""
    op.add_column("agent", sa.Column("rejoin_s", sa.Integer(), nullable=True))


def downgrade() -> None:
    """The times are lost."""
    op.drop_column("agent", "rejoin_s")
