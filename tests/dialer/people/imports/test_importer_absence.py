"""An import whose process ends because the database is away, locked or full: what it waits for, and how often."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError

from dialer.core.errors import DatabaseBusy
from dialer.jobs import runner
from dialer.jobs.model import Interrupted
from dialer.people.imports import importer
from dialer.people.imports.importer import ImportProgress
from dialer.people.imports.store.imports import Import
from dialer.storage import retry
from dialer.storage.database import open_database
from tests.support.admissions import NOW, Loading
from tests.support.importer import import_file

REFUSED = {"why": "disk is full", "absent": True}
FULL = {**REFUSED, "full": True}


class Processes:
    """The processes that load: the first ones end like this, the others do their work."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *ends: dict[str, Any]) -> None:
        self.ends, self.count, self._really = list(ends), 0, importer.work_apart
        monkeypatch.setattr(importer, "work_apart", self.run)
        monkeypatch.setattr(runner, "AGAIN_AFTER_S", (0.0, 0.0, 0.0))
        monkeypatch.setattr(retry, "AGAIN_S", 0.0)

    async def run(self, work, job, hear):
        self.count += 1
        if self.ends:
            raise Interrupted(**self.ends.pop(0))
        return await self._really(work, job, hear)


async def loaded(loading: Loading, **options) -> Import:
    """Three rows into a list that no campaign dials."""
    into = await loading.store.lists.create(name="June", company_id=loading.company_id, now=NOW)
    path = loading.folder / "upload.csv"
    path.write_text("name,phone\n" + "".join(f"P,+39333000000{n}\n" for n in range(1, 4)))
    return await import_file(loading.store, loading.url, list_id=into.id, path=path, filename="people.csv", **options)


async def test_an_import_waits_until_the_database_takes_something_again(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, REFUSED)
    say, tries, said, heard = loading.store.jobs.say, [], [], list[ImportProgress]()

    async def refuses_twice(job_id, owner, message):
        if message:
            tries.append(processes.count)
        if message and len(tries) <= 2:
            raise DatabaseBusy(waited_ms=1)
        await say(job_id, owner, message)
        [waits] = await loading.store.imports.open()
        assert (waits.status, str(waits.message)) == ("running", str(message))
        said.append(message)

    monkeypatch.setattr(loading.store.jobs, "say", refuses_twice)
    done = await loaded(loading, on_progress=heard.append)
    assert (tries, processes.count) == ([1, 1, 1], 2)
    assert list(map(str, said)) == ["Waiting for the database: disk is full", ""]
    assert (done.status, str(done.message), done.loaded) == ("finished", "", 3)
    assert [str(one.message) for one in heard] == ["Waiting for the database: disk is full", ""]


async def test_a_database_that_is_there_and_takes_nothing_is_tried_three_times_more(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[REFUSED] * 9)
    done = await loaded(loading)
    assert (done.status, str(done.message), processes.count) == (
        "failed",
        "The database did not take the rows: disk is full",
        4,
    )


async def test_one_without_room_is_waited_for_as_long_as_it_takes(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[FULL] * 9)
    done = await loaded(loading)
    assert (done.status, done.loaded, processes.count) == ("finished", 3, 10)


async def test_an_import_that_is_cancelled_while_it_waits_stays_cancelled(loading: Loading, monkeypatch):
    processes = Processes(monkeypatch, *[FULL] * 9)
    say = loading.store.jobs.say

    async def cancelled_meanwhile(job_id, owner, message):
        for waits in await loading.store.imports.open():
            assert await loading.store.imports.cancel(waits.id, message="Cancelled by test.", now=NOW) is not None
        await say(job_id, owner, message)

    monkeypatch.setattr(loading.store.jobs, "say", cancelled_meanwhile)
    done = await loaded(loading)
    assert (done.status, str(done.message), processes.count) == ("cancelled", "Cancelled by test.", 1)


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
