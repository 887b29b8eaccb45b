"""Pauses: the reasons that are configured, and the pauses that agents took."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from dialer.core.time_units import DAY_S
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import AGENT_PAUSE, PAUSE_REASONS
from dialer.storage.sql import check_unchanged, insert_or_update
from dialer.work.agents.store import end_pause
from dialer.work.pauses.model import DEFAULTS, Pause, PauseReason

INSTALLATION: Final = ""
KEPT_DAYS: Final = 400  # of a pause: a year's breaks can be proven
_COLUMNS: Final = tuple(AGENT_PAUSE.c[name] for name in Pause.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An agent pauses from `at` on (epoch seconds); a pause before it ends then."""

    agent_id: int
    reason: str
    rests: bool
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An agent does not pause any more; `wish_at` is that of a pause with a fixed length, which is over."""

    agent_id: int
    at: float
    wish_at: float | None = None


class Pauses:
    """The reasons to pause, and the pauses of all agents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @reads
    def reasons(self, connection: Connection, team_id: int | None = None) -> tuple[PauseReason, ...]:
        """The reasons of a team: its own, else the installation's, else those that Pronto comes with."""
        own = _own_reasons(connection, team_id) if team_id is not None else ()
        return own or _own_reasons(connection, None) or DEFAULTS

    async def own_reasons(self, team_id: int | None) -> tuple[PauseReason, ...]:
        """What the team or the installation has configured itself; empty if nothing."""
        return await self._database.read(_own_reasons, team_id)

    @writes
    def replace_reasons(
        self, connection: Connection, team_id: int | None, reasons: Sequence[PauseReason], *, expected: object = ...
    ) -> None:
        """Replace the reasons of the team or the installation; none: those above it apply.

        Raises Changed if they are not as expected.
        """
        check_unchanged(_own_reasons(connection, team_id), expected)
        if not reasons:
            connection.execute(delete(PAUSE_REASONS).where(PAUSE_REASONS.c.scope == _scope(team_id)))
            return
        row: dict[str, Any] = {"scope": _scope(team_id), "reasons": [asdict(one) for one in reasons]}
        connection.execute(insert_or_update(connection, PAUSE_REASONS, key=("scope",), changed=("reasons",)), row)

    @writes
    def note(self, connection: Connection, news: Sequence[Begun | Ended]) -> None:
        """Write what engines saw of pauses, in order, in one transaction. Repeated, it changes nothing."""
        for one in news:
            table, open_ = AGENT_PAUSE, (AGENT_PAUSE.c.agent_id == one.agent_id, AGENT_PAUSE.c.ended_at.is_(None))
            if isinstance(one, Begun):
                # After a restart the engine says again what it finds: such a pause goes on.
                same = (table.c.reason == one.reason, table.c.rests == one.rests)
                goes_on = connection.execute(select(table.c.id).where(*open_, *same)).first() is not None
                others = () if not goes_on else (or_(table.c.reason != one.reason, table.c.rests != one.rests),)
                connection.execute(update(table).where(*open_, *others).values(ended_at=one.at))
                if not goes_on:
                    row = {"agent_id": one.agent_id, "reason": one.reason, "rests": one.rests, "started_at": one.at}
                    connection.execute(insert(table), row)
                    old = (table.c.agent_id == one.agent_id, table.c.started_at < one.at - KEPT_DAYS * DAY_S)
                    connection.execute(delete(table).where(*old))
                continue
            connection.execute(update(table).where(*open_).values(ended_at=one.at))
            if one.wish_at is not None:
                end_pause(connection, one.agent_id, one.wish_at)

    @reads
    def taken(self, connection: Connection, agent_id: int, *, since: float, until: float) -> list[Pause]:
        """The agent's pauses that lasted at some time within [since, until), oldest first."""
        lasted = (
            AGENT_PAUSE.c.started_at < until,
            or_(AGENT_PAUSE.c.ended_at.is_(None), AGENT_PAUSE.c.ended_at > since),
        )
        found = select(*_COLUMNS).where(AGENT_PAUSE.c.agent_id == agent_id, *lasted)
        return [Pause(**row) for row in connection.execute(found.order_by(AGENT_PAUSE.c.started_at)).mappings()]


def _scope(team_id: int | None) -> str:
    return INSTALLATION if team_id is None else str(team_id)


def _own_reasons(connection: Connection, team_id: int | None) -> tuple[PauseReason, ...]:
    found = connection.execute(select(PAUSE_REASONS.c.reasons).where(PAUSE_REASONS.c.scope == _scope(team_id)))
    return tuple(PauseReason(**one) for one in found.scalar() or ())
