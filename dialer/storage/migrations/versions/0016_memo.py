"""Memos of supervisors to agents."""

import sqlalchemy as sa
from alembic import op

revision = "0016_memo"
down_revision = "0015_simulations"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "memo",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sent_at", sa.Float(53), nullable=False),
        sa.Column("read_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_memo_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_memo"),
    )
    op.create_index("ix_memo_agent_id_sent_at", "memo", ["agent_id", "sent_at"])


def downgrade() -> None:
    op.drop_table("memo")
