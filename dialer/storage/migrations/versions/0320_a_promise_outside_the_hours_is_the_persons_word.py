"""Call-backs keep who confirmed that the person asked for their time, and when.

Of those that wait nobody has: they are called within the hours of the law, or are confirmed anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0320"
down_revision = "0300"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callback", sa.Column("confirmed_at", sa.Float(53), nullable=True))
    op.add_column("callback", sa.Column("confirmed_by", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("callback", "confirmed_by")
    op.drop_column("callback", "confirmed_at")
