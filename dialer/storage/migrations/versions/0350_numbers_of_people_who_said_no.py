"""A suppressed number may be that of a lead that said no: a later row that names nobody is then the same person.

Of the numbers that are there, those that were said in a call or by an erasure are taken for such.
"""

import sqlalchemy as sa
from alembic import op

revision = "0350"
down_revision = "0370"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("suppression", sa.Column("holder_known", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE suppression SET holder_known = true "
        "WHERE of_what = 'number' AND (source LIKE 'attempt:%' OR reason = 'erasure asked')"
    )


def downgrade() -> None:
    op.drop_column("suppression", "holder_known")
