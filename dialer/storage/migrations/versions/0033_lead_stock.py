"""The version of a campaign's leads, in a table that the leads' store owns."""

import sqlalchemy as sa
from alembic import op

revision = "0033_lead_stock"
down_revision = "0032_first_dispositions"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Move the column of campaigns to the table."""
    op.create_table(
        "lead_stock",
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_lead_stock_campaign_id_campaign", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_lead_stock"),
    )
    op.execute(
        "INSERT INTO lead_stock (campaign_id, version) SELECT id, stock_version FROM campaign WHERE stock_version > 0"
    )
    op.drop_column("campaign", "stock_version")


def downgrade() -> None:
    """Move it back."""
    op.add_column("campaign", sa.Column("stock_version", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE campaign SET stock_version ="
        " coalesce((SELECT version FROM lead_stock WHERE lead_stock.campaign_id = campaign.id), 0)"
    )
    op.drop_table("lead_stock")
