"""Databases that were filled by an older version."""

from alembic import command
from sqlalchemy import Connection, MetaData, Table, insert, text

from dialer.store import Store
from dialer.store.database import open_database
from dialer.store.digests import Digests
from dialer.store.migrate import config, revisions

NOW = 1_700_000_000.0
BEFORE_KEYED_ANSWERS = "0052"


def _fill(connection: Connection) -> None:
    """A controller whose numbers a register was asked about, as an older version writes it."""
    command.upgrade(config(connection, Digests()), BEFORE_KEYED_ANSWERS)
    tables = {name: Table(name, MetaData(), autoload_with=connection) for name in ("controller", "scrub")}
    connection.execute(insert(tables["controller"]), {"id": 1, "name": "Acme"})
    scrub = {"id": 1, "controller_id": 1, "register_name": "RPO", "status": "returned", "sent": 3, "listed": 1}
    scrub |= {"sent_at": NOW, "sent_by": "test", "sent_sha256": "", "returned_by": "", "returned_sha256": ""}
    connection.execute(insert(tables["scrub"]), {**scrub, "receipt": "R1", "version": "7"})
    answers = Table("register_check", MetaData(), autoload_with=connection)
    row = {"controller_id": 1, "register_name": "RPO", "checked_at": NOW, "scrub_id": 1}
    connection.execute(insert(answers), [{**row, "digest": key, "listed": key == "b"} for key in ("c", "a", "b")])


def _answers(connection: Connection) -> list[tuple[object, ...]]:
    asked = text("SELECT digest, listed, checked_at, scrub_id FROM register_check ORDER BY digest")
    return [tuple(row) for row in connection.execute(asked)]


async def test_registers_answers_are_kept_by_the_upgrade_and_by_going_back(empty_url: str):
    kept = [("a", 0, NOW, 1), ("b", 1, NOW, 1), ("c", 0, NOW, 1)]
    async with open_database(empty_url) as database:
        await database.write(_fill)
    async with Store.open(empty_url, migrate=True) as store:
        current, newest = await store.database.read(revisions)
        assert current == newest
        assert await store.database.read(_answers) == kept
        await store.database.write(lambda connection: command.downgrade(config(connection), BEFORE_KEYED_ANSWERS))
        assert await store.database.read(_answers) == kept
