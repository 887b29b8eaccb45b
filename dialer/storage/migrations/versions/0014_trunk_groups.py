"""Groups of trunks: order, weight and limits of each, failover by cause, and which group a campaign uses."""

import sqlalchemy as sa
from alembic import op

revision = "0014_trunk_groups"
down_revision = "0013_on_machine"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "trunk_group",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("failover_on", sa.JSON(), nullable=False),
        _reference("trunk_group", "node_id", "node"),
        sa.PrimaryKeyConstraint("id", name="pk_trunk_group"),
        sa.UniqueConstraint("name", name="uq_trunk_group_name"),
    )
    op.create_table(
        "trunk_group_member",
        sa.Column("group_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("trunk_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("max_channels", sa.Integer(), nullable=True),
        sa.Column("calls_per_second", sa.Float(53), nullable=True),
        sa.Column("number_format", sa.String(), nullable=False, server_default=""),
        _reference("trunk_group_member", "group_id", "trunk_group"),
        _reference("trunk_group_member", "trunk_id", "trunk"),
        sa.PrimaryKeyConstraint("group_id", "trunk_id", name="pk_trunk_group_member"),
    )
    op.create_table(
        "campaign_trunk_group",
        sa.Column("campaign_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("group_id", BIG_KEY, nullable=False),
        _reference("campaign_trunk_group", "campaign_id", "campaign"),
        _reference("campaign_trunk_group", "group_id", "trunk_group"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_trunk_group"),
    )
    op.create_index("ix_campaign_trunk_group_group_id", "campaign_trunk_group", ["group_id"])


def downgrade() -> None:
    """Drop the tables; campaigns that used a group have no trunk then."""
    for table in ("campaign_trunk_group", "trunk_group_member", "trunk_group"):
        op.drop_table(table)
