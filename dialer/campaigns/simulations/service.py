"""Simulations of campaigns: asked for, played by a job, recorded, and shown beside what then happened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dialer.campaigns.simulations.model import Point, Simulation, Worked
from dialer.campaigns.simulations.store import Simulations
from dialer.campaigns.simulations.worker import simulate_apart
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.i18n.message import Message, from_plain, msg
from dialer.jobs.kinds import SIMULATION
from dialer.jobs.model import Job, JobKind, why_failed
from dialer.jobs.runner import Runner
from dialer.jobs.store import Jobs
from dialer.jobs.worker_process import work_apart

AT_ONCE: Final = 1  # in one process: each takes a core for a minute or more
DAYS: Final = msg("Days are played")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A simulation beside what happened: in the past that it was made of, and at the pace that was chosen after it."""

    simulation: Simulation
    done: int
    total: int | None
    before: Worked
    after: Worked | None  # None: none of its paces was chosen


class SimulationService:
    """Simulates campaigns."""

    def __init__(
        self, simulations: Simulations, jobs: Jobs, runner: Runner, settings: Settings, clock: Callable[[], float]
    ) -> None:
        self._simulations, self._jobs, self._runner = simulations, jobs, runner
        self._settings, self._clock = settings, clock
        runner.add(JobKind(name=SIMULATION, run=self._run, at_once=AT_ONCE, failed=self._failed))

    async def begin(
        self, campaign_id: int, *, past_days: float, agents: int, hours: float, days: int, actor: str
    ) -> Simulation:
        """Queue a simulation; if the campaign has one that has not ended, that one is returned."""
        if (there := await self._simulations.open_one(campaign_id)) is not None:
            return there
        asked = {"past_days": past_days, "agents": agents, "hours": hours, "days": days}
        now = self._clock()
        made = await self._simulations.begin(campaign_id, asked, actor=actor, now=now)
        job = await self._jobs.queue(
            SIMULATION, f"campaign:{campaign_id} simulation:{made.id}", {"simulation_id": made.id}, actor=actor, now=now
        )
        await self._simulations.set_job(made.id, job.id)
        self._runner.wake()
        return await self._simulations.get(campaign_id, made.id)

    async def compared(self, one: Simulation) -> Compared:
        """A simulation with its progress and what happened before and after it."""
        done, total = 0, None
        if one.ended_at is None and one.job_id is not None:
            job = await self._jobs.get(one.job_id)
            done, total = job.done, job.total
        since = one.asked_at - float(one.asked["past_days"]) * DAY_S
        before = await self._simulations.worked(one.campaign_id, since, one.asked_at)
        time = one.time_after(self._clock())
        after = None if time is None else await self._simulations.worked(one.campaign_id, *time)
        return Compared(simulation=one, done=done, total=total, before=before, after=after)

    async def _run(self, job: Job) -> None:
        asked_for = job.arguments["simulation_id"]
        campaign_id = int(job.subject.partition(" ")[0].removeprefix("campaign:"))
        one = await self._simulations.get(campaign_id, asked_for)

        def hear(told: Sequence[int]) -> None:
            done, total = told
            self._runner.report(job, done, total, DAYS)

        asked = {
            "url": self._settings.database_url,
            "profiles_dir": str(self._settings.profiles_dir),
            "campaign_id": campaign_id,
            "since": one.asked_at - float(one.asked["past_days"]) * DAY_S,
            "now": one.asked_at,
            **{name: one.asked[name] for name in ("agents", "hours", "days")},
        }
        came = await work_apart(simulate_apart, asked, hear)
        if "failed" in came:
            await self._simulations.end(one.id, failed=from_plain(came["failed"]), now=self._clock())
            return
        await self._simulations.keep(one.id, came["found"], _points(came["points"]))
        await self._simulations.end(one.id, now=self._clock())

    async def _failed(self, job: Job, error: Exception) -> None:
        why: Message | str = why_failed(error)
        await self._simulations.end(job.arguments["simulation_id"], failed=why, now=self._clock())


def _points(plain: Sequence[Mapping[str, Any]]) -> list[Point]:
    return [Point(**one) for one in plain]
