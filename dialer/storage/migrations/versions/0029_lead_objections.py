"""Which leads' people objected, so that a lead that is linked to the person later is bound too."""

import sqlalchemy as sa
from alembic import op

revision = "0029_lead_objections"
down_revision = "0028_merged_people"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "lead_objection",
        sa.Column("lead_id", BIG_KEY, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("scope", "reason", "source")),
        sa.Column("added_at", sa.Float(53), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", "scope", name="pk_lead_objection"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("lead_objection")
