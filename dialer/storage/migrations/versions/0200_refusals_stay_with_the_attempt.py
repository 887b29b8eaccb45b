"""Attempts keep that the person turned the offer down, whatever becomes of the disposition that said so.

What agents have said so far is taken over as the dispositions of the controller's campaigns read now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = "0190"
branch_labels = None
depends_on = None

_TAKE_OVER = """
UPDATE attempt SET turned_down = true
WHERE disposition = 'not_interested' OR EXISTS (
    SELECT 1
    FROM campaign AS own
    JOIN campaign AS theirs ON theirs.controller_id = own.controller_id
    JOIN disposition AS said ON said.campaign_id = theirs.id
    WHERE own.id = attempt.campaign_id AND said.code = attempt.disposition AND said.is_refusal
)
"""


def upgrade() -> None:
    op.add_column("attempt", sa.Column("turned_down", sa.Boolean(), nullable=True))
    op.execute(_TAKE_OVER)


def downgrade() -> None:
    op.drop_column("attempt", "turned_down")
