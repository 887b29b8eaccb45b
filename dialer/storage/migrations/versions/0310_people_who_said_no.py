"""A suppression may be of a person, known by the external id of the lead that said no."""

import sqlalchemy as sa
from alembic import op

revision = "0310"
down_revision = "0340"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("suppression", sa.Column("of_what", sa.String(), nullable=False, server_default="number"))


def downgrade() -> None:
    op.drop_column("suppression", "of_what")
