"""Call-backs keep the instant that the person asked for, wherever the rules move the call.

Of those that wait already nobody knows whether they were moved: for the law's hours they are no appointments any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callback", sa.Column("asked_at", sa.Float(53), nullable=True))


def downgrade() -> None:
    op.drop_column("callback", "asked_at")
