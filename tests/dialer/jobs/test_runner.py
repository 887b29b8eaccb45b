"""Jobs are taken up once, in their order, by a process that can do them, and gone on with where one has ended."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import update

from dialer.core.errors import DatabaseBusy
from dialer.core.file_fault import BadFile
from dialer.i18n.message import msg
from dialer.jobs import runner as module
from dialer.jobs.model import ASKER_LEFT, DONE, KEPT_S, LEFT, Interrupted, Job, JobKind, Progress
from dialer.jobs.runner import LATER_S, LEASE_S, Runner
from dialer.jobs.store import add_job
from dialer.storage.schema import JOB
from dialer.stores.everything import Store
from tests.support.databases import sqlite_url
from tests.support.patience import PATIENCE_S
from tests.support.stores import DATABASES

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
    async with asyncio.timeout(PATIENCE_S):
        await looked_again.wait()
    await one.close()
    assert "KeyError: 'unthought'" in caplog.text


async def test_how_far_a_job_is_stands_in_its_row_and_how_it_ended_stays_for_a_week(
    works: Works, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PROGRESS_S", 0.0)

    async def run(job: Job) -> None:
        one.report(job, 3, 10, msg("Leads are archived"))
        await works.go.wait()
        one.report(job, 10, 10)

    noted, note = asyncio.Event(), works.store.jobs.note

    async def note_and_tell(job_id: int, owner: str, progress: Progress) -> None:
        await note(job_id, owner, progress)
        noted.set()

    monkeypatch.setattr(works.store.jobs, "note", note_and_tell)
    one = works.process("one", run=run)
    await works.add("a")
    await one.look()
    async with asyncio.timeout(PATIENCE_S):
        await noted.wait()
    [job] = await works.store.jobs.list(limit=9)
    assert (job.status, job.done, job.total, str(job.phase)) == ("running", 3, 10, "Leads are archived")
    works.go.set()
    await one.wait()
    ended = await works.store.jobs.get(job.id)
    assert (ended.status, ended.done, ended.total, ended.ended_at) == ("done", 10, 10, NOW)
    works.now += KEPT_S
    await works.process("two").look()
    assert [one.id for one in await works.store.jobs.list(limit=9)] == [job.id]
    works.now += 1.0
    await works.process("three").look()
    assert await works.store.jobs.list(limit=9) == []


@pytest.mark.gate
@pytest.mark.parametrize("empty_url", DATABASES, indirect=True)
async def test_a_job_that_a_request_does_has_its_row_and_is_ended_when_its_process_has_died(empty_url: str) -> None:
    async with Store.open(empty_url, migrate=True) as store:
        works = Works(store)
        one, two = works.process("one", run=None), works.process("two", run=None)
        async with one.attend("work", "list:1", actor="anna", arguments={"file": "x"}) as job:
            await one.look()
            await two.look()
            [row] = await store.jobs.list(limit=9)
            assert (row.status, row.owner, row.actor, row.subject) == ("running", one.owner, "anna", "list:1")
            one.report(job, 7)
        await one.wait()
        row = await store.jobs.get(job.id)
        assert (row.status, row.done, row.total, row.message) == ("done", 7, None, "")
        with pytest.raises(BadFile):
            async with one.attend("work", "", actor="anna") as job:
                raise BadFile(msg("The file is empty."))
        await one.wait()
        row = await store.jobs.get(job.id)
        assert (row.status, str(row.message), row.ended_at) == ("failed", "The file is empty.", NOW)
        dead = await store.jobs.begin(
            "work", "", {}, actor="anna", now=NOW, owner="gone:1:x", lease_until=NOW + LEASE_S
        )
        await two.look()
        assert (await store.jobs.get(dead.id)).status == "running"
        works.now += LEASE_S
        await two.look()
        row = await store.jobs.get(dead.id)
        assert (row.status, row.message, row.ended_at) == ("failed", LEFT, works.now)
        await one.close()
        await two.close()


async def test_what_a_request_could_not_finish_is_continued_where_its_row_says_enough(works: Works) -> None:
    one = works.process("one")
    works.go.set()
    with pytest.raises(ValueError, match="broken"):
        async with one.attend("work", "a", actor="anna"):
            raise ValueError("broken")
    await one.wait()
    assert works.done == []
    works.now += LATER_S
    await one.look()
    await one.wait()
    assert works.done == [("a", "one")]


async def test_a_command_leaves_queued_jobs_to_others_and_renews_its_own(works: Works) -> None:
    one = Runner(works.store.jobs, "sqlite://", lambda: works.now, owner="one:1:x", serves=False)
    one.add(JobKind(name="work", run=lambda _: asyncio.sleep(0)))
    await works.add("a")
    async with one.attend("work", "b", actor="cli") as job:
        works.now += LEASE_S - 1.0
        await one.look()
        assert [(row.subject, row.status) for row in await works.store.jobs.open()] == [
            ("a", "queued"),
            ("b", "running"),
        ]
        assert (await works.store.jobs.get(job.id)).lease_until == works.now + LEASE_S
    await one.close()
    assert [row.subject for row in await works.store.jobs.open()] == ["a"]


async def test_a_report_in_the_background_ends_as_failed_when_its_process_stops(works: Works) -> None:
    one = works.process("one", run=None)

    async def work(_: Job) -> None:
        await asyncio.Event().wait()

    job = await one.start("work", "campaign:1", work, actor="anna")
    await one.close()
    row = await works.store.jobs.get(job.id)
    assert (row.status, row.message) == ("failed", ASKER_LEFT)


async def test_each_change_of_a_job_is_told_with_how_it_is_then(works: Works) -> None:
    told: list[tuple[int, str, int]] = []
    works.store.jobs.tell_to(lambda job: told.append((job["id"], job["status"], job["done"])))
    job = await works.store.jobs.queue("work", "a", {}, actor="test", now=NOW)
    one = works.process("one")
    works.go.set()
    await one.look()
    one.report(job, 5, 5)
    await one.wait()
    await one.close()
    assert [told[0], told[1], told[-1]] == [(job.id, "queued", 0), (job.id, "running", 0), (job.id, "done", 5)]


async def test_a_job_that_its_feature_has_ended_is_told_as_ended(works: Works) -> None:
    told: list[str] = []
    works.store.jobs.tell_to(lambda job: told.append(job["status"]))

    async def conclude(job: Job) -> None:
        end = update(JOB).where(JOB.c.id == job.id).values(status=DONE, ended_at=NOW)
        await works.store.database.write(lambda connection: connection.execute(end).rowcount)

    one = works.process("one", run=conclude)
    await works.add("a")
    await one.look()
    await one.wait()
    assert told == ["running", "done"]
