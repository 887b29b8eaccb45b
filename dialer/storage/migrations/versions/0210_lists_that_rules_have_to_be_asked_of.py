"""Lists that a campaign was given, and of whose leads its rules are yet to say something, are kept until they have."""

import sqlalchemy as sa
from alembic import op

from dialer.storage.columns import BIG_KEY

revision = "0210"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "list_assignment",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_list_assignment"),
    )


def downgrade() -> None:
    op.drop_table("list_assignment")
