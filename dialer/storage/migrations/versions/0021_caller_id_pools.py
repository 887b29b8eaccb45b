"""Pools of caller ids: their numbers with areas, caps and rest, which a campaign shows, and test calls of a number."""

import sqlalchemy as sa
from alembic import op

revision = "0021_caller_id_pools"
down_revision = "0020_hold_music"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "caller_id_pool",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("keeps_number", sa.Boolean(), nullable=False),
        sa.Column("rest_hours", sa.Integer(), nullable=False, server_default="0"),
        _reference("caller_id_pool", "controller_id", "controller"),
        sa.PrimaryKeyConstraint("id", name="pk_caller_id_pool"),
        sa.UniqueConstraint("controller_id", "name", name="uq_caller_id_pool_controller_id_name"),
    )
    op.create_table(
        "caller_id_pool_number",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("pool_id", BIG_KEY, nullable=False),
        sa.Column("caller_id_id", BIG_KEY, nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("calls_per_hour", sa.Integer(), nullable=True),
        sa.Column("calls_per_day", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("rests_until", sa.Float(53), nullable=True),
        sa.Column("rests_because", sa.String(), nullable=True),
        _reference("caller_id_pool_number", "pool_id", "caller_id_pool"),
        _reference("caller_id_pool_number", "caller_id_id", "caller_id"),
        sa.PrimaryKeyConstraint("id", name="pk_caller_id_pool_number"),
        sa.UniqueConstraint("pool_id", "caller_id_id", name="uq_caller_id_pool_number_pool_id_caller_id_id"),
    )
    op.create_index("ix_caller_id_pool_number_caller_id_id", "caller_id_pool_number", ["caller_id_id"])
    op.create_table(
        "campaign_caller_id_pool",
        sa.Column("campaign_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("pool_id", BIG_KEY, nullable=False),
        _reference("campaign_caller_id_pool", "campaign_id", "campaign"),
        _reference("campaign_caller_id_pool", "pool_id", "caller_id_pool"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_caller_id_pool"),
    )
    op.create_index("ix_campaign_caller_id_pool_pool_id", "campaign_caller_id_pool", ["pool_id"])
    op.create_table(
        "caller_id_test",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("caller_id_id", BIG_KEY, nullable=False),
        sa.Column("placed_at", sa.Float(53), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("trunk", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("cause", sa.Integer(), nullable=True),
        sa.Column("sip", sa.Integer(), nullable=True),
        sa.Column("appearance", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False, server_default=""),
        sa.Column("seen_by", sa.String(), nullable=False, server_default=""),
        sa.Column("seen_at", sa.Float(53), nullable=True),
        _reference("caller_id_test", "caller_id_id", "caller_id"),
        sa.PrimaryKeyConstraint("id", name="pk_caller_id_test"),
    )
    op.create_index("ix_caller_id_test_caller_id_id", "caller_id_test", ["caller_id_id", "placed_at"])


def downgrade() -> None:
    """Drop the tables: campaigns that used a pool show their own caller id again."""
    for table in ("caller_id_test", "campaign_caller_id_pool", "caller_id_pool_number", "caller_id_pool"):
        op.drop_table(table)
