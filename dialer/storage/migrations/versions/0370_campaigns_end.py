"""Campaigns end: those that have not are found by their status, and who shares a budget by the budget."""

import sqlalchemy as sa
from alembic import op

revision = "0370"
down_revision = "0310"
branch_labels = None
depends_on = None

SHARING = sa.text("shared_budget <> ''")


def upgrade() -> None:
    op.create_index("ix_campaign_status", "campaign", ["status"])
    names = ["shared_budget"]
    op.create_index("ix_campaign_budget", "campaign", names, sqlite_where=SHARING, postgresql_where=SHARING)


def downgrade() -> None:
    op.drop_index("ix_campaign_budget", "campaign")
    op.drop_index("ix_campaign_status", "campaign")
