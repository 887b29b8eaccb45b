"""Claims lie in a table of their own: a claimed lead stays open or booked, and its wide row is not written."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lead_claim",
        sa.Column("lead_id", KEY, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", name="pk_lead_claim"),
    )
    op.create_index("ix_lead_claim_until", "lead_claim", ["until"])
    op.execute(
        "INSERT INTO lead_claim (lead_id, owner, until) "
        "SELECT id, coalesce(lease_owner, ''), lease_until FROM lead WHERE state = 'claimed'"
    )
    op.execute(
        "UPDATE lead SET state = CASE WHEN callback_id IS NULL THEN 'open' ELSE 'booked' END, "
        "lease_owner = NULL, lease_until = 0 WHERE state = 'claimed'"
    )


def downgrade() -> None:
    claims = "SELECT lead_id FROM lead_claim"
    of_claim = "(SELECT {} FROM lead_claim WHERE lead_claim.lead_id = lead.id)"
    op.execute(
        f"UPDATE lead SET state = 'claimed', lease_owner = {of_claim.format('owner')}, "  # noqa: S608 - our own words
        f"lease_until = {of_claim.format('until')} WHERE id IN ({claims}) AND state IN ('open', 'booked')"
    )
    op.drop_table("lead_claim")
