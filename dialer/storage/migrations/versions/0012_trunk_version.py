"""Versions of the trunks that Pronto writes into Asterisk."""

import sqlalchemy as sa
from alembic import op

revision = "0012_trunk_version"
down_revision = "0011_results"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = "state = 'standing'"


def upgrade() -> None:
    """Trunks of the admin's own files have none."""
    op.create_table(
        "trunk_version",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("drift", sa.JSON(), nullable=False),
        sa.Column("compared_at", sa.Float(53), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("stood_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_trunk_version_node_id_node"),
        sa.PrimaryKeyConstraint("id", name="pk_trunk_version"),
        sa.UniqueConstraint("node_id", "name", "number", name="uq_trunk_version_node_id_name_number"),
    )
    op.create_index(
        "ix_trunk_version_standing",
        "trunk_version",
        ["node_id", "name"],
        unique=True,
        sqlite_where=sa.text(STANDING),
        postgresql_where=sa.text(STANDING),
    )


def downgrade() -> None:
    """What Pronto has written into Asterisk stays there."""
    op.drop_index("ix_trunk_version_standing", table_name="trunk_version")
    op.drop_table("trunk_version")
