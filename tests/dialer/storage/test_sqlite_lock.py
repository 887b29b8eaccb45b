"""Beside a load, whoever has little to write to SQLite soon has its turn, and does not wait for disk or CPU."""

import asyncio
import os
import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Connection, make_url

from dialer.jobs.worker_process import NICENESS, step_back
from dialer.storage import sqlite_lock, wal_checkpoint
from dialer.storage.database import open_database


def nothing(_: Connection) -> None:
    """A transaction in which nothing is done."""


@pytest.fixture
def rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a database rested, each time."""
    rested: list[float] = []

    async def rest(seconds: float) -> None:
        rested.append(seconds)

    monkeypatch.setattr("dialer.storage.database.asyncio.sleep", rest)
    return rested


async def test_who_wants_to_write_asks_again_before_a_load_can_have_the_lock_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    file = tmp_path / "turns.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:

        def sleep(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 20:
                other.execute("ROLLBACK")

        monkeypatch.setattr(sqlite_lock.time, "sleep", sleep)
        async with open_database(f"sqlite:///{file}") as database:
            await database.write(nothing)
            other.execute("BEGIN IMMEDIATE")
            await database.write(nothing)
    assert len(slept) == 20
    assert max(slept) < sqlite_lock.FREE_S


@pytest.mark.parametrize("loads", [True, False])
async def test_a_load_leaves_the_lock_free_after_each_transaction(
    tmp_path: Path, rests: list[float], loads: bool
) -> None:
    async with open_database(f"sqlite:///{tmp_path / 'turns.db'}", loads=loads) as database:
        for _ in range(2):
            await database.write(nothing)
    assert rests == [sqlite_lock.FREE_S] * 2 * loads


class Log:
    """A log of which other pages are written while it is copied."""

    def __init__(self, *found: tuple[int, int, int]) -> None:
        self._found = iter(found)
        self.left: list[tuple[int, int, int]] = []

    def execute(self, _: str) -> "Log":
        return self

    def fetchone(self) -> tuple[int, int, int]:
        return next(self._found)

    def close(self) -> None:
        self.left = list(self._found)


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ([(0, 90, 90), (0, 95, 95), (0, 95, 95), (0, 99, 99)], [(0, 99, 99)]),  # until nothing is left
        ([(0, 90, 90), (1, -1, -1), (0, 99, 99)], [(0, 99, 99)]),  # unless somebody else copies it
        ([(0, page, page) for page in range(wal_checkpoint.TRIES + 1)], [(0, 5, 5)]),  # and not for ever
    ],
)
async def test_a_load_copies_the_log_until_nothing_is_left_so_that_it_begins_anew(
    monkeypatch: pytest.MonkeyPatch, found: list[tuple[int, int, int]], left: list[tuple[int, int, int]]
) -> None:
    log = Log(*found)
    monkeypatch.setattr("dialer.storage.wal_checkpoint.sqlite3.connect", lambda *_, **__: log)
    copier = wal_checkpoint.LogCopier(make_url("sqlite:///nowhere.db"))
    await copier.copy_whole()
    await copier.copy_whole()  # a moment ago
    await copier.close()
    assert log.left == left


async def test_a_write_that_ends_while_its_database_closes_opens_the_file_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("dialer.storage.wal_checkpoint.sqlite3.connect", lambda *_, **__: opened.append("again"))
    copier = wal_checkpoint.LogCopier(make_url("sqlite:///nowhere.db"))
    closing = asyncio.create_task(copier.close())
    await asyncio.sleep(0)
    copier.written()
    await closing
    assert opened == []


def test_the_thread_that_writes_does_not_step_back_with_those_that_read(tmp_path: Path) -> None:
    def nice(_: Connection) -> int:
        return os.getpriority(os.PRIO_PROCESS, 0)

    async def load() -> None:
        async with open_database(f"sqlite:///{tmp_path / 'turns.db'}", loads=True) as database:
            step_back()
            found.extend([await database.write(nice), await database.read(nice), nice(None)])

    found: list[int] = []
    before = os.getpriority(os.PRIO_PROCESS, 0)
    thread = Thread(target=lambda: asyncio.run(load()))  # on Linux each thread has its own place, and this one ends
    thread.start()
    thread.join()
    assert found == [before, max(NICENESS, before), max(NICENESS, before)]


async def test_who_leaves_gaps_begins_no_write_before_the_gap_is_over(tmp_path: Path) -> None:
    began = []
    async with open_database(f"sqlite:///{tmp_path / 'gaps.db'}") as database:
        database.gap_s = 0.02
        await asyncio.gather(*(database.write(lambda _: began.append(time.monotonic())) for _ in range(10)))
    assert min(later - earlier for earlier, later in pairwise(began)) >= 0.02
