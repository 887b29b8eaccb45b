"""Guides: what is said and asked, their versions, their use by campaigns, runs and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007_guides"
down_revision = "0006_agent_rejoin"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLES = ("guide_quota", "guide_answer", "guide_run", "guide_use", "campaign_guide", "guide_version", "guide")


def _key() -> sa.Column[int]:
    return sa.Column("id", BIG_KEY, autoincrement=True, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG_KEY, nullable=nullable)


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _references(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    """The foreign keys of these columns, each written `column=table`."""
    pairs = [column.split("=") for column in columns]
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
        for column, target in pairs
    ]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "guide",
        _key(),
        _id("controller_id"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        _instant("created_at"),
        _instant("archived_at", nullable=True),
        *_references("guide", "controller_id=controller"),
        sa.PrimaryKeyConstraint("id", name="pk_guide"),
        sa.UniqueConstraint("controller_id", "name", name="uq_guide_controller_id_name"),
    )
    op.create_table(
        "guide_version",
        _key(),
        _id("guide_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _json("body", "{}"),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        _instant("created_at"),
        sa.Column("created_by", sa.String(), nullable=False),
        _instant("published_at", nullable=True),
        sa.Column("published_by", sa.String(), nullable=False, server_default=""),
        *_references("guide_version", "guide_id=guide"),
        sa.PrimaryKeyConstraint("id", name="pk_guide_version"),
        sa.UniqueConstraint("guide_id", "number", name="uq_guide_version_guide_id_number"),
    )
    op.create_table(
        "campaign_guide",
        _id("campaign_id"),
        sa.Column("role", sa.String(), nullable=False),
        _id("guide_id"),
        *_references("campaign_guide", "campaign_id=campaign", "guide_id=guide"),
        sa.PrimaryKeyConstraint("campaign_id", "role", name="pk_campaign_guide"),
    )
    op.create_index("ix_campaign_guide_guide_id", "campaign_guide", ["guide_id"])
    op.create_table(
        "guide_use",
        _id("campaign_id"),
        sa.Column("identify_first", sa.Boolean(), nullable=False, server_default=sa.false()),
        _json("link_hosts", "[]"),
        *_references("guide_use", "campaign_id=campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_guide_use"),
    )
    op.create_table(
        "guide_run",
        _key(),
        _id("guide_id"),
        _id("version_id"),
        sa.Column("attempt_id", sa.String(), nullable=False),
        _id("campaign_id"),
        _id("lead_id"),
        _id("agent_id", nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        _instant("started_at"),
        _instant("changed_at"),
        _json("path", "[]"),
        _json("duties", "[]"),
        sa.Column("identity", sa.String(), nullable=False, server_default="not_asked"),
        _json("identity_tries", "{}"),
        _json("identity_states", "{}"),
        _json("facts", "{}"),
        _json("cells", "[]"),
        sa.Column("closed_by", sa.String(), nullable=False, server_default=""),
        sa.Column("end", sa.String(), nullable=False, server_default=""),
        _instant("finished_at", nullable=True),
        *_references("guide_run", "guide_id=guide"),
        sa.ForeignKeyConstraint(["version_id"], ["guide_version.id"], name="fk_guide_run_version_id_guide_version"),
        *_references("guide_run", "attempt_id=attempt", "campaign_id=campaign", "lead_id=lead", "agent_id=agent"),
        sa.PrimaryKeyConstraint("id", name="pk_guide_run"),
        sa.UniqueConstraint("attempt_id", "guide_id", name="uq_guide_run_attempt_id_guide_id"),
    )
    op.create_index("ix_guide_run_started", "guide_run", ["guide_id", "started_at"])
    for column in ("version_id", "campaign_id", "lead_id"):
        op.create_index(f"ix_guide_run_{column}", "guide_run", [column])
    op.create_table(
        "guide_answer",
        _id("run_id"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("number", sa.Float(53), nullable=True),
        sa.Column("day", sa.String(), nullable=True),
        sa.Column("spent_ms", sa.Integer(), nullable=False),
        *_references("guide_answer", "run_id=guide_run"),
        sa.PrimaryKeyConstraint("run_id", "question", "part", name="pk_guide_answer"),
    )
    op.create_table(
        "guide_quota",
        _id("guide_id"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *_references("guide_quota", "guide_id=guide"),
        sa.PrimaryKeyConstraint("guide_id", "code", name="pk_guide_quota"),
    )


def downgrade() -> None:
    """Guides, runs and answers are lost."""
    for table in TABLES:
        op.drop_table(table)
