"""An index on the guide runs of an agent, who may ask what is recorded."""

from alembic import op

revision = "0008_guide_run_agent"
down_revision = "0007_guides"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_guide_run_agent", "guide_run", ["agent_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_guide_run_agent", "guide_run")
