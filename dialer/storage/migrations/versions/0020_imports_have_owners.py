"""An import has an owner, for a while, and says how quick it is."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0041"
branch_labels = None
depends_on = None

NUMBER = sa.Float(53)  # instants are epoch seconds, UTC


def upgrade() -> None:
    for column in (
        sa.Column("rows_per_s", NUMBER, nullable=False, server_default="0"),
        sa.Column("owner", sa.String(), nullable=False, server_default=""),
        sa.Column("lease_until", NUMBER, nullable=False, server_default="0"),
    ):
        op.add_column("import", column)


def downgrade() -> None:
    with op.batch_alter_table("import") as table:
        for name in ("lease_until", "owner", "rows_per_s"):
            table.drop_column(name)
