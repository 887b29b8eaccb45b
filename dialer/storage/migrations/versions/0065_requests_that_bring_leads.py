"""Requests that brought a lead are known again."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lead_request",
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("dialled_next", sa.Boolean(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "key", name=op.f("pk_lead_request")),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name=op.f("fk_lead_request_list_id_lead_list")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_request_lead_id_lead")),
    )
    op.create_index(op.f("ix_lead_request_made_at"), "lead_request", ["made_at"])


def downgrade() -> None:
    op.drop_table("lead_request")
