"""Claims last as long as their owner's lease. An engine of before claims nothing more, and dials what it has."""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0150"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_lease",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_claim_lease"),
    )
    op.execute("INSERT INTO claim_lease (owner, until) SELECT owner, max(until) FROM lead_claim GROUP BY owner")
    op.drop_index("ix_lead_claim_until", "lead_claim")
    op.drop_column("lead_claim", "until")


def downgrade() -> None:
    op.add_column("lead_claim", sa.Column("until", sa.Float(53), nullable=False, server_default="0"))
    until = "(SELECT until FROM claim_lease WHERE claim_lease.owner = lead_claim.owner)"
    op.execute(f"UPDATE lead_claim SET until = coalesce({until}, 0)")  # noqa: S608 - our own words
    op.create_index("ix_lead_claim_until", "lead_claim", ["until"])
    op.drop_table("claim_lease")
