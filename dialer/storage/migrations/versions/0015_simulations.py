"""Simulations of campaigns, and the work of campaigns with which they are compared."""

import sqlalchemy as sa
from alembic import op

revision = "0015_simulations"
down_revision = "0014_trunk_groups"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "simulation",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(53), nullable=False),
        sa.Column("job_id", BIG_KEY, nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.Float(53), nullable=True),
        sa.Column("replaced_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_simulation_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_simulation"),
    )
    op.create_index("ix_simulation_campaign_id_id", "simulation", ["campaign_id", "id"])
    op.create_table(
        "campaign_work",
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("staffed_s", sa.Float(53), nullable=False),
        sa.Column("busy_s", sa.Float(53), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_work_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "at", name="pk_campaign_work"),
    )


def downgrade() -> None:
    op.drop_table("campaign_work")
    op.drop_index("ix_simulation_campaign_id_id", "simulation")
    op.drop_table("simulation")
