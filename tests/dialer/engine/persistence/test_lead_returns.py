"""Leads that are given back reach the database, however long it does not answer."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from dialer.cell.effects import DeferLead, ReleaseLeads
from dialer.engine.persistence.lead_returns import lead_returns
from dialer.engine.persistence.write_queue import AGAIN_S
from dialer.people.leads.store.returns import PutAway
from tests.support.cells import NOW


@dataclass
class SilentTable:
    """Takes what it is given only after so many refusals."""

    refusals: int
    error: type[Exception] = OperationalError
    tries: int = 0
    written: list[PutAway] = field(default_factory=list)

    async def write(self, batch: PutAway) -> None:
        self.tries += 1
        if self.tries <= self.refusals:
            raise self.error("UPDATE", {}, Exception("no answer"))  # type: ignore[call-arg]
        self.written.append(batch)


@dataclass
class SilentStore:
    away: SilentTable


async def given_back(table: SilentTable, *, ends: bool = False) -> None:
    tasks: list[asyncio.Task[Any]] = []

    def spawn(work: Coroutine[Any, Any, None]) -> object:
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    returns = lead_returns(SilentStore(table), lambda: NOW, spawn, (0.0,))  # type: ignore[arg-type]
    if ends:
        returns.end()
    returns.put((1, "node-1/1", ReleaseLeads((4, 5))))
    returns.put((1, "node-1/1", DeferLead(6, NOW + 60.0, "IT-HOURS")))
    await asyncio.gather(*tasks)


async def test_a_database_that_is_away_for_long_loses_no_lead():
    table = SilentTable(refusals=3 * len(AGAIN_S))
    await given_back(table)
    [batch] = table.written
    assert batch.released == [(4, "node-1/1"), (5, "node-1/1")]
    assert batch.deferred == [(6, "node-1/1", NOW + 60.0, "IT-HOURS")]


async def test_an_engine_that_ends_waits_for_no_database():
    table = SilentTable(refusals=1000)
    await given_back(table, ends=True)
    assert (table.tries, table.written) == (1, [])


async def test_what_does_not_fit_the_tables_is_said_and_holds_up_nothing(caplog: pytest.LogCaptureFixture):
    table = SilentTable(refusals=1000, error=IntegrityError)
    await given_back(table)
    assert table.tries == 1
    assert "IntegrityError" in caplog.text
