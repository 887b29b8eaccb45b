"""What the store costs: claims from a long list, and the CPU time of a call's writes.

    python -m benchmarks.store [--url URL] [--leads N] [--calls N] [--batch N] [--without prepared|marks]

Prints JSON. Reads and claims are timed from the caller's side in milliseconds: `fresh` when every lead is due,
`waiting` when nearly all wait for a later hour, `worn` when nearly all are done. `call_cpu_ms` is this process's CPU
time per call, threads included, its calls written in batches one after the other; an agent's disposition is a
transaction of its own. Without --url a SQLite file is made and removed; with it the database must be empty.
`uncleaned`, on PostgreSQL, is when two thirds of the list were called since the index was cleaned. --without leaves out
what the store does to be quick, to show what that gives: statements run at the driver's price, or the marks of the last
walk.
"""

import argparse
import asyncio
import json
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import Connection, make_url, text
from sqlalchemy.sql.expression import Executable

from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt, NewAttempt
from dialer.campaigns.model import CampaignDraft
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.people.leads.model import ClaimedLead, NewLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.people.leads.store.claim.walk_marks import Marks
from dialer.storage import prepared
from dialer.storage.database import SqliteDatabase
from dialer.stores.everything import Store

NOW = 1_700_000_000.0
ROME = "Europe/Rome"
CLAIM = 200
ROUNDS = 400

_LEADS = """
INSERT INTO lead (list_id, name, language, fields, zone_key, state, priority, due_at, attempts, next_phone, done_reason,
                  notes, postcode, owner)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
SELECT :list, 'Lead', 'it', '{}', :zone, 'open', 0, 0, 0, 0, '', '', '', '' FROM n
"""
_PHONES = (
    "INSERT INTO lead_phone SELECT id, 0, '+39' || CAST(3330000000 + id AS TEXT), '' FROM lead WHERE list_id = :list"
)
_WAIT = "UPDATE lead SET due_at = :later WHERE state = 'open' AND id % 1000 <> 0"
_UNCLEANED = (
    "ALTER TABLE lead SET (autovacuum_enabled = false)",
    "UPDATE lead SET state = 'done' WHERE state = 'open' AND id < (SELECT min(id) + 2 * count(*) / 3 FROM lead)",
)
_WEAR = "UPDATE lead SET state = 'done' WHERE state = 'open' AND id % 1000 <> 0"


@dataclass
class Bench:
    """A campaign with one long list."""

    store: Store
    campaign_id: int
    company_id: int
    node_id: int
    trunk_id: int
    list_id: int
    url: str

    async def sql(self, statement: str, **facts: Any) -> None:
        def run(connection: Connection) -> None:
            connection.execute(text(statement), facts)

        await self.store.database.write(run)

    async def settle(self) -> None:
        """Let the database do now what it does by itself in the minute after such a change."""
        if isinstance(self.store.database, SqliteDatabase):
            with closing(sqlite3.connect(make_url(self.url).database or "")) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        connection = await asyncpg.connect(self.url)
        await connection.execute("VACUUM ANALYZE lead")
        await connection.close()

    async def claim(self) -> list[ClaimedLead]:
        return await self.store.leads.claim(
            self.campaign_id, owner="bench", now=NOW, lease_s=600.0, limit=CLAIM, zone_keys=[ROME]
        )


async def prepare(store: Store, url: str, leads: int) -> Bench:
    company = await store.companies.create("Bench")
    node = await store.nodes.upsert("bench", host="127.0.0.1")
    trunk = await store.trunks.upsert(node.id, "carrier", dial="PJSIP/{number}@carrier")
    draft = CampaignDraft(name="Bench", company_id=company.id, node_id=node.id, trunk_ids=(trunk.id,))
    campaign = await store.campaigns.create(draft, actor="bench", now=NOW)
    into = await store.lists.create(name="Bench", company_id=company.id, campaign_id=campaign.id, now=NOW)
    await store.leads.add(into.id, [NewLead(phones=(), zone_key=ROME, due_at=NOW * 2)])  # makes the shelf
    bench = Bench(store, campaign.id, company.id, node.id, trunk.id, into.id, url)
    await bench.sql(_LEADS, count=leads, list=into.id, zone=ROME)
    await bench.sql(_PHONES, list=into.id)
    await bench.settle()
    return bench


async def timed(work: Callable[[], Awaitable[object]], rounds: int) -> dict[str, float]:
    """Milliseconds per round: wall time, and the mean CPU time of this process, which other load does not change."""
    took = []
    cpu = time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        await work()
        took.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / rounds
    took.sort()
    at = {"p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "max": took[-1], "cpu": cpu}
    return {name: round(value, 2) for name, value in at.items()}


async def claims(bench: Bench) -> dict[str, Any]:
    found: dict[str, Any] = {"fresh": await timed(bench.claim, ROUNDS)}
    if not isinstance(bench.store.database, SqliteDatabase):
        for statement in _UNCLEANED:
            await bench.sql(statement)
        found["uncleaned"] = await timed(bench.claim, ROUNDS // 4)
    await bench.sql(_WAIT, later=NOW + 3600.0)
    await bench.settle()
    found["waiting"] = await timed(bench.claim, ROUNDS)
    leads = bench.store.leads
    found["next_due"] = await timed(lambda: leads.next_due(bench.campaign_id), 20)
    found["zone_keys"] = await timed(lambda: leads.zone_keys(bench.campaign_id), 20)
    found["counts"] = await timed(lambda: leads.counts(bench.campaign_id), 20)
    await bench.sql(_WEAR)
    await bench.settle()
    found["worn"] = await timed(bench.claim, ROUNDS)
    return found


async def call_cost(bench: Bench, calls: int, batch: int) -> dict[str, float]:
    """CPU milliseconds per call of each write."""
    fresh = [NewLead(phones=((f"+3934{number:08d}", ""),), zone_key=ROME, priority=-1) for number in range(calls)]
    await bench.store.leads.add(bench.list_id, fresh)
    leads: list[ClaimedLead] = []
    while len(leads) < calls:
        leads += await bench.claim()
    batches = [leads[start : min(start + batch, calls)] for start in range(0, calls, batch)]
    found: dict[str, float] = {}
    for name, write in (("place", place), ("progress", progress), ("finish", finish), ("dispose", dispose)):
        began = time.process_time()
        for some in batches:
            await write(bench, some)
        found[name] = round((time.process_time() - began) * 1000 / calls, 3)
    return {**found, "all": round(sum(found.values()), 3)}


def _id(lead: ClaimedLead) -> str:
    return f"bench-{lead.lead_id}"


async def place(bench: Bench, leads: Sequence[ClaimedLead]) -> None:
    attempts = [
        NewAttempt(
            id=_id(lead),
            campaign_id=bench.campaign_id,
            company_id=bench.company_id,
            list_id=lead.list_id,
            lead_id=lead.lead_id,
            node_id=bench.node_id,
            trunk_id=bench.trunk_id,
            number=lead.phones[0].number,
        )
        for lead in leads
    ]
    assert len(await bench.store.attempts.place(attempts, owner="bench", now=NOW)) == len(leads)


async def progress(bench: Bench, leads: Sequence[ClaimedLead]) -> None:
    answered = AttemptState.ANSWERED
    await bench.store.attempts.note(
        [AttemptProgress(id=_id(lead), state=answered, ringing_at=NOW + 2, answered_at=NOW + 8) for lead in leads], []
    )


async def finish(bench: Bench, leads: Sequence[ClaimedLead]) -> None:
    step = LeadStep(state=LeadState.WRAPPING)
    await bench.store.attempts.note(
        [],
        [
            FinishedAttempt(
                id=_id(lead), lead_id=lead.lead_id, outcome=Outcome.CONNECTED, ended_at=NOW + 60, step=step, cause=16
            )
            for lead in leads
        ],
    )


async def dispose(bench: Bench, leads: Sequence[ClaimedLead]) -> None:
    step = LeadStep(state=LeadState.DONE, reason="disposition:sale")
    for lead in leads:
        await bench.store.attempts.dispose(
            _id(lead), agent_id=None, code="sale", note="", now=NOW + 70, step=step, suppress=False, actor="bench"
        )


def leave_out(path: str) -> None:
    """Let the store do without one of its quick ways."""
    if path == "marks":
        Marks.get = lambda *_: None  # type: ignore[method-assign]
        Marks.last = lambda *_: None  # type: ignore[method-assign]
    elif path == "prepared":
        prepared.rows = _rows
        prepared.many = _many


def _rows(connection: Connection, statement: Executable, facts: Mapping[str, Any]) -> Sequence[Any]:
    result = connection.execute(statement, dict(facts))
    return result.fetchall() if result.returns_rows else []


def _many(connection: Connection, statement: Executable, facts: Sequence[Mapping[str, Any]]) -> None:
    if facts:
        connection.execute(statement, [dict(each) for each in facts])


async def run(url: str, leads: int, calls: int, batch: int) -> dict[str, Any]:
    async with Store.open(url, migrate=True) as store:
        bench = await prepare(store, url, leads)
        return {
            "database": url.split(":", 1)[0],
            "leads": leads,
            "claim_of": CLAIM,
            "claim_ms": await claims(bench),
            "batch": batch,
            "call_cpu_ms": await call_cost(bench, calls, batch),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--without", choices=("prepared", "marks"), default="")
    options = parser.parse_args()
    leave_out(options.without)
    with tempfile.TemporaryDirectory(prefix="pronto-bench-") as folder:
        url = options.url or f"sqlite:///{Path(folder) / 'bench.db'}"
        print(json.dumps(asyncio.run(run(url, options.leads, options.calls, options.batch)), indent=2))


if __name__ == "__main__":
    main()
