"""The audit becomes a chain, suppressed numbers become keyed hashes; registers, requests and consents have tables."""

from typing import Any

import sqlalchemy as sa
from alembic import context, op

from dialer.audit.rules import GENESIS, link
from dialer.storage.digests import Digests

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()
INSTANT = sa.Float(53)  # epoch seconds, UTC

AUDIT = sa.table(
    "audit",
    *(sa.column(name) for name in ("id", "at", "actor", "action", "subject", "hash")),
    sa.column("facts", sa.JSON),
)
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


def columns(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _chain() -> None:
    """Chain the lines that are there, then forbid their change."""
    with op.batch_alter_table("audit") as audit:
        audit.add_column(sa.Column("hash", TEXT, nullable=False, server_default=""))
    connection = op.get_bind()
    before, line_id = GENESIS, 0
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.id)).mappings().all():
        before, line_id = link(before, dict(row)), row["id"]
        connection.execute(sa.update(AUDIT).where(AUDIT.c.id == line_id).values(hash=before))
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True),
        *columns(KEY, "line_id"),
        *columns(TEXT, "hash"),
    )
    connection.execute(sa.insert(head), {"id": 1, "line_id": line_id, "hash": before})
    for statement in (
        FORBID_POSTGRES if _on_postgres() else [FORBID_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    ):
        op.execute(statement)


def _suppressions() -> None:
    """Turn numbers into keyed hashes. There is no way back from a hash to its number."""
    connection = op.get_bind()
    old = sa.table(
        "suppression", *(sa.column(name) for name in ("controller_id", "number", "reason", "added_at", "added_by"))
    )
    rows = connection.execute(sa.select(old)).mappings().all()
    digests: Digests | None = context.config.attributes.get("digests")
    if rows and digests is None:
        raise RuntimeError(
            "Suppressed numbers can only be hashed with the installation's key: run `pronto db upgrade`."
        )
    op.drop_table("suppression")
    new = op.create_table(
        "suppression",
        *columns(TEXT, "scope", "digest", "reason", "source"),
        *columns(INSTANT, "added_at"),
        *columns(TEXT, "added_by"),
        sa.PrimaryKeyConstraint("scope", "digest"),
    )
    op.create_table("key_check", sa.Column("name", TEXT, primary_key=True), *columns(TEXT, "check"))
    for row in rows:
        kept = {name: row[name] for name in ("reason", "added_at", "added_by")}
        scope = {
            "scope": f"controller:{row['controller_id']}",
            "digest": (digests or Digests()).number(row["number"]),
            "source": "",
        }
        connection.execute(sa.insert(new), {**kept, **scope})


def _registers() -> None:
    op.create_table(
        "scrub",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "register_name"),
        sa.Column("list_id", KEY, sa.ForeignKey("lead_list.id")),
        *columns(TEXT, "status"),
        *columns(sa.Integer, "sent", "listed"),
        *columns(INSTANT, "sent_at"),
        *columns(TEXT, "sent_by", "sent_sha256"),
        *columns(INSTANT, "returned_at", nullable=True),
        *columns(TEXT, "returned_by", "returned_sha256", "receipt", "version"),
    )
    op.create_index("ix_scrub_controller_id", "scrub", ["controller_id"])
    op.create_table(
        "scrub_number",
        sa.Column("scrub_id", KEY, sa.ForeignKey("scrub.id", ondelete="CASCADE"), nullable=False),
        *columns(TEXT, "digest"),
        sa.PrimaryKeyConstraint("scrub_id", "digest"),
    )
    op.create_table(
        "register_check",
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "register_name", "digest"),
        *columns(sa.Boolean, "listed"),
        *columns(INSTANT, "checked_at"),
        sa.Column("scrub_id", KEY, sa.ForeignKey("scrub.id"), nullable=False),
        sa.PrimaryKeyConstraint("controller_id", "register_name", "digest"),
    )


def _persons() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "kind", "digest"),
        *columns(INSTANT, "received_at", "due_at"),
        *columns(INSTANT, "answered_at", nullable=True),
        *columns(TEXT, "actor"),
    )
    op.create_index("ix_data_request_received", "data_request", ["controller_id", "received_at"])
    op.create_table(
        "recording_consent",
        sa.Column("id", KEY, primary_key=True, autoincrement=True),
        sa.Column("lead_id", KEY, sa.ForeignKey("lead.id"), nullable=False),
        sa.Column("attempt_id", TEXT, sa.ForeignKey("attempt.id")),
        *columns(TEXT, "answer"),
        *columns(sa.Boolean, "notice_given"),
        *columns(INSTANT, "at"),
        *columns(TEXT, "actor"),
    )
    op.create_index("ix_recording_consent_lead_id", "recording_consent", ["lead_id"])
    op.create_index("ix_recording_consent_attempt_id", "recording_consent", ["attempt_id"])


def upgrade() -> None:
    _chain()
    _suppressions()
    _registers()
    _persons()


def downgrade() -> None:
    connection = op.get_bind()
    if connection.execute(sa.text("SELECT count(*) FROM suppression")).scalar_one():
        raise RuntimeError("Suppressions are keyed hashes: going back would forget whom nobody may call.")
    for table in ("recording_consent", "data_request", "register_check", "scrub_number", "scrub", "key_check"):
        op.drop_table(table)
    op.drop_table("suppression")
    op.create_table(
        "suppression",
        sa.Column("controller_id", KEY, sa.ForeignKey("controller.id"), nullable=False),
        *columns(TEXT, "number", "reason"),
        *columns(INSTANT, "added_at"),
        *columns(TEXT, "added_by"),
        sa.PrimaryKeyConstraint("controller_id", "number"),
    )
    if _on_postgres():
        op.execute("DROP TRIGGER audit_forbid ON audit")
        op.execute("DROP FUNCTION audit_forbid()")
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER audit_no_{verb}")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit") as audit:
        audit.drop_column("hash")
