"""Leads come in turn: ranked, filtered, mixed, capped, promised, archived; and recycle rules say more."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NUMBER = sa.Float(53)  # instants are epoch seconds, UTC
TEXT = sa.String()
CLAIM = ["list_id", "state", "zone_key", "priority", "due_at"]


def added() -> dict[str, list[sa.Column[object]]]:
    return {
        "campaign": [
            sa.Column("caps", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("retries", TEXT, nullable=False, server_default="first"),
            sa.Column("callback_hold_s", NUMBER, nullable=False, server_default="30"),
            sa.Column("callback_grace_s", NUMBER, nullable=False, server_default="900"),
            sa.Column("callback_fallback", TEXT, nullable=False, server_default="anyone"),
            sa.Column("stock_version", sa.Integer(), nullable=False, server_default="0"),
        ],
        "recycle_rule": [
            sa.Column("other_time", sa.Boolean(), nullable=False, server_default=sa.false()),
            sa.Column("growth", NUMBER, nullable=False, server_default="1"),
        ],
        "lead_list": [
            sa.Column("weight", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("order_by", TEXT, nullable=False, server_default=""),
            sa.Column("filter", TEXT, nullable=False, server_default=""),
            sa.Column("archived_at", NUMBER, nullable=True),
            sa.Column("archived_counts", sa.JSON(none_as_null=True), nullable=True),
            sa.Column("task", TEXT, nullable=False, server_default=""),
            sa.Column("task_done", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("task_total", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("task_after", KEY, nullable=False, server_default="0"),
        ],
        "lead": [
            sa.Column("rank", NUMBER, nullable=False, server_default="0"),
            sa.Column("wait_reason", TEXT, nullable=False, server_default=""),
            sa.Column("callback_id", KEY, nullable=True),
        ],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_attempt_number", "attempt", ["number", "placed_at"])
    op.drop_index("ix_lead_claim", "lead")
    live, done = sa.text("state <> 'archived'"), sa.text("state = 'done'")
    op.create_index("ix_lead_claim", "lead", [*CLAIM, "rank", "id"], sqlite_where=live, postgresql_where=live)
    op.create_index("ix_lead_done", "lead", ["list_id", "done_reason"], sqlite_where=done, postgresql_where=done)
    op.create_table(
        "list_tally",
        sa.Column("list_id", KEY, nullable=False),
        sa.Column("dialled", sa.Integer(), nullable=False),
        sa.Column("contacted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_list_tally_list_id_lead_list"),
        sa.PrimaryKeyConstraint("list_id", name="pk_list_tally"),
    )
    _count_so_far()
    _callback()


def _count_so_far() -> None:
    op.execute(
        "INSERT INTO list_tally (list_id, dialled, contacted) "
        "SELECT list_id, count(DISTINCT lead_id), "
        "count(DISTINCT CASE WHEN agent_joined_at IS NOT NULL THEN lead_id END) "
        "FROM attempt WHERE outcome <> 'not_placed' GROUP BY list_id"
    )


def _callback() -> None:
    op.create_table(
        "callback",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", KEY, nullable=False),
        sa.Column("lead_id", KEY, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("agent_id", KEY, nullable=True),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("deadline_at", NUMBER, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("attempt_id", TEXT, nullable=True),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("ended_at", NUMBER, nullable=True),
        sa.Column("ended_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_callback_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_callback_lead_id_lead"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_callback_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_callback_waiting", "callback", ["campaign_id", "due_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_index("ix_callback_lead", "callback", ["lead_id"])
    op.create_index("ix_callback_agent_id", "callback", ["agent_id"])


def downgrade() -> None:
    op.drop_table("callback")
    op.drop_table("list_tally")
    op.execute("UPDATE lead SET state = 'open' WHERE state IN ('held', 'booked')")
    op.execute(
        "UPDATE lead SET state = CASE WHEN done_reason <> '' THEN 'done' ELSE 'open' END WHERE state = 'archived'"
    )
    op.drop_index("ix_lead_done", "lead")
    op.drop_index("ix_lead_claim", "lead")
    op.create_index("ix_lead_claim", "lead", [*CLAIM, "id"])
    op.drop_index("ix_attempt_number", "attempt")
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)
