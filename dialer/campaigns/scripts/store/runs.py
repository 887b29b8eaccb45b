"""Stored runs of scripts, with their answers, and how full quotas are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from dialer.campaigns.scripts.model import AnswerRow, IdentityState, ReplyState, RunRecord, Visit
from dialer.campaigns.scripts.rules.identification import after_try
from dialer.campaigns.scripts.rules.walk import identity_of
from dialer.core.errors import UnknownRun
from dialer.core.visibility import Visibility
from dialer.storage.database import Database
from dialer.storage.operations import reads, writes
from dialer.storage.schema import LEAD, LEAD_LIST, SCRIPT_ANSWER, SCRIPT_QUOTA, SCRIPT_RUN, SCRIPT_VERSION
from dialer.storage.sql import insert_or_leave, insert_or_update
from dialer.storage.visibility import visible_to

EXPORT_CHUNK: Final = 500
_COLUMNS: Final = [SCRIPT_RUN.c[name] for name in RunRecord.__dataclass_fields__]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRun:
    """A run with the number of its version, its answers, and the country of the lead's list (ISO 3166)."""

    run: RunRecord
    version: int
    country: str
    answers: tuple[AnswerRow, ...]


class ScriptRuns:
    """The runs of scripts in talks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, run: Mapping[str, Any]) -> RunRecord:
        """Write a new run, or return the one that this attempt has of the script."""
        return await self._database.write(_begin, dict(run))

    @reads
    def get(self, connection: Connection, run_id: int, *, sees: Visibility) -> RunRecord:
        """One run. Raises UnknownRun."""
        wanted = select(*_COLUMNS).where(SCRIPT_RUN.c.id == run_id, *visible_to(sees, SCRIPT_RUN))
        row = connection.execute(wanted).mappings().first()
        if row is None:
            raise UnknownRun(id=run_id)
        return _record(row)

    @reads
    def answers(self, connection: Connection, run_id: int) -> list[AnswerRow]:
        """The stored answers of a run that the caller was found to see."""
        return _answers_of(connection, [run_id]).get(run_id, [])

    @writes
    def write(
        self,
        connection: Connection,
        run_id: int,
        values: Mapping[str, Any],
        answers: Sequence[AnswerRow],
        cells: Collection[str],
    ) -> RunRecord:
        """Write how far a run has come: all its answers, and the quota cells that count it from now on."""
        locked = select(SCRIPT_RUN.c.script_id, SCRIPT_RUN.c.cells).where(SCRIPT_RUN.c.id == run_id).with_for_update()
        row = connection.execute(locked).first()
        if row is None:
            raise UnknownRun(id=run_id)
        _recount(connection, row.script_id, counted=row.cells, cells=cells)
        changed = update(SCRIPT_RUN).where(SCRIPT_RUN.c.id == run_id).values({**dict(values), "cells": sorted(cells)})
        made = connection.execute(changed.returning(*_COLUMNS)).mappings().one()
        connection.execute(delete(SCRIPT_ANSWER).where(SCRIPT_ANSWER.c.run_id == run_id))
        if answers:
            rows = [{**asdict(one), "state": one.state.value, "run_id": run_id} for one in answers]
            connection.execute(insert(SCRIPT_ANSWER), rows)
        return _record(made)

    @writes
    def identify(
        self, connection: Connection, run_id: int, step_id: str, *, allowed: int, matches: bool, now: float
    ) -> RunRecord | None:
        """Count a try to identify the person in a step; None if there may be no more. Raises UnknownRun.

        The tries so far are read in the same transaction, with the row locked: two at once count as two.
        """
        columns = (SCRIPT_RUN.c.identity_states, SCRIPT_RUN.c.identity_tries)
        row = connection.execute(select(*columns).where(SCRIPT_RUN.c.id == run_id).with_for_update()).first()
        if row is None:
            raise UnknownRun(id=run_id)
        after = after_try(step_id, row.identity_states, row.identity_tries, allowed=allowed, matches=matches)
        if after is None:
            return None
        states, tries = after
        identity = identity_of({name: IdentityState(state) for name, state in states.items()})
        values = {"identity": identity.value, "identity_states": states, "identity_tries": tries, "changed_at": now}
        changed = update(SCRIPT_RUN).where(SCRIPT_RUN.c.id == run_id).values(values).returning(*_COLUMNS)
        return _record(connection.execute(changed).mappings().one())

    @reads
    def counts(self, connection: Connection, script_id: int) -> dict[str, int]:
        """How many finished runs each quota of the script has."""
        wanted = select(SCRIPT_QUOTA.c.code, SCRIPT_QUOTA.c["count"]).where(SCRIPT_QUOTA.c.script_id == script_id)
        return {row[0]: row[1] for row in connection.execute(wanted.order_by(SCRIPT_QUOTA.c.code))}

    @reads
    def page(
        self,
        connection: Connection,
        script_id: int,
        *,
        after: int,
        since: float | None,
        until: float | None,
        sees: Visibility,
    ) -> list[ExportedRun]:
        """Runs of a script by id, in portions of `EXPORT_CHUNK`."""
        wanted = (
            select(*_COLUMNS, SCRIPT_VERSION.c.number.label("version_number"), LEAD_LIST.c.country)
            .join(SCRIPT_VERSION, SCRIPT_VERSION.c.id == SCRIPT_RUN.c.version_id)
            .join(LEAD, LEAD.c.id == SCRIPT_RUN.c.lead_id)
            .join(LEAD_LIST, LEAD_LIST.c.id == LEAD.c.list_id)
            .where(SCRIPT_RUN.c.script_id == script_id, SCRIPT_RUN.c.id > after, *visible_to(sees, SCRIPT_RUN))
            .order_by(SCRIPT_RUN.c.id)
            .limit(EXPORT_CHUNK)
        )
        if since is not None:
            wanted = wanted.where(SCRIPT_RUN.c.started_at >= since)
        if until is not None:
            wanted = wanted.where(SCRIPT_RUN.c.started_at < until)
        rows = connection.execute(wanted).mappings().all()
        answers = _answers_of(connection, [row["id"] for row in rows])
        own = set(RunRecord.__dataclass_fields__)
        return [
            ExportedRun(
                run=_record({name: value for name, value in row.items() if name in own}),
                version=row["version_number"],
                country=row["country"],
                answers=tuple(answers.get(row["id"], ())),
            )
            for row in rows
        ]


def _record(row: Any) -> RunRecord:
    return RunRecord(
        **{
            **row,
            "path": tuple(Visit(**one) for one in row["path"]),
            "duties": tuple(row["duties"]),
            "not_said": tuple(row["not_said"]),
            "cells": tuple(row["cells"]),
            "identity": IdentityState(row["identity"]),
        }
    )


def _begin(connection: Connection, run: dict[str, Any]) -> RunRecord:
    connection.execute(insert_or_leave(connection, SCRIPT_RUN), run)
    mine = (SCRIPT_RUN.c.attempt_id == run["attempt_id"], SCRIPT_RUN.c.script_id == run["script_id"])
    return _record(connection.execute(select(*_COLUMNS).where(*mine)).mappings().one())


def _answers_of(connection: Connection, run_ids: Collection[int]) -> dict[int, list[AnswerRow]]:
    wanted = select(SCRIPT_ANSWER).where(SCRIPT_ANSWER.c.run_id.in_(run_ids)).order_by(*SCRIPT_ANSWER.primary_key)
    found: dict[int, list[AnswerRow]] = {}
    for row in connection.execute(wanted).mappings():
        said = {name: value for name, value in row.items() if name != "run_id"}
        answer = AnswerRow(**{**said, "state": ReplyState(said["state"])})
        found.setdefault(row["run_id"], []).append(answer)
    return found


def _recount(connection: Connection, script_id: int, *, counted: Iterable[str], cells: Collection[str]) -> None:
    """Count the run in the cells that it came into, and no more in those that it left."""
    before, now = set(counted), set(cells)
    for code, step in [*((one, 1) for one in sorted(now - before)), *((one, -1) for one in sorted(before - now))]:
        key = ("script_id", "code")
        connection.execute(
            insert_or_update(connection, SCRIPT_QUOTA, key=key, changed=key),
            {"script_id": script_id, "code": code, "count": 0},
        )
        mine = (SCRIPT_QUOTA.c.script_id == script_id, SCRIPT_QUOTA.c.code == code)
        connection.execute(update(SCRIPT_QUOTA).where(*mine).values(count=SCRIPT_QUOTA.c["count"] + step))
