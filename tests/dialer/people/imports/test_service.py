"""Several processes serve one database: an import is loaded by one of them, and by another when that one is gone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialer.core.process_identity import new_owner
from dialer.core.settings import Settings
from dialer.core.visibility import EVERYTHING
from dialer.jobs import runner as running
from dialer.jobs.runner import LEASE_S, Runner
from dialer.messaging.bus import MemoryBus, Topic
from dialer.people.imports import service as module
from dialer.people.imports.importer import ImportOptions
from dialer.people.imports.service import Uploads
from dialer.people.imports.store.imports import Import
from dialer.people.lists.store.lists import LeadList
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.killed_process import processes_started
from tests.support.patience import PATIENCE_S

NOW = 1_700_000_000.0
HOST = new_owner().partition(":")[0]
DEAD = f"{HOST}:999999999:x"
LIVING = f"{HOST}:1:x"  # no process of a test's, but one that runs
ELSEWHERE = "another-machine:1:x"
MANY = 150_000  # rows: so many that a test which looks late still finds their import under way


class Process(Uploads):
    """The uploads of one process, with its runner's ways."""

    @property
    def runner(self) -> Runner:
        return self._runner

    async def recover(self) -> None:
        await self._runner.recover()

    async def look(self) -> None:
        await self._runner.look()

    async def wait(self) -> None:
        await self._runner.wait()

    async def close(self) -> None:
        await self._runner.close()


class Desk:
    """Two API processes' uploads on one database, and a clock that a test sets."""

    def __init__(self, store: Store, settings: Settings, into: LeadList) -> None:
        self.store, self.settings, self.into, self.now = store, settings, into, NOW
        self.bus = MemoryBus()
        self.first, self.second = (self.process(settings, f"{machine}:1:x") for machine in ("one", "two"))
        self.loaded: list[Import] = []

    def process(self, settings: Settings, owner: str = "") -> "Process":
        """A further process of these."""
        runner = Runner(self.store.jobs, settings.database_url, lambda: self.now, owner=owner)
        return Process(self.store, runner, self.bus, settings, lambda: self.now, loaded=self.hear)

    async def hear(self, ended: Import) -> None:
        """What is told of each import that has brought leads."""
        self.loaded.append(ended)

    async def broken(self, owner: str, *, rows: int = 3, lease_until: float = NOW + LEASE_S) -> Import:
        """An import that `owner` has begun, with its file."""
        path = await self.first.keep(chunks(rows))
        options = ImportOptions().to_stored()
        begun = await self.store.imports.start(
            self.into.id,
            "people.csv",
            stored=path.name,
            options=options,
            owner=owner,
            lease_until=lease_until,
            now=NOW,
        )
        [job] = [one for one in await self.store.jobs.open() if one.id == begun.job_id]
        assert await self.store.jobs.take(job, owner, lease_until=lease_until)
        return await self.store.imports.get(begun.id, sees=EVERYTHING)

    async def owner(self, one: Import) -> str:
        """Whose an import is."""
        return next(job.owner for job in await self.store.jobs.open() if job.id == one.job_id)

    async def status(self, one: Import) -> tuple[str, int]:
        found = await self.store.imports.get(one.id, sees=EVERYTHING)
        return found.status, found.loaded


async def chunks(rows: int) -> AsyncIterator[bytes]:
    yield b"name,phone\n" + b"".join(b"Person %d,+39333%07d\n" % (n, n) for n in range(1, rows + 1))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    settings = Settings(state_dir=tmp_path, database_url=sqlite_url(tmp_path / "pronto.db"))
    async with Store.open(settings.database_url) as store:
        company = await store.companies.create("Acme")
        into = await store.lists.create(name="March", company_id=company.id, now=NOW)
        made = Desk(store, settings, into)
        yield made
        await made.first.close()
        await made.second.close()


async def test_a_start_leaves_the_imports_of_a_living_process_alone(desk: Desk) -> None:
    for owner in (LIVING, ELSEWHERE):
        one = await desk.broken(owner)
        await desk.second.recover()
        await desk.second.wait()
        assert await desk.status(one) == ("running", 0)


@pytest.mark.parametrize("owner", [DEAD, ""], ids=["a process that has ended", "nobody"])
async def test_what_a_process_of_this_machine_left_behind_goes_on_at_once(desk: Desk, owner: str) -> None:
    one = await desk.broken(owner)
    await desk.second.look()
    await desk.second.wait()
    assert await desk.status(one) == ("finished", 3)


async def test_what_another_machine_left_goes_on_when_its_lease_has_run_out(desk: Desk) -> None:
    one = await desk.broken(ELSEWHERE)
    desk.now += LEASE_S + 1
    await desk.second.look()
    await desk.second.wait()
    assert await desk.status(one) == ("finished", 3)


async def test_a_lapsed_import_whose_file_is_on_another_machine_waits_a_day_for_it(desk: Desk) -> None:
    one = await desk.broken(ELSEWHERE)
    (desk.settings.uploads_dir / one.stored).unlink()
    desk.now += LEASE_S + 1
    await desk.second.look()
    await desk.second.wait()
    assert (await desk.owner(one), *await desk.status(one)) == (ELSEWHERE, "running", 0)
    desk.now += module.LEFT_OVER_S
    await desk.second.look()
    await desk.second.wait()
    assert await desk.status(one) == ("failed", 0)


async def test_an_import_of_this_machine_whose_file_is_gone_fails_with_words(desk: Desk) -> None:
    one = await desk.broken(DEAD)
    (desk.settings.uploads_dir / one.stored).unlink()
    await desk.second.look()
    await desk.second.wait()
    assert await desk.status(one) == ("failed", 0)
    assert "file is gone" in str((await desk.store.imports.get(one.id, sees=EVERYTHING)).message)
    assert [(told.id, told.status) for told in desk.loaded] == [(one.id, "failed")]  # its leads take their places


async def test_a_process_that_looks_after_its_imports_keeps_them(desk: Desk) -> None:
    one = await desk.first.start(desk.into.id, "people.csv", chunks(20_000), actor="test")
    desk.now += LEASE_S + 1
    await desk.first.look()
    await desk.second.look()
    assert await desk.owner(one) == desk.first.runner.owner
    await desk.first.wait()
    await desk.second.wait()
    assert await desk.status(one) == ("finished", 20_000)


async def test_an_import_taken_over_in_mid_way_is_loaded_once_and_keeps_its_file(desk: Desk) -> None:
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        one = await desk.first.start(desk.into.id, "people.csv", chunks(MANY), actor="test")
        async with asyncio.timeout(PATIENCE_S):
            while not (await news.get()).body.get("rows"):
                pass
    desk.now += LEASE_S + 1
    await desk.second.look()
    await desk.first.wait()
    assert await desk.owner(one) == desk.second.runner.owner
    await desk.second.wait()
    found = await desk.store.imports.get(one.id, sees=EVERYTHING)
    assert (found.status, found.rows, found.loaded, found.duplicates) == ("finished", MANY, MANY, 0)
    assert sum((await desk.store.lists.counts(desk.into.id)).values()) == MANY
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def test_an_import_whose_process_is_killed_goes_on_with_its_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = processes_started(monkeypatch)
    monkeypatch.setattr(running, "AGAIN_AFTER_S", (0.0,))
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        one = await desk.first.start(desk.into.id, "people.csv", chunks(MANY), actor="test")
        async with asyncio.timeout(PATIENCE_S):
            while not (await news.get()).body.get("rows"):
                pass
    started[0].kill()
    await desk.first.wait()
    assert (await desk.status(one), len(started)) == (("finished", MANY), 2)
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def test_of_two_that_look_at_once_one_takes_an_import(desk: Desk) -> None:
    one = await desk.broken(DEAD, rows=2000)
    await asyncio.gather(desk.first.look(), desk.second.look())
    await asyncio.gather(desk.first.wait(), desk.second.wait())
    assert await desk.status(one) == ("finished", 2000)


async def test_an_import_that_nobody_confirms_is_dropped_with_its_file_after_a_day(desk: Desk) -> None:
    one, _ = await desk.first.preview(desk.into.id, "p.csv", chunks(3), options=ImportOptions(), actor="test")
    await desk.second.look()
    assert await desk.status(one) == ("waiting", 0)
    desk.now += module.LEFT_OVER_S + 1
    await desk.second.look()
    assert await desk.status(one) == ("declined", 0)
    assert list(desk.settings.uploads_dir.iterdir()) == []


async def test_progress_says_rows_rate_what_remains_and_what_was_rejected(desk: Desk) -> None:
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        await desk.first.start(desk.into.id, "people.csv", chunks(3000), actor="test")
        await desk.first.wait()
        first = (await news.get()).body
    assert first["rows_per_s"] > 0
    assert first["remaining_s"] == pytest.approx((first["total"] - first["rows"]) / first["rows_per_s"], abs=0.2)
    assert first["rejected"] == 0


async def test_what_a_cancelled_import_has_loaded_is_told_as_that_of_a_finished_one(desk: Desk) -> None:
    async with desk.bus.subscribe(Topic.IMPORT) as news:
        begun = await desk.first.start(desk.into.id, "people.csv", chunks(MANY), actor="test")
        async for message in news:
            if message.body.get("rows"):
                break
    ended = await desk.first.cancel(begun.id, actor="test")
    assert (ended.status, desk.loaded) == ("cancelled", [ended])
    await desk.first.start(desk.into.id, "people.csv", chunks(3), actor="test")
    await desk.first.wait()
    assert [one.status for one in desk.loaded] == ["cancelled", "finished"]
