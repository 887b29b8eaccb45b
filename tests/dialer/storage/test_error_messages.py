"""What is said of a database that cannot be used: the place, the reason and the cure, never the password."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from dialer.core.errors import BadDatabaseUrl
from dialer.i18n.catalogue import in_words, languages
from dialer.storage.error_messages import AWAY, explain
from dialer.stores.everything import Store

POSTGRES = "postgresql://ada:secret@db.example:5433/calls"


class ToldError(Exception):
    """As PostgreSQL's driver raises it."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate
        super().__init__("password authentication failed")


@pytest.mark.parametrize(
    ("error", "what", "mend"),
    [
        (ConnectionRefusedError(111, "refused"), "nothing answers at db.example:5433", "Start PostgreSQL"),
        (socket.gaierror(-2, "x"), "the name db.example is not known", "Correct the host"),
        (TimeoutError(), "db.example:5433 did not answer in time", "firewall"),
        (DBAPIError("x", {}, ToldError("28P01")), "refuses the user ada", "pg_hba.conf"),
        (DBAPIError("x", {}, ToldError("3D000")), "has no database calls", "createdb -O ada calls"),
        (OperationalError("x", {}, ToldError("42P01")), "tables are not there", "pronto db upgrade"),
        (OperationalError("x", {}, Exception("boom")), "(Exception)", "log"),
        (BadDatabaseUrl(), "cannot be used", "PRONTO_DATABASE_URL"),
    ],
)
def test_place_reason_and_cure_are_named_and_no_password(error: Exception, what: str, mend: str) -> None:
    explained = explain(error, POSTGRES)
    for language in languages():
        said, cure = (in_words(one, language) for one in explained)
        assert said
        assert cure
        assert "secret" not in said + cure
        assert "OperationalError" not in said + cure
    said, cure = map(str, explained)
    assert what in said
    assert mend in cure


def no_folder(folder: Path) -> Path:
    return folder / "gone" / "p.db"


def no_database(folder: Path) -> Path:
    (folder / "p.db").write_text("This is a letter, and long enough that nobody takes it for a header.")
    return folder / "p.db"


@pytest.mark.parametrize(("make", "what"), [(no_folder, "cannot be opened"), (no_database, "is no SQLite database")])
async def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, make: Callable[[Path], Path], what: str) -> None:
    url = f"sqlite:///{make(tmp_path)}"
    with pytest.raises(AWAY) as refused:
        async with Store.open(url) as store:
            await store.nodes.list()
    said, _ = explain(refused.value, url)
    assert what in str(said)
    assert str(tmp_path) in str(said)


async def test_a_database_without_tables_is_told_from_one_that_is_away(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'p.db'}"
    with pytest.raises(AWAY) as refused:
        async with Store.open(url) as store:
            await store.nodes.list()
    assert "pronto db upgrade" in in_words(explain(refused.value, url)[1], "it")
