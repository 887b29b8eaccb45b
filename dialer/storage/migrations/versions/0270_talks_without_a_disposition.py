"""Talks of which no agent has said what came of them are found by themselves: boards count those of the day."""

import sqlalchemy as sa
from alembic import op

revision = "0270"
down_revision = "0240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("outcome = 'connected' AND disposition IS NULL")
    op.create_index(
        "ix_attempt_unsaid", "attempt", ["campaign_id", "ended_at"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_attempt_unsaid", "attempt")
