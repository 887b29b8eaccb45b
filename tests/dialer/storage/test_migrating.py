"""Migrating: what the tables are then, by several at once, down and up again; and what came before 0.2.0."""

import asyncio
import json
import re
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, inspect, text
from typer.testing import CliRunner

from api.cli.main import app
from dialer.audit.rules import GENESIS
from dialer.core.errors import DialerError, ForeignTables, OldTables, OtherTables
from dialer.core.visibility import EVERYTHING
from dialer.storage import migrate as migrating
from dialer.storage import revision
from dialer.storage.database import open_database
from dialer.storage.migrate import config, differences, migrate
from dialer.storage.revision import current, newest
from dialer.storage.tables.lists import LeadList
from dialer.stores.everything import Store
from tests.support.database_at_0033 import ROWS, fill_at_0033, rows_of
from tests.support.stores import build_centre
from tests.support.terminal import no_language_is_left_behind, wide_paper  # noqa: F401 - fixtures

GENESIS_HEAD = {"id": 1, "line_id": 0, "hash": GENESIS}
# What the inspection of SQLAlchemy does not tell, or not comparably.
OWN_WORDS = {
    "sqlite": (
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')",
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'",
    ),
    "postgresql": (
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ),
}
WORDS: Final = (  # in the names of tables and columns: then, now
    ("controller", "company"),
    ("guide", "script"),
    ("recycle", "retry"),
    ("remark", "issue_report"),
    ("memo", "team_message"),
)  # in the names of tables and columns: then, now
# In the stored text and JSON of 0033's rows: table, column, then, now.
STORED: Final = (("script_version", "body", "{controller}", "{company}"),)
# What rows of 0033 may hold besides, and what is in their place now.
THEN: Final = (
    "UPDATE suppression SET scope = 'controller:1', added_by = 'recycle rule'",
    "UPDATE lead_objection SET scope = 'controller:1'",
    """UPDATE api_key SET scopes = '["controller.read", "guide.run", "memo.read"]'""",
    "UPDATE guide SET kind = 'script'",
    "UPDATE campaign_guide SET role = 'script'",
    """UPDATE lead SET consent = '{"controller": "Acme"}' WHERE id = 1""",
    """UPDATE lead_list SET consent = '{"controller": "Acme"}'""",
    "UPDATE attempt SET ruling = 'seen controller' WHERE id = 'attempt-1'",
    """UPDATE import SET options = '{"of": "consent_controller", "consent": {"controller": "Acme"}}'""",
    """UPDATE job SET arguments = '{"controller_id": 1}'""",
    """UPDATE guide_version SET body = '{"kind": "script", "id": "controller_identity", "text": "{controller}"}'""",
    "UPDATE rule_file SET text = 'scope: controller # the controller shows'",
)
NOW: Final = (
    ("suppression", "scope", "company:1"),
    ("suppression", "added_by", "retry rule"),
    ("lead_objection", "scope", "company:1"),
    ("api_key", "scopes", ["company.read", "script.run", "team_message.read"]),
    ("script", "kind", "sales_script"),
    ("campaign_script", "role", "sales_script"),
    ("lead", "consent", {"company": "Acme"}),
    ("lead_list", "consent", {"company": "Acme"}),
    ("attempt", "ruling", "seen company"),
    ("import", "options", {"of": "consent_company", "consent": {"company": "Acme"}}),
    ("job", "arguments", {"company_id": 1}),
    ("script_version", "body", {"kind": "sales_script", "id": "company_identity", "text": "{company}"}),
    ("rule_file", "text", "scope: company # the controller shows"),
)
FIRST = "0001_first_version"
OF_OLD = ("0001", "0370", "0390")  # revisions of versions that were never released
LAST = newest()
NEXT = f'''"""People have a title."""

import sqlalchemy as sa
from alembic import op

revision = "9999_people_have_a_title"
down_revision = "{LAST}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lead", sa.Column("title", sa.String(), nullable=False, server_default="none"))


def downgrade() -> None:
    op.drop_column("lead", "title")
'''


@pytest.mark.gate
async def test_migrating_an_empty_database_gives_the_models_tables(empty_url):
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.write(differences) == []
        assert await store.database.read(current) == newest()


def _schema(connection: Connection) -> dict[str, object]:
    """What a database has but its rows: columns in order with types and defaults, keys, checks, indexes, triggers."""
    found = MetaData()
    found.reflect(connection)
    seen = inspect(connection)
    schema: dict[str, object] = {}
    for name in found.tables:
        schema[name] = (
            [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in seen.get_columns(name)],
            seen.get_pk_constraint(name),
            *(
                sorted(map(str, look(name)))
                for look in (
                    seen.get_foreign_keys,
                    seen.get_unique_constraints,
                    seen.get_check_constraints,
                )
            ),
        )
    for number, asked in enumerate(OWN_WORDS[connection.dialect.name]):
        found_words = (str(row).replace(r"\n", " ") for row in connection.execute(text(asked)))
        schema[f"words {number}"] = sorted(" ".join(row.split()) for row in found_words)
    return schema


@pytest.mark.gate
async def test_a_database_brought_up_from_0033_is_whole_and_as_a_new_one(empty_url: str) -> None:
    async with open_database(empty_url) as database:
        await database.write(fill_at_0033)
        rows = await database.read(rows_of)
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.read(current) == newest()
        assert await store.database.write(differences) == []
        assert await store.database.read(rows_of) == _in_words_of_now(rows)
        assert rows == ROWS
        assert (await store.audit.verify()).broken_at is None
        assert sum((await store.leads.counts(1)).values()) == 4
        brought = await store.database.read(_schema)
    async with open_database(empty_url) as database:
        await database.write(lambda connection: command.downgrade(config(connection), "base"))
        await database.write(migrate)
        assert await database.read(_schema) == brought
        new = await database.read(rows_of)
        assert {name: rows for name, rows in new.items() if rows} == {"audit_head": [GENESIS_HEAD]}


def _in_words_of_now(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of 0033 under the names of now; the audit keeps what was written."""
    found = {
        _now(table): [
            {("business_name" if (table, name) == ("person", "company") else _now(name)): row[name] for name in row}
            for row in those
        ]
        for table, those in rows.items()
    }
    for table, column in dict.fromkeys((table, column) for table, column, *_ in STORED):
        for row in found[table]:
            row[column] = json.loads(_text_of_now(table, column, json.dumps(row[column], ensure_ascii=False)))
    return found


def _now(name: str) -> str:
    for old, new in WORDS:
        name = re.sub(rf"(?<![a-z]){old}(?![a-z])", new, name)
    return name


def _text_of_now(table: str, column: str, text_then: str) -> str:
    for _, _, old, new in (one for one in STORED if one[:2] == (table, column)):
        text_then = text_then.replace(old, new)
    return text_then


async def test_stored_text_is_carried_over_to_the_words_of_now(empty_url: str) -> None:
    async with open_database(empty_url) as database:
        await database.write(fill_at_0033)
        for statement in THEN:
            await database.write(lambda connection, asked=statement: connection.execute(text(asked)) and None)
    async with Store.open(empty_url, migrate=True) as store:
        rows = await store.database.read(rows_of)
    for table, column, now in NOW:
        assert now in [row[column] for row in rows[table]], (table, column)


async def test_migrating_again_changes_nothing(empty_url):
    async with Store.open(empty_url, migrate=True) as store:
        await store.companies.create("Acme")
    async with Store.open(empty_url, migrate=True) as store:
        assert [company.name for company in await store.companies.list(sees=EVERYTHING)] == ["Acme"]


@pytest.mark.gate
async def test_several_may_migrate_at_once(empty_url):
    async def open_one() -> int:
        async with Store.open(empty_url, migrate=True) as store:
            return len(await store.companies.list(sees=EVERYTHING))

    assert await asyncio.gather(*(open_one() for _ in range(4))) == [0, 0, 0, 0]


@pytest.mark.gate
async def test_the_migrations_go_down_again(empty_url):
    def down(connection: Connection) -> set[str]:
        command.downgrade(config(connection), "base")
        return set(inspect(connection).get_table_names())

    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.write(down) == {"alembic_version"}
        await store.database.write(migrate)
        assert await store.database.write(differences) == []


def _copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, which migrating uses from now on."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrating, "FOLDER", folder)
    monkeypatch.setattr(revision, "VERSIONS", folder / "versions")
    return folder


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pronto with one migration more."""
    folder = _copied(tmp_path, monkeypatch)
    (folder / "versions" / "9999_people_have_a_title.py").write_text(NEXT)


async def filled(url: str) -> LeadList:
    """Let this Pronto fill a database."""
    async with Store.open(url, migrate=True) as store:
        centre = await build_centre(store)
        await centre.add_leads(3)
        await centre.talked()
        return centre.leads


@pytest.mark.gate
async def test_a_database_is_brought_up_with_what_is_in_it(empty_url: str, request: pytest.FixtureRequest) -> None:
    def titles(connection: Connection) -> list[str]:
        return list(connection.execute(text("SELECT title FROM lead")).scalars())

    into = await filled(empty_url)
    request.getfixturevalue("one_more")
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.read(current) == newest() == "9999_people_have_a_title"
        assert await store.database.read(titles) == ["none"] * 4
        assert sum((await store.leads.counts(into.campaign_id)).values()) == 4
        assert (await store.audit.verify()).broken_at is None
        await store.database.write(lambda connection: command.downgrade(config(connection), LAST))
        assert await store.database.write(differences) == []
        assert sum((await store.leads.counts(into.campaign_id)).values()) == 4


async def test_a_new_database_gets_no_later_migration(empty_url: str, one_more: None) -> None:
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.read(current) == "9999_people_have_a_title"
        assert await store.database.write(differences) == []


async def revised(url: str, name: str) -> None:
    """Let a database of 0033 be at this revision."""
    async with open_database(url) as database:
        await database.write(fill_at_0033)
        statement = text("UPDATE alembic_version SET version_num = :name")
        await database.write(lambda connection: connection.execute(statement, {"name": name}) and None)


@pytest.mark.parametrize("name", [*OF_OLD, "0201_of_a_newer_pronto"])
async def test_tables_of_another_version_are_refused_and_left_alone(empty_url: str, name: str) -> None:
    await _is_refused(empty_url, name, OtherTables, rf"before 0\.1\.0.*changed nothing.*PRONTO_DATABASE_URL.*{name}")


@pytest.mark.parametrize("name", [FIRST, "0032_first_dispositions"])
async def test_tables_of_before_0033_are_refused_and_left_alone(empty_url: str, name: str) -> None:
    said = rf"last version before 0\.2\.0.*changed nothing.*db upgrade.*that version first.*{name}"
    await _is_refused(empty_url, name, OldTables, said)


async def _is_refused(url: str, name: str, error: type[DialerError], said: str) -> None:
    await revised(url, name)
    async with open_database(url) as database:
        before = await database.read(_schema)
    with pytest.raises(error, match=said):
        async with Store.open(url, migrate=True):
            pass
    async with open_database(url) as database:
        assert await database.read(current) == name
        assert await database.read(_schema) == before
        assert await database.read(rows_of) == ROWS


async def test_tables_of_another_program_are_refused_and_left_alone(empty_url: str) -> None:
    async with open_database(empty_url) as database:
        await database.write(lambda connection: connection.execute(text("CREATE TABLE agent (shoe int)")) and None)
        with pytest.raises(ForeignTables, match=r"Nothing was changed.*PRONTO_DATABASE_URL.*agent"):
            async with Store.open(empty_url, migrate=True):
                pass
        columns = await database.read(lambda connection: inspect(connection).get_columns("agent"))
        assert [column["name"] for column in columns] == ["shoe"]
        assert await database.read(current) is None


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("0370", "en", "name an empty database"),
        ("0370", "it", "indicare un database vuoto"),
        (FIRST, "en", "Run `pronto db upgrade` of that version first"),
        (FIRST, "it", "Eseguire prima `pronto db upgrade` di quella versione"),
    ],
)
async def test_the_command_line_says_what_to_do_about_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: str, words: str
) -> None:
    url = f"sqlite:///{tmp_path / 'pronto.db'}"
    await revised(url, name)
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("PRONTO_DATABASE_URL", url)
    for line in ("db upgrade", "law list", "doctor"):
        done = await asyncio.to_thread(CliRunner().invoke, app, [*line.split(), "--language", language])
        assert (done.exit_code, words in done.output) == (1, True), (line, done.output)
