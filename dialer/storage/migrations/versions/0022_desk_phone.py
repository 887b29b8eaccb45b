"""Agents' phones on the desk, whose accounts Pronto writes into Asterisk."""

import sqlalchemy as sa
from alembic import op

revision = "0022_desk_phone"
down_revision = "0021_caller_id_pools"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Phones of the admin's own files are none of these."""
    op.create_table(
        "desk_phone",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("transport", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("drift", sa.JSON(), nullable=False),
        sa.Column("compared_at", sa.Float(53), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("secret_at", sa.Float(53), nullable=False),
        sa.Column("removed_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_desk_phone_node_id_node"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_phone"),
        sa.UniqueConstraint("node_id", "name", name="uq_desk_phone_node_id_name"),
    )


def downgrade() -> None:
    """What Pronto has written into Asterisk stays there."""
    op.drop_table("desk_phone")
