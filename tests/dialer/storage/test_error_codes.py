"""What waiting mends in a database, and what somebody has to mend, told apart by the codes of SQLite and PostgreSQL."""

import asyncio
import errno
import socket
import ssl
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from dialer.core.errors import DatabaseBusy
from dialer.i18n.catalogue import in_words
from dialer.storage import retry
from dialer.storage.database import TROUBLE, Database, open_database
from dialer.storage.error_codes import Trouble, lasts, passes, trouble_of
from dialer.storage.error_messages import explain_trouble


def says(*statements: str) -> Callable[[Connection], None]:
    """A transaction of these statements."""

    def work(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return work


async def error_of(url: str, *statements: str) -> BaseException:
    async with open_database(url) as database:
        with pytest.raises(TROUBLE) as raised:
            await database.write(says(*statements))
    return raised.value


@pytest.mark.parametrize(
    ("statements", "trouble"),
    [
        (["SELECT a FROM nowhere"], Trouble.NO_TABLES),
        (["CREATE TABLE t (a)", "SELECT b FROM t"], Trouble.OTHER_TABLES),
        (["CREATE TABLE t (a)", "INSERT INTO t (b) VALUES (1)"], Trouble.OTHER_TABLES),
        (["PRAGMA query_only = 1", "CREATE TABLE t (a)"], Trouble.READ_ONLY),
    ],
    ids=["no table", "no column", "no column to write", "read-only"],
)
async def test_what_a_sqlite_file_never_takes_is_not_waited_for(
    tmp_path: Path, statements: list[str], trouble: Trouble
) -> None:
    error = await error_of(f"sqlite:///{tmp_path / 'p.db'}", *statements)
    assert trouble_of(error) is trouble
    assert (lasts(error), passes(error), retry.is_absent(error)) == (True, False, False)
    with pytest.raises(OperationalError):
        await retry.when_there(_raise, error)


async def test_a_file_that_cannot_be_opened_or_is_no_database_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("This is a letter, and long enough that nobody takes it for a header.")
    for file, trouble in (("gone/p.db", Trouble.NO_FILE), ("letter.db", Trouble.NO_SQLITE)):
        error = await error_of(f"sqlite:///{tmp_path / file}", "SELECT 1")
        assert (trouble_of(error), lasts(error), passes(error)) == (trouble, True, False)


async def test_a_mistake_in_a_statement_is_neither(tmp_path: Path) -> None:
    error = await error_of(f"sqlite:///{tmp_path / 'p.db'}", "SELEKT 1")
    assert (trouble_of(error), lasts(error), passes(error)) == (Trouble.OTHER, False, False)


async def test_a_file_that_another_holds_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialer.storage.database.BUSY_TIMEOUT_MS", 0)
    async with open_database(f"sqlite:///{tmp_path / 'p.db'}") as holds:
        held, let_go = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def hold(_: Connection) -> None:
            loop.call_soon_threadsafe(held.set)
            asyncio.run_coroutine_threadsafe(let_go.wait(), loop).result(60)

        holding = asyncio.create_task(holds.write(hold))
        await held.wait()
        error = await error_of(f"sqlite:///{tmp_path / 'p.db'}", "SELECT 1")
        let_go.set()
        await holding
    assert (trouble_of(error), lasts(error), passes(error)) == (Trouble.LOCKED, False, True)


async def _raise(error: BaseException) -> None:
    raise error


class ToldError(Exception):
    """As PostgreSQL's driver raises it."""

    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate
        super().__init__("as PostgreSQL says it")


# https://www.postgresql.org/docs/current/errcodes-appendix.html
@pytest.mark.parametrize(
    "sqlstate", ["08006", "08003", "25P04", "53100", "53200", "53300", "55P03", "57P01", "57P02", "57P03"]
)
def test_what_a_server_refuses_for_a_while_is_waited_for(sqlstate: str) -> None:
    error = DBAPIError("x", {}, ToldError(sqlstate))
    assert (lasts(error), passes(error)) == (False, True)


def test_a_server_that_only_answers_questions_is_waited_for_as_another_may_soon_be_the_first() -> None:
    error = DBAPIError("x", {}, ToldError("25006"))
    assert (trouble_of(error), lasts(error), passes(error)) == (Trouble.STANDBY, False, True)
    said = explain_trouble(error, "postgresql://pronto:secret@here/calls")
    assert in_words(said, "en").startswith("PostgreSQL at here:5432 is read-only: it is a standby")
    assert in_words(said, "it").startswith("PostgreSQL su here:5432 non accetta scritture: è in standby")


@pytest.mark.parametrize("sqlstate", ["28000", "28P01", "3D000", "42501", "42P01", "42703", "57P04"])
@pytest.mark.parametrize("kind", [DBAPIError, OperationalError])
def test_what_a_server_refuses_for_good_is_not(sqlstate: str, kind: type[DBAPIError]) -> None:
    error = kind("x", {}, ToldError(sqlstate))
    assert (lasts(error), passes(error)) == (True, False)


def test_a_value_that_does_not_fit_is_neither() -> None:
    error = DBAPIError("x", {}, ToldError("22003"))
    assert (lasts(error), passes(error)) == (False, False)


@pytest.mark.parametrize("empty_url", ["postgres"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("SELECT CAST(:value AS timestamp)", "+393331234567"),  # refused by the driver
        ("SELECT CAST(CAST(:value AS text) AS integer)", "+393331234567x"),  # refused by the server
        ("INSERT INTO person VALUES (:value), (:value)", "+393331234567"),
    ],
)
async def test_no_value_of_a_statement_stands_in_what_an_error_says(empty_url: str, statement: str, value: str) -> None:
    def fail(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE IF NOT EXISTS person (number text PRIMARY KEY)"))
        connection.execute(text(statement), {"value": value})

    async with open_database(empty_url) as database:
        with pytest.raises(DBAPIError) as raised:
            await database.write(fail)
    said = "".join(traceback.format_exception(raised.value)) + str(explain_trouble(raised.value, empty_url))
    assert "39333" not in said
    assert str(getattr(raised.value.orig, "sqlstate", "")).startswith(("22", "23"))


def test_what_has_no_code_is_waited_for_as_far_as_it_may_pass() -> None:
    for error in (
        ConnectionRefusedError(),
        socket.gaierror(-3, "x"),
        OSError(errno.EHOSTUNREACH, "no route to host"),
        DatabaseBusy(),
        OperationalError("x", {}, Exception("gone")),
        InterfaceError("x", {}, Exception("the connection is closed")),
    ):
        assert (passes(error), retry.is_absent(error)) == (True, True)
    assert not passes(OSError(errno.ENOSPC, "no room for an upload"))
    assert not retry.is_absent(ssl.SSLCertVerificationError("self-signed"))
    assert lasts(ssl.SSLCertVerificationError("self-signed"))


async def _refused(database: Database, statement: str) -> BaseException:
    with pytest.raises(TROUBLE) as raised:
        await database.write(lambda connection: connection.execute(text(statement)))
    return raised.value


@pytest.mark.gate
@pytest.mark.postgres
async def test_a_real_server_is_understood(postgres_server: str) -> None:
    server = make_url(postgres_server)
    for changed, trouble in (
        ({"password": "wrong"}, Trouble.PASSWORD),
        ({"username": "nobody"}, Trouble.PASSWORD),
        ({"database": "nowhere"}, Trouble.NO_DATABASE),
    ):
        url = server.set(**changed).render_as_string(hide_password=False)
        error = await error_of(url, "SELECT 1")
        assert (trouble_of(error), lasts(error), passes(error)) == (trouble, True, False)
    async with open_database(postgres_server) as database:
        assert trouble_of(await _refused(database, "SELECT * FROM nowhere")) is Trouble.NO_TABLES
        assert trouble_of(await _refused(database, "SELECT nothing")) is Trouble.OTHER_TABLES
        ended = await _refused(database, "SELECT pg_terminate_backend(pg_backend_pid())")
        assert (lasts(ended), passes(ended)) == (False, True)
        with pytest.raises(TROUBLE) as read_only:
            await database.read(says("CREATE TABLE t (a int)"))
        assert trouble_of(read_only.value) is Trouble.STANDBY
