"""Keeping nothing too long: by the rules that each campaign is under, day by day, or by limits that somebody gives."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from dialer.compliance.keeping import limits
from dialer.compliance.load import load
from dialer.compliance.settings import read_law
from dialer.daily import read_daily
from dialer.owners import is_dead, new_owner
from dialer.service.errors import Invalid
from dialer.service.keeping import binding
from dialer.settings import Settings
from dialer.store import Store
from dialer.store.retention import EVERYTHING, KINDS, Scope
from dialer.store.retention_runs import Run

log = logging.getLogger(__name__)

DAY_S: Final = 86400.0
LEASE_S: Final = 300.0  # of a daily run, renewed chunk by chunk
# Which rows go with each kind that rules bound. Answers of registers and requests are proof: no rule bounds them.
HELD_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "contact_data": ("contact_data", "rejected_rows"),
    "call_events": ("call_events",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of rows of one campaign or list: its limit, the rule that sets it, and how many rows were older.

    `name` is empty for everything. `limit` is an ISO 8601 duration, empty where no rule bounds the kind: it is kept.
    `cutoff` is epoch seconds, `rows` what was emptied or deleted, or would be.
    """

    name: str
    kind: str
    limit: str
    rule: str
    cutoff: float | None
    rows: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReport:
    """What was too old. `at` is epoch seconds."""

    at: float
    dry: bool
    parts: tuple[Part, ...]

    @property
    def expired(self) -> dict[str, int]:
        """Rows by kind, over all campaigns and lists."""
        kinds = dict.fromkeys(part.kind for part in self.parts)
        return {kind: sum(part.rows for part in self.parts if part.kind == kind) for kind in kinds}


class RetentionDesk:
    """What may be asked of retention."""

    def __init__(self, store: Store, settings: Settings, clock: Callable[[], float]) -> None:
        self._store, self._clock = store, clock
        self._profiles = load(settings.profiles_dir)
        self._daily = read_daily(settings.retention_at)
        self._owner = new_owner()

    async def run(self, given: Mapping[str, float], *, dry: bool, actor: str) -> RetentionReport:
        """Empty or delete what is older than its limit; between chunks dialling goes on. With `dry` only count.

        `given` are limits in days by kind, for all data; without any, each campaign's rules set them. Raises `Invalid`.
        """
        _check(given)
        started_at = self._clock()
        planned = _given(given, started_at) if given else await self._by_rules(started_at)
        parts = tuple([part async for part in self._work(planned, dry=dry, run_id=None)])
        if not dry:
            report = [asdict(part) for part in parts]
            await self._store.retention_runs.note(report, actor=actor, started_at=started_at, now=self._clock())
        return RetentionReport(at=started_at, dry=dry, parts=parts)

    async def look(self) -> bool:
        """Do the daily run if it is due and no other engine does it; whether it was done here.

        The first comes at the first hour after the first look, so that nobody's data goes at an upgrade's start.
        """
        if self._daily is None:
            return False
        now = self._clock()
        day, last = self._daily.last(now), await self._store.retention_runs.last_day()
        if last is None:
            await self._store.retention_runs.begin(day, now=now)
            return False
        if day <= last and not await self._is_open(last):
            return False
        run_id = await self._store.retention_runs.claim(day, self._owner, now=now, ttl=LEASE_S, is_dead=is_dead)
        return run_id is not None and await self._daily_run(run_id, now)

    async def runs(self, *, limit: int) -> list[Run]:
        """The reports of the last runs, newest first."""
        return await self._store.retention_runs.list(limit=limit)

    async def _is_open(self, day: str) -> bool:
        return any(one.day == day and one.ended_at is None for one in await self.runs(limit=20))

    async def _daily_run(self, run_id: int, now: float) -> bool:
        parts = [part async for part in self._work(await self._by_rules(now), dry=False, run_id=run_id)]
        report = [asdict(part) for part in parts]
        done = await self._store.retention_runs.end(run_id, self._owner, report, now=self._clock())
        log.info("retention: %d rows were kept long enough", sum(part.rows for part in parts))
        return done

    async def _by_rules(self, now: float) -> list[tuple[Scope, Part]]:
        planned = []
        for scope in await self._store.retention.scopes():
            bounds = limits(binding(self._profiles, read_law(scope.law), scope.countries, to_delete=True), now)
            for held, kinds in HELD_IN.items():
                bound = bounds.get(held)
                limit = "" if bound is None else bound.counts.text
                rule = "" if bound is None else bound.counts_by
                cutoff = None if bound is None else bound.cutoff(now)
                planned += [
                    (scope, Part(name=scope.name, kind=kind, limit=limit, rule=rule, cutoff=cutoff)) for kind in kinds
                ]
        return planned

    async def _work(self, planned: list[tuple[Scope, Part]], *, dry: bool, run_id: int | None) -> AsyncIterator[Part]:
        for scope, part in planned:
            if part.cutoff is None:
                yield part
                continue
            rows = await (self._count(scope, part) if dry else self._expire(scope, part, part.cutoff, run_id))
            yield Part(**{**asdict(part), "rows": rows})

    async def _count(self, scope: Scope, part: Part) -> int:
        return await self._store.retention.expired(part.kind, part.cutoff or 0.0, scope=scope)

    async def _expire(self, scope: Scope, part: Part, cutoff: float, run_id: int | None) -> int:
        total, after = await self._store.retention.expire(part.kind, cutoff, scope=scope)
        while after is not None:
            if run_id is not None and not await self._goes_on(run_id):
                break  # somebody else has taken it over, and does the rest
            count, after = await self._store.retention.expire(part.kind, cutoff, scope=scope, after=after)
            total += count
        return total

    async def _goes_on(self, run_id: int) -> bool:
        return await self._store.retention_runs.renew(run_id, self._owner, until=self._clock() + LEASE_S)


def _check(given: Mapping[str, float]) -> None:
    wrong = [(kind, f"use kinds of {', '.join(KINDS)}") for kind in given if kind not in KINDS]
    wrong += [(kind, "give a number of days, at least 1") for kind, days in given.items() if not days >= 1.0]
    if wrong:
        raise Invalid(wrong)


def _given(given: Mapping[str, float], now: float) -> list[tuple[Scope, Part]]:
    return [
        (EVERYTHING, Part(name="", kind=kind, limit=f"P{days:g}D", rule="", cutoff=now - days * DAY_S))
        for kind, days in given.items()
    ]
