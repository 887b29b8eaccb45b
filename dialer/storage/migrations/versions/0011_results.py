"""Results: counts of attempts by hour and day, and which dispositions mean that the right party was not reached."""

import sqlalchemy as sa
from alembic import op

revision = "0011_results"
down_revision = "0010_phone_account_node"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = ("attempts", "answered", "persons", "right_parties", "successes", "talks")


def upgrade() -> None:
    """Add the column and the tables. What was dialled before is counted by Pronto when it runs."""
    op.add_column("disposition", sa.Column("is_wrong_party", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text("UPDATE disposition SET is_wrong_party = :yes WHERE code = 'wrong_number'").bindparams(yes=True))
    op.create_table(
        "result_count",
        sa.Column("campaign_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("at", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("talk_s", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "at", "dimension", "value", "detail", name="pk_result_count"),
    )
    op.create_table(
        "result_lead",
        sa.Column("campaign_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("day", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("previous", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "day", "stage", "previous", name="pk_result_lead"),
    )
    op.create_table(
        "result_mark",
        sa.Column("campaign_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("meanings", sa.String(), nullable=False),
        sa.Column("hours_until", sa.BigInteger(), nullable=False),
        sa.Column("days_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_result_mark"),
    )
    op.create_table(
        "result_change",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_result_change"),
    )
    op.create_index("ix_result_change_campaign_id", "result_change", ["campaign_id"])


def downgrade() -> None:
    for table in ("result_change", "result_mark", "result_lead", "result_count"):
        op.drop_table(table)
    op.drop_column("disposition", "is_wrong_party")
