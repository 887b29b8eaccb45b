"""Every table of Pronto 0.1.0."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from dialer.audit.rules import GENESIS

revision = "0001_first_version"
down_revision: str | None = None
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The audit is append-only.
FORBID_SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit BEGIN SELECT RAISE(ABORT, 'audit lines are never changed'); END
"""
FORBID_POSTGRES = (
    """
CREATE FUNCTION audit_forbid() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit lines are never changed'; END $$
""",
    """
CREATE TRIGGER audit_forbid BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_forbid()
""",
)
# PostgreSQL has no foreign keys here (dialer/storage/integrity.py): these triggers keep a list that has leads, and
# delete phones with their lead. The row is locked before the trigger looks, so that it sees leads added by a
# transaction that held the list until then.
KEEPERS = {
    "lead_list": (
        "lead_list_keeps_leads",
        "IF EXISTS (SELECT FROM lead WHERE list_id = OLD.id) THEN "
        "RAISE foreign_key_violation USING MESSAGE = 'the list has leads'; END IF;",
    ),
    "lead": ("lead_takes_phones", "DELETE FROM lead_phone WHERE lead_id = OLD.id;"),
}

TABLES = (
    "audit",
    "audit_head",
    "claim_lease",
    "controller",
    "job",
    "key_check",
    "keyed_request",
    "lead_claim",
    "node",
    "rule_file",
    "suppression",
    "caller_id",
    "cell_lease",
    "data_request",
    "trunk",
    "campaign",
    "agent",
    "campaign_trunk",
    "cell_memory",
    "disposition",
    "lead_list",
    "recycle_rule",
    "agent_campaign",
    "api_token",
    "import",
    "lead",
    "lead_shelf",
    "scrub",
    "attempt",
    "callback",
    "lead_phone",
    "lead_request",
    "register_check",
    "rejected_row",
    "scrub_number",
    "recording_consent",
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])
    audit_head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", BIG_KEY, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_head"),
    )
    op.create_table(
        "claim_lease",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.Float(53), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_claim_lease"),
    )
    op.create_table(
        "controller",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("privacy", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_controller"),
        sa.UniqueConstraint("name", name="uq_controller_name"),
    )
    op.create_table(
        "job",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("lease_until", sa.Float(53), nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("phase", sa.String(), server_default="", nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("key", name="uq_job_key"),
    )
    op.create_table(
        "key_check",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("check", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_check"),
    )
    op.create_table(
        "keyed_request",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("begun_at", sa.Float(53), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_keyed_request"),
    )
    op.create_index("ix_keyed_request_begun_at", "keyed_request", ["begun_at"])
    op.create_table(
        "lead_claim",
        sa.Column("lead_id", BIG_KEY, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("lead_id", name="pk_lead_claim"),
    )
    op.create_table(
        "node",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("secret_env", sa.String(), nullable=False),
        sa.Column("tls", sa.Boolean(), nullable=False),
        sa.Column("max_channels", sa.Integer(), nullable=False),
        sa.Column("calls_per_second", sa.Float(), nullable=False),
        sa.Column("dial_patterns", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("retired_at", sa.Float(53), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_node"),
        sa.UniqueConstraint("name", name="uq_node_name"),
    )
    op.create_table(
        "rule_file",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_rule_file"),
    )
    op.create_table(
        "suppression",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("of_what", sa.String(), server_default="number", nullable=False),
        sa.Column("holder_known", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("added_at", sa.Float(53), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "digest", name="pk_suppression"),
    )
    op.create_index("ix_suppression_digest", "suppression", ["digest"])
    op.create_table(
        "caller_id",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("classes", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("declared_in", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("tested_at", sa.Float(53), nullable=True),
        sa.Column("test_reached", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("registry_line", sa.String(), server_default="", nullable=False),
        sa.Column("attestation", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["controller_id"], ["controller.id"], name="fk_caller_id_controller_id_controller"),
        sa.PrimaryKeyConstraint("id", name="pk_caller_id"),
        sa.UniqueConstraint("controller_id", "number", name="uq_caller_id_controller_id_number"),
    )
    op.create_table(
        "cell_lease",
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_cell_lease_node_id_node"),
        sa.PrimaryKeyConstraint("node_id", name="pk_cell_lease"),
    )
    op.create_table(
        "data_request",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("received_at", sa.Float(53), nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("answered_at", sa.Float(53), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["controller_id"], ["controller.id"], name="fk_data_request_controller_id_controller"),
        sa.PrimaryKeyConstraint("id", name="pk_data_request"),
    )
    op.create_index("ix_data_request_received", "data_request", ["controller_id", "received_at"])
    op.create_table(
        "trunk",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("dial", sa.String(), nullable=False),
        sa.Column("number_format", sa.String(), nullable=False),
        sa.Column("max_channels", sa.Integer(), nullable=False),
        sa.Column("calls_per_second", sa.Float(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(), server_default="", nullable=False),
        sa.Column("provider_proof", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("retired_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_trunk_node_id_node"),
        sa.PrimaryKeyConstraint("id", name="pk_trunk"),
        sa.UniqueConstraint("node_id", "name", name="uq_trunk_node_id_name"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("caller_id_id", BIG_KEY, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("ratio", sa.Float(), nullable=False),
        sa.Column("target_abandon_share", sa.Float(), nullable=False),
        sa.Column("wait_limit_ms", sa.Integer(), nullable=False),
        sa.Column("ring_limit_ms", sa.Integer(), nullable=False),
        sa.Column("wrap_up_limit_ms", sa.Integer(), nullable=False),
        sa.Column("amd", sa.String(), nullable=False),
        sa.Column("fallback", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("caps", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("retries", sa.String(), server_default="first", nullable=False),
        sa.Column("callback_hold_s", sa.Float(53), server_default="30", nullable=False),
        sa.Column("callback_grace_s", sa.Float(53), server_default="900", nullable=False),
        sa.Column("callback_fallback", sa.String(), server_default="anyone", nullable=False),
        sa.Column("stock_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shared_budget", sa.String(), server_default="", nullable=False),
        sa.Column("law", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("field_types", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["caller_id_id"], ["caller_id.id"], name="fk_campaign_caller_id_id_caller_id"),
        sa.ForeignKeyConstraint(["controller_id"], ["controller.id"], name="fk_campaign_controller_id_controller"),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_campaign_node_id_node"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("name", name="uq_campaign_name"),
    )
    op.create_index(
        "ix_campaign_budget",
        "campaign",
        ["shared_budget"],
        sqlite_where=sa.text("shared_budget <> ''"),
        postgresql_where=sa.text("shared_budget <> ''"),
    )
    op.create_index("ix_campaign_status", "campaign", ["status"])
    op.create_table(
        "agent",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("leg_kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("pause_reason", sa.String(), nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=True),
        sa.Column("wish_at", sa.Float(53), nullable=False),
        sa.Column("shift_ends_at", sa.Float(53), nullable=True),
        sa.Column("break_at", sa.Float(53), nullable=True),
        sa.Column("country", sa.String(), server_default="", nullable=False),
        sa.Column("retired_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_agent_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_agent"),
        sa.UniqueConstraint("name", name="uq_agent_name"),
    )
    op.create_index("ix_agent_campaign_id", "agent", ["campaign_id"])
    op.create_table(
        "campaign_trunk",
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("trunk_id", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_trunk_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunk.id"], name="fk_campaign_trunk_trunk_id_trunk"),
        sa.PrimaryKeyConstraint("campaign_id", "trunk_id", name="pk_campaign_trunk"),
    )
    op.create_table(
        "cell_memory",
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("saved_at", sa.Float(53), nullable=False),
        sa.Column("learned", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_cell_memory_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_cell_memory"),
    )
    op.create_table(
        "disposition",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("needs_callback", sa.Boolean(), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.Column("is_machine", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_refusal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_disposition_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_disposition"),
        sa.UniqueConstraint("campaign_id", "code", name="uq_disposition_campaign_id_code"),
    )
    op.create_table(
        "lead_list",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=True),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("field_types", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("consent", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("needs_basis", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("weight", sa.Integer(), server_default="0", nullable=False),
        sa.Column("order_by", sa.String(), server_default="", nullable=False),
        sa.Column("filter", sa.String(), server_default="", nullable=False),
        sa.Column("filter_sees_numbers", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("archived_at", sa.Float(53), nullable=True),
        sa.Column("archived_counts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("task", sa.String(), server_default="", nullable=False),
        sa.Column("task_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("task_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("task_after", BIG_KEY, server_default="0", nullable=False),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_lead_list_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["controller_id"], ["controller.id"], name="fk_lead_list_controller_id_controller"),
        sa.PrimaryKeyConstraint("id", name="pk_lead_list"),
        sa.UniqueConstraint("name", name="uq_lead_list_name"),
    )
    op.create_index("ix_lead_list_campaign_id", "lead_list", ["campaign_id"])
    op.create_table(
        "recycle_rule",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("then", sa.String(), nullable=False),
        sa.Column("wait_s", sa.Float(), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.Column("next_phone", sa.Boolean(), nullable=False),
        sa.Column("other_time", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("growth", sa.Float(53), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_recycle_rule_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("id", name="pk_recycle_rule"),
        sa.UniqueConstraint("campaign_id", "on", name="uq_recycle_rule_campaign_id_on"),
    )
    op.create_table(
        "agent_campaign",
        sa.Column("agent_id", BIG_KEY, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_agent_campaign_agent_id_agent"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_agent_campaign_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("agent_id", "campaign_id", name="pk_agent_campaign"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        sa.Column("created_at", sa.Float(53), nullable=False),
        sa.Column("revoked_at", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_api_token_agent_id_agent"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
    )
    op.create_table(
        "import",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("job_id", BIG_KEY, nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("loaded", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("suppressed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("unfit", sa.Integer(), server_default="0", nullable=False),
        sa.Column("toll_free", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shared_cost", sa.Integer(), server_default="0", nullable=False),
        sa.Column("premium_rate", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stored", sa.String(), server_default="", nullable=False),
        sa.Column("options", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.Float(53), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("rows_per_s", sa.Float(53), server_default="0", nullable=False),
        sa.Column("rulings", sa.JSON(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_import_list_id_lead_list"),
        sa.PrimaryKeyConstraint("id", name="pk_import"),
    )
    op.create_table(
        "lead",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("zone_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("rank", sa.Float(53), server_default="0", nullable=False),
        sa.Column("wait_reason", sa.String(), server_default="", nullable=False),
        sa.Column("callback_id", BIG_KEY, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_phone", sa.Integer(), nullable=False),
        sa.Column("done_reason", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), server_default="", nullable=False),
        sa.Column("postcode", sa.String(), server_default="", nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("consent", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("import_id", BIG_KEY, nullable=True),
        *_on_sqlite(sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_lead_list_id_lead_list")),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sa.UniqueConstraint("list_id", "external_id", name="uq_lead_list_id_external_id"),
    )
    op.create_index(
        "ix_lead_claim",
        "lead",
        ["list_id", "state", "zone_key", "priority", "due_at", "rank", "id"],
        sqlite_where=sa.text("state <> 'archived'"),
        postgresql_where=sa.text("state <> 'archived'"),
    )
    op.create_index(
        "ix_lead_done",
        "lead",
        ["list_id", "done_reason"],
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_lead_wrapping",
        "lead",
        ["list_id"],
        sqlite_where=sa.text("state = 'wrapping'"),
        postgresql_where=sa.text("state = 'wrapping'"),
    )
    op.create_table(
        "lead_shelf",
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("zone_key", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["lead_list.id"], name="fk_lead_shelf_list_id_lead_list", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "zone_key", "priority", name="pk_lead_shelf"),
    )
    op.create_table(
        "scrub",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("register_name", sa.String(), nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Float(53), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("sent_sha256", sa.String(), nullable=False),
        sa.Column("returned_at", sa.Float(53), nullable=True),
        sa.Column("returned_by", sa.String(), nullable=False),
        sa.Column("returned_sha256", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), server_default="", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["controller_id"], ["controller.id"], name="fk_scrub_controller_id_controller"),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_scrub_list_id_lead_list"),
        sa.PrimaryKeyConstraint("id", name="pk_scrub"),
    )
    op.create_index("ix_scrub_controller_id", "scrub", ["controller_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("node_id", BIG_KEY, nullable=False),
        sa.Column("trunk_id", BIG_KEY, nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("phone_position", sa.Integer(), nullable=False),
        sa.Column("caller_id", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("placed_at", sa.Float(53), nullable=False),
        sa.Column("ringing_at", sa.Float(53), nullable=True),
        sa.Column("answered_at", sa.Float(53), nullable=True),
        sa.Column("screened_at", sa.Float(53), nullable=True),
        sa.Column("greeting_started_at", sa.Float(53), nullable=True),
        sa.Column("greeting_ended_at", sa.Float(53), nullable=True),
        sa.Column("agent_joined_at", sa.Float(53), nullable=True),
        sa.Column("unserved_at", sa.Float(53), nullable=True),
        sa.Column("opted_out_at", sa.Float(53), nullable=True),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("cause", sa.Integer(), nullable=True),
        sa.Column("tech_cause", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("disposed_at", sa.Float(53), nullable=True),
        sa.Column("heard", sa.String(), nullable=True),
        sa.Column("turned_down", sa.Boolean(), nullable=True),
        sa.Column("spared", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("ruling", sa.String(), server_default="", nullable=False),
        sa.Column("ruled_after", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_attempt_agent_id_agent"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_attempt_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_attempt_lead_id_lead"),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_attempt_list_id_lead_list"),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name="fk_attempt_node_id_node"),
        sa.ForeignKeyConstraint(["trunk_id"], ["trunk.id"], name="fk_attempt_trunk_id_trunk"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_at", "attempt", ["placed_at", "id"])
    op.create_index(
        "ix_attempt_counted",
        "attempt",
        ["campaign_id", "agent_joined_at", "unserved_at", "screened_at", "ended_at", "outcome"],
        sqlite_where=sa.text(
            "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"
        ),
        postgresql_where=sa.text(
            "agent_joined_at IS NOT NULL OR unserved_at IS NOT NULL OR outcome IN ('abandoned', 'machine')"
        ),
    )
    op.create_index("ix_attempt_lead", "attempt", ["lead_id", "placed_at"])
    op.create_index(
        "ix_attempt_live",
        "attempt",
        ["node_id"],
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_index(
        "ix_attempt_met",
        "attempt",
        ["campaign_id", "agent_joined_at"],
        sqlite_where=sa.text("heard = 'machine'"),
        postgresql_where=sa.text("heard = 'machine'"),
    )
    op.create_index("ix_attempt_number", "attempt", ["number", "placed_at"])
    op.create_index("ix_attempt_placed", "attempt", ["campaign_id", "placed_at"])
    op.create_index(
        "ix_attempt_unsaid",
        "attempt",
        ["campaign_id", "ended_at"],
        sqlite_where=sa.text("outcome = 'connected' AND disposition IS NULL"),
        postgresql_where=sa.text("outcome = 'connected' AND disposition IS NULL"),
    )
    op.create_table(
        "callback",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", BIG_KEY, nullable=False),
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agent_id", BIG_KEY, nullable=True),
        sa.Column("due_at", sa.Float(53), nullable=False),
        sa.Column("deadline_at", sa.Float(53), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.Float(53), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(53), nullable=True),
        sa.Column("confirmed_at", sa.Float(53), nullable=True),
        sa.Column("confirmed_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_callback_agent_id_agent"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_callback_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_callback_lead_id_lead"),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
    )
    op.create_index("ix_callback_agent_id", "callback", ["agent_id"])
    op.create_index("ix_callback_lead", "callback", ["lead_id"])
    op.create_index(
        "ix_callback_waiting",
        "callback",
        ["campaign_id", "due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "lead_phone",
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        *_on_sqlite(
            sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_phone_lead_id_lead", ondelete="CASCADE")
        ),
        sa.PrimaryKeyConstraint("lead_id", "position", name="pk_lead_phone"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_lead_phone_number", "lead_phone", ["number"])
    op.create_table(
        "lead_request",
        sa.Column("list_id", BIG_KEY, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("became", sa.String(), nullable=False),
        sa.Column("dialled_next", sa.Boolean(), nullable=False),
        sa.Column("suppressed", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.Float(53), nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_lead_request_lead_id_lead"),
        sa.ForeignKeyConstraint(["list_id"], ["lead_list.id"], name="fk_lead_request_list_id_lead_list"),
        sa.PrimaryKeyConstraint("list_id", "key", name="pk_lead_request"),
    )
    op.create_index("ix_lead_request_made_at", "lead_request", ["made_at"])
    op.create_table(
        "register_check",
        sa.Column("controller_id", BIG_KEY, nullable=False),
        sa.Column("register_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.Float(53), nullable=False),
        sa.Column("scrub_id", BIG_KEY, nullable=False),
        sa.Column("listed_since", sa.Float(53), nullable=True),
        sa.ForeignKeyConstraint(
            ["controller_id"], ["controller.id"], name="fk_register_check_controller_id_controller"
        ),
        sa.ForeignKeyConstraint(["scrub_id"], ["scrub.id"], name="fk_register_check_scrub_id_scrub"),
        sa.PrimaryKeyConstraint("controller_id", "register_name", "digest", name="pk_register_check"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rejected_row",
        sa.Column("import_id", BIG_KEY, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("mend", sa.String(), server_default="", nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.Column("table", sa.String(), server_default="", nullable=False),
        sa.Column("table_line", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name="fk_rejected_row_import_id_import"),
        sa.PrimaryKeyConstraint("import_id", "line", name="pk_rejected_row"),
    )
    op.create_table(
        "scrub_number",
        sa.Column("scrub_id", BIG_KEY, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["scrub_id"], ["scrub.id"], name="fk_scrub_number_scrub_id_scrub", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("scrub_id", "digest", name="pk_scrub_number"),
    )
    op.create_table(
        "recording_consent",
        sa.Column("id", BIG_KEY, autoincrement=True, nullable=False),
        sa.Column("lead_id", BIG_KEY, nullable=False),
        sa.Column("attempt_id", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("notice_given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Float(53), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_recording_consent_attempt_id_attempt"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_recording_consent_lead_id_lead"),
        sa.PrimaryKeyConstraint("id", name="pk_recording_consent"),
    )
    op.create_index("ix_recording_consent_attempt_id", "recording_consent", ["attempt_id"])
    op.create_index("ix_recording_consent_lead_id", "recording_consent", ["lead_id"])
    op.bulk_insert(audit_head, [{"id": 1, "line_id": 0, "hash": GENESIS}])
    for statement in _triggers():
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    if _is_postgres():
        for name in ("audit_forbid", *(name for name, _ in KEEPERS.values())):
            op.execute(f"DROP FUNCTION {name}()")


def _is_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _on_sqlite(key: sa.ForeignKeyConstraint) -> Iterator[sa.ForeignKeyConstraint]:
    if not _is_postgres():
        yield key


def _triggers() -> Iterator[str]:
    if not _is_postgres():
        yield from (FORBID_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE"))
        return
    yield from FORBID_POSTGRES
    for table, (name, work) in KEEPERS.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {work} RETURN OLD; END $$"
        yield f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
