"""An import's processes: they are stopped, killed or die, and what was committed is neither lost nor loaded twice."""

import asyncio
import os
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from dialer.core.visibility import EVERYTHING
from dialer.i18n.catalogue import in_words
from dialer.jobs import runner
from dialer.people.imports import importer
from dialer.people.imports.importer import ImportOptions, ImportProgress
from tests.support.importer import Importer
from tests.support.killed_process import processes_started
from tests.support.patience import PATIENCE_S
from tests.support.uploads import NOW, big_table, loading

__all__ = ["loading"]


async def test_progress_is_told(loading):
    seen: list[ImportProgress] = []
    done = await loading.load(big_table(1500), on_progress=seen.append)
    assert (done.loaded, done.total, seen[-1].total) == (1500, 1500, 1500)
    assert [progress.rows for progress in seen] == sorted({progress.rows for progress in seen})
    assert len(seen) > 1
    assert (seen[-1].rows, seen[-1].loaded, seen[-1].import_id) == (1500, 1500, done.id)
    assert seen[-1].rows_per_s > 0


async def test_a_stopped_import_goes_on_where_it_was(loading, monkeypatch):
    begun = asyncio.Event()

    def stop_soon(_progress: ImportProgress) -> None:
        begun.set()

    table = big_table(50_000) + "Bad,12\n"
    loading_task = asyncio.create_task(loading.load(table, on_progress=stop_soon))
    async with asyncio.timeout(PATIENCE_S):
        await begun.wait()
    loading_task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading_task
    [stopped] = await loading.store.imports.open()
    assert 0 < stopped.loaded < 50_000
    kept = await loading.store.lists.counts(loading.into.id)
    assert sum(kept.values()) == stopped.loaded
    monkeypatch.setattr(runner, "is_dead", lambda _: True)  # as that process would be
    done = await Importer(loading.store, loading.url, loading.folder).run(stopped)
    assert (done.status, done.rows, done.loaded, done.duplicates, done.rejected) == ("finished", 50_001, 50_000, 0, 1)
    assert [row.line for row in await loading.store.imports.rejected(done.id)] == [50_002]


class Processes:
    """The processes that load; the first so many are killed (SIGKILL) when they tell of rows committed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
        self.deaths, self.started = deaths, processes_started(monkeypatch)
        monkeypatch.setattr(runner, "AGAIN_AFTER_S", (0.0, 0.0, 0.0))

    def kill(self, progress: ImportProgress) -> None:
        if progress.rows and len(self.started) <= self.deaths:
            self.end(self.started[-1])

    def end(self, process: ForkServerProcess) -> None:
        process.kill()


class Readers(Processes):
    """The same, where what dies is the process that reads for the one that loads."""

    def end(self, process: ForkServerProcess) -> None:
        [reader] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(reader), signal.SIGKILL)
        self.deaths = 0  # the one that loads tells of more yet


@pytest.mark.parametrize(("kind", "deaths"), [(Processes, 1), (Processes, 3), (Readers, 1)])
async def test_an_import_whose_process_dies_goes_on_behind_the_rows_committed(loading, monkeypatch, kind, deaths):
    processes = kind(monkeypatch, deaths)
    done = await loading.load(big_table(50_000) + "Bad,12\n", on_progress=processes.kill)
    assert (done.status, str(done.message), done.rows) == ("finished", "", 50_001)
    assert (done.loaded, done.duplicates, done.rejected, len(processes.started)) == (50_000, 0, 1, deaths + 1)
    assert sum((await loading.store.lists.counts(loading.into.id)).values()) == 50_000
    assert [row.line for row in await loading.store.imports.rejected(done.id)] == [50_002]


async def test_one_that_dies_again_and_again_says_of_what_what_stays_and_what_to_do(loading, monkeypatch):
    processes = Processes(monkeypatch, 4)
    done = await loading.load(big_table(50_000), on_progress=processes.kill)
    assert (done.status, len(processes.started)) == ("failed", 4)
    assert sum((await loading.store.lists.counts(loading.into.id)).values()) == done.loaded == done.rows < 50_000
    assert str(done.message) == (
        "The process that reads the file ended early 4 times (killed by SIGKILL). "
        "What it has loaded stays: load the file again."
    )
    assert in_words(done.message, "it") == (
        "Il processo che legge il file è finito prima del tempo 4 volte (terminato da SIGKILL). "
        "Quanto ha caricato resta: caricare di nuovo il file."
    )
    again = await loading.load(big_table(50_000))
    assert (again.status, again.loaded + done.loaded, again.duplicates) == ("finished", 50_000, done.loaded)


def fall(_job: dict[str, Any]) -> None:
    raise SystemExit("no memory")


async def test_one_that_dies_without_getting_any_further_is_tried_once_more_alone(loading, monkeypatch):
    processes = Processes(monkeypatch, 0)
    monkeypatch.setattr(importer, "load", fall)
    done = await loading.load(big_table(3))
    assert (done.status, done.rows, len(processes.started)) == ("failed", 0, 2)
    assert "ended early 2 times (no memory)" in str(done.message)


async def test_one_that_is_cancelled_while_its_next_process_is_waited_for_ends(loading, monkeypatch):
    processes = Processes(monkeypatch, 1)
    died = asyncio.Event()
    left = loading.store.imports.left

    async def looked(import_id):
        if processes.started:
            assert await loading.store.imports.cancel(import_id, message="Cancelled by test.", now=NOW) is not None
            died.set()
        return await left(import_id)

    monkeypatch.setattr(loading.store.imports, "left", looked)
    done = await loading.load(big_table(50_000), on_progress=processes.kill)
    assert (done.status, str(done.message), len(processes.started)) == ("cancelled", "Cancelled by test.", 1)
    assert died.is_set()


async def test_a_cancelled_import_loads_nothing_more(loading):
    table = big_table(300_000)
    (loading.folder / "upload.csv").write_text(table)
    seen = asyncio.Event()

    def saw(_progress: ImportProgress) -> None:
        seen.set()

    importer = Importer(loading.store, loading.url, loading.folder, hear=saw)
    begun = await importer.queue(loading.into.id, loading.folder / "upload.csv", "x.csv", ImportOptions())
    running = asyncio.create_task(importer.run(begun))
    async with asyncio.timeout(PATIENCE_S):
        await seen.wait()
    assert await loading.store.imports.cancel(begun.id, message="Cancelled by test.", now=NOW) is not None
    loaded = (await loading.store.imports.get(begun.id, sees=EVERYTHING)).loaded
    done = await running
    assert (done.status, str(done.message), done.loaded) == ("cancelled", "Cancelled by test.", loaded)
    assert sum((await loading.store.lists.counts(loading.into.id)).values()) == loaded < 300_000
