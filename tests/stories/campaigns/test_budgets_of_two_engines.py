"""Two engines over one database share a budget of abandoned calls: no count is lost, whoever writes or dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace

import pytest

from dialer.campaigns.model import draft_of
from dialer.cell.cell import Cell
from dialer.core.enums import Outcome
from dialer.core.visibility import EVERYTHING
from dialer.engine.recovery.pacer_memory import Memory
from dialer.engine.shared_budgets import Budgets
from dialer.stores.everything import Store
from pacing.guard import Level, allowance
from tests.support.cells import a_campaign, a_cell
from tests.support.stores import NOW, Centre, finished

SPRING = (1, "spring")


@dataclass
class Half:
    """One engine's side: its own connections, its one cell, and what it knows of the other's."""

    store: Store
    cell: Cell
    of: dict[int, tuple[int, str]]
    now: float = NOW
    budgets: Budgets = field(init=False)
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.budgets = Budgets(of=self.of)
        self.memory = Memory(store=self.store, clock=lambda: self.now)

    @property
    def id(self) -> int:
        return self.cell.campaign.id

    def counts(self, *, served: int = 0, abandoned: int = 0) -> None:
        self.cell.learned.tally.add(self.now, served=served, abandoned=abandoned)

    async def turn(self) -> None:
        """What the engine does every few seconds."""
        self.now += 5.0
        tallies = await self.memory.exchange(self.budgets, {self.id: self.cell})
        if tallies is not None:
            self.budgets.strangers = tallies
        self.budgets.exchange({self.id: self.cell}, self.now)

    @property
    def all_abandoned(self) -> float:
        """Own and the other's, as the pacer sees them."""
        return self.cell.learned.tally.abandoned + self.cell.elsewhere["campaign"].abandoned

    @property
    def level(self) -> Level:
        return allowance(self.cell.learned, self.cell.campaign.policy, self.now, self.cell.elsewhere).level


@pytest.fixture
async def halves(centre: Centre, empty_url: str) -> AsyncIterator[tuple[Half, Half]]:
    store = centre.store
    other = await store.nodes.upsert("two", host="127.0.0.2")
    draft = replace(draft_of(centre.campaign), name="Spring, far", node_id=other.id, trunk_ids=())
    far = await store.campaigns.create(draft, actor="test", now=NOW)
    of = {centre.campaign.id: SPRING, far.id: SPRING}
    async with AsyncExitStack() as opened:
        stores = [await opened.enter_async_context(Store.open(empty_url)) for _ in range(2)]
        one, two = (
            Half(mine, a_cell(campaign=replace(a_campaign(), id=campaign_id)), of)
            for mine, campaign_id in zip(stores, of, strict=True)
        )
        yield one, two


@pytest.mark.gate
async def test_what_both_count_at_the_same_time_is_all_there_in_the_end(halves):
    for _ in range(20):
        for half in halves:
            half.counts(served=10, abandoned=1)
        await asyncio.gather(*(half.turn() for half in halves))
    for half in halves:
        await half.turn()  # what was written last is read
    await halves[0].turn()
    assert [half.all_abandoned for half in halves] == [40, 40]


async def test_one_engines_abandoned_calls_hold_the_other_back(halves):
    one, two = halves
    one.counts(served=1000)
    two.counts(served=1000)
    await one.turn()
    await two.turn()
    assert two.level is Level.FREE
    one.counts(abandoned=90)
    await one.turn()
    await two.turn()
    assert two.level >= Level.PROGRESSIVE


async def test_what_a_dead_engine_has_abandoned_counts_on_and_its_successor_knows_it(centre, halves):
    one, two = halves
    one.counts(served=100, abandoned=5)
    ends = [finished(attempt, outcome=Outcome.ABANDONED) for attempt in await centre.placed(5)]
    await centre.store.attempts.note([], ends)
    await one.turn()
    for _ in range(3):  # the other engine is dead; nobody writes for it any more
        two.counts(served=10)
        await two.turn()
    assert two.all_abandoned == 5
    config = await one.store.campaigns.get(one.id, sees=EVERYTHING)
    memory = Memory(store=one.store, clock=lambda: NOW)
    await memory.recall(config, {})
    past = memory.take(one.id)
    assert past is not None
    successor = replace(one, cell=a_cell(campaign=one.cell.campaign, learned=past.learned))
    two.counts(abandoned=2)
    await two.turn()
    await successor.turn()
    assert (successor.cell.learned.tally.abandoned, successor.all_abandoned) == (5, 7)
    successor.counts(abandoned=1)
    await successor.turn()
    await two.turn()
    assert two.all_abandoned == 8


async def test_an_engine_that_has_lost_its_node_writes_nothing_over_what_its_successor_has_counted(halves):
    one, two = halves
    node_id = (await one.store.campaigns.get(one.id, sees=EVERYTHING)).node_id
    one.store.leases.clock = lambda _: NOW
    mine = await one.store.leases.take(node_id, "elsewhere:1:mine", 15.0)
    one.memory.fence_of = lambda _: mine.fence
    one.counts(served=90, abandoned=1)
    await one.turn()
    assert (await one.store.memory.load(one.id)).learned["tally"]["totals"] == [90, 1, 0]
    two.store.leases.clock = lambda _: NOW + 20.0
    theirs = await two.store.leases.take(node_id, "elsewhere:2:theirs", 15.0)
    two.memory.fence_of = lambda _: theirs.fence
    successor = a_cell(campaign=one.cell.campaign)
    successor.learned.tally.add(NOW + 20.0, served=91, abandoned=7)
    await two.memory.save({one.id: successor})
    await one.turn()  # it has stood still, and does not know yet
    assert (await one.store.memory.load(one.id)).learned["tally"]["totals"] == [91, 7, 0]
