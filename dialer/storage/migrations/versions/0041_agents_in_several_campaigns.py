"""An agent may take the calls of several campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "agent_campaign",
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "campaign_id", name=op.f("pk_agent_campaign")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_agent_campaign_agent_id_agent")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_agent_campaign_campaign_id_campaign")),
    )


def downgrade() -> None:
    op.drop_table("agent_campaign")
