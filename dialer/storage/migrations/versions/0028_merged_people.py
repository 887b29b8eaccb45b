"""Whom people were merged into, so that no id is given twice."""

import sqlalchemy as sa
from alembic import op

revision = "0028_merged_people"
down_revision = "0027_agent_languages"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "merged_person",
        sa.Column("id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_merged_person_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_merged_person"),
    )
    op.create_index("ix_merged_person_person_id", "merged_person", ["person_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("merged_person")
