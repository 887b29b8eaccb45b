"""How far a list was dialled is counted from its attempts: no table keeps it."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("list_tally")


def downgrade() -> None:
    op.create_table(
        "list_tally",
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("dialled", sa.Integer(), nullable=False),
        sa.Column("contacted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_list_tally_list_id_lead_list"),
        sa.PrimaryKeyConstraint("list_id", name="pk_list_tally"),
    )
