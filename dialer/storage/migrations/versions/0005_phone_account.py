"""Phones in the browser: where a node's ARI is, and the accounts that Asterisk may have."""

import sqlalchemy as sa
from alembic import op

revision = "0005_phone_account"
down_revision = "0004_workday"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NODE = {"ari_url": "", "ari_username": "pronto", "ari_secret_env": "PRONTO_ARI_SECRET"}


def upgrade() -> None:
    """No node has such phones until somebody names its address."""
    for name, default in NODE.items():
        op.add_column("node", sa.Column(name, sa.String(), nullable=False, server_default=default))
    op.create_table(
        "phone_account",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("endpoint", sa.String(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("expires_at", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_phone_account_agent_id_agent"),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_phone_account_node_id_node"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_account"),
        sa.UniqueConstraint("agent_id", name="uq_phone_account_agent_id"),
    )


def downgrade() -> None:
    """Accounts that Asterisk still has are to be deleted there by hand."""
    op.drop_table("phone_account")
    for name in NODE:
        op.drop_column("node", name)
