"""Performs the cells' effects: writes attempts, acts on Asterisk, claims leads. Results go to the inbox."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from ami.action import Action
from ami.answer import Answer
from ami.client import AmiClient
from ami.errors import AmiDown, AmiError, AmiTimeout, BadHeader, LinkLost
from dialer.attempts.model import NewAttempt
from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.cell.dialling.callbacks import promised
from dialer.cell.effects import (
    Claim,
    Connect,
    DeferLead,
    Effect,
    Fetch,
    Finish,
    HangUp,
    LogRuling,
    OptOut,
    Place,
    ReleaseLeads,
    RetireLead,
    RingLeg,
    SaveProgress,
    Screen,
    Spare,
    TellSpoke,
    Warn,
)
from dialer.cell.events import ConnectFailed, FoundGone, NotWritten, Refused, Sent
from dialer.cell.legal.monitoring_policy import locked
from dialer.cell.tally import Latencies
from dialer.core.channel_ids import agent_of
from dialer.engine.engine_events import Fetched, LegFailed, NotStocked, Stocked
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.originate import (
    call_action,
    end_action,
    finds_no_call,
    join_action,
    joined_action,
    leg_action,
    not_any_more,
    opted_out_action,
    spoke_actions,
)
from dialer.engine.persistence.attempt_progress import Writer
from dialer.engine.persistence.lead_returns import Away
from dialer.engine.persistence.opt_out import write_opt_out
from dialer.engine.translate import OfCall
from dialer.messaging.bus import Bus, Topic
from dialer.storage.database import TROUBLE
from dialer.stores import Store
from dialer.suppression.live_calls import call_off
from dialer.trunks.dial_strings import phone_allowed

log = logging.getLogger("pronto.engine")

LEASE_S = 120.0  # how long a claimed lead stays ours unless renewed


@dataclass(slots=True, kw_only=True)
class Hands:
    """Performs effects. `spawn` starts a task that the engine watches."""

    store: Store
    bus: Bus
    inbox: Inbox
    writer: Writer
    clock: Callable[[], float]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    links: dict[int, AmiClient] = field(default_factory=dict)  # by node
    owners: dict[int, str] = field(default_factory=dict)  # owner of claimed leads, by node
    placing: Latencies = field(default_factory=Latencies)  # ms from the event that led to a call to its Originate
    sent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("originate", "bridge", "hangup"), 0))

    away: Away = field(init=False)

    def __post_init__(self) -> None:
        self.away = Away(store=self.store, clock=self.clock, spawn=self.spawn)

    def perform(self, cell: Cell, effect: Effect) -> None:
        """Perform the effect, or start to."""
        match effect:
            case Connect(call_id=call_id, leg_id=leg_id):
                self._connect(cell, call_id, leg_id)
            case Place(calls=calls):
                self.spawn(self._place(cell, calls, cell.asked_at))
            case HangUp(channel_id=channel_id):
                self.hang_up(cell.campaign.node_id, channel_id)
            case RingLeg(leg_id=leg_id, phone=phone):
                self._ring_leg(cell, leg_id, phone)
            case SaveProgress(call=call):
                self.writer.progress(call)
            case Finish():
                self.writer.finish(effect)
            case Spare(calls=calls, due_at=due_at):
                self.writer.spare(calls, due_at)
            case Screen(agent_id=agent_id, body=body):
                locked_by = locked(cell, self.clock())
                self.bus.publish(Topic.SCREEN, {"agent_id": agent_id, **body, "locked_by": locked_by})
            case TellSpoke(call_id=call_id, at=at):
                for action in spoke_actions(call_id, at):
                    self._send(cell.campaign.node_id, action)
            case Warn(text=text):
                log.warning("%s", text)
            case OptOut(call=call):
                self.spawn(self._opt_out(cell.campaign.node_id, cell.campaign.controller_id, call))
            case Claim():
                self.spawn(self._claim(cell, effect))
            case Fetch():
                self.spawn(self._fetch(cell, effect))
            case ReleaseLeads() | DeferLead() | RetireLead() | LogRuling():
                self.away.put(cell.campaign.id, self.owners[cell.campaign.node_id], effect)

    # Asterisk ---------------------------------------------------------------------------------------------------------

    def _connect(self, cell: Cell, call_id: str, leg_id: str) -> None:
        self.sent["bridge"] += 1
        try:
            future = self.links[cell.campaign.node_id].send(join_action(call_id, leg_id))
        except AmiDown:
            return  # an audit settles it when the link is back
        future.add_done_callback(lambda done: self._connected(call_id, done))
        if (agent_id := agent_of(leg_id)) is not None:
            self._send(cell.campaign.node_id, joined_action(call_id, agent_id, self.clock()))

    def _connected(self, call_id: str, done: "asyncio.Future[Answer]") -> None:
        if done.cancelled() or isinstance(done.exception(), LinkLost):
            return
        if isinstance(done.exception(), AmiTimeout):
            self.inbox.put(OfCall(call_id, ConnectFailed()))
        elif finds_no_call(done.result()):
            # The customer has gone. Do not try other agents: each try would drop that agent's standing leg.
            self.inbox.put(OfCall(call_id, FoundGone()))
        elif not done.result().success:
            self.inbox.put(OfCall(call_id, ConnectFailed()))

    def hang_up(self, node_id: int, channel_id: str) -> None:
        """Hang up a channel; it is no error if it is already gone."""
        self.sent["hangup"] += 1
        self._send(node_id, end_action(channel_id))

    def _send(self, node_id: int, action: Action) -> None:
        try:
            self.links[node_id].send(action).add_done_callback(_seen)
        except AmiDown:
            return  # an audit settles it when the link is back

    def _ring_leg(self, cell: Cell, leg_id: str, phone: str) -> None:
        try:
            if not phone_allowed(phone, cell.lines.node.dial_patterns):
                raise BadHeader(f"the node {cell.lines.node.name} may not call {phone}: see its dial_patterns")
            future = self.links[cell.campaign.node_id].send(leg_action(leg_id, phone))
        except (AmiDown, BadHeader) as error:
            log.warning("the phone of an agent cannot be called: %s", error)
            self.inbox.put(LegFailed(leg_id))
            return
        future.add_done_callback(lambda done: self._leg_taken(leg_id, done))

    def _leg_taken(self, leg_id: str, done: "asyncio.Future[Answer]") -> None:
        if done.cancelled() or done.exception() is not None:
            return
        if not done.result().success:
            self.inbox.put(LegFailed(leg_id))

    # Calls ------------------------------------------------------------------------------------------------------------

    async def _place(self, cell: Cell, calls: tuple[Call, ...], asked_at: float) -> None:
        node_id = cell.campaign.node_id
        batch = [self._attempt(cell, call) for call in calls]
        try:
            written = await self.store.attempts.place(batch, owner=self.owners[node_id], now=self.clock())
        except TROUBLE as error:
            log.warning("attempts could not be written, nothing is dialled: %s", type(error).__name__)
            for call in calls:
                self.inbox.put(OfCall(call.id, NotWritten(still_ours=True)))
            return
        for call in calls:
            if call.id in written:
                self._dial(cell, call)
                self.placing.add((self.clock() - asked_at) * 1000)
            else:
                self.inbox.put(OfCall(call.id, NotWritten()))

    def _attempt(self, cell: Cell, call: Call) -> NewAttempt:
        return NewAttempt(
            id=call.id,
            campaign_id=cell.campaign.id,
            controller_id=cell.campaign.controller_id,
            list_id=call.list_id,
            lead_id=call.lead_id,
            node_id=cell.campaign.node_id,
            trunk_id=call.trunk_id,
            number=call.number,
            phone_position=call.phone_position,
            caller_id=call.caller_id,
            mode=call.mode,
            agent_id=call.for_agent,
            caps=() if promised(cell, call.callback_id) else cell.campaign.caps,
            callback_id=call.callback_id,
            ruling=call.ruling,
            known_at=call.known_at,
            person_numbers=lead.person_numbers if (lead := cell.leads.get(call.id)) is not None else frozenset(),
        )

    def _dial(self, cell: Cell, call: Call) -> None:
        if why := not_any_more(call, cell.calls.get(call.id), now=self.clock()):
            self.inbox.put(OfCall(call.id, Refused(why)))
            return
        try:
            action = call_action(call, cell.campaign.of(call.country), cell.lines.trunks[call.trunk_id])
            future = self.links[cell.campaign.node_id].send(action)
        except (AmiDown, BadHeader) as error:
            self.inbox.put(OfCall(call.id, Refused(str(error))))
            return
        self.sent["originate"] += 1
        self.inbox.put(OfCall(call.id, Sent()), wake=False)  # nothing follows from it until Asterisk reports
        future.add_done_callback(lambda done: self._taken(call.id, done))

    def _taken(self, call_id: str, done: "asyncio.Future[Answer]") -> None:
        """Treat only a clear refusal as one: after a lost link or late answer, an audit finds out."""
        if done.cancelled() or done.exception() is not None:
            return
        answer = done.result()
        if not answer.success:
            self.inbox.put(OfCall(call_id, Refused(answer.message)))

    async def _opt_out(self, node_id: int, controller_id: int, call: Call) -> None:
        done = await write_opt_out(self.store, call, controller_id=controller_id, clock=self.clock)
        if done is None:
            return
        if others := [attempt_id for attempt_id in done.ringing if attempt_id != call.id]:
            await call_off(self.store, self.bus, others, now=self.clock())
        self._send(node_id, opted_out_action(call.id))

    # Leads ------------------------------------------------------------------------------------------------------------

    async def _claim(self, cell: Cell, effect: Claim) -> None:
        campaign_id, owner, leads = cell.campaign.id, self.owners[cell.campaign.node_id], self.store.leads
        try:
            claimed = await leads.claim(
                campaign_id,
                owner=owner,
                now=self.clock(),
                lease_s=LEASE_S,
                limit=effect.limit,
                zone_keys=effect.zone_keys,
            )
        except TROUBLE as error:
            log.warning("no leads could be claimed: %s", type(error).__name__)
            self.inbox.put(NotStocked(campaign_id))
            return
        keys, due = cell.stock.zone_keys, cell.stock.next_due
        if len(claimed) < effect.limit:
            try:
                keys = await leads.zone_keys(campaign_id)
                due = await leads.next_due(campaign_id, effect.zone_keys or None)
            except TROUBLE as error:
                log.warning("what the lists hold could not be read: %s", type(error).__name__)
        self.inbox.put(Stocked(campaign_id, claimed, keys, due))

    async def _fetch(self, cell: Cell, effect: Fetch) -> None:
        owner = self.owners[cell.campaign.node_id]
        try:
            lead = await self.store.leads.claim_one(effect.lead_id, owner=owner, now=self.clock(), lease_s=LEASE_S)
        except TROUBLE as error:
            log.warning("the lead of a call-back could not be claimed: %s", type(error).__name__)
            lead = None
        self.inbox.put(Fetched(cell.campaign.id, effect.callback_id, lead))


def _seen(done: "asyncio.Future[Answer]") -> None:
    """Retrieve the answer's exception, so that asyncio does not report that nobody did."""
    if not done.cancelled() and isinstance(done.exception(), AmiError):
        log.debug("an action got no answer: %s", done.exception())
