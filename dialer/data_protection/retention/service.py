"""Retention runs: daily by each campaign's rules, or on request with given limits.

Both are jobs of the processes that serve the API, as all others are. Where several serve one database, a day has one
row, which one process takes; it, or the one that takes it over, does the run. A run on request is done by the process
that was asked, and continued by any other if that dies.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from dialer.compliance.load import Profiles
from dialer.compliance.retention_rules import Keeping, Limit
from dialer.compliance.settings import read_law
from dialer.core.local_time import read_daily
from dialer.core.request_errors import Invalid
from dialer.core.settings import Settings
from dialer.core.time_units import DAY_S
from dialer.data_protection.retention.limits import keepings, placed
from dialer.data_protection.retention.store.retention import CHUNK, KINDS, About, Choose, Key, Scope, Search
from dialer.data_protection.retention.store.runs import Progress, Run, TakenOver
from dialer.i18n.message import msg
from dialer.jobs.kinds import RETENTION_BY_HAND, RETENTION_RUN
from dialer.jobs.model import Job, JobKind
from dialer.jobs.runner import Runner
from dialer.storage.pages import PageRequest
from dialer.storage.throttle import Pace
from dialer.stores.everything import Store

log = logging.getLogger(__name__)

IMPRESSIONS_KEPT_S: Final = 90 * DAY_S
Place = Callable[[str, str], str]  # the country of a number, or else of its list
# The rows of each kind that rules limit. Register answers and requests are proof: no rule limits them.
HELD_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "contact_data": ("contact_data", "rejected_rows"),
    "call_events": ("call_events",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of rows of one campaign or list: its limit, the rule that sets it, and the number of older rows.

    `name` is empty for all data. `limit` is an ISO 8601 duration, empty without a limit: the data is kept. `countries`
    are those of lists and numbers that it applies to; empty for all. `cutoff` is epoch seconds, `rows` is what was
    emptied or deleted, or would be.
    """

    name: str
    kind: str
    limit: str
    rule: str
    cutoff: float | None
    countries: tuple[str, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    part: Part
    search: Search | None = None  # None: nothing is deleted
    told: bool = True  # whether it is in the report even without rows


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What was too old at `at` (epoch seconds)."""

    at: float
    dry: bool
    parts: tuple[Part, ...]

    @property
    def expired(self) -> dict[str, int]:
        """Rows by kind, over all campaigns and lists."""
        kinds = dict.fromkeys(part.kind for part in self.parts)
        return {kind: sum(part.rows for part in self.parts if part.kind == kind) for kind in kinds}


class RetentionService:
    """Requests about retention."""

    def __init__(
        self, store: Store, runner: Runner, settings: Settings, profiles: Profiles, clock: Callable[[], float]
    ) -> None:
        self._store, self._runner, self._profiles, self._clock = store, runner, profiles, clock
        self._daily = read_daily(settings.retention_at)
        runner.add(JobKind(name=RETENTION_RUN, run=self._run_left))
        runner.add(JobKind(name=RETENTION_BY_HAND, run=self._run_left))
        runner.add_duty(self.look)

    async def run(self, given: Mapping[str, float], *, dry: bool, actor: str) -> RetentionReport:
        """Empty or delete data older than its limit, in chunks so that dialling goes on. With `dry` only count.

        `given` are limits in days by kind, for all data; without any, each campaign's rules set them. Raises `Invalid`.
        """
        _check(given)
        now = self._clock()
        planned = _given(given, now) if given else await self._by_rules(now)
        if dry:
            counted = [replace(one.part, rows=await self._count(one.search)) for one in planned]
            return RetentionReport(at=now, dry=True, parts=_told(planned, counted))
        asked = {"limits": dict(given)}
        async with self._runner.attend(RETENTION_BY_HAND, "", actor=actor, arguments=asked, result=[]) as job:
            return RetentionReport(at=now, dry=False, parts=await self._work(job, planned))

    async def look(self) -> None:
        """Queue the daily run if it is due.

        The first run comes at the first due hour after the first look, so that an upgrade deletes no data at its start.
        """
        if self._daily is None:
            return
        now, last = self._clock(), await self._store.retention_runs.last_day()
        day = self._daily.last(now)
        if last is None:
            await self._store.retention_runs.begin(day, now=now)
        elif day > last:
            await self._store.requests.forget_old(now=now)
            await self._store.retention_runs.queue(day, now=now)

    async def _run_left(self, job: Job) -> None:
        """Do the day's run, or the rest of one that another process has left."""
        given = job.arguments.get("limits")
        with suppress(TakenOver):  # another owner does the rest
            planned = _given(given, job.created_at) if given else await self._by_rules(self._clock())
            parts = await self._work(job, planned)
            log.info("retention: %d rows were kept long enough", sum(part.rows for part in parts))

    async def runs(self, page: PageRequest) -> list[Run]:
        """A page of the runs with their reports."""
        return await self._store.retention_runs.list(page)

    async def _by_rules(self, now: float) -> list[_Planned]:
        at = placed(self._profiles)
        planned: list[_Planned] = _of_impressions(now)
        for scope in await self._store.retention.scopes():
            laws = [read_law(law) for law in scope.laws]
            for held, keeping in keepings(self._profiles, laws, HELD_IN, now).items():
                for kind in HELD_IN[held]:
                    planned += _by_limit(scope, kind, keeping, at, now)
        return planned

    async def _count(self, search: Search | None) -> int:
        if search is None:
            return 0
        return await _through(lambda after: self._store.retention.expired(search, after=after))

    async def _work(self, job: Job, planned: list[_Planned]) -> tuple[Part, ...]:
        """Execute the plan and end the run. Raises `TakenOver`."""
        runs, owner, run_id = self._store.retention_runs, self._runner.owner, job.id
        parts = [_read(one) for one in await runs.plan(run_id, owner, [asdict(one.part) for one in planned])]
        for number, one in enumerate(planned):
            self._runner.report(job, number, len(planned))
            rows = await self._expire(one.search, run_id, number)
            parts[number] = replace(parts[number], rows=parts[number].rows + rows)
        report = _told(planned, parts)
        await runs.end(run_id, owner, [asdict(part) for part in report], parts=len(planned), now=self._clock())
        return report

    async def _expire(self, search: Search | None, run_id: int, number: int) -> int:
        if search is None:
            return 0

        pace = Pace(self._store.database, most=CHUNK)

        async def next_rows(after: Key | None) -> tuple[int, Key | None]:
            progress = Progress(run_id=run_id, owner=self._runner.owner, part=number)
            rows, last = await self._store.retention.expire(search, progress, after=after, most=pace.rows)
            if last is not None:
                await pace.rest(pace.rows)
            return rows, last

        return await _through(next_rows)


async def _through(next_rows: Callable[[Key | None], Awaitable[tuple[int, Key | None]]]) -> int:
    """The total of rows over all chunks; each chunk starts where the previous one ended."""
    total, after = await next_rows(None)
    while after is not None:
        rows, after = await next_rows(after)
        total += rows
    return total


def _check(given: Mapping[str, float]) -> None:
    wrong = [(kind, msg("use one of {those}", those=KINDS)) for kind in given if kind not in KINDS]
    wrong += [(kind, msg("give a number of days, at least 1")) for kind, days in given.items() if not days >= 1.0]
    if wrong:
        raise Invalid(wrong)


def _given(given: Mapping[str, float], now: float) -> list[_Planned]:
    planned = []
    for kind, days in ((kind, given[kind]) for kind in KINDS if kind in given):
        cutoff = now - days * DAY_S
        part = Part(name="", kind=kind, limit=f"P{days:g}D", rule="", cutoff=cutoff)
        planned.append(_Planned(part=part, search=Search(kind=kind, cutoff=cutoff)))
    return planned


def _of_impressions(now: float) -> list[_Planned]:
    """What agents saw of people's moods and types is kept for 90 days in every campaign: then only counts stay."""
    cutoff = now - IMPRESSIONS_KEPT_S
    limit = f"P{IMPRESSIONS_KEPT_S / DAY_S:g}D"
    return [
        _Planned(
            part=Part(name="", kind=kind, limit=limit, rule="", cutoff=cutoff),
            search=Search(kind=kind, cutoff=cutoff),
            told=False,
        )
        for kind in ("moods", "customer_types")
    ]


def _by_limit(scope: Scope, kind: str, keeping: Keeping, at: Place, now: float) -> Iterable[_Planned]:
    """A part for each limit that a country sets, and one for the lists' countries without a limit."""
    free = scope.countries - keeping.by_country.keys()
    if free or not keeping.by_country:
        yield _Planned(part=Part(name=scope.name, kind=kind, limit="", rule="", cutoff=None, countries=_sorted(free)))
    for limit in dict.fromkeys(keeping.by_country.values()):
        cutoff = limit.cutoff(now)
        countries = {country for country, own in keeping.by_country.items() if own == limit}
        part = Part(
            name=scope.name,
            kind=kind,
            limit=limit.counts.text,
            rule=limit.counts_by,
            cutoff=cutoff,
            countries=_sorted(countries),
        )
        search = Search(kind=kind, cutoff=cutoff, scope=scope, chosen=_under(limit, keeping, at))
        yield _Planned(part=part, search=search, told=bool(countries & scope.countries))


def _under(limit: Limit, keeping: Keeping, at: Place) -> Choose:
    """A function that tells whether this limit applies to data about the given numbers."""

    def chosen(about: Iterable[About]) -> bool:
        return keeping.limit({at(number, country) for number, country in about}) == limit

    return chosen


def _told(planned: list[_Planned], parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts to report: those with rows, and those for countries of the lists."""
    told = [one.told for one in planned]
    return tuple(part for number, part in enumerate(parts) if part.rows or (number < len(told) and told[number]))


def _sorted(countries: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(countries))


def _read(written: Mapping[str, Any]) -> Part:
    """A part of a stored report."""
    return Part(**{**written, "countries": tuple(written.get("countries", ()))})
