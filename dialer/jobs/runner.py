"""The runner: takes up the jobs that this process can do, keeps them its own, and goes on with what others left.

Several processes may run one database's jobs. Each owns what it does for a lease that it renews; a job whose owner has
ended is taken over at once on the same machine, else when the lease has run out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from dialer.core.process_identity import is_dead, is_of_this_machine, new_owner
from dialer.i18n.message import Message, msg
from dialer.jobs.model import QUEUED, Interrupted, Job, JobKind
from dialer.jobs.store import Jobs
from dialer.storage.database import TROUBLE
from dialer.storage.error_codes import lasts
from dialer.storage.error_messages import explain_trouble
from dialer.storage.retry import is_absent, is_full, when_there

log = logging.getLogger(__name__)

LEASE_S: Final = 30.0
LOOK_S: Final = 8.0
ELSEWHERE_S: Final = 86_400.0  # a machine that alone has what a job needs is waited for so long
# Before each further try: a machine that was short of memory may have some again.
AGAIN_AFTER_S: Final = (1.0, 5.0, 20.0)
LATER_S: Final = 600.0  # before a job that nobody gives up is tried again after a fault that nobody has thought of


class Runner:
    """Does the jobs of the kinds that it is given, beside whatever else its event loop has to do."""

    def __init__(self, jobs: Jobs, url: str, clock: Callable[[], float], *, owner: str = "") -> None:
        self.owner = owner or new_owner()
        self._jobs, self._url, self._clock = jobs, url, clock
        self._kinds: dict[str, JobKind] = {}
        self._duties: list[Callable[[], Awaitable[None]]] = []
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._under_way: dict[int, Job] = {}
        self._stuck: dict[int, Message] = {}  # what is said of jobs whose database takes nothing until it is mended
        self._waiting: dict[str, list[int]] = {}  # by kind
        self._turn = asyncio.Lock()
        self._is_asked = False
        self._looking: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    def add(self, kind: JobKind) -> None:
        """Do jobs of this kind too."""
        self._kinds[kind.name] = kind

    def add_duty(self, duty: Callable[[], Awaitable[None]]) -> None:
        """Do this at each regular look."""
        self._duties.append(duty)

    def lease(self) -> float:
        """Until when a job stays this process's that it queues now (epoch seconds)."""
        return self._clock() + LEASE_S

    async def recover(self) -> None:
        """After a start: go on with what a stop or a crash has broken off, and keep looking for more of it."""
        await self.look()
        if self._watching is None:
            self._watching = asyncio.create_task(self._watch(), name="jobs watched")

    def wake(self) -> None:
        """Look soon: something was queued, or there is room for it."""
        self._is_asked = True
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_when_asked(), name="jobs looked for")

    async def look(self) -> None:
        """Do the regular duties, and take up what can be done here, also what the database did not take before."""
        for duty in self._duties:
            await duty()
        self._stuck.clear()
        await self._take_up()

    async def stop(self, job_id: int) -> None:
        """Stop doing a job that somebody has cancelled."""
        self._stuck.pop(job_id, None)
        if task := self._tasks.get(job_id):
            task.cancel()
            await asyncio.wait([task])
        self.wake()

    def stuck(self, job_id: int) -> Message | None:
        """Why a job of this process stands still whose database does not take even that; None if it does not."""
        return self._stuck.get(job_id)

    async def wait(self) -> None:
        """Wait until all that can be done now is done."""
        while under_way := [task for task in (*self._tasks.values(), self._looking) if task and not task.done()]:
            await asyncio.wait(under_way)

    async def close(self) -> None:
        """Stop; the next process goes on with what is under way."""
        while tasks := [
            one for one in (self._watching, self._looking, *self._tasks.values()) if one and not one.done()
        ]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        self._watching = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except TROUBLE as error:
                log.warning("jobs could not be looked after (%s); trying again", type(error).__name__)

    async def _look_when_asked(self) -> None:
        while self._is_asked:
            self._is_asked = False
            await when_there(self._take_up)

    async def _take_up(self) -> None:
        async with self._turn:
            found = await self._jobs.open()
            if any(job.owner == self.owner for job in found):
                await self._jobs.renew(self.owner, lease_until=self.lease())
            waiting: dict[str, list[Job]] = {name: [] for name in self._kinds}
            for job in found:
                if job.kind in self._kinds and not await self._begin(job) and job.status == QUEUED:
                    waiting[job.kind].append(job)
        for name, jobs in waiting.items():
            mine = [job for job in jobs if job.owner == self.owner]
            ids = [job.id for job in mine]
            if ids != self._waiting.get(name, []):
                self._waiting[name] = ids
                self._kinds[name].queued(mine)

    async def _begin(self, job: Job) -> bool:
        """Take a job up, if it is for this process to do now; whether it is under way here."""
        kind, now = self._kinds[job.kind], self._clock()
        if job.id in self._tasks:
            return True
        has_lapsed = job.lease_until <= now
        is_free = job.owner in ("", self.owner) or has_lapsed or is_dead(job.owner)
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
        task = asyncio.create_task(self._work(kind, job), name=f"{job.kind} {job.subject}")
        self._tasks[job.id], self._under_way[job.id] = task, job
        task.add_done_callback(lambda done: self._ended(job.id, done))
        return True

    def _ended(self, job_id: int, done: asyncio.Task[None]) -> None:
        del self._tasks[job_id], self._under_way[job_id]
        if not done.cancelled():
            self.wake()

    async def _work(self, kind: JobKind, job: Job) -> None:
        """Do a job to its end, whatever that is."""
        try:
            try:
                await self._try(kind, job)
            except Exception as error:
                if kind.failed is None:
                    raise
                await when_there(kind.failed, job, error)
            await when_there(self._jobs.end, job.id, self.owner)
        except Exception as error:
            if lasts(error):
                self._stuck[job.id] = msg("The database cannot be used: {why}", why=explain_trouble(error, self._url))
                log.error("%s %s keeps its place: %s", job.kind, job.subject, self._stuck[job.id])
                kind.waits(job, self._stuck[job.id])
                return
            log.exception("%s %s is not done; it is tried again in %d s", job.kind, job.subject, LATER_S)
            await when_there(self._jobs.put_back, job.id, self.owner, due_at=self._clock() + LATER_S)

    async def _try(self, kind: JobKind, job: Job) -> None:
        """Do it, and again where its process died or the database was away."""
        tries = 1
        while True:
            try:
                await kind.run(job)
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
        """Before a further try."""
        if broke.absent:
            message = msg("Waiting for the database: {why}", why=broke.why)
            kind.waits(job, message)
            # What waits for the database waits until it takes this.
            await when_there(self._jobs.say, job.id, self.owner, message)
        last = len(AGAIN_AFTER_S) - 1
        await asyncio.sleep(AGAIN_AFTER_S[last if broke.full else min(broke.tries - 1, last)])
        if broke.absent:
            await when_there(self._jobs.say, job.id, self.owner, "")
