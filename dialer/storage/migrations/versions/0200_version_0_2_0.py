"""Every table of Pronto 0.2.0: made in an empty database, or made of those of 0033_lead_stock.

The tables are made from the models: a second declaration of 73 tables here could only repeat them. What that creates
changes with the models, so `dialer.storage.migrate` runs no later migration on a database that was empty: it marks it
as the newest. Later migrations are for databases that were there before. The tests compare a stored database of
0033_lead_stock, brought up by all migrations, with one made from the models.

Until 0.2.0 is released, what renames a word of the schema is a line of WORDS, what renames one in stored text is a line
of TEXTS, and other changes are STATEMENTS. From then on all three are frozen, and a change is a migration of its own.
"""

import re
from collections.abc import Iterator
from typing import Final

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

# What brings 0033_lead_stock here, in this order. First, SQL that both databases understand.
STATEMENTS: Final[tuple[str, ...]] = ("ALTER TABLE person RENAME COLUMN company TO business_name",)
# Words in the names of tables, columns, indexes, constraints and sequences: old, new. The longer of two comes first.
WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("controller", "company"),
    ("guide", "script"),
    ("recycle", "retry"),
    ("remark", "issue_report"),
    ("memo", "team_message"),
)
IN_PROFILES: Final = ("controller_identity", "scope: controller", ", controller", "[controller", "- controller")
# Stored text and JSON: table and column by their names of now, old text, new text. A script's version keeps the hash of
# what was published, as the audit has it.
TEXTS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("suppression", "scope", "controller:", "company:"),
    ("suppression", "added_by", "recycle rule", "retry rule"),
    ("lead_objection", "scope", "controller:", "company:"),
    ("api_key", "scopes", '"controller.', '"company.'),
    ("lead", "consent", '"controller"', '"company"'),
    ("lead_list", "consent", '"controller"', '"company"'),
    ("attempt", "ruling", "controller", "company"),
    ("import", "options", '"controller"', '"company"'),
    ("import", "options", "consent_controller", "consent_company"),
    ("job", "arguments", '"controller', '"company'),
    ("script_version", "body", "{controller}", "{company}"),
    ("script_version", "body", "controller_identity", "company_identity"),
    ("script_version", "body", '"kind": "script"', '"kind": "sales_script"'),
    ("script", "kind", "script", "sales_script"),
    ("campaign_script", "role", "script", "sales_script"),
    ("api_key", "scopes", '"guide.', '"script.'),
    ("api_key", "scopes", '"memo.', '"team_message.'),
    ("job", "arguments", '"guide', '"script'),
    *(("rule_file", "text", old, old.replace("controller", "company")) for old in IN_PROFILES),
)

# Columns, constraints, and what else has a name: kind, table, name. Constraints come before the indexes that they own.
NAMED_IN_POSTGRES = (
    """
SELECT 'COLUMN', t.relname, a.attname FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
WHERE t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND t.relnamespace = current_schema()::regnamespace
""",
    """
SELECT 'CONSTRAINT', t.relname, c.conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.conparentid = 0 AND t.relnamespace = current_schema()::regnamespace
""",
    """
SELECT CASE relkind WHEN 'r' THEN 'TABLE' WHEN 'i' THEN 'INDEX' ELSE 'SEQUENCE' END, '', relname
FROM pg_class WHERE relkind IN ('r', 'i', 'S') AND relnamespace = current_schema()::regnamespace ORDER BY relkind DESC
""",
)
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
    rename = _rename_in_postgres if is_postgres(connection) else _rename_in_sqlite
    for old, new in WORDS:
        rename(connection, re.compile(rf"(?<![a-z]){old}(?![a-z])"), new)
    for table, column, old, new in TEXTS:
        _replace(connection, table, column, old, new)


def _rename_in_postgres(connection: sa.Connection, word: re.Pattern[str], new: str) -> None:
    for question in NAMED_IN_POSTGRES:
        for kind, table, name in connection.exec_driver_sql(question).all():
            renamed = word.sub(new, name)
            if renamed == name:
                continue
            if table:
                op.execute(f'ALTER TABLE "{table}" RENAME {kind} "{name}" TO "{renamed}"')
            else:
                op.execute(f'ALTER {kind} "{name}" RENAME TO "{renamed}"')


def _rename_in_sqlite(connection: sa.Connection, word: re.Pattern[str], new: str) -> None:
    """Rename columns and tables, and make indexes again; constraints have their names in the tables' SQL only."""
    tables = sa.inspect(connection).get_table_names()
    indexes = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql > ''").all()
    named = [(name, sql) for name, sql in indexes if word.search(sql)]
    for name, _ in named:
        op.execute(f'DROP INDEX "{name}"')
    for table in tables:
        for column in sa.inspect(connection).get_columns(table):
            if word.search(column["name"]):
                op.execute(
                    f'ALTER TABLE "{table}" RENAME COLUMN "{column["name"]}" TO "{word.sub(new, column["name"])}"'
                )
    for table in filter(word.search, tables):
        op.execute(f'ALTER TABLE "{table}" RENAME TO "{word.sub(new, table)}"')
    for _, sql in named:
        connection.exec_driver_sql(word.sub(new, sql))
    made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql > ''").all()
    left = [(word.sub(new, sql), name) for name, sql in made if word.search(sql)]
    if left:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        for sql, name in left:
            connection.exec_driver_sql(
                "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (sql, name)
            )
        connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _replace(connection: sa.Connection, table: str, column: str, old: str, new: str) -> None:
    cast, json = "", ""
    if is_postgres(connection):
        kinds = {one["name"]: str(one["type"]) for one in sa.inspect(connection).get_columns(table)}
        cast, json = "::text", "::json" if kinds[column] == "JSON" else ""
    statement = sa.text(
        f"""UPDATE "{table}" SET "{column}" = replace("{column}"{cast}, :old, :new){json}
            WHERE "{column}"{cast} LIKE :found"""  # noqa: S608 - names of TEXTS
    )
    connection.execute(statement, {"old": old, "new": new, "found": f"%{old}%"})
