"""People above leads: where they are reached, what they allow, and the contacts with them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_persons"
down_revision = "0002_people"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("task", "message", "interaction", "contact_permission", "person_lead", "person_point", "person")


def _key() -> sa.Column[int]:
    return sa.Column("id", BIG_KEY, autoincrement=True, nullable=False)


def _id(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG_KEY, nullable=nullable)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _instant(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Float(53), nullable=nullable)


def _references(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    """The foreign keys of these columns, each written `column=table`."""
    pairs = [column.split("=") for column in columns]
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")
        for column, target in pairs
    ]


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def upgrade() -> None:
    """Make the tables; existing leads are linked by a job afterwards."""
    op.create_table(
        "person",
        _key(),
        _id("controller_id"),
        *_text("kind", "name", "company", "tax_code", "vat_number", "invoice_to", "language", "type"),
        _instant("type_at", nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        _instant("created_at"),
        sa.Column("is_erased", sa.Boolean(), nullable=False),
        *_references("person", "controller_id=controller"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_controller_id", "person", ["controller_id"])
    op.create_table(
        "person_point",
        _key(),
        _id("person_id"),
        _id("controller_id"),
        *_text("kind", "value", "label"),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        _instant("verified_at", nullable=True),
        *_references("person_point", "person_id=person", "controller_id=controller"),
        sa.PrimaryKeyConstraint("id", name="pk_person_point"),
        sa.UniqueConstraint("person_id", "kind", "value", name="uq_person_point_person_id_kind_value"),
    )
    op.create_index("ix_person_point_value", "person_point", ["controller_id", "kind", "value"])
    op.create_table(
        "person_lead",
        sa.Column("lead_id", BIG_KEY, autoincrement=False, nullable=False),
        _id("person_id"),
        *_references("person_lead", "person_id=person"),
        sa.PrimaryKeyConstraint("lead_id", name="pk_person_lead"),
    )
    op.create_index("ix_person_lead_person_id", "person_lead", ["person_id"])
    op.create_table(
        "contact_permission",
        _key(),
        _id("person_id"),
        _id("controller_id"),
        *_text("purpose", "channel"),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        *_text("basis", "text_version"),
        _id("interaction_id", nullable=True),
        _instant("given_at"),
        *_text("given_by"),
        _instant("withdrawn_at", nullable=True),
        *_text("withdrawn_by"),
        *_references("contact_permission", "person_id=person", "controller_id=controller"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_permission"),
    )
    op.create_index("ix_contact_permission_person_id", "contact_permission", ["person_id"])
    op.create_table(
        "interaction",
        _key(),
        _id("controller_id"),
        _id("person_id", nullable=True),
        _id("lead_id", nullable=True),
        sa.Column("attempt_id", sa.String(), nullable=True),
        _id("campaign_id", nullable=True),
        _id("agent_id", nullable=True),
        *_text("channel", "direction"),
        _instant("started_at"),
        _instant("ended_at", nullable=True),
        *_text("topic", "topic_2"),
        sa.Column("mood", sa.Integer(), nullable=True),
        *_text("customer_type"),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        _instant("typed_at", nullable=True),
        _instant("saved_at", nullable=True),
        _instant("finished_at", nullable=True),
        *_references(
            "interaction",
            *("controller_id=controller", "person_id=person", "lead_id=lead", "attempt_id=attempt"),
            *("campaign_id=campaign", "agent_id=agent"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interaction"),
        sa.UniqueConstraint("attempt_id", name="uq_interaction_attempt_id"),
    )
    op.create_index("ix_interaction_person", "interaction", ["person_id", "started_at"])
    op.create_index("ix_interaction_lead_id", "interaction", ["lead_id"])
    op.create_index("ix_interaction_agent_id", "interaction", ["agent_id"])
    _partial("ix_interaction_unfinished", "interaction", ["agent_id"], "finished_at IS NULL")
    op.create_table(
        "message",
        _key(),
        _id("controller_id"),
        _id("person_id", nullable=True),
        _id("interaction_id", nullable=True),
        *_text("channel", "by", "actor"),
        _instant("made_at"),
        *_text("template", "language", "recipient", "subject", "text", "state"),
        _instant("due_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        *_text("trouble"),
        _instant("sent_at", nullable=True),
        *_text("external_id"),
        *_references("message", "controller_id=controller", "person_id=person", "interaction_id=interaction"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_person_id", "message", ["person_id"])
    op.create_index("ix_message_interaction_id", "message", ["interaction_id"])
    _partial("ix_message_waiting", "message", ["due_at"], "state IN ('queued', 'sending')")
    op.create_table(
        "task",
        _key(),
        _id("controller_id"),
        _id("person_id", nullable=True),
        _id("interaction_id", nullable=True),
        *_text("kind", "note"),
        _instant("due_at"),
        _id("agent_id", nullable=True),
        _id("team_id", nullable=True),
        *_text("state"),
        _instant("made_at"),
        *_text("made_by"),
        _instant("ended_at", nullable=True),
        *_text("ended_by"),
        *_references(
            "task",
            *("controller_id=controller", "person_id=person", "interaction_id=interaction"),
            *("agent_id=agent", "team_id=team"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_task"),
    )
    op.create_index("ix_task_person_id", "task", ["person_id"])
    op.create_index("ix_task_interaction_id", "task", ["interaction_id"])
    _partial("ix_task_open", "task", ["controller_id", "due_at"], "state = 'open'")
    _partial("ix_task_agent", "task", ["agent_id"], "state = 'open'")
    op.add_column("disposition", sa.Column("requires", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("disposition", sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("attempt", sa.Column("disposition_reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempt", "disposition_reason")
    op.drop_column("disposition", "reasons")
    op.drop_column("disposition", "requires")
    for table in TABLES:
        op.drop_table(table)
