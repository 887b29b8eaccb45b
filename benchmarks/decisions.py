"""What one decision costs: the pacer alone, and all that the engine does around it.

    python -m benchmarks.decisions [--live-minutes 2]

The snapshots are those of a busy cell: of simulated days with 20 and with 300 agents, without a law and under one by
which a phone rings for 15 s at least, as all that are shipped want it, so that calls may be called off; and with
`--live-minutes` also of the shipped engine on the real Asterisk of the lab, 20 agents, recorded as it asked its pacer.
Each is then decided again and again with nothing else in between. Told are the median and the 99th percentile, in
microseconds of this process's CPU: on a machine that others share, time on the wall says more about them; and the 99th
percentile of the quickest try at each snapshot, for they get into the caches too.
"""

import argparse
import asyncio
import gc
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from benchmarks.truth_run import WORLD, live_run
from dialer.campaigns.cell_campaign import read_campaign
from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.dialling import dialling_loop
from dialer.cell.dialling.decision_log import DecisionLog
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.dialling.hopper import refill
from dialer.cell.dialling.pacing_snapshot import policy as policy_of
from dialer.cell.dialling.pacing_snapshot import snapshot
from dialer.cell.tally import quantiles
from dialer.cell.trunks.token_bucket import TokenBucket
from dialer.cell.trunks.trunk_selection import Line, Lines
from dialer.core.enums import LegKind
from dialer.people.leads.model import ClaimedLead, Phone
from pacing.busy_agents import BusyPhase
from pacing.decide import decide
from pacing.simulate.run import Run
from pacing.simulate.world import ENDLESS, LeadList
from pacing.snapshot import CallInFlight, Decision, Policy, Snapshot
from tests.support.cells import a_config

EVERY = 7  # of the simulated snapshots one in so many is kept
MOST = 600
TRIES = 5
RING_MIN_S = 15.0
_LIST = LeadList("1", ENDLESS, WORLD.person)  # named as the cell names it, whose leads are then of a list that is known
Recorded = Sequence[tuple[Snapshot, Policy]]


def simulated(agents: int, ring_min_s: float | None = None) -> Recorded:
    """Snapshots of half an hour with so many agents, after ten minutes that are not kept."""
    world = replace(WORLD, agents=agents, day_s=2_400.0, lines=100_000, lists=(_LIST,))
    policy = replace(read_campaign(a_config(mode="predictive")).policy, ring_min_s=ring_min_s)
    kept: list[tuple[Snapshot, Policy]] = []
    asked = 0

    def pacer(seen: Snapshot) -> Decision:
        nonlocal asked
        asked += 1
        if seen.now > 600.0 and asked % EVERY == 0 and len(kept) < MOST:
            kept.append((seen, policy))
        return decide(seen, policy)

    Run(world, pacer, Random(1), learned=LiveLearned()).play()
    return kept


def live(minutes: float) -> Recorded:
    """Snapshots as the shipped engine had them on the real Asterisk, from its second minute on."""
    kept: list[tuple[Snapshot, Policy]] = []
    real = decide

    def recording(seen: Snapshot, policy: Policy) -> Decision:
        kept.append((seen, policy))
        return real(seen, policy)

    vars(dialling_loop)["decide"] = recording  # the shipped engine asks it under this name
    try:
        asyncio.run(live_run(replace(WORLD, day_s=60.0 * minutes), seed=1))
    finally:
        vars(dialling_loop)["decide"] = real
    # None of the end: what still rings then is watched over, and nothing is started.
    busy = [one for one in kept if one[0].agents_busy and one[0].calls and one[0].leads_left]
    return busy[len(busy) // 3 :][-MOST:]


def cost(recorded: Recorded, work: Callable[[Snapshot, Policy], object]) -> dict[str, float]:
    """Quantiles of the CPU time of `work` over the snapshots, in microseconds; each is done once before, to warm up.

    `least_p99` is that of the quickest try at each: what it costs where nobody else's work gets into the caches.
    """
    tries: list[list[float]] = []
    gc.collect()
    gc.freeze()
    for seen, policy in recorded:
        work(seen, policy)
        tries.append([_took(work, seen, policy) for _ in range(TRIES)])
    gc.unfreeze()
    found, least = quantiles([one for each in tries for one in each]), quantiles(list(map(min, tries)))
    assert found is not None
    assert least is not None
    return {**found, "least_p99": least["p99"]}


def _took(work: Callable[[Snapshot, Policy], object], seen: Snapshot, policy: Policy) -> float:
    began = time.process_time_ns()
    work(seen, policy)
    return (time.process_time_ns() - began) / 1000.0


def cell_like(seen: Snapshot, policy: Policy) -> Cell:
    """A cell of the engine that looks like the snapshot, with a campaign that is allowed the same."""
    lines = Lines(Line(1, "one", 100_000, TokenBucket(1000.0)))
    lines.trunks[1] = Line(1, "carrier", 100_000, TokenBucket(1000.0))
    learned = seen.learned
    assert isinstance(learned, LiveLearned)
    campaign = replace(read_campaign(a_config(mode="predictive")), policy=policy)
    cell = Cell(campaign=campaign, lines=lines, learned=learned, new_call_id=str, new_leg_id=str, link_up=True)
    for number in range(seen.agents_ready):
        cell.roster.put(_agent(number, AgentState.READY, seen.now))
    for number, one in enumerate(seen.agents_busy, start=seen.agents_ready):
        state = AgentState.TALKING if one.phase is BusyPhase.TALK else AgentState.WRAP_UP
        cell.roster.put(_agent(number, state, one.since))
    for number, flying in enumerate(seen.calls):
        cell.put(_call(number, flying))
    cell.hopper.extend(_lead(number) for number in range(200))
    cell.stock.known, cell.stock.zone_keys, cell.stock.behind = True, ("Europe/Rome",), (("1", 5000),)
    return cell


def _agent(number: int, state: AgentState, since: float) -> Agent:
    free = state is AgentState.READY
    return Agent(id=number, name="", phone="", leg_kind=LegKind.STANDING, state=state, since=since, leg_free=free)


def _call(number: int, seen: CallInFlight) -> Call:
    return Call(
        id=f"{number}",
        lead_id=number,
        list_id=1,
        number="",
        phone_position=0,
        trunk_id=1,
        state=CallState.RINGING,
        since=seen.launched_at,
        placed_at=seen.launched_at,
        ringing_at=seen.ringing_at,
    )


def _lead(number: int) -> ClaimedLead:
    return ClaimedLead(
        lead_id=number,
        list_id=1,
        external_id=None,
        name="",
        language="it",
        fields={},
        zone_key="Europe/Rome",
        priority=0,
        attempts=0,
        next_phone=0,
        phones=(Phone(position=0, number="+390212345678"),),
        history=(),
    )


def as_shipped(recorded: Recorded) -> dict[str, float]:
    """The same, with the engine's own work around the pacer: hopper, snapshot, policy, the record of the decision."""
    cells = {id(seen): cell_like(seen, policy) for seen, policy in recorded}

    def work(seen: Snapshot, _: Policy) -> None:
        cell = cells[id(seen)]
        refill(cell, seen.now)
        sight, allowed = snapshot(cell, seen.now), policy_of(cell, seen.now)
        decision = decide(sight, allowed)
        cell.decisions.note(sight, decision)

    return cost(recorded, work)


def _keep(log: DecisionLog, decision: Decision, seen: Snapshot, _: Policy) -> None:
    log.note(seen, decision)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--live-minutes", type=float, default=0.0)
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}; microseconds of CPU")
    log = DecisionLog()
    kinds = [
        (f"{agents} agents, simulated{law}", simulated(agents, ring_min_s))
        for law, ring_min_s in (("", None), (", 15 s of ringing", RING_MIN_S))
        for agents in (20, 300)
    ]
    if asked.live_minutes:
        kinds.append(("20 agents, the real Asterisk", live(asked.live_minutes)))
    for name, recorded in kinds:
        alone, shipped = cost(recorded, decide), as_shipped(recorded)
        keeping = cost(recorded, partial(_keep, log, decide(*recorded[0])))
        flying = sum(len(seen.calls) for seen, _ in recorded) / len(recorded)
        print(f"{name}: {len(recorded)} snapshots, {flying:.0f} calls under way in the mean")
        for what, found in (("decide", alone), ("as shipped", shipped), ("to keep it", keeping)):
            print(f"  {what:12} p50 {found['p50']:7.1f}   p99 {found['p99']:7.1f}   at least {found['least_p99']:7.1f}")


if __name__ == "__main__":
    main()
