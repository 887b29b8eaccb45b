"""Opening, and what a database does under more than one process."""

import asyncio
import os
import socket
import sqlite3
import stat
import threading
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, bindparam, insert, make_url, text
from sqlalchemy.exc import IntegrityError

from dialer.core.errors import BadDatabaseUrl, DatabaseBusy
from dialer.core.visibility import EVERYTHING
from dialer.storage import database as databases
from dialer.storage import prepared, timeouts
from dialer.storage.database import open_database
from dialer.storage.error_codes import passes
from dialer.storage.schema import COMPANY
from dialer.stores.everything import Store
from tests.support.ami_proxy import line_to
from tests.support.databases import sqlite_url
from tests.support.patience import PATIENCE_S

NOW = 1_700_000_000.0


@pytest.mark.parametrize("url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://u:topsecret@host/name"])
async def test_an_address_that_cannot_be_used_is_refused_without_its_password(url):
    with pytest.raises(BadDatabaseUrl) as caught:
        async with Store.open(url):
            pass
    assert "topsecret" not in str(caught.value)


async def test_nobody_else_may_read_a_file_that_is_made_and_one_that_is_there_keeps_its_mode(tmp_path: Path):
    file, mask = tmp_path / "pronto.db", os.umask(0o022)
    try:
        async with Store.open(f"sqlite:///{file}", migrate=True) as store:
            await store.companies.create("Acme")
            modes = modes_in(tmp_path)
        file.chmod(0o640)
        async with Store.open(f"sqlite:///{file}", migrate=True):
            again = modes_in(tmp_path)["pronto.db"]
    finally:
        os.umask(mask)
    assert (set(modes.values()), "pronto.db-wal" in modes) == ({0o600}, True), modes
    assert again == 0o640


async def test_pages_that_sqlite_keeps_take_no_more_than_so_much_of_a_process_after_hours(tmp_path: Path):
    """A growing file fills the caches of all connections: that is what a process grows by."""

    def kept_kib(connection: Connection) -> int:
        return -int(connection.execute(text("PRAGMA cache_size")).scalar_one())

    async with open_database(f"sqlite:///{tmp_path / 'pronto.db'}") as database:
        readers, writer = databases.READERS * await database.read(kept_kib), await database.write(kept_kib)
    assert readers + writer <= 64 * 1024


def modes_in(folder: Path) -> dict[str, int]:
    return {one.name: stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}


@pytest.mark.gate
async def test_a_failed_write_leaves_the_database_usable(store):
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO company (name) VALUES ('half')"))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        await store.database.write(fail)
    assert await store.companies.list(sees=EVERYTHING) == []
    await store.companies.create("whole")
    assert [company.name for company in await store.companies.list(sees=EVERYTHING)] == ["whole"]


@pytest.mark.gate
async def test_a_reader_cannot_write(store):
    def sneak(connection: Connection) -> None:
        connection.execute(text("INSERT INTO company (name) VALUES ('sneaked')"))

    with pytest.raises(databases.TROUBLE):
        await store.database.read(sneak)
    assert await store.companies.list(sees=EVERYTHING) == []


@pytest.mark.gate
async def test_the_names_and_numbers_of_people_are_not_in_an_error(store):
    def fail(connection: Connection) -> None:
        connection.execute(text("INSERT INTO nowhere VALUES (:number)"), {"number": "+393331234567"})

    with pytest.raises(databases.TROUBLE) as caught:
        await store.database.write(fail)
    assert "333123" not in str(caught.value)


async def test_a_busy_sqlite_database_is_said_to_be_so(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_MS", 50)
    path = tmp_path / "pronto.db"
    async with Store.open(sqlite_url(path)) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            await store.companies.create("Acme")
        other.execute("ROLLBACK")
        other.close()
        await store.companies.create("Acme")


async def test_sqlite_is_opened_for_one_writer_and_readers_beside_it(tmp_path: Path):
    def pragmas(connection: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint", "busy_timeout")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        assert await store.database.write(pragmas) == ["wal", 2, 1, 0, 0]  # it asks for its turn by itself
        assert await store.database.read(pragmas) == ["wal", 1, 1, 0, 10_000]


async def test_a_read_does_not_wait_for_a_write(tmp_path: Path):
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        connection.execute(text("INSERT INTO company (name) VALUES ('late')"))
        begun.set()
        assert go_on.wait(120.0)

    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        writing = asyncio.create_task(store.database.write(slow))
        assert await asyncio.to_thread(begun.wait, 60.0)
        async with asyncio.timeout(PATIENCE_S):
            assert await store.companies.list(sees=EVERYTHING) == []
        go_on.set()
        await writing
        assert len(await store.companies.list(sees=EVERYTHING)) == 1


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_the_loser_of_a_deadlock_is_run_again(store):
    for name in ("a", "b"):
        await store.companies.create(name)
    runs: list[str] = []
    locked: set[str] = set()

    def cross(connection: Connection, first: str, second: str) -> None:
        runs.append(first)
        lock = text("SELECT 1 FROM company WHERE name = :name FOR UPDATE")
        connection.execute(lock, {"name": first})
        locked.add(first)
        while len(locked) < 2:  # until the other has locked its first one; the loop that runs both is let go on
            connection.execute(text("SELECT pg_sleep(0.01)"))
        connection.execute(lock, {"name": second})

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(store.database.write(cross, "a", "b"), store.database.write(cross, "b", "a"))
    assert len(runs) >= 3  # once more at least: on a slow machine the two may meet again


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
async def test_what_is_written_soon_stands_in_the_file_itself_while_nobody_closes_it(empty_url):
    path = empty_url.removeprefix("sqlite:///")

    def in_the_file() -> int:
        with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as file:  # without the log beside it
            made = "SELECT count(*) FROM sqlite_master WHERE name = 'company'"
            return file.execute(made).fetchone()[0] and file.execute("SELECT count(*) FROM company").fetchone()[0]

    async with Store.open(empty_url, migrate=True) as store:
        async with asyncio.timeout(PATIENCE_S):
            for number in count():
                await store.companies.create(f"Acme {number}")
                if in_the_file():
                    break
                await asyncio.sleep(0.05)  # the log is copied once a second


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_what_is_taken_stands_alone_and_does_not_wait_for_the_servers_disk(store: Store):
    def add_and_fail(connection: Connection) -> None:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
        connection.execute(insert(COMPANY), {"id": 7, "name": "Acme"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.database.take(add_and_fail)
    assert await store.database.read(lambda connection: connection.execute(COMPANY.select()).one().name) == "Acme"


@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_no_claim_waits_for_a_plan_to_be_compiled(store) -> None:
    assert await store.database.read(lambda connection: connection.execute(text("SHOW jit")).scalar()) == "off"


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_connection_that_the_server_closed_is_not_handed_out(store, empty_url):
    dropped = await store.database.read(lambda connection: connection.connection.driver_connection)
    gone = asyncio.Event()
    dropped.add_termination_listener(lambda _: gone.set())
    async with open_database(empty_url) as other:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        await other.read(lambda connection: connection.execute(text(f"{ended} AND datname = current_database()")).all())
    async with asyncio.timeout(PATIENCE_S):
        await gone.wait()
    assert await store.companies.list(sees=EVERYTHING) == []


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_an_error_of_a_quick_statement_is_sqlalchemys_and_does_not_tell_the_parameters(store):
    insert_one = insert(COMPANY).values(id=bindparam("id"), name=bindparam("name"))
    with pytest.raises(IntegrityError) as raised:
        await store.database.write(
            prepared.many, insert_one, [{"id": 1, "name": "secret"}, {"id": 1, "name": "secret"}]
        )
    assert "secret" not in str(raised.value)
    assert await store.companies.list(sees=EVERYTHING) == []


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_server_that_answers_nothing_any_more_is_given_up_and_used_again_when_it_does(empty_url):
    url = make_url(empty_url)
    async with line_to(url.port or 5432) as line:
        through = databases.parse_url(url.set(port=line.port).render_as_string(hide_password=False))
        database = databases.PostgresDatabase(through)
        assert await database.read(_one) == 1
        line.cut()
        kept = database._read_s, database._write_s
        database._read_s = database._write_s = 0.5
        for ask in (database.read, database.write):
            with pytest.raises(DatabaseBusy) as caught:
                await ask(_one)
            assert passes(caught.value)
        line.mend()
        database._read_s, database._write_s = kept  # a slow machine's server is not silent
        assert await database.write(_one) == 1
        await database.close()


def _one(connection: Connection) -> int:
    return int(connection.execute(text("SELECT 1")).scalar_one())


@pytest.mark.parametrize("empty_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_the_kernel_watches_whether_the_server_is_still_there(empty_url, monkeypatch):
    watched = []
    monkeypatch.setattr(timeouts, "watch", watched.append)
    async with open_database(empty_url) as database:
        assert await database.read(_one) == 1
    assert [raw.family.name for raw in watched] == ["AF_INET"]


def test_a_connection_whose_other_side_is_silent_ends():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as raw:
        timeouts.watch(raw)
        assert raw.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == timeouts.SILENT_S
        assert raw.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == timeouts.UNSENT_MS
    timeouts.watch(None)
    one, other = socket.socketpair()
    with one, other:
        timeouts.watch(one)  # of this machine: there is nothing to watch


async def test_a_file_is_closed_though_fewer_threads_read_than_might(tmp_path: Path) -> None:
    """An executor that counts a thread as idle which has just taken up work starts no other for what comes next."""
    async with asyncio.timeout(PATIENCE_S), Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        assert await store.companies.list(sees=EVERYTHING) == []
        database = store.database
        assert isinstance(database, databases.SqliteDatabase)
        for _ in range(3):
            database._readers._idle_semaphore.release()  # type: ignore[attr-defined]  # as the race leaves it
