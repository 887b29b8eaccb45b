"""Pauses and their reasons, raised hands and remarks."""

import sqlalchemy as sa
from alembic import op

revision = "0004_workday"
down_revision = "0003_persons"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables and what an agent has more."""
    for column in (
        sa.Column("pause_s", sa.Float(53), nullable=True),
        sa.Column("pause_rests", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("hand_at", sa.Float(53), nullable=True),
        sa.Column("hand_note", sa.String(), nullable=False, server_default=""),
        sa.Column("hand_asks", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("agent", column)
    op.create_table(
        "pause_reasons",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_pause_reasons"),
    )
    op.create_table(
        "agent_pause",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rests", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.Float(53), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_agent_pause_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_agent_pause"),
    )
    op.create_index("ix_agent_pause_agent_id_started_at", "agent_pause", ["agent_id", "started_at"])
    op.create_table(
        "remark",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=True),
        sa.Column("attempt_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("resolved_at", sa.Float(53), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_remark_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_agent_id", "remark", ["agent_id"])
    op.create_index("ix_remark_campaign_id", "remark", ["campaign_id"])
    is_open = sa.text("resolved_at IS NULL")
    op.create_index("ix_remark_open", "remark", ["made_at", "id"], sqlite_where=is_open, postgresql_where=is_open)
    has_agent = sa.text("agent_id IS NOT NULL")
    op.create_index(
        "ix_attempt_agent", "attempt", ["agent_id", "placed_at"], sqlite_where=has_agent, postgresql_where=has_agent
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_attempt_agent", "attempt")
    for table in ("remark", "agent_pause", "pause_reasons"):
        op.drop_table(table)
    for name in ("hand_asks", "hand_note", "hand_at", "pause_rests", "pause_s"):
        op.drop_column("agent", name)
