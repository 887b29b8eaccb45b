"""Leads carry notes, postcode, owner and consent; lists say how their fields are read; imports can be resumed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.String()


def added() -> dict[str, list[sa.Column[Any]]]:
    # Added, never by copying the table: on SQLite that would drop the old one, and a lead's phones with it.
    return {
        "lead": [
            sa.Column("notes", TEXT, nullable=False, server_default=""),
            sa.Column("postcode", TEXT, nullable=False, server_default=""),
            sa.Column("owner", TEXT, nullable=False, server_default=""),
            sa.Column("consent", sa.JSON(none_as_null=True), nullable=True),
            sa.Column("import_id", KEY, nullable=True),
        ],
        "lead_list": [
            sa.Column("field_types", sa.JSON(), nullable=False, server_default="{}"),
            sa.Column("consent", sa.JSON(), nullable=False, server_default="{}"),
            sa.Column("needs_basis", sa.Boolean(), nullable=False, server_default=sa.false()),
        ],
        "import": [
            sa.Column("updated", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("suppressed", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("total", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("stored", TEXT, nullable=False, server_default=""),
            sa.Column("options", sa.JSON(), nullable=False, server_default="{}"),
        ],
        "rejected_row": [
            sa.Column("column", TEXT, nullable=False, server_default=""),
            sa.Column("mend", TEXT, nullable=False, server_default=""),
        ],
    }


def upgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.add_column(table, column)
    _phones(with_rowid=False)


def downgrade() -> None:
    for table, columns in added().items():
        for column in columns:
            op.drop_column(table, column.name)
    _phones(with_rowid=True)


def _phones(*, with_rowid: bool) -> None:
    """On SQLite, let the phones lie in their key's own tree, or beside it again."""
    if op.get_bind().dialect.name != "sqlite":
        return
    kept = {"sqlite_with_rowid": with_rowid}
    with op.batch_alter_table("lead_phone", recreate="always", table_kwargs=kept) as phones:
        phones.alter_column("label", existing_type=TEXT, existing_nullable=False)
