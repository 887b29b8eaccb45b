"""Filters see phone numbers whole or masked, by who wrote them; those of before go on seeing them whole."""

import sqlalchemy as sa
from alembic import op

revision = "0290"
down_revision = "0260"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "lead_list", sa.Column("filter_sees_numbers", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(sa.text("UPDATE lead_list SET filter_sees_numbers = true WHERE filter <> ''"))


def downgrade() -> None:
    op.drop_column("lead_list", "filter_sees_numbers")
