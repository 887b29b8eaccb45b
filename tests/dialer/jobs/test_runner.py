"""Jobs are taken up once, in their order, by a process that can do them, and gone on with where one has ended."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dialer.core.errors import DatabaseBusy
from dialer.jobs import runner as module
from dialer.jobs.model import Interrupted, Job, JobKind
from dialer.jobs.runner import LATER_S, LEASE_S, Runner
from dialer.jobs.store import add_job
from dialer.stores import Store
from tests.support.databases import sqlite_url

NOW = 1_700_000_000.0


@dataclass
class Works:
    """A store, a clock, and jobs that are noted by subject and process when they are done."""

    store: Store
    now: float = NOW
    done: list[tuple[str, str]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, *subjects: str) -> None:
        for subject in subjects:
            await self.store.database.write(
                lambda connection, named=subject: add_job(connection, "work", named, {}, actor="test", now=NOW)
            )

    def process(self, name: str, **kind: object) -> Runner:
        """A process that does such jobs when `go` is set."""

        async def run(job: Job) -> None:
            await self.go.wait()
            self.done.append((job.subject, name))

        made = Runner(self.store.jobs, "sqlite://", lambda: self.now, owner=f"{name}:1:x")
        made.add(JobKind(**{"name": "work", "run": run, **kind}))  # type: ignore[arg-type]
        return made


@pytest.fixture
async def works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Works]:
    monkeypatch.setattr(module, "AGAIN_AFTER_S", (0.0, 0.0, 0.0))
    async with Store.open(sqlite_url(tmp_path / "pronto.db")) as store:
        yield Works(store)


async def test_one_after_the_other_where_one_is_done_at_once(works: Works) -> None:
    heard: list[list[str]] = []
    one = works.process("one", at_once=1, queued=lambda jobs: heard.append([job.subject for job in jobs]))
    await works.add("a", "b", "c")
    works.go.set()
    one.wake()
    await one.wait()
    assert works.done == [("a", "one"), ("b", "one"), ("c", "one")]
    assert await works.store.jobs.open() == []


async def test_two_jobs_on_one_subject_are_not_done_at_once(works: Works) -> None:
    one = works.process("one")
    await works.add("a", "a", "b")
    await one.look()
    assert [job.status for job in await works.store.jobs.open()] == ["running", "queued", "running"]
    works.go.set()
    await one.wait()
    assert sorted(works.done) == [("a", "one"), ("a", "one"), ("b", "one")]


async def test_a_job_is_another_process_s_when_its_lease_has_run_out(works: Works) -> None:
    one, two = works.process("one"), works.process("two")
    await works.add("a")
    await one.look()
    await one.close()
    await two.look()
    assert not two._tasks
    works.now += LEASE_S + 1.0
    works.go.set()
    await two.look()
    await two.wait()
    assert works.done == [("a", "two")]


async def test_what_nobody_has_thought_of_is_tried_again_later_or_given_up(
    works: Works, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[str] = []

    async def breaks(_: Job) -> None:
        raise KeyError("unthought")

    async def fail(job: Job, error: Exception) -> None:
        failed.append(f"{job.subject}: {error!r}")

    for_ever, once = works.process("one", run=breaks), works.process("two", run=breaks, failed=fail)
    await works.add("a")
    await for_ever.look()
    await for_ever.wait()
    [job] = await works.store.jobs.open()
    assert (job.status, job.owner, job.due_at) == ("queued", "", NOW + LATER_S)
    assert "work a" in caplog.text
    works.now += LATER_S
    await once.look()
    await once.wait()
    assert (failed, await works.store.jobs.open()) == (["a: KeyError('unthought')"], [])


@pytest.mark.parametrize(
    ("broke", "tries"),
    [
        (Interrupted("killed", died=True), 2),
        (Interrupted("killed", died=True, is_further=True), 4),
        (Interrupted("away", absent=True), 4),
        (Interrupted("no table", unusable=True), 1),
        (DatabaseBusy(waited_ms=1), 4),
    ],
)
async def test_a_job_that_is_broken_off_is_tried_again_a_few_times(works: Works, broke: Exception, tries: int) -> None:
    begun, failed = [], []

    async def breaks(job: Job) -> None:
        begun.append(job.id)
        raise broke

    async def fail(_: Job, error: Exception) -> None:
        failed.append(error)

    one = works.process("one", run=breaks, failed=fail)
    await works.add("a")
    await one.look()
    await one.wait()
    assert (len(begun), len(failed)) == (tries, 1)


@pytest.mark.parametrize("fault", [PermissionError("uploads"), ValueError("unthought")])
async def test_a_duty_that_fails_keeps_neither_other_duties_nor_jobs_from_being_done(
    works: Works, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    done: list[str] = []

    async def fail() -> None:
        raise fault

    async def other() -> None:
        done.append("other")

    one = works.process("one")
    one.add_duty(fail)
    one.add_duty(other)
    await works.add("a")
    works.go.set()
    await one.recover()
    await one.wait()
    assert (done, works.done) == (["other"], [("a", "one")])
    assert type(fault).__name__ in caplog.text
    await one.close()


async def test_what_nobody_has_thought_of_does_not_end_the_regular_looks(
    works: Works, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks, looked_again = [0], asyncio.Event()

    async def look(_: Runner) -> None:
        looks[0] += 1
        if looks[0] == 2:
            raise KeyError("unthought")
        if looks[0] == 3:
            looked_again.set()

    monkeypatch.setattr(module, "LOOK_S", 0.0)
    monkeypatch.setattr(Runner, "look", look)
    one = works.process("one")
    await one.recover()
    async with asyncio.timeout(10):
        await looked_again.wait()
    await one.close()
    assert "KeyError: 'unthought'" in caplog.text
