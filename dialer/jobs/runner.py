"""The runner: runs the jobs that this process can do, renews their leases, and continues jobs that others left.

Most jobs are queued and started here. What a request does for its caller, such as taking a file in, is attended: the
request does the work, and the row shows it like every other.

Several processes may run one database's jobs. Each holds its jobs by leases that it renews. A job whose owner has ended
is taken over at once on the same machine, elsewhere when the lease has expired.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from contextvars import Context
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from dialer.core.process_identity import is_dead, is_of_this_machine, new_owner
from dialer.core.time_units import DAY_S, HOUR_S
from dialer.i18n.message import Message, msg
from dialer.jobs.model import KEPT_S, QUEUED, Interrupted, Job, JobKind, Progress, why_failed
from dialer.jobs.store import Jobs
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts
from dialer.storage.error_messages import explain_trouble
from dialer.storage.retry import is_absent, is_full, when_there

log = logging.getLogger(__name__)

LEASE_S: Final = 30.0
LOOK_S: Final = 8.0
ELSEWHERE_S: Final = DAY_S  # how long a job waits for the only machine that has what it needs
# Delays before further tries: a machine short of memory may have some again.
AGAIN_AFTER_S: Final = (1.0, 5.0, 20.0)
LATER_S: Final = 600.0  # before a job that is never given up is retried after an unexpected error
PROGRESS_S: Final = 1.0  # at least, between two writes of a job's progress
SWEEP_S: Final = HOUR_S  # between two looks for old jobs
END_S: Final = 5.0  # how long a stopping process waits to write how its requests' jobs ended


class Runner:
    """Runs jobs of the registered kinds in the event loop.

    A process that does not `serve`, such as a command, leaves queued jobs to others, and attends its own alone.
    """

    def __init__(
        self, jobs: Jobs, url: str, clock: Callable[[], float], *, owner: str = "", serves: bool = True
    ) -> None:
        self.owner, self._serves = owner or new_owner(), serves
        self._jobs, self._url, self._clock = jobs, url, clock
        self._kinds: dict[str, JobKind] = {}
        self._duties: list[Callable[[], Awaitable[None]]] = []
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._under_way: dict[int, Job] = {}
        self._stuck: dict[int, Message] = {}  # messages of jobs whose database needs a repair
        self._waiting: dict[str, list[int]] = {}  # by kind
        self._attended: set[int] = set()
        self._behind: set[asyncio.Task[None]] = set()  # attended jobs in the background
        self._ends: set[asyncio.Task[None]] = set()  # ends of attended jobs that are being stored
        self._progress: dict[int, Progress] = {}  # not yet stored
        self._noting: asyncio.Task[None] | None = None
        self._swept_at = 0.0
        self._turn = asyncio.Lock()
        self._is_asked = False
        self._looking: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    def add(self, kind: JobKind) -> None:
        """Register a kind of jobs."""
        self._kinds[kind.name] = kind

    def add_duty(self, duty: Callable[[], Awaitable[None]]) -> None:
        """Register a duty for each regular look."""
        self._duties.append(duty)

    def lease(self) -> float:
        """When the lease of a job queued now by this process ends (epoch seconds)."""
        return self._clock() + LEASE_S

    def report(self, job: Job, done: int, total: int | None = None, phase: Message | str = "") -> None:
        """Note how far a job is; it is stored about once a second."""
        self._progress[job.id] = Progress(done=done, total=total, phase=phase)
        if self._noting is None or self._noting.done():
            self._noting = asyncio.create_task(self._note(), name="progress of jobs noted")

    def check(self, kind: str) -> None:
        """Raise the refusal of a kind if no more requests may do such a job, or wait for it."""
        if turns := self._kinds[kind].turns:
            turns.check()

    @asynccontextmanager
    async def attend(
        self, kind: str, subject: str, *, actor: str, arguments: Mapping[str, Any] = MappingProxyType({}), **values: Any
    ) -> AsyncIterator[Job]:
        """Do a job of this kind inside, for a request, when it is its turn. `values` are further columns of its row.

        If it fails here it is queued for any process where the kind can be run, and has failed where it cannot. Raises
        the refusal of the kind.
        """
        known = self._kinds[kind]
        async with known.turns.turn() if known.turns else nullcontext():
            async with self._turn:  # or the next look would take it for one that was left
                begun = {"actor": actor, "now": self._clock(), "owner": self.owner, "lease_until": self.lease()}
                job = await self._jobs.begin(kind, subject, arguments, **begun, **values)
                self._attended.add(job.id)
            if not self._serves and self._watching is None:
                self._watching = asyncio.create_task(self._watch(), name="jobs watched")
            try:
                yield job
            except BaseException as error:
                _spawn(self._leave(known, job, error), self._ends)
                raise
            _spawn(self._leave(known, job, None), self._ends)

    async def start(
        self,
        kind: str,
        subject: str,
        work: Callable[[Job], Awaitable[None]],
        *,
        actor: str,
        arguments: Mapping[str, Any] = MappingProxyType({}),
    ) -> Job:
        """Attend a job in the background. Raises the refusal of the kind."""
        attending = AsyncExitStack()
        job = await attending.enter_async_context(self.attend(kind, subject, actor=actor, arguments=arguments))

        async def do() -> None:
            try:
                async with attending:
                    await work(job)
            except Exception:  # the job's row says that it failed
                log.exception("%s %s failed", job.kind, job.subject)

        _spawn(do(), self._behind)
        await asyncio.sleep(0)  # a task that is cancelled before it begins would not say how its job ended
        return job

    async def recover(self) -> None:
        """After a start: continue jobs that a stop or crash interrupted, and keep looking for more."""
        await self.look()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="jobs watched")

    def wake(self) -> None:
        """Look soon: a job was queued, or there is room for one."""
        if not self._serves:
            return
        self._is_asked = True
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_when_asked(), name="jobs looked for")

    async def look(self) -> None:
        """Do the regular duties, and start jobs that can run here, including those the database refused before.

        A failed duty, such as a file that cannot be deleted, does not keep leases from being renewed.
        """
        for duty in (*self._duties, self._sweep) if self._serves else ():
            await _attempt(duty, "a regular duty was not done")
        self._stuck.clear()
        await self._take_up()

    async def stop(self, job_id: int) -> None:
        """Stop running a cancelled job."""
        self._stuck.pop(job_id, None)
        if task := self._tasks.get(job_id):
            task.cancel()
            await asyncio.wait([task])
        self.wake()

    def stuck(self, job_id: int) -> Message | None:
        """Why a job of this process is stuck, if the database cannot store even that; None if it is not."""
        return self._stuck.get(job_id)

    async def wait(self) -> None:
        """Wait until every job that can run now is done."""
        running = (*self._tasks.values(), *self._behind, *self._ends, self._looking)
        while under_way := [task for task in running if task and not task.done()]:
            await asyncio.wait(under_way)
            running = (*self._tasks.values(), *self._behind, *self._ends, self._looking)

    async def close(self) -> None:
        """Stop; the next process continues the running jobs."""
        while tasks := [
            one
            for one in (self._watching, self._looking, self._noting, *self._tasks.values(), *self._behind)
            if one and not one.done()
        ]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        if self._ends:
            _, late = await asyncio.wait(self._ends, timeout=END_S)
            for task in late:
                task.cancel()
        self._watching = None

    async def _leave(self, kind: JobKind, job: Job, error: BaseException | None) -> None:
        """Store how an attended job ended, or leave it to whoever can continue it."""
        progress = self._progress.pop(job.id, None)
        try:
            if error is not None and kind.run is not None:
                await when_there(self._jobs.put_back, job.id, self.owner, due_at=self._clock() + LATER_S)
            else:
                failed = why_failed(error) if error is not None else ""
                await when_there(
                    self._jobs.end, job.id, self.owner, failed=failed, progress=progress, now=self._clock()
                )
        except TROUBLE as trouble:
            log.warning("how job %d ended is not stored (%s)", job.id, type(trouble).__name__)
        finally:
            self._attended.discard(job.id)

    async def _note(self) -> None:
        """Store the progress of jobs until there is none to be stored."""
        while self._progress:
            told, self._progress = self._progress, {}
            for job_id, progress in told.items():
                await _attempt(partial(self._jobs.note, job_id, self.owner, progress), "progress was not stored")
            await asyncio.sleep(PROGRESS_S)

    async def _sweep(self) -> None:
        """Delete old jobs, once an hour."""
        if (now := self._clock()) >= self._swept_at + SWEEP_S:
            self._swept_at = now
            await self._jobs.sweep(now - KEPT_S)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            await _attempt(self.look, "jobs could not be looked after")

    async def _look_when_asked(self) -> None:
        while self._is_asked:
            self._is_asked = False
            await when_there(self._take_up)

    async def _take_up(self) -> None:
        async with self._turn:
            found = await self._jobs.open()
            if any(job.owner == self.owner for job in found):
                await self._jobs.renew(self.owner, lease_until=self.lease())
            if not self._serves:
                return
            waiting: dict[str, list[Job]] = {name: [] for name in self._kinds}
            for job in found:
                if job.kind not in self._kinds or job.id in self._attended:
                    continue
                if not await self._begin(job) and job.status == QUEUED:
                    waiting[job.kind].append(job)
        for name, jobs in waiting.items():
            mine = [job for job in jobs if job.owner == self.owner]
            ids = [job.id for job in mine]
            if ids != self._waiting.get(name, []):
                self._waiting[name] = ids
                self._kinds[name].queued(mine)

    async def _begin(self, job: Job) -> bool:
        """Start a job if this process may run it now; return whether it is running here."""
        kind, now = self._kinds[job.kind], self._clock()
        if job.id in self._tasks:
            return True
        has_lapsed = job.lease_until <= now
        is_free = job.owner in ("", self.owner) or has_lapsed or is_dead(job.owner)
        if is_free and kind.run is None:
            await self._jobs.break_off(job, now=now)
            return False
        if not is_free or job.due_at > now or job.id in self._stuck:
            return False
        others = [one.subject for one in self._under_way.values() if one.kind == job.kind]
        if job.subject in others or (kind.at_once is not None and len(others) >= kind.at_once):
            return False
        may_be_elsewhere = job.owner and not is_of_this_machine(job.owner) and job.lease_until >= now - ELSEWHERE_S
        if may_be_elsewhere and not kind.is_here(job):
            return False
        if not await self._jobs.take(job, self.owner, lease_until=self.lease()):
            return False
        # In a context of its own: it is not part of the request that woke the runner.
        task = asyncio.create_task(self._work(kind, job), name=f"{job.kind} {job.subject}", context=Context())
        self._tasks[job.id], self._under_way[job.id] = task, job
        task.add_done_callback(lambda done: self._ended(job.id, done))
        return True

    def _ended(self, job_id: int, done: asyncio.Task[None]) -> None:
        del self._tasks[job_id], self._under_way[job_id]
        if not done.cancelled():
            self.wake()

    async def _work(self, kind: JobKind, job: Job) -> None:
        """Run a job to its end, good or bad."""
        try:
            try:
                await self._try(kind, job)
                failed: Message | str = ""
            except Exception as error:  # whatever ends a job, its feature says how it failed
                if kind.failed is None:
                    raise
                await when_there(kind.failed, job, error)
                failed = why_failed(error)
            progress = self._progress.pop(job.id, None)
            await when_there(self._jobs.end, job.id, self.owner, failed=failed, progress=progress, now=self._clock())
        except (
            Exception
        ) as error:  # the job keeps its place in the table: a task that dies would lose it until a restart
            if lasts(error):
                self._stuck[job.id] = msg("The database cannot be used: {why}", why=explain_trouble(error, self._url))
                log.error("%s %s keeps its place: %s", job.kind, job.subject, self._stuck[job.id])
                kind.waits(job, self._stuck[job.id])
                return
            log.exception("%s %s is not done; it is tried again in %d s", job.kind, job.subject, LATER_S)
            await when_there(self._jobs.put_back, job.id, self.owner, due_at=self._clock() + LATER_S)

    async def _try(self, kind: JobKind, job: Job) -> None:
        """Run it, and retry if its process died or the database was unreachable."""
        tries, run = 1, kind.run
        assert run is not None  # what is only attended does not come here
        while True:
            try:
                await run(job)
                return
            except Interrupted as error:
                broke = error
            except TROUBLE as error:
                if not is_absent(error):
                    raise
                broke = Interrupted(explain_trouble(error, self._url), absent=True, full=is_full(error))
            broke.tries = tries
            if kind.failed is not None and broke.is_final:
                raise broke
            log.warning("%s %s was broken off (%s)", job.kind, job.subject, broke.why)
            await self._wait(kind, job, broke)
            tries = 1 if broke.absent and (broke.full or broke.is_further) else tries + 1

    async def _wait(self, kind: JobKind, job: Job, broke: Interrupted) -> None:
        """Wait before another try."""
        if broke.absent:
            message = msg("Waiting for the database: {why}", why=broke.why)
            kind.waits(job, message)
            # A job that waits for the database waits until this write succeeds.
            await when_there(self._jobs.say, job.id, self.owner, message)
        last = len(AGAIN_AFTER_S) - 1
        await asyncio.sleep(AGAIN_AFTER_S[last if broke.full else min(broke.tries - 1, last)])
        if broke.absent:
            await when_there(self._jobs.say, job.id, self.owner, "")


def _spawn(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def _attempt(work: Callable[[], Awaitable[None]], failed: str) -> None:
    """Do regular work; if it fails, say so with `failed` and leave it to the next look."""
    try:
        await work()
    except TROUBLE as error:
        log.warning("%s (%s); trying again", failed, type(error).__name__)
    except Exception:  # the other duties, and the looks to come, must not end with one that fails
        log.exception("%s; trying again", failed)
