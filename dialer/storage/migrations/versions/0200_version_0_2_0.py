"""Every table of Pronto 0.2.0: made in an empty database, or made of those of 0033_lead_stock.

The tables are made from the models: a second declaration of 73 tables here could only repeat them. What that creates
changes with the models, so `dialer.storage.migrate` runs no later migration on a database that was empty: it marks it
as the newest. Later migrations are for databases that were there before. The tests compare a stored database of
0033_lead_stock, brought up by all migrations, with one made from the models.

Until 0.2.0 is released, what renames or changes a table or stored JSON is a line of STATEMENTS or KEYS. From then on
both are frozen, and a change is a migration of its own.
"""

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

from dialer.audit.rules import GENESIS
from dialer.storage.columns import is_loose
from dialer.storage.schema import AUDIT_HEAD, METADATA
from dialer.storage.sql import is_postgres

revision = "0200_version_0_2_0"
down_revision: str | None = None
branch_labels = None
depends_on = None

# What brings 0033_lead_stock here, in SQL that both databases understand, in order, for instance
# "ALTER TABLE campaign RENAME COLUMN law TO rules".
STATEMENTS: Final[tuple[str, ...]] = ()
# Then keys of stored JSON, at any depth: table, column (by its name of now), old key, new key.
KEYS: Final[tuple[tuple[str, str, str, str], ...]] = ()

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


def upgrade() -> None:
    """Make the tables, or bring those of 0033_lead_stock here."""
    connection = op.get_bind()
    if sa.inspect(connection).has_table(AUDIT_HEAD.name):
        _carry_over(connection)
    else:
        _make(connection)


def downgrade() -> None:
    """Drop the tables with all that is in them."""
    connection = op.get_bind()
    METADATA.drop_all(connection)
    if is_postgres(connection):
        for name in ("audit_forbid", *(name for name, _ in KEEPERS.values())):
            op.execute(f"DROP FUNCTION {name}()")


def _make(connection: sa.Connection) -> None:
    METADATA.create_all(connection)
    if is_postgres(connection):
        keys = (key for table in METADATA.sorted_tables for key in table.foreign_key_constraints)
        for key in filter(is_loose, keys):
            op.drop_constraint(str(key.name), key.table.name)
    connection.execute(AUDIT_HEAD.insert(), {"id": 1, "line_id": 0, "hash": GENESIS})
    for statement in _triggers(connection):
        op.execute(statement)


def _triggers(connection: sa.Connection) -> Iterator[str]:
    if not is_postgres(connection):
        yield from (FORBID_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE"))
        return
    yield from FORBID_POSTGRES
    for table, (name, work) in KEEPERS.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {work} RETURN OLD; END $$"
        yield f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _carry_over(connection: sa.Connection) -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    for table, column, old, new in KEYS:
        _rename_key(connection, sa.Table(table, sa.MetaData(), autoload_with=connection), column, old, new)


def _rename_key(connection: sa.Connection, table: sa.Table, column: str, old: str, new: str) -> None:
    keys = list(table.primary_key.columns)
    for *found, value in connection.execute(sa.select(*keys, table.c[column])).all():
        renamed = _renamed(value, old, new)
        if renamed != value:
            same_row = (key == part for key, part in zip(keys, found, strict=True))
            connection.execute(table.update().where(*same_row).values({column: renamed}))


def _renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [_renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {new if key == old else key: _renamed(item, old, new) for key, item in value.items()}
    return value
