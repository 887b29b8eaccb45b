"""Phone accounts by agent and node: one on a node that is away stays known beside a newer one elsewhere."""

from alembic import op

revision = "0010_phone_account_node"
down_revision = "0009_mood_count"
branch_labels = None
depends_on = None

OLD, NEW = "uq_phone_account_agent_id", "uq_phone_account_agent_id_node_id"


def upgrade() -> None:
    with op.batch_alter_table("phone_account") as table:
        table.drop_constraint(OLD, type_="unique")
        table.create_unique_constraint(NEW, ["agent_id", "node_id"])


def downgrade() -> None:
    """Of several accounts of an agent the one made last stays; the others are to be deleted in Asterisk by hand."""
    op.execute(
        "DELETE FROM phone_account WHERE EXISTS (SELECT 1 FROM phone_account AS newer"
        " WHERE newer.agent_id = phone_account.agent_id AND (newer.made_at > phone_account.made_at"
        " OR (newer.made_at = phone_account.made_at AND newer.id > phone_account.id)))"
    )
    with op.batch_alter_table("phone_account") as table:
        table.drop_constraint(NEW, type_="unique")
        table.create_unique_constraint(OLD, ["agent_id"])
