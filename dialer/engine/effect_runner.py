"""Performs the cells' effects: writes attempts, acts on Asterisk, claims leads. Results go to the inbox."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ami.action import Action
from ami.answer import Answer
from ami.client import AmiClient
from ami.errors import AmiDown, AmiError, AmiTimeout, BadHeader, LinkLost
from dialer.campaigns.attempts.model import NewAttempt
from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.cell.dialling.callbacks import promised
from dialer.cell.effects import (
    Claim,
    ClaimAgain,
    ComeBack,
    Connect,
    DeferLead,
    Effect,
    Fetch,
    Finish,
    HangUp,
    Hold,
    ListenToLeg,
    LogRuling,
    OptOut,
    PauseBegan,
    PauseEnded,
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
from dialer.engine.ami_translation import OfCall
from dialer.engine.board.call_measures import CallMeasures
from dialer.engine.engine_events import ClaimedAgain, Fetched, LegFailed, LegSilent, NotStocked, Stocked
from dialer.engine.inbox import Inbox
from dialer.engine.nodes.originate import (
    call_action,
    end_action,
    finds_no_call,
    hold_actions,
    hold_line_action,
    join_action,
    joined_action,
    leg_action,
    not_any_more,
    not_held_action,
    opted_out_action,
    rejoin_action,
    spoke_actions,
    voice_action,
)
from dialer.engine.persistence.attempt_progress import Writer
from dialer.engine.persistence.lead_returns import OfCell, lead_returns
from dialer.engine.persistence.opt_out import write_opt_out
from dialer.engine.persistence.pause_log import pause_log
from dialer.engine.persistence.write_queue import WriteQueue
from dialer.messaging.bus import Bus, Topic
from dialer.people.suppression.live_calls import call_off
from dialer.storage.database import TROUBLE
from dialer.stores.everything import Store
from dialer.telephony.trunks.dial_strings import phone_allowed
from dialer.work.pauses.store import Begun, Ended

log = logging.getLogger("pronto.engine")

ON_THE_WAY_S = 0.3  # packets that a browser sent before it died have come by then
SILENT_S = 1.2  # without a packet for so long, where fifty a second are due
LEASE_S = 120.0  # how long a claimed lead stays ours unless renewed


@dataclass(slots=True, kw_only=True)
class EffectRunner:
    """Performs effects. `spawn` starts a task that the engine watches."""

    store: Store
    bus: Bus
    inbox: Inbox
    writer: Writer
    clock: Callable[[], float]
    spawn: Callable[[Coroutine[Any, Any, None]], object]
    links: dict[int, AmiClient] = field(default_factory=dict)  # by node
    owners: dict[int, str] = field(default_factory=dict)  # owner of claimed leads, by node
    measures: CallMeasures = field(default_factory=CallMeasures)
    placing: Latencies = field(default_factory=Latencies)  # ms from the event that led to a call to its Originate
    sent: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("originate", "bridge", "hangup"), 0))

    holding_nodes: set[int] = field(default_factory=set)  # whose dialplan is known to hold people

    lead_returns: WriteQueue[OfCell] = field(init=False)
    pauses: WriteQueue[Begun | Ended] = field(init=False)

    def __post_init__(self) -> None:
        self.lead_returns = lead_returns(self.store, self.clock, self.spawn)
        self.pauses = pause_log(self.store, self.spawn)

    def perform(self, cell: Cell, effect: Effect) -> None:
        """Perform the effect, or start to."""
        match effect:
            case Connect():
                self._connect(cell, effect)
            case Hold():
                self.spawn(self._hold(cell.campaign.node_id, effect))
            case Place(calls=calls):
                self.spawn(self._place(cell, calls, cell.asked_at))
            case HangUp(channel_id=channel_id):
                self.hang_up(cell.campaign.node_id, channel_id)
            case ListenToLeg(leg_id=leg_id):
                self.spawn(self._listen(cell.campaign.node_id, leg_id))
            case RingLeg(leg_id=leg_id, phone=phone):
                self._ring_leg(cell, leg_id, phone)
            case SaveProgress(call=call):
                self.writer.progress(call)
            case Finish(call=call):
                self.writer.finish(effect)
                self.measures.finished(cell, call, now=self.clock())
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
                self.spawn(self._opt_out(cell.campaign.node_id, cell.campaign.company_id, call))
            case Claim():
                self.spawn(self._claim(cell, effect))
            case Fetch():
                self.spawn(self._fetch(cell, effect))
            case ClaimAgain():
                self.spawn(self._claim_again(cell, effect))
            case PauseBegan(agent_id=agent_id, reason=reason, rests=rests, at=at):
                self.pauses.put(Begun(agent_id=agent_id, reason=reason, rests=rests, at=at))
            case PauseEnded(agent_id=agent_id, at=at):
                self.pauses.put(Ended(agent_id=agent_id, at=at))
            case ComeBack(agent_id=agent_id, wish_at=wish_at, at=at):
                self.pauses.put(Ended(agent_id=agent_id, at=at, wish_at=wish_at))
            case ReleaseLeads() | DeferLead() | RetireLead() | LogRuling():
                self.lead_returns.put((cell.campaign.id, self.owners[cell.campaign.node_id], effect))

    # Asterisk ---------------------------------------------------------------------------------------------------------

    def _connect(self, cell: Cell, effect: Connect) -> None:
        self.sent["bridge"] += 1
        call_id = effect.call_id
        actions = [join_action(call_id, effect.leg_id)]
        if (agent_id := agent_of(effect.leg_id)) is not None:
            actions.append(joined_action(call_id, agent_id, self.clock()))
        if effect.rejoin_s > 0.0:
            actions.append(rejoin_action(call_id, effect.rejoin_s))
        try:
            joined, *told = self.links[cell.campaign.node_id].send_all(actions)
        except AmiDown:
            return  # an audit settles it when the link is back
        joined.add_done_callback(lambda done: self._connected(call_id, done))
        for future in told:
            future.add_done_callback(_seen)

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

    async def _hold(self, node_id: int, effect: Hold) -> None:
        """Put a person on hold; what fails is asked for again by the agent, who sees that nothing came of it."""
        link = self.links[node_id]
        try:
            if node_id not in self.holding_nodes:
                if not (await link.ask(hold_line_action())).success:
                    log.warning("nobody is put on hold: extensions-pronto.conf is older (pronto asterisk check)")
                    return
                self.holding_nodes.add(node_id)
            told, kicked = link.send_all(hold_actions(effect.call_id, effect.leg_id, effect.most_s))
            told.add_done_callback(_seen)
            if not (await kicked).success:  # the leg was in no bridge (any more)
                self._send(node_id, not_held_action(effect.call_id))
        except AmiError as error:
            log.debug("a hold got no answer: %s", error)

    async def _listen(self, node_id: int, leg_id: str) -> None:
        """Count a leg's packets twice; a leg whose count cannot be read is left alone."""
        link = self.links[node_id]
        try:
            await asyncio.sleep(ON_THE_WAY_S)
            before = (await link.ask(voice_action(leg_id))).headers.get("Value", "")
            await asyncio.sleep(SILENT_S)
            after = (await link.ask(voice_action(leg_id))).headers.get("Value", "")
        except AmiError as error:
            log.debug("a leg could not be listened to: %s", error)
            return
        if before.isdecimal() and before == after:
            log.info("no voice comes from the browser of leg %s any more: it is hung up", leg_id)
            self.inbox.put(LegSilent(leg_id))

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
            if call.id not in written:
                self.inbox.put(OfCall(call.id, NotWritten()))
        self._dial(cell, [call for call in calls if call.id in written])
        waited_s = self.clock() - asked_at
        for _ in written:
            self.placing.add(waited_s * 1000)
            self.measures.originated(cell, waited_s)

    def _attempt(self, cell: Cell, call: Call) -> NewAttempt:
        return NewAttempt(
            id=call.id,
            campaign_id=cell.campaign.id,
            company_id=cell.campaign.company_id,
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

    def _dial(self, cell: Cell, calls: Iterable[Call]) -> None:
        actions: dict[str, Action] = {}  # by call
        for call in calls:
            if why := not_any_more(call, cell.calls.get(call.id), now=self.clock()):
                self.inbox.put(OfCall(call.id, Refused(why)))
                continue
            try:
                line = cell.lines.trunks[call.trunk_id]
                number_format = cell.lines.number_format(line)
                actions[call.id] = call_action(call, cell.campaign.of(call.country), line, number_format=number_format)
            except BadHeader as error:
                self.inbox.put(OfCall(call.id, Refused(str(error))))
        if not actions:
            return
        try:
            futures = self.links[cell.campaign.node_id].send_all(tuple(actions.values()))
        except AmiDown as error:
            for call_id in actions:
                self.inbox.put(OfCall(call_id, Refused(str(error))))
            return
        self.sent["originate"] += len(actions)
        for call_id, future in zip(actions, futures, strict=True):
            self.inbox.put(OfCall(call_id, Sent()), wake=False)  # nothing follows from it until Asterisk reports
            future.add_done_callback(partial(self._taken, call_id))

    def _taken(self, call_id: str, done: "asyncio.Future[Answer]") -> None:
        """Treat only a clear refusal as one: after a lost link or late answer, an audit finds out."""
        if done.cancelled() or done.exception() is not None:
            return
        answer = done.result()
        if not answer.success:
            self.inbox.put(OfCall(call_id, Refused(answer.message)))

    async def _opt_out(self, node_id: int, company_id: int, call: Call) -> None:
        done = await write_opt_out(self.store, call, company_id=company_id, clock=self.clock)
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

    async def _claim_again(self, cell: Cell, effect: ClaimAgain) -> None:
        """Claim a refused call's lead once its end is written; what cannot be claimed now is due anyway."""
        if not await self.writer.written(effect.call_id):
            return
        owner, now = self.owners[cell.campaign.node_id], self.clock()
        try:
            lead = await self.store.leads.claim_one(effect.lead_id, owner=owner, now=now, lease_s=LEASE_S, capped=True)
        except TROUBLE as error:
            log.warning("the lead of a refused call could not be claimed again: %s", type(error).__name__)
            return
        self.inbox.put(ClaimedAgain(cell.campaign.id, lead))


def _seen(done: "asyncio.Future[Answer]") -> None:
    """Retrieve the answer's exception, so that asyncio does not report that nobody did."""
    if not done.cancelled() and isinstance(done.exception(), AmiError):
        log.debug("an action got no answer: %s", done.exception())
