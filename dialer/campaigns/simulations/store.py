"""Simulations, and the work of campaigns with which they are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, delete, func, insert, select, update

from dialer.audit.store import add_line
from dialer.campaigns.simulations.model import Pace, Point, Simulation, Worked, place_of
from dialer.core.errors import UnknownSimulation
from dialer.core.time_units import DAY_S
from dialer.i18n.message import Message, from_json, to_json
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import CAMPAIGN_WORK, SIMULATION
from dialer.storage.sql import insert_or_update

KEPT_S: Final = 100 * DAY_S  # records of a campaign's work
QUARTER_S: Final = 900.0
_SUMS: Final = ("staffed_s", "busy_s", "served", "abandoned")


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySoFar:
    """What happened in a campaign's day until now."""

    campaign_id: int
    day: date
    staffed_s: float
    busy_s: float
    served: int
    abandoned: int


class Simulations:
    """All simulations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, campaign_id: int, asked: Mapping[str, Any], *, actor: str, now: float) -> Simulation:
        """Write a simulation that is asked for."""
        return await self._database.write(_begin, campaign_id, dict(asked), actor, now)

    async def set_job(self, simulation_id: int, job_id: int) -> None:
        """Note the job that plays it."""
        await self._database.write(_change, simulation_id, {"job_id": job_id})

    async def keep(self, simulation_id: int, found: Mapping[str, Any], points: Sequence[Point]) -> None:
        """Keep what is known so far."""
        values = {"found": dict(found), "points": [asdict(one) for one in points]}
        await self._database.write(_change, simulation_id, values)

    async def end(self, simulation_id: int, *, failed: Message | str = "", now: float) -> None:
        """Mark it as ended, or as failed with the reason."""
        await self._database.write(_change, simulation_id, {"ended_at": now, "failed": to_json(failed)})

    async def get(self, campaign_id: int, simulation_id: int) -> Simulation:
        """One simulation of a campaign. Raises UnknownSimulation."""
        those = select(SIMULATION).where(SIMULATION.c.campaign_id == campaign_id, SIMULATION.c.id == simulation_id)
        for one in await self._database.read(_simulations, those):
            return one
        raise UnknownSimulation(id=simulation_id)

    async def list(self, campaign_id: int, *, before: int | None, limit: int) -> Sequence[Simulation]:
        """A campaign's simulations, newest first."""
        those = select(SIMULATION).where(SIMULATION.c.campaign_id == campaign_id).order_by(SIMULATION.c.id.desc())
        if before is not None:
            those = those.where(SIMULATION.c.id < before)
        return await self._database.read(_simulations, those.limit(limit))

    async def open_one(self, campaign_id: int) -> Simulation | None:
        """The campaign's simulation that has not ended; None if there is none."""
        those = select(SIMULATION).where(SIMULATION.c.campaign_id == campaign_id, SIMULATION.c.ended_at.is_(None))
        return next(iter(await self._database.read(_simulations, those.limit(1))), None)

    @writes
    def note_pace(self, connection: Connection, campaign_id: int, pace: Pace, *, now: float) -> None:
        """Note that the campaign got another pace: it ends what was chosen before, and may be a point of the newest."""
        own = SIMULATION.c.campaign_id == campaign_id
        newest = (
            select(SIMULATION).where(own, SIMULATION.c.ended_at.is_not(None)).order_by(SIMULATION.c.id.desc()).limit(1)
        )
        [*found] = _simulations(connection, newest)
        under_way = and_(own, SIMULATION.c.chosen_at.is_not(None), SIMULATION.c.replaced_at.is_(None))
        connection.execute(update(SIMULATION).where(under_way).values(replaced_at=now))
        for one in found:
            if (place := place_of(pace, one.points)) is not None:
                _change(connection, one.id, {"chosen": place, "chosen_at": now, "replaced_at": None})

    @writes
    def note_work(self, connection: Connection, so_far: DaySoFar, *, now: float) -> None:
        """Keep how the day of a campaign stands; of a quarter of an hour the last word stays."""
        at = now - now % QUARTER_S
        changed = ("day", *_SUMS)
        statement = insert_or_update(connection, CAMPAIGN_WORK, key=("campaign_id", "at"), changed=changed)
        connection.execute(statement, {**asdict(so_far), "day": so_far.day.isoformat(), "at": at})
        own = CAMPAIGN_WORK.c.campaign_id == so_far.campaign_id
        connection.execute(delete(CAMPAIGN_WORK).where(own, CAMPAIGN_WORK.c.at < now - KEPT_S))

    @reads
    def worked(self, connection: Connection, campaign_id: int, since: float, until: float) -> Worked:
        """What happened between two instants, from the first whole quarter of an hour on."""
        # The days' sums at the end less those at the beginning.
        own = CAMPAIGN_WORK.c.campaign_id == campaign_id

        def sums(up_to: float, *more: Any) -> dict[str, dict[str, float]]:
            rows = (
                select(CAMPAIGN_WORK.c.day, *(func.max(CAMPAIGN_WORK.c[name]).label(name) for name in _SUMS))
                .where(own, CAMPAIGN_WORK.c.at < up_to, *more)
                .group_by(CAMPAIGN_WORK.c.day)
            )
            return {row["day"]: {name: row[name] for name in _SUMS} for row in connection.execute(rows).mappings()}

        begun = ceil(since / QUARTER_S) * QUARTER_S
        ends = sums(until, CAMPAIGN_WORK.c.at >= begun)
        begins = sums(begun, CAMPAIGN_WORK.c.at >= begun - DAY_S)
        total = {name: sum(end[name] - begins.get(day, {}).get(name, 0) for day, end in ends.items()) for name in _SUMS}
        return Worked(
            staffed_s=total["staffed_s"],
            busy_s=total["busy_s"],
            served=int(total["served"]),
            abandoned=int(total["abandoned"]),
        )


def _begin(connection: Connection, campaign_id: int, asked: dict[str, Any], actor: str, now: float) -> Simulation:
    row = {"campaign_id": campaign_id, "actor": actor, "asked_at": now, "asked": asked, "found": {}, "points": []}
    simulation_id = connection.execute(
        insert(SIMULATION).returning(SIMULATION.c.id), {**row, "failed": ""}
    ).scalar_one()
    add_line(connection, actor, "campaign.simulate", f"campaign:{campaign_id}", asked, now)
    [made] = _simulations(connection, select(SIMULATION).where(SIMULATION.c.id == simulation_id))
    return made


def _change(connection: Connection, simulation_id: int, values: dict[str, Any]) -> None:
    connection.execute(update(SIMULATION).where(SIMULATION.c.id == simulation_id).values(**values))


def _simulations(connection: Connection, statement: Select[Any]) -> list[Simulation]:
    rows = connection.execute(statement).mappings()
    return [
        Simulation(**{**row, "points": [Point(**one) for one in row["points"]], "failed": from_json(row["failed"])})
        for row in rows
    ]


def drop_work(connection: Connection, campaign_id: int) -> None:
    """Delete the simulations of a campaign that is being deleted, and the records of its work."""
    for table in (SIMULATION, CAMPAIGN_WORK):
        connection.execute(delete(table).where(table.c.campaign_id == campaign_id))
