"""Claiming the next leads of long lists, while what became of the last ones is written back.

    python -m benchmarks.claims [--leads 100000,10000000] [--databases sqlite,postgres] [--rounds N] [--keep DIR]

Prints JSON. Each round claims 200 leads, and then writes what a campaign writes of the 200 before them: attempts placed
(20 in a transaction), progress and ends (100 in a transaction), dispositions, call-backs promised; five seconds pass.
So leads are tried again, caps of numbers and leads keep some waiting, call-backs become due and are claimed one by one.
The lists have shares, ranks and a filter (benchmarks/long_lists.py). A claim has two halves. `claim_ms` is the first,
until the leads are the caller's and nobody else can have them; `ready_ms` is both, until all is read that dialling and
the rules need to know of all 200: what an engine waits for with an empty hopper. Where some leads had to
wait for room and more were taken, they are sums. `ratio` is of p99 of `claim_ms`, to the shortest
list. `counts_ms` is a count of all leads by state. Making ten million leads takes some minutes and 10 GB; with --keep
they stay in DIR, and the next run uses them. PostgreSQL is started from the lab and does not wait for the disk; with
--postgres URL a server of yours is used.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.filled import Figures, asked, database_url, measured, warm
from benchmarks.long_lists import CAPS, KEY, NOW, ZONES, Places, read_places
from dialer.app.event_loop import run_loop
from dialer.campaigns.attempts.model import AttemptProgress, FinishedAttempt, NewAttempt
from dialer.core.enums import AttemptState, LeadState, Outcome
from dialer.people.callbacks.model import NewCallback
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.stores.everything import Store

CLAIM = 200
ROUND_S = 5.0
OPEN_ZONES = ZONES[:3]
PLACED_AT_ONCE, NOTED_AT_ONCE, OWNER = 20, 100, "bench"
BUSY = LeadStep(state=LeadState.OPEN, due_at=300.0)
ENDS: tuple[tuple[Outcome, LeadStep], ...] = (  # of 25 calls; due_at is a wait here
    *((Outcome.NO_ANSWER, LeadStep(state=LeadState.OPEN, due_at=900.0)),) * 10,
    *((Outcome.BUSY, BUSY),) * 5,
    *((Outcome.FAILED, LeadStep(state=LeadState.DONE, reason="failed")),) * 5,
    *((Outcome.MACHINE, LeadStep(state=LeadState.OPEN, due_at=3600.0)),) * 2,
    *((Outcome.CONNECTED, LeadStep(state=LeadState.WRAPPING)),) * 3,
)


@dataclass
class Bench:
    """A campaign in the middle of its lists."""

    store: Store
    places: Places
    now: float = NOW
    before: list[ClaimedLead] = field(default_factory=list)
    claims_ms: list[float] = field(default_factory=list)
    ready_ms: list[float] = field(default_factory=list)
    claimed: int = 0
    again: int = 0  # of these, leads that were called before
    called_back: int = 0

    async def round(self, number: int) -> None:
        """Claim, and write back what became of the leads claimed before."""
        self.claims_ms.append(0.0)
        began = time.perf_counter()
        leads = await self.store.leads.claim(
            self.places.campaign_id, owner=OWNER, now=self.now, lease_s=600.0, limit=CLAIM, zone_keys=OPEN_ZONES
        )
        self.ready_ms.append((time.perf_counter() - began) * 1000)
        self.claimed += len(leads)
        self.again += sum(lead.attempts > 0 for lead in leads)
        await self._write_back(self.before, number)
        self.before = [*leads, *await self._due_callbacks()]
        self.now += ROUND_S

    def time_claims(self) -> None:
        """From now on note how long the first half of each claim takes."""
        take = self.store.leads.take

        async def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            taken = await take(*args, **kwargs)
            self.claims_ms[-1] += (time.perf_counter() - began) * 1000
            return taken

        self.store.leads.take = timed  # type: ignore[method-assign]

    async def _due_callbacks(self) -> list[ClaimedLead]:
        waiting = await self.store.callbacks.waiting([self.places.campaign_id], until=self.now)
        claim_one = self.store.leads.claim_one
        leads = [await claim_one(one.lead_id, owner=OWNER, now=self.now, lease_s=600.0) for one in waiting]
        self.called_back += len(found := [lead for lead in leads if lead is not None])
        return found

    async def _write_back(self, leads: Sequence[ClaimedLead], number: int) -> None:
        attempts = {f"call-{number}-{lead.lead_id}": lead for lead in leads}
        placed: set[str] = set()
        for some in parts(list(attempts), PLACED_AT_ONCE):
            made = [self._attempt(one, attempts[one]) for one in some]
            placed |= await self.store.attempts.place(made, owner=OWNER, now=self.now)
        kept = sorted(placed)
        talks: list[str] = []
        for some in parts(kept, NOTED_AT_ONCE):
            ringing = [AttemptProgress(id=one, state=AttemptState.ANSWERED, ringing_at=self.now) for one in some]
            await self.store.attempts.note(ringing, [])
            ends = [self._end(one, attempts[one].lead_id, place) for place, one in enumerate(some)]
            await self.store.attempts.note([], ends)
            talks += [end.id for end in ends if end.outcome is Outcome.CONNECTED]
        for place, one in enumerate(talks):
            await self._dispose(one, promised=place % 4 == 0)

    def _attempt(self, attempt_id: str, lead: ClaimedLead) -> NewAttempt:
        places = self.places
        return NewAttempt(
            id=attempt_id,
            campaign_id=places.campaign_id,
            company_id=places.company_id,
            list_id=lead.list_id,
            lead_id=lead.lead_id,
            node_id=places.node_id,
            trunk_id=places.trunk_id,
            number=lead.phones[0].number,
            caps=CAPS,
            callback_id=lead.callback_id,
            known_at=lead.known_at,
        )

    def _end(self, attempt_id: str, lead_id: int, place: int) -> FinishedAttempt:
        outcome, step = ENDS[place % len(ENDS)]
        if step.state is LeadState.OPEN:
            step = LeadStep(state=step.state, due_at=self.now + step.due_at)
        return FinishedAttempt(id=attempt_id, lead_id=lead_id, outcome=outcome, ended_at=self.now + 20, step=step)

    async def _dispose(self, attempt_id: str, *, promised: bool) -> None:
        sale = LeadStep(state=LeadState.DONE, reason="disposition:sale")
        due = self.now + 600.0
        await self.store.attempts.dispose(
            attempt_id,
            agent_id=None,
            code="call_back" if promised else "sale",
            note="",
            now=self.now + 30,
            step=LeadStep(state=LeadState.BOOKED, due_at=due) if promised else sale,
            suppress=False,
            actor="bench",
            booking=NewCallback(agent_id=None, due_at=due, deadline_at=due + 900.0) if promised else None,
        )


def parts(items: Sequence[str], size: int) -> list[Sequence[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


async def measure(url: str, rounds: int) -> dict[str, Any]:
    async with Store.open(url, key=KEY) as store:
        bench = Bench(store, await read_places(store))
        bench.time_claims()
        for number in range(10):  # until what every claim needs is in memory
            await bench.round(-number)
        bench.claims_ms, bench.ready_ms = [], []
        bench.claimed = bench.again = 0
        cpu, began = time.process_time(), time.perf_counter()
        counts = []
        for number in range(1, rounds + 1):
            await bench.round(number)
            if number % 20 == 0 or number == rounds:
                asked = time.perf_counter()
                await store.leads.counts(bench.places.campaign_id)
                counts.append((time.perf_counter() - asked) * 1000)
        return {
            "rounds": rounds,
            "claim_ms": spread(bench.claims_ms),
            "ready_ms": spread(bench.ready_ms),
            "counts_ms": spread(counts),
            "claimed": bench.claimed,
            "called_before": bench.again,
            "called_back": bench.called_back,
            "cpu_share": round((time.process_time() - cpu) / (time.perf_counter() - began), 2),
        }


def spread(took: list[float]) -> dict[str, float]:
    took = sorted(took)
    at = {"p50": took[len(took) // 2], "p99": took[int(len(took) * 0.99)], "max": took[-1]}
    return {name: round(value, 2) for name, value in at.items()}


async def on_sqlite(path: Path, rounds: int) -> Figures:
    """Dial a copy of such a file."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=path.parent) as name:
        run = Path(name) / "run.db"
        shutil.copyfile(path, run)
        await asyncio.to_thread(os.sync)  # or its pages are written to the disk while claims are measured
        return await measure(f"sqlite:///{run}", rounds)


async def on_postgres(server: str, name: str, rounds: int) -> Figures:
    """The same with a database of a server."""
    run = f"{name}_run"
    admin = await asyncpg.connect(server)
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {run}")
        await admin.execute(f"CREATE DATABASE {run} TEMPLATE {name} STRATEGY file_copy")
        await admin.execute("CHECKPOINT")
        await warm(database_url(server, run))
        return await measure(database_url(server, run), rounds)
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {run}")
        await admin.close()


async def run(options: argparse.Namespace) -> Figures:
    found = await measured(
        options,
        lambda path: on_sqlite(path, options.rounds),
        lambda server, name: on_postgres(server, name, options.rounds),
        lambda figures: figures["claim_ms"]["p99"],
    )
    return {"claim_of": CLAIM, **found}


def main() -> None:
    print(json.dumps(run_loop(run(asked(__doc__, rounds=400))), indent=2))


if __name__ == "__main__":
    main()
