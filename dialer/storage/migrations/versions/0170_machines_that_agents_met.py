"""Dispositions say that a machine was met, and attempts that theirs did: for laws that count calls to people.

What agents have said so far is taken over by the code that every campaign began with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0170"
down_revision = "0160"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("disposition", sa.Column("is_machine", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE disposition SET is_machine = true WHERE code = 'answering_machine'")
    op.add_column("attempt", sa.Column("heard", sa.String(), nullable=True))
    op.execute(
        "UPDATE attempt SET heard = 'machine' WHERE disposition = 'answering_machine' AND agent_joined_at IS NOT NULL"
    )
    where = sa.text("heard = 'machine'")
    op.create_index(
        "ix_attempt_met", "attempt", ["campaign_id", "agent_joined_at"], sqlite_where=where, postgresql_where=where
    )


def downgrade() -> None:
    op.drop_index("ix_attempt_met", "attempt")
    op.drop_column("attempt", "heard")
    with op.batch_alter_table("disposition") as disposition:
        disposition.drop_column("is_machine")
