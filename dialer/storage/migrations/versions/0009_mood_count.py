"""Counts of moods and customer types, which stay when those go from old interactions."""

import sqlalchemy as sa
from alembic import op

revision = "0009_mood_count"
down_revision = "0008_guide_run_agent"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOTED = sa.text("mood IS NOT NULL OR customer_type <> ''")


def upgrade() -> None:
    op.create_table(
        "mood_count",
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("mood", sa.String(), nullable=False),
        sa.Column("customer_type", sa.String(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_mood_count_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "month", "mood", "customer_type", name="pk_mood_count"),
    )
    op.create_index("ix_interaction_noted", "interaction", ["started_at"], sqlite_where=NOTED, postgresql_where=NOTED)


def downgrade() -> None:
    op.drop_index("ix_interaction_noted", "interaction")
    op.drop_table("mood_count")
