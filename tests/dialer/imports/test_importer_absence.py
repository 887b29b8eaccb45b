"""An import whose process ends because the database is away, locked or full: what it waits for, and how often."""

import sqlite3

import pytest
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from dialer.core.errors import DatabaseBusy
from dialer.imports import importer
from dialer.imports.importer import Ended, ImportProgress, import_file
from dialer.imports.store.imports import Import
from dialer.storage import retry
from dialer.storage.database import open_database
from tests.support.admissions import NOW, Loading

REFUSED = Ended(failed="The database did not take the rows: disk is full", absent=True)
FULL = REFUSED._replace(full=True)


class Processes:
    """The processes that load: the first ones end like this, the others do their work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *ends: Ended) -> None:
        self.ends, self.count, self._really = list(ends), 0, importer._in_process
        monkeypatch.setattr(importer, "_in_process", self.run)
        monkeypatch.setattr(importer, "AGAIN_AFTER_S", (0.0, 0.0, 0.0))
        monkeypatch.setattr(retry, "AGAIN_S", 0.0)

    async def run(self, job, on_progress):
        self.count += 1
        return self.ends.pop(0) if self.ends else await self._really(job, on_progress)


async def loaded(loading: Loading, **options) -> Import:
    """Three rows into a list that no campaign dials."""
    into = await loading.store.lists.create(name="June", controller_id=loading.controller_id, now=NOW)
    path = loading.folder / "upload.csv"
    path.write_text("name,phone\n" + "".join(f"P,+39333000000{n}\n" for n in range(1, 4)))
    return await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv", **options)


async def test_an_import_waits_until_the_database_takes_something_again(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, REFUSED)
    say, tries, heard = loading.store.imports.say, [], list[ImportProgress]()

    async def refuses_twice(import_id, message, *, owner):
        tries.append(processes.count)
        if len(tries) <= 2:
            raise DatabaseBusy(waited_ms=1)
        await say(import_id, message, owner=owner)
        assert (await loading.store.imports.get(import_id)).message == "Waiting for the database: disk is full"

    monkeypatch.setattr(loading.store.imports, "say", refuses_twice)
    done = await loaded(loading, on_progress=heard.append)
    assert (tries, processes.count) == ([1, 1, 1], 2)
    assert (done.status, done.message, done.loaded) == ("finished", "", 3)
    assert [one.message for one in heard] == ["Waiting for the database: disk is full", ""]


async def test_a_database_that_is_there_and_takes_nothing_is_tried_three_times_more(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[REFUSED] * 9)
    done = await loaded(loading)
    assert (done.status, done.message, processes.count) == ("failed", REFUSED.failed, 4)


async def test_one_without_room_is_waited_for_as_long_as_it_takes(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[FULL] * 9)
    done = await loaded(loading)
    assert (done.status, done.loaded, processes.count) == ("finished", 3, 10)


async def test_an_import_that_is_cancelled_while_it_waits_stays_cancelled(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[FULL] * 9)
    say = loading.store.imports.say

    async def cancelled_meanwhile(import_id, message, *, owner):
        assert await loading.store.imports.cancel(import_id, message="Cancelled by test.", now=NOW)
        await say(import_id, message, owner=owner)

    monkeypatch.setattr(loading.store.imports, "say", cancelled_meanwhile)
    done = await loaded(loading)
    assert (done.status, done.message, processes.count) == ("cancelled", "Cancelled by test.", 1)


async def test_a_disk_without_room_is_told_from_what_will_never_be_taken(tmp_path):
    async with open_database(f"sqlite:///{tmp_path}/small.db") as database:

        def fill(connection):
            connection.exec_driver_sql("PRAGMA max_page_count = 8")
            connection.exec_driver_sql("CREATE TABLE t (a)")
            connection.exec_driver_sql("INSERT INTO t VALUES (zeroblob(1000000))")

        with pytest.raises(OperationalError) as full:
            await database.write(fill)
        assert (retry.is_full(full.value), retry.is_absent(full.value)) == (True, True)
    assert retry.is_absent(ConnectionRefusedError())
    assert retry.is_absent(OSError("Multiple exceptions: no route"))  # of a name with several addresses
    assert not retry.is_full(DatabaseBusy(waited_ms=1))
    lost = InternalError("", None, Exception("another operation is in progress"), connection_invalidated=True)
    assert retry.is_absent(lost)  # as asyncpg has it where the server went between two statements
    assert not retry.is_absent(InternalError("", None, Exception("index is corrupted")))
    corrupt = DatabaseError("", None, sqlite3.DatabaseError("malformed"))
    assert not retry.is_absent(corrupt)
    with pytest.raises(DatabaseError):
        await retry.when_there(_raise, corrupt)


async def _raise(error: Exception) -> None:
    raise error
