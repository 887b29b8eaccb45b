"""Every table of the first version."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()
INSTANT = sa.Float(53)  # epoch seconds, UTC


def columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _estate() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(INSTANT, "at"),
        *columns(TEXT, "actor", "action", "subject"),
        sa.Column("facts", sa.JSON, nullable=False),
    )
    op.create_table(
        "controller",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "node",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name", "host"),
        *columns(sa.Integer, "port"),
        *columns(TEXT, "username", "secret_env"),
        *columns(sa.Boolean, "tls"),
        *columns(sa.Integer, "max_channels"),
        *columns(sa.Float, "calls_per_second"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "caller_id",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "number", "label"),
        sa.UniqueConstraint("controller_id", "number"),
    )


def _lines() -> None:
    op.create_table(
        "cell_lease",
        sa.Column("node_id", KEY, sa.ForeignKey("node.id"), nullable=False),
        *columns(TEXT, "owner"),
        *columns(sa.Integer, "fence"),
        *columns(INSTANT, "lease_until"),
        sa.PrimaryKeyConstraint("node_id"),
    )
    op.create_table(
        "suppression",
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "number", "reason"),
        *columns(INSTANT, "added_at"),
        *columns(TEXT, "added_by"),
        sa.PrimaryKeyConstraint("controller_id", "number"),
    )
    op.create_table(
        "trunk",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("node_id", KEY, sa.ForeignKey("node.id"), nullable=False),
        *columns(TEXT, "name", "dial", "number_format"),
        *columns(sa.Integer, "max_channels"),
        *columns(sa.Float, "calls_per_second"),
        *columns(sa.Boolean, "enabled"),
        sa.UniqueConstraint("node_id", "name"),
    )


def _campaign() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name"),
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        sa.Column("node_id", KEY, sa.ForeignKey("node.id"), nullable=False),
        sa.Column("caller_id_id", KEY, sa.ForeignKey("caller_id.id"), nullable=True),
        *columns(TEXT, "status", "mode"),
        *columns(sa.Float, "ratio", "target_abandon_share"),
        *columns(sa.Integer, "wait_limit_ms", "ring_limit_ms", "wrap_up_limit_ms"),
        *columns(TEXT, "amd", "fallback", "message", "time_zone"),
        sa.Column("hours", sa.JSON, nullable=False),
        *columns(sa.Integer, "max_attempts"),
        *columns(INSTANT, "created_at"),
        sa.UniqueConstraint("name"),
    )


def _campaign_parts() -> None:
    op.create_table(
        "agent",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name", "display_name", "phone", "leg_kind", "language", "wish", "pause_reason"),
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=True),
        *columns(INSTANT, "wish_at"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_agent_campaign_id", "agent", ["campaign_id"])

    op.create_table(
        "campaign_trunk",
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("trunk_id", KEY, sa.ForeignKey("trunk.id"), nullable=False),
        *columns(sa.Integer, "position"),
        sa.PrimaryKeyConstraint("campaign_id", "trunk_id"),
    )
    op.create_table(
        "cell_memory",
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=False),
        *columns(INSTANT, "saved_at"),
        sa.Column("learned", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("campaign_id"),
    )


def _dispositions_and_lists() -> None:
    op.create_table(
        "disposition",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=False),
        *columns(TEXT, "code", "label", "label_it"),
        *columns(sa.Boolean, "needs_callback", "is_success"),
        *columns(sa.Integer, "position"),
        sa.UniqueConstraint("campaign_id", "code"),
    )
    op.create_table(
        "lead_list",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name"),
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=True),
        *columns(TEXT, "country"),
        *columns(sa.Boolean, "enabled"),
        *columns(INSTANT, "created_at"),
        sa.UniqueConstraint("name"),
    )
    op.create_index("ix_lead_list_campaign_id", "lead_list", ["campaign_id"])

    op.create_table(
        "recycle_rule",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=False),
        *columns(TEXT, "on", "then"),
        *columns(sa.Float, "wait_s"),
        *columns(sa.Integer, "at_most"),
        *columns(sa.Boolean, "next_phone"),
        sa.UniqueConstraint("campaign_id", "on"),
    )


def _keys_and_imports() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        *columns(TEXT, "name", "digest", "role"),
        sa.Column("agent_id", KEY, sa.ForeignKey("agent.id"), nullable=True),
        *columns(INSTANT, "created_at"),
        *columns(INSTANT, "revoked_at", nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "import",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("list_id", KEY, sa.ForeignKey("lead_list.id"), nullable=False),
        *columns(TEXT, "filename", "status"),
        *columns(sa.Integer, "rows", "loaded", "duplicates", "rejected"),
        *columns(TEXT, "message"),
        sa.Column("header", sa.JSON, nullable=False),
        *columns(INSTANT, "started_at"),
        *columns(INSTANT, "ended_at", nullable=True),
    )


def _leads() -> None:
    op.create_table(
        "lead",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("list_id", KEY, sa.ForeignKey("lead_list.id"), nullable=False),
        *columns(TEXT, "external_id", nullable=True),
        *columns(TEXT, "name", "language"),
        sa.Column("fields", sa.JSON, nullable=False),
        *columns(TEXT, "zone_key", "state"),
        *columns(sa.Integer, "priority"),
        *columns(INSTANT, "due_at"),
        *columns(TEXT, "lease_owner", nullable=True),
        *columns(INSTANT, "lease_until"),
        *columns(sa.Integer, "attempts", "next_phone"),
        *columns(TEXT, "done_reason"),
        sa.UniqueConstraint("list_id", "external_id"),
    )
    op.create_index("ix_lead_claim", "lead", ["list_id", "state", "zone_key", "priority", "due_at", "id"])
    op.create_index("ix_lead_claimed", "lead", ["lease_until", "lease_owner"], **where("state = 'claimed'"))
    op.create_index("ix_lead_wrapping", "lead", ["list_id"], **where("state = 'wrapping'"))

    op.create_table(
        "lead_shelf",
        sa.Column("list_id", KEY, sa.ForeignKey("lead_list.id", ondelete="CASCADE"), nullable=False),
        *columns(TEXT, "zone_key"),
        *columns(sa.Integer, "priority"),
        sa.PrimaryKeyConstraint("list_id", "zone_key", "priority"),
    )


def _attempts() -> None:
    op.create_table(
        "attempt",
        *columns(TEXT, "id"),
        sa.Column("campaign_id", KEY, sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("list_id", KEY, sa.ForeignKey("lead_list.id"), nullable=False),
        sa.Column("lead_id", KEY, sa.ForeignKey("lead.id"), nullable=False),
        sa.Column("node_id", KEY, sa.ForeignKey("node.id"), nullable=False),
        sa.Column("trunk_id", KEY, sa.ForeignKey("trunk.id"), nullable=False),
        sa.Column("agent_id", KEY, sa.ForeignKey("agent.id"), nullable=True),
        *columns(TEXT, "number"),
        *columns(sa.Integer, "phone_position"),
        *columns(TEXT, "caller_id", "mode", "state"),
        *columns(INSTANT, "placed_at"),
        *columns(INSTANT, "ringing_at", "answered_at", "screened_at", "agent_joined_at", "ended_at", nullable=True),
        *columns(TEXT, "outcome", nullable=True),
        *columns(sa.Integer, "cause", nullable=True),
        *columns(TEXT, "tech_cause"),
        *columns(TEXT, "disposition", nullable=True),
        *columns(INSTANT, "disposed_at", nullable=True),
        *columns(TEXT, "note"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempt_lead", "attempt", ["lead_id", "placed_at"])
    op.create_index("ix_attempt_live", "attempt", ["node_id"], **where("state <> 'ended'"))
    op.create_index("ix_attempt_placed", "attempt", ["campaign_id", "placed_at"])


def _phones_and_rejections() -> None:
    op.create_table(
        "lead_phone",
        sa.Column("lead_id", KEY, sa.ForeignKey("lead.id", ondelete="CASCADE"), nullable=False),
        *columns(sa.Integer, "position"),
        *columns(TEXT, "number", "label"),
        sa.PrimaryKeyConstraint("lead_id", "position"),
    )
    op.create_index("ix_lead_phone_number", "lead_phone", ["number"])

    op.create_table(
        "rejected_row",
        sa.Column("import_id", KEY, sa.ForeignKey("import.id"), nullable=False),
        *columns(sa.Integer, "line"),
        *columns(TEXT, "reason"),
        sa.Column("row", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("import_id", "line"),
    )


def upgrade() -> None:
    _estate()
    _lines()
    _campaign()
    _campaign_parts()
    _dispositions_and_lists()
    _keys_and_imports()
    _leads()
    _attempts()
    _phones_and_rejections()


def downgrade() -> None:
    everything = sa.MetaData()
    everything.reflect(op.get_bind())
    for table in reversed(everything.sorted_tables):
        if table.name != "alembic_version":
            op.drop_table(table.name)
