"""Dispositions say that the person turned the offer down: the one that every campaign began with does."""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0180"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disposition", sa.Column("is_refusal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE disposition SET is_refusal = true WHERE code = 'not_interested'")


def downgrade() -> None:
    with op.batch_alter_table("disposition") as disposition:
        disposition.drop_column("is_refusal")
