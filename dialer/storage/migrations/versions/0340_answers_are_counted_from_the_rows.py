"""Answered calls are counted from their rows at each start of an engine: an index that holds all it takes."""

import sqlalchemy as sa
from alembic import op

revision = "0340"
down_revision = "0320"
branch_labels = None
depends_on = None

COLUMNS = ["campaign_id", "agent_joined_at", "unserved_at", "screened_at", "ended_at", "outcome"]
COUNTED = "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"


def upgrade() -> None:
    where = sa.text(COUNTED)
    op.create_index("ix_attempt_counted", "attempt", COLUMNS, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_attempt_counted", "attempt")
