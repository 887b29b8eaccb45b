"""Registers' answers lie in their key, on SQLite: a claim looks up two hundred of them, and finds each in one tree."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0052"
branch_labels = None
depends_on = None

COLUMNS = "controller_id, register_name, digest, listed, checked_at, scrub_id"


def upgrade() -> None:
    rebuild(with_rowid=False)


def downgrade() -> None:
    rebuild(with_rowid=True)


def rebuild(*, with_rowid: bool) -> None:
    """Write the table anew, in the order of its key."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("register_check", "register_check_before")
    op.create_table(
        "register_check",
        sa.Column("controller_id", sa.Integer(), nullable=False),
        sa.Column("register_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.Float(53), nullable=False),
        sa.Column("scrub_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["controller_id"], ["controller.id"], name="fk_register_check_controller_id_controller"
        ),
        sa.ForeignKeyConstraint(["scrub_id"], ["scrub.id"], name="fk_register_check_scrub_id_scrub"),
        sa.PrimaryKeyConstraint("controller_id", "register_name", "digest", name="pk_register_check"),
        sqlite_with_rowid=with_rowid,
    )
    op.execute(
        f"INSERT INTO register_check ({COLUMNS}) SELECT {COLUMNS} FROM register_check_before "  # noqa: S608 - our names
        "ORDER BY controller_id, register_name, digest"
    )
    op.drop_table("register_check_before")
