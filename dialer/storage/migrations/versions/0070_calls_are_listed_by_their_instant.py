"""Calls are listed newest first whatever they belong to: by an index, not by sorting all of them for each page."""

from alembic import op

revision = "0070"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_attempt_at", "attempt", ["placed_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_attempt_at", "attempt")
