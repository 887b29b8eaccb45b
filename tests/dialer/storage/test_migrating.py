"""Migrating: what the tables are then, by several at once, down and up again; and what comes after 0.1.0."""

import asyncio
import shutil
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, inspect, text
from typer.testing import CliRunner

from api.cli.main import app
from dialer.access.credentials import digest_of
from dialer.core.clock import now
from dialer.core.errors import ForeignTables, OtherTables
from dialer.core.visibility import EVERYTHING
from dialer.storage import migrate as migrating
from dialer.storage import revision
from dialer.storage.database import Database, open_database
from dialer.storage.migrate import config, differences, migrate
from dialer.storage.revision import current, newest
from dialer.storage.schema import METADATA
from dialer.storage.tables.lists import LeadList
from dialer.stores.everything import Store
from tests.support.stores import build_centre
from tests.support.terminal import no_language_is_left_behind, wide_paper  # noqa: F401 - fixtures

AN_AGENT = """INSERT INTO agent (name, display_name, phone, leg_kind, language, wish, pause_reason, wish_at, country)
VALUES ('ann', '', 'PJSIP/1', 'standing', 'it', 'logged_out', '', 0, '') RETURNING id"""
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


def _filled(connection: Connection) -> set[tuple[str, str, str]]:
    """Each column that the database fills by itself: its table, its name, and with what."""
    return {
        (table, column["name"], str(column["default"]))
        for table in METADATA.tables
        for column in inspect(connection).get_columns(table)
        if column["default"] and "nextval" not in column["default"]
    }


@pytest.mark.gate
async def test_what_alembic_does_not_compare_is_as_the_models_say_too(empty_url: str, tmp_path: Path) -> None:
    """Defaults of the database, columns in their order, tables without row ids: made once by each way."""

    def make(connection: Connection) -> None:
        METADATA.create_all(connection)

    def columns(connection: Connection) -> dict[str, list[str]]:
        found = MetaData()
        found.reflect(connection, only=list(METADATA.tables))
        return {name: [column.name for column in table.columns] for name, table in found.tables.items()}

    def without_row_ids(connection: Connection) -> list[str]:
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%' ORDER BY name"
        return list(connection.execute(text(asked)).scalars()) if connection.dialect.name == "sqlite" else []

    def forget(connection: Connection) -> None:
        command.downgrade(config(connection), "base")

    async def seen(database: Database) -> list[object]:
        return [await database.read(look) for look in (columns, without_row_ids)]

    async with open_database(empty_url) as database:
        await database.write(migrate)
        migrated, filled = await seen(database), await database.read(_filled)
        await database.write(forget)
        await database.write(make)
        assert migrated == await seen(database)
        assert await database.read(_filled) == filled


async def test_migrating_again_changes_nothing(empty_url):
    async with Store.open(empty_url, migrate=True) as store:
        await store.controllers.create("Acme")
    async with Store.open(empty_url, migrate=True) as store:
        assert [controller.name for controller in await store.controllers.list(sees=EVERYTHING)] == ["Acme"]


@pytest.mark.gate
async def test_several_may_migrate_at_once(empty_url):
    async def open_one() -> int:
        async with Store.open(empty_url, migrate=True) as store:
            return len(await store.controllers.list(sees=EVERYTHING))

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


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Pronto with one migration more."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9999_people_have_a_title.py").write_text(NEXT)
    monkeypatch.setattr(migrating, "FOLDER", folder)
    monkeypatch.setattr(revision, "VERSIONS", folder / "versions")


async def filled(url: str) -> LeadList:
    """Let this Pronto fill a database."""
    async with Store.open(url, migrate=True) as store:
        centre = await build_centre(store)
        await centre.add_leads(3)
        await centre.talked()
        return centre.leads


async def test_tokens_of_the_first_version_work_on_as_keys_for_a_year(empty_url: str) -> None:
    into, year = await filled(empty_url), 365 * 86_400.0
    roles = ("admin", "manager", "supervisor", "wallboard", "agent")

    def give_tokens(connection: Connection) -> None:
        command.downgrade(config(connection), FIRST)
        agent_id = connection.execute(text(AN_AGENT)).scalar_one()
        made = text(
            "INSERT INTO api_token (name, digest, role, agent_id, created_at, revoked_at) "
            "VALUES (:name, :digest, :role, :agent, 1.0, :revoked)"
        )
        for role in roles:
            agent = agent_id if role == "agent" else None
            row = {"name": role, "digest": digest_of(f"old {role}"), "role": role, "agent": agent, "revoked": None}
            connection.execute(made, row)
        gone = {"name": "gone", "digest": digest_of("gone"), "role": "manager", "agent": None, "revoked": 2.0}
        connection.execute(made, gone)

    async with open_database(empty_url) as database:
        await database.write(give_tokens)
    before = now()
    async with Store.open(empty_url, migrate=True) as store:
        assert await store.database.read(current) == newest()
        assert await store.database.write(differences) == []
        keys = {one.name: one for one in await store.keys.list(sees=EVERYTHING)}
        assert {name: [grant.role.value for grant in one.grants] for name, one in keys.items() if name != "gone"} == {
            role: [role] for role in roles
        }
        assert (keys["agent"].agent_id, keys["admin"].agent_id, keys["admin"].created_at) == (1, None, 1.0)
        for role in roles:
            assert await store.keys.find(digest_of(f"old {role}"), now=before + year - 10.0) is not None
            assert await store.keys.find(digest_of(f"old {role}"), now=before + year + 100.0) is None
        assert await store.keys.find(digest_of("gone"), now=before) is None
        new = await store.keys.create(name="new", digest="x", grants=[], expires_at=before + 1.0, now=before)
        assert new.id == len(roles) + 2  # the ids of tokens are not given again
        assert sum((await store.leads.counts(into.campaign_id)).values()) == 4
        assert (await store.audit.verify()).broken_at is None

    def tokens(connection: Connection) -> list[str]:
        command.downgrade(config(connection), FIRST)
        return list(
            connection.execute(text("SELECT role FROM api_token WHERE revoked_at IS NULL ORDER BY id")).scalars()
        )

    async with open_database(empty_url) as database:
        assert await database.write(tokens) == list(roles)


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


async def revised(url: str, name: str) -> None:
    """Let a database be at this revision."""
    async with open_database(url) as database:
        await database.write(migrate)
        statement = text("UPDATE alembic_version SET version_num = :name")
        await database.write(lambda connection: connection.execute(statement, {"name": name}) and None)


@pytest.mark.parametrize("name", [*OF_OLD, "0003_of_a_newer_pronto"])
async def test_tables_of_another_version_are_refused_and_left_alone(empty_url: str, name: str) -> None:
    await revised(empty_url, name)
    with pytest.raises(OtherTables, match=rf"before 0\.1\.0.*changed nothing.*PRONTO_DATABASE_URL.*{name}"):
        async with Store.open(empty_url, migrate=True):
            pass
    async with open_database(empty_url) as database:
        assert await database.read(current) == name
        assert await database.write(differences) == []


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
    ("language", "words"), [("en", "name an empty database"), ("it", "indicare un database vuoto")]
)
async def test_the_command_line_says_what_to_do_about_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    url = f"sqlite:///{tmp_path / 'pronto.db'}"
    await revised(url, "0370")
    monkeypatch.setenv("PRONTO_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("PRONTO_DATABASE_URL", url)
    for line in ("db upgrade", "law list", "doctor"):
        done = await asyncio.to_thread(CliRunner().invoke, app, [*line.split(), "--language", language])
        assert (done.exit_code, words in done.output) == (1, True), (line, done.output)
