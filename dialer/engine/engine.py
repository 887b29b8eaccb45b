"""The engine: one loop that owns every cell, with tasks that bring it events and perform effects."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dialer.campaigns.facts_reader import FactsReader
from dialer.cell.dialling.lead_withdrawal import offers
from dialer.cell.tally import quantiles
from dialer.cell.trunks.trunk_selection import Lines
from dialer.compliance.load import load
from dialer.core.process_identity import new_owner
from dialer.core.settings import Settings
from dialer.engine.board.board import board
from dialer.engine.board.engine_stats import figures, health
from dialer.engine.board.goals import Goals
from dialer.engine.board.lead_counts import LeadCounts
from dialer.engine.board.penetration import AHEAD_S, Ahead
from dialer.engine.config_poll import read_config
from dialer.engine.disposition_timeout import sweep_undisposed
from dialer.engine.effect_runner import EffectRunner
from dialer.engine.engine_events import BusMessage, CountedElsewhere, NodeLost
from dialer.engine.event_loop import Turns
from dialer.engine.inbox import Inbox
from dialer.engine.messages.agent_orders import AgentOrders
from dialer.engine.messages.queries import answer
from dialer.engine.nodes.ami_journal import tell_journal
from dialer.engine.nodes.endpoints import tell_endpoints
from dialer.engine.nodes.inspection import tell_inspection
from dialer.engine.nodes.lag_watch import LagWatch
from dialer.engine.nodes.node_supervisor import NodeKeeper
from dialer.engine.nodes.sounds import tell_sounds
from dialer.engine.nodes.stall_guard import go_on_when_sure
from dialer.engine.nodes.trial_calls import TrialCalls
from dialer.engine.nodes.trunk_proof import tell_trunk_proof
from dialer.engine.persistence.attempt_progress import Writer
from dialer.engine.persistence.destination_alarms import note_alarms
from dialer.engine.recovery.missed_dispositions import MissedDispositions
from dialer.engine.recovery.orphaned_claims import Lost
from dialer.engine.recovery.pacer_memory import Memory
from dialer.engine.recovery.recount import STANDS_S, Recounts
from dialer.engine.switchboard import Switchboard
from dialer.messaging.boards import ENGINE, MEASURES
from dialer.messaging.bus import TO_ENGINE, Bus, Topic
from dialer.storage.database import TROUBLE
from dialer.stores.everything import Store
from dialer.telephony.nodes.model import Node

log = logging.getLogger("pronto.engine")

POLL_S = 1.0  # how late a wish is acted on if its nudge was lost
BOARD_S = (
    0.2  # a change is on a wallboard within a quarter of a second; making one takes half a millisecond at 300 agents
)
COUNTS_S = GOALS_S = BUDGETS_S = SWEEP_S = 5.0
MEMORY_S = 30.0
OTHERS_EVERY_S = 60.0  # how often is read what other engines have shown of the numbers of pools
DRAIN_SLACK_S = 10.0  # beyond the ring limit, for the wait limits of answered calls


class Engine:
    """Runs the campaigns of every node it can own. `clock` gives epoch seconds; `environ` holds the nodes' secrets."""

    def __init__(
        self,
        *,
        store: Store,
        bus: Bus,
        settings: Settings,
        clock: Callable[[], float],
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._store, self._bus, self._settings, self._clock = store, bus, settings, clock
        self._environ = dict(environ)
        if settings.ami_secret is not None:
            self._environ.setdefault("PRONTO_AMI_SECRET", settings.ami_secret.get_secret_value())
        self._owner = new_owner()
        self._inbox = Inbox(clock)
        self._writer = Writer(store)
        self._memory = Memory(store=store, clock=clock, fence_of=lambda node_id: self._keepers[node_id].fence or 0)
        self._installation = store.digests.installation
        self.switchboard = Switchboard(
            installation=self._installation, remembered=self._memory.take, profiles=load(settings.profiles_dir)
        )
        self._facts_reader, self._lost = FactsReader(store, settings), Lost(store)
        self._effect_runner = EffectRunner(
            store=store, bus=bus, inbox=self._inbox, writer=self._writer, clock=clock, spawn=self._spawn
        )
        self._turned = asyncio.Event()
        self._turns = Turns(
            inbox=self._inbox,
            switchboard=self.switchboard,
            clock=clock,
            perform=self._perform,
            done=self._turned.set,
            stalled=lambda: self._spawn(go_on_when_sure(self._keepers.values(), self._turns)),
        )
        self._keepers: dict[int, NodeKeeper] = {}
        self._trial_calls = TrialCalls(self._keepers, bus, self._spawn, lines_of=self._lines_of, clock=clock)
        self._lag = LagWatch(
            inbox=self._inbox,
            clock=clock,
            links=self._effect_runner.links,
            nodes=self.switchboard.nodes,
            measures=self._effect_runner.measures,
        )
        self._group: asyncio.TaskGroup | None = None
        cells = self.switchboard.cells
        self._counts = LeadCounts(store=store, inbox=self._inbox, clock=clock, cells=cells)
        self._missed_dispositions = MissedDispositions(store=store, inbox=self._inbox, clock=clock, cells=cells)
        self._recounts = Recounts(
            store=store, inbox=self._inbox, clock=clock, cells=cells, writes=lambda: self._writer.healthy
        )
        self._ahead = Ahead(store=store, clock=clock, cells=cells)
        self._goals = Goals(store=store, clock=clock, cells=cells)
        self._poll_now = asyncio.Event()
        self._others_asked_at = 0.0
        self._orders = AgentOrders(self.switchboard, self._until)

    async def run(self, stop: asyncio.Event, *, end_talks_after_s: float | None = None) -> None:
        """Run until `stop` is set; then start no more calls, wait for those that ring, and return.

        Talks go on, and the next engine takes them over; with `end_talks_after_s` they are hung up after that time.
        """
        async with asyncio.TaskGroup() as group:
            self._group = group
            services = [
                group.create_task(self._turns.run(), name="loop"),
                group.create_task(self._writer.run(), name="writer"),
                group.create_task(self._listen(), name="bus"),
                group.create_task(self._poll_for_ever(), name="poll"),
                group.create_task(self._every(POLL_S, self._missed_dispositions.look), name="unheard"),
                group.create_task(self._lag.watch(), name="lag"),
                group.create_task(self._every(BOARD_S, self._publish_board), name="board"),
                group.create_task(self._every(COUNTS_S, self._counts.refresh), name="counts"),
                group.create_task(self._every(AHEAD_S, self._ahead.count), name="ahead"),
                group.create_task(self._every(GOALS_S, self._goals.count), name="goals"),
                group.create_task(self._every(SWEEP_S, self._sweep), name="sweep"),
                group.create_task(self._every(STANDS_S, self._recounts.look), name="recounts"),
                group.create_task(self._every(MEMORY_S, self._remember), name="memory"),
                group.create_task(self._every(BUDGETS_S, self._exchange_budgets), name="budgets"),
            ]
            await stop.wait()
            await self._drain()
            if end_talks_after_s is not None:
                await self._end_talks(end_talks_after_s)
            self._effect_runner.lead_returns.end()
            self._effect_runner.pauses.end()
            for keeper in self._keepers.values():
                keeper.withdraw()
                if keeper.task is not None:
                    keeper.task.cancel()
            for service in services:
                service.cancel()
        await self._leave()

    def health(self) -> dict[str, Any]:
        """When the loop last ran, whether the database accepts results, and how many results wait for it."""
        return health(self._writer, self._turns)

    def figures(self) -> dict[str, Any]:
        """Counters for reports and metrics."""
        return figures(self.switchboard, self._effect_runner, self._turns)

    # The one writer ---------------------------------------------------------------------------------------------------

    def _perform(self) -> None:
        for cell in self.switchboard.cells.values():
            for effect in cell.take_effects():
                self._effect_runner.perform(cell, effect)
        for node_id in self.switchboard.take_looks():
            self._keepers[node_id].look()
        for node_id, channel_id in self.switchboard.take_strays():
            if not self._keepers[node_id].holds:
                continue  # it may be another engine's by now; if not, the next audit reports it again
            log.warning("a channel of ours without an owner is hung up on node %d", node_id)
            self._effect_runner.hang_up(node_id, channel_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> object:
        assert self._group is not None
        return self._group.create_task(work)

    # News -------------------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        async with self._bus.subscribe(*TO_ENGINE) as messages:
            async for message in messages:
                if message.topic == Topic.ASK:
                    self._answer(message.body)
                    continue
                self._inbox.put(BusMessage(message.topic, message.body))
                if message.topic in (Topic.CAMPAIGN, Topic.AGENT, Topic.SUPPRESSED):
                    self._poll_now.set()
                if message.body.get("number") and message.topic in (Topic.AGENT, Topic.COMMAND):
                    self._spawn(self._reply(message.topic, message.body))

    def _answer(self, question: Mapping[str, Any]) -> None:
        """Answer from the cells at once, without changing them; questions for Asterisk run in tasks of their own."""
        self._spawn(tell_sounds(self._effect_runner.links, self._bus, question, self._settings.sounds_dir))
        self._spawn(tell_endpoints(self._effect_runner.links, self._bus, question))
        self._spawn(tell_inspection(self._effect_runner.links, self._bus, question, self._clock))
        self._spawn(tell_trunk_proof(self._effect_runner.links, self._bus, question))
        self._spawn(self._trial_calls.tell(question))
        self._spawn(tell_journal({one: keeper.journal for one, keeper in self._keepers.items()}, self._bus, question))
        if (said := answer(self.switchboard.cells, question, now=self._clock())) is not None:
            self._bus.publish(Topic.ANSWER, said)

    async def _reply(self, topic: str, body: Mapping[str, Any]) -> None:
        if (said := await self._orders.reply(topic, body)) is not None:
            self._bus.publish(Topic.ANSWER, said)

    async def _poll_for_ever(self) -> None:
        while True:
            self._poll_now.clear()
            try:
                await self._poll()
            except TROUBLE as error:
                log.warning("the database does not answer: %s", type(error).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poll_now.wait(), POLL_S)

    async def _poll(self) -> None:
        """Read configuration and wishes, and pass them to the loop."""
        nodes = await self._store.nodes.list()
        for node_id in self._keepers.keys() - {node.id for node in nodes}:
            await self._let_go(self._keepers[node_id])
        for node in nodes:
            keeper = self._keepers.get(node.id)
            if keeper is None:
                self._keep(node)
            elif keeper.node != node:
                self._take_up(keeper, node)
        owned = self._owned()
        budgets = self.switchboard.budgets
        known = {"known": budgets.strangers.keys(), "known_ended": budgets.ended}
        shown = offers(self.switchboard.cells.values(), self._effect_runner.owners)
        new_nodes = owned.keys() - self.switchboard.nodes.keys()
        config = await read_config(
            self._store,
            owned,
            **known,
            shown=shown,
            new_nodes=new_nodes,
            known_numbers=self.switchboard.number_uses.restored,
            asks_others=self._asks_others(),
            now=self._clock(),
        )
        for campaign in config.campaigns:
            await self._memory.recall(campaign, self.switchboard.cells)
        config = replace(config, seen=await self._facts_reader.look(config.campaigns, now=self._clock()))
        if owned == self._owned():
            self._inbox.put(config)
        else:  # a node changed owner meanwhile: what was read may be another engine's by now
            self._memory.forget()
            self._poll_now.set()

    def _asks_others(self) -> bool:
        """Whether it is time to read what other engines have shown of the numbers of pools."""
        now = self._clock()
        asks = now >= self._others_asked_at + OTHERS_EVERY_S
        if asks:
            self._others_asked_at = now
        return asks

    def _owned(self) -> dict[int, int]:
        return {i: keeper.fence for i, keeper in self._keepers.items() if keeper.fence is not None}

    def _keep(self, node: Node) -> None:
        keeper = NodeKeeper(
            node=node,
            store=self._store,
            inbox=self._inbox,
            clock=self._clock,
            owner=self._owner,
            knows=self._knows,
            secrets=self._environ,
            settings=self._settings,
            installation=self._installation,
        )
        self._keepers[node.id] = keeper
        assert self._group is not None
        keeper.task = self._group.create_task(self._run_node(keeper), name=f"node {node.name}")

    def _take_up(self, keeper: NodeKeeper, node: Node) -> None:
        """Apply the node's new settings. If its address changed, hang up idle agents' phones on the old Asterisk."""
        before = keeper.node
        if keeper.serves and (before.host, before.port) != (node.host, node.port):
            agents = [agent for cell in self.switchboard.cells_of(node.id) for agent in cell.roster]
            for agent in agents:
                if agent.leg_id is not None and agent.call_id is None:
                    self._effect_runner.hang_up(node.id, agent.leg_id)
        keeper.take_up(node)

    async def _let_go(self, keeper: NodeKeeper) -> None:
        """Release a retired node, once nothing of ours is left on its Asterisk."""
        node_id = keeper.node.id
        cells = self.switchboard.cells_of(node_id)
        if any(cell.calls or any(agent.leg_id is not None for agent in cell.roster) for cell in cells):
            return
        log.info("node %s was retired: its link ends", keeper.node.name)
        assert keeper.task is not None
        keeper.withdraw()
        keeper.task.cancel()
        await asyncio.wait([keeper.task])
        await keeper.leave()
        self._inbox.put(NodeLost(node_id))
        await self._until(lambda: node_id not in self.switchboard.nodes)
        for known in (self._keepers, self._effect_runner.links, self._effect_runner.owners):
            known.pop(node_id, None)

    async def _run_node(self, keeper: NodeKeeper) -> None:
        nodes, node_id = self.switchboard.nodes, keeper.node.id
        while True:
            await keeper.own()
            self._effect_runner.links[node_id], self._effect_runner.owners[node_id] = keeper.link(), keeper.lead_owner
            self._poll_now.set()
            await self._until(lambda: node_id in nodes)  # its cells must exist first
            await keeper.serve()
            self._inbox.put(NodeLost(node_id))
            await self._until(lambda: node_id not in nodes)

    def _knows(self, call_id: str) -> bool:
        return self._writer.pending(call_id) or any(call_id in c.calls for c in self.switchboard.cells.values())

    # Housekeeping -----------------------------------------------------------------------------------------------------

    async def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            try:
                await work()
            except TROUBLE as error:
                log.warning("%s: the database does not answer: %s", work.__name__, type(error).__name__)
            await asyncio.sleep(seconds)

    def _lines_of(self, node_id: int) -> Lines | None:
        desk_ = self.switchboard.nodes.get(node_id)
        return None if desk_ is None else desk_.lines

    async def _publish_board(self) -> None:
        if alarms := self.switchboard.take_alarms():
            self._spawn(note_alarms(self._store, alarms))
        troubles = {node_id: ails for node_id, keeper in self._keepers.items() if (ails := keeper.ails)}
        body = board(
            self.switchboard,
            leads=self._counts.by_campaign,
            undisposed=self._counts.undisposed,
            ahead=self._ahead.of,
            goals=self._goals.of,
            trunks=self._effect_runner.measures.trunks,
            troubles=troubles,
            off=self._counts.off,
            deciding_us=quantiles(self._turns.deciding_us),
            now=self._clock(),
        )
        own = {ENGINE: self._owner.rpartition(":")[2], "health": self.health()}
        self._bus.publish(Topic.BOARD, body | own | {MEASURES: self._effect_runner.measures.as_data(self.switchboard)})

    async def _sweep(self) -> None:
        now, cells = self._clock(), self.switchboard.cells
        await sweep_undisposed(self._store, cells, now=now)
        await self._store.callbacks.expire(now=now)
        await self._lost.look(cells, list(self._effect_runner.owners.values()), now=now)

    async def _remember(self) -> None:
        await self._memory.save(self.switchboard.cells)

    async def _exchange_budgets(self) -> None:
        if (tallies := await self._memory.exchange(self.switchboard.budgets, self.switchboard.cells)) is not None:
            self._inbox.put(CountedElsewhere(tallies), wake=False)

    # The end ----------------------------------------------------------------------------------------------------------

    async def _drain(self) -> None:
        """Wait until no call rings or waits. Asterisk keeps their time limits, so this ends."""
        self.switchboard.drain(now=self._clock())
        self._inbox.wake()
        log.info("draining: %d calls before talk", self.switchboard.calls_before_talk())
        longest = max((c.campaign.ring_limit_ms / 1000 for c in self.switchboard.cells.values()), default=0.0)
        await self._until(lambda: not self.switchboard.calls_before_talk(), longest + DRAIN_SLACK_S)

    async def _end_talks(self, patience_s: float) -> None:
        cells = self.switchboard.cells.values()
        await self._until(lambda: not any(cell.calls for cell in cells), patience_s)
        for cell in cells:
            for call_id in cell.calls:
                self._effect_runner.hang_up(cell.campaign.node_id, call_id)
        await self._until(lambda: not any(cell.calls for cell in cells), DRAIN_SLACK_S)

    async def _until(self, done: Callable[[], bool], seconds: float | None = None) -> None:
        """Wait until `done()` is true, checked after every turn of the loop, for at most `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not done():
                    self._turned.clear()
                    await self._turned.wait()

    async def _leave(self) -> None:
        """Write what is not written yet, and give leads and nodes back."""
        await self._writer.flush()
        try:
            await self._remember()
        except TROUBLE as error:
            log.warning("what was learned of late is not kept: %s", type(error).__name__)
        for keeper in self._keepers.values():
            await keeper.leave()
