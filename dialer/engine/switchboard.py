"""All cells of one engine: gives each item of the inbox to its cell, and collects the cells' effects.

Nothing here waits, reads the clock or does I/O: a test can play a whole day through it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from ami.events import AmiEvent, ContactStatus, LinkDown, LinkUp, NewState, UserEvent
from dialer.campaigns.cell_campaign import NO_PROFILES, new_lines, read_campaign, update_lines
from dialer.campaigns.model import CampaignConfig
from dialer.cell.agents import agent_legs, agent_session, interrupted_talks
from dialer.cell.call.call_handling import call_off, on_call, tick_calls
from dialer.cell.call.state_machine import IN_TALK
from dialer.cell.caller_ids.number_use import NumberUses
from dialer.cell.cell import Cell
from dialer.cell.dialling import callbacks, dialling_loop
from dialer.cell.dialling.lead_withdrawal import withdraw
from dialer.cell.events import AgentJoined, CallEvent, Held, HungUp, LegLost, Ringing, Sent
from dialer.cell.settings_update import change, hand_back
from dialer.compliance.campaign_facts import NOTHING_SEEN, Seen
from dialer.compliance.load import Profiles
from dialer.core.channel_ids import campaign_of
from dialer.engine.agent_seating import Seats
from dialer.engine.ami_translation import LegFree, LegGone, OfCall, translate
from dialer.engine.engine_events import (
    Audited,
    BusMessage,
    ClaimedAgain,
    Config,
    Counted,
    CountedElsewhere,
    Fetched,
    Heard,
    Item,
    Lagged,
    LegFailed,
    LegSilent,
    MachinesMet,
    NodeLost,
    NotStocked,
    Recounted,
    Stocked,
)
from dialer.engine.messages.bus_messages import read_suppressed
from dialer.engine.nodes.node_state import NodeState, new_cell
from dialer.engine.recovery.cell_history import Past
from dialer.engine.recovery.reconcile import GRACE_S, Audit, adopt_orphans, adopt_wrap_ups, end_elsewhere, reconcile
from dialer.engine.shared_budgets import Budgets
from dialer.engine.stored_facts import take_stock
from dialer.i18n.message import Message, message_of, msg
from dialer.telephony.destinations.model import Alarm, PastUse
from dialer.telephony.nodes.link_security import message_of_fault

# These change nothing for a pacer; the other events of a call do.
TELLS_NO_PACER = (Sent, Ringing, AgentJoined, LegLost, Held)
# Other events of a call can wait for those behind them, unless they make an agent ready.
SOON_S = 0.03
MOVED = msg(
    "it was moved to another node: that takes effect when its calls on the old one, and their wrap-ups, are over."
)


@dataclass(slots=True)
class Switchboard:
    """Nodes and cells, by id. `remembered` gives the known past of a campaign, for its new cell."""

    installation: str = "0" * 8  # as the ids of our channels name it
    remembered: Callable[[int], Past | None] = lambda _: None
    profiles: Profiles = NO_PROFILES  # the rules; without any nobody is called
    nodes: dict[int, NodeState] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)  # by campaign
    configs: dict[int, CampaignConfig] = field(default_factory=dict)
    seen: dict[int, Seen] = field(default_factory=dict)  # facts of campaigns' lists
    troubles: dict[int, Message | str] = field(default_factory=dict)  # campaigns that cannot be run, and why
    draining: bool = False
    dirty: dict[int, float] = field(default_factory=dict)  # campaigns whose pacer should be asked, and since when
    _now: float = 0.0  # of the item that is being taken
    events: Counter[str] = field(default_factory=Counter)  # Asterisk's, by kind
    strays: int = 0  # channels of ours found without an owner
    _strays: list[tuple[int, str]] = field(default_factory=list)
    _looks: set[int] = field(default_factory=set)  # nodes to be audited at once
    budgets: Budgets = field(default_factory=Budgets)
    number_uses: NumberUses = field(default_factory=NumberUses)  # how often calls have shown each number
    seats: Seats = field(init=False)

    def __post_init__(self) -> None:
        self.seats = Seats(self.cells, self._touch)

    def take(self, item: Item, *, now: float) -> None:
        """Apply the item to the cells."""
        self._now = now
        match item:
            case Heard(node_id=node_id, event=event):
                self._hear(node_id, event, now)
            case OfCall(call_id=call_id, event=event):
                self._of_call(call_id, event, now)
            case LegFailed(leg_id=leg_id):
                for desk_ in self.nodes.values():
                    desk_.lines.leg_gone(leg_id)
                self._on_leg(agent_legs.on_leg_gone, leg_id, now)
            case LegSilent(leg_id=leg_id):
                self._on_leg(agent_legs.on_leg_left, leg_id, now)
            case Stocked() | Counted() | Fetched() | ClaimedAgain() | NotStocked() | MachinesMet() | Recounted() if (
                item.campaign_id in self.cells
            ):
                if take_stock(cell := self.cells[item.campaign_id], item, now=now):
                    self._touch(cell)
            case CountedElsewhere(tallies=tallies):
                self.budgets.hear(tallies)
            case Config():
                self._configure(item, now)
            case Lagged(node_id=node_id) if node_id in self.nodes:
                self.nodes[node_id].lagged(item)
            case NodeLost(node_id=node_id):
                forget_node(self, node_id)
            case Audited():
                self._audit(item, now)
            case BusMessage(topic="suppressed", body=body):
                self._call_off_suppressed(read_suppressed(body))
            case BusMessage(topic=topic, body=body):
                self.seats.handle_message(topic, body, now=now)

    # Asterisk -------------------------------------------------------------------------------------------------------

    def _hear(self, node_id: int, event: AmiEvent, now: float) -> None:
        self.events[type(event).__name__] += 1
        desk_ = self.nodes.get(node_id)
        if desk_ is None:
            return
        match event:
            case LinkUp(version=version):
                desk_.link_came(version, now=now)
            case LinkDown(reason=reason):
                desk_.link_went(message_of_fault(reason))
                for cell in self.cells_of(node_id):
                    cell.link_up = False
                    cell.joining.clear()  # a join found by an audit says nothing of how long it took
                    cell.holding.clear()
                    self._touch(cell)
            case ContactStatus(aor=aor, uri=uri, status=status):
                if desk_.trunk_heard(aor, status):
                    for cell in self.cells_of(node_id):
                        self._touch(cell)
                if (found := desk_.phone_heard(aor, uri, status)) is not None:
                    for cell in self.cells_of(node_id):
                        agent_legs.on_phone_found(cell, aor, is_new=found, now=now)
                elif status == "Removed":
                    for cell in self.cells_of(node_id):
                        agent_legs.on_phone_lost(cell, aor)
            case _:
                self._news(desk_, event, now)

    def _news(self, desk_: NodeState, event: AmiEvent, now: float) -> None:
        news = translate(event, desk_.bridges)
        match news:
            case OfCall(event=HungUp()) if not desk_.up:
                desk_.keep(news, now=now)
            case OfCall(call_id=call_id, event=call_event):
                if self._of_call(call_id, call_event, now):
                    return
                if not desk_.up:
                    desk_.keep(news, now=now)
                elif isinstance(event, NewState | UserEvent):
                    # A call that no cell knows: an Originate believed lost that came to be, or one of an attempt that
                    # no cell can adopt. An audit finds which.
                    self._looks.add(desk_.node.id)
            case LegFree(leg_id=leg_id):
                if self._on_leg(agent_legs.on_leg_free, leg_id, now):
                    return
                if desk_.up:
                    self.stray(desk_.node.id, leg_id)
                else:
                    desk_.keep(news, now=now)
            case LegGone(leg_id=leg_id, lives=lives):
                if not lives:
                    desk_.lines.leg_gone(leg_id)
                self._on_leg(agent_legs.on_leg_left if lives else agent_legs.on_leg_gone, leg_id, now)
                desk_.keep(news, now=now)

    def stray(self, node_id: int, channel_id: str) -> None:
        """Queue a channel of ours that nobody owns to be hung up."""
        self.strays += 1
        self._strays.append((node_id, channel_id))

    def take_strays(self) -> list[tuple[int, str]]:
        """Node and id of each channel to hang up because nobody owns it; returned once."""
        strays, self._strays = self._strays, []
        return strays

    def take_alarms(self) -> list[Alarm]:
        """Alarms about destinations and caps; each is returned once."""
        hours = [line.hour for desk_ in self.nodes.values() for line in desk_.lines.trunks.values()]
        return [alarm for hour in hours if hour is not None for alarm in hour.take_alarms()]

    def take_looks(self) -> set[int]:
        """The nodes to be audited now; returned once."""
        looks, self._looks = self._looks, set()
        return looks

    def _of_call(self, call_id: str, event: CallEvent, now: float) -> bool:
        cell = self.cells.get(campaign_of(call_id) or 0)
        if cell is None:
            return False
        able = cell.roster.able
        known = on_call(cell, call_id, event, now=now)
        if known and not isinstance(event, TELLS_NO_PACER):
            self._touch(cell, at_once=cell.roster.able > able)
        return known

    def _on_leg(self, move: Callable[..., bool], leg_id: str, now: float) -> bool:
        for cell in self.cells.values():
            if cell.roster.of_leg(leg_id) is not None:
                able = cell.roster.able
                moved = move(cell, leg_id, now=now)
                self._touch(cell, at_once=cell.roster.able > able)
                return moved
        return False

    # Configuration and wishes -----------------------------------------------------------------------------------------

    def _configure(self, config: Config, now: float) -> None:
        self.number_uses.restore(config.new_numbers, config.shows, now)
        if config.shown_elsewhere is not None:
            self.number_uses.hear(config.shown_elsewhere)
        guards, used = {one.trunk_id: one for one in config.destinations}, defaultdict[int, list[PastUse]](list)
        for use in config.used:
            used[use.trunk_id].append(use)
        for node in config.nodes:
            desk_ = self.nodes.setdefault(node.id, NodeState(node, new_lines(node)))
            desk_.node = node
            trunks = [trunk for trunk in config.trunks if trunk.node_id == node.id]
            update_lines(desk_.lines, node, trunks, guards, used, now)
        for campaign in config.campaigns:
            seen = config.seen.get(campaign.id, self.seen.get(campaign.id, NOTHING_SEEN))
            lives_on = config.lives_on.get(campaign.id)
            past = leave_node(self, campaign, lives_on)
            cell = self.cells.get(campaign.id)
            node_id = cell.campaign.node_id if cell is not None else lives_on or campaign.node_id
            known = (self.configs.get(campaign.id), self.seen.get(campaign.id))
            if node_id in self.nodes and known != (campaign, seen):
                self.configs[campaign.id], self.seen[campaign.id] = campaign, seen
                self._set_campaign(campaign, seen, node_id, past, now)
        forget_ended(self, {campaign.id for campaign in config.campaigns})
        budgets = config.budgets, config.strangers, config.at_ratio
        self.budgets.configure(*budgets, self.cells, now, ended=config.ended)
        self._call_off_suppressed(config.suppressed)
        self.seats.configure(config.agents, now=now)
        for cell in self.cells.values():
            cell.pool = self.seats.pool if self.seats.pool.active else None
            withdraw(cell, config.withdrawn, now=now)
            callbacks.on_bookings(cell, config.callbacks, now=now)

    def _set_campaign(self, config: CampaignConfig, seen: Seen, node_id: int, past: Past | None, now: float) -> None:
        """Apply the campaign's settings to its cell on this node."""
        cell = self.cells.get(config.id)
        self.troubles.pop(config.id, None)
        try:
            campaign = replace(read_campaign(config, profiles=self.profiles, seen=seen), node_id=node_id)
            if config.node_id != node_id:
                self.troubles[config.id] = MOVED
        except ValueError as error:
            self.troubles[config.id] = message_of(error)
            if cell is None:
                return
            # Keep the old settings, but apply the new status. Invalid settings are never used for dialling.
            campaign = replace(cell.settings, status=config.status)
        if cell is None:
            past = past or self.remembered(config.id) or Past()
            here = self.nodes[node_id]
            cell = new_cell(campaign, here, past, self.number_uses, self.installation, draining=self.draining)
            self.cells[config.id] = cell
        cell.trouble = self.troubles.get(config.id, "")
        change(cell, campaign, now)
        self._touch(cell)

    def _call_off_suppressed(self, call_ids: Iterable[str]) -> None:
        """Call off unanswered calls to a number that was just suppressed; an answered call goes on."""
        for call_id in call_ids:
            if (cell := self.cells.get(campaign_of(call_id) or 0)) is not None:
                call_off(cell, call_id)
                self._touch(cell)

    # Recovery ---------------------------------------------------------------------------------------------------------

    def _audit(self, audited: Audited, now: float) -> None:
        desk_ = self.nodes.get(audited.node_id)
        if desk_ is None or not desk_.linked or audited.asked_at < desk_.linked_at:
            return  # what was seen belongs to a link that is gone
        cells = {cell.campaign.id: cell for cell in self.cells_of(audited.node_id)}
        adopt_orphans(cells, audited.orphans, asked_at=audited.asked_at, now=now)
        adopt_wrap_ups(self.cells, audited.wrapping, now=now)
        of_calls, hung_up = desk_.take_of_calls()
        for news, heard_at in of_calls:
            self._of_call(news.call_id, news.event, heard_at)
        free, gone = desk_.take_of_legs(audited.asked_at)
        channels = [channel for channel in audited.channels if channel.channel_id not in gone]
        audit = Audit(
            channels,
            audited.asked_at,
            audited.notes,
            ahead_s=audited.ahead_s,
            hung_up=hung_up,
            states=audited.states,
            kept=audited.kept,
        )
        self.seats.follow_calls(audit.agent_with)
        desk_.lines.keep_legs(audit.by_id.keys(), asked_before=audited.asked_at - GRACE_S)
        for channel_id in reconcile(cells, audit, now=now):
            self.stray(desk_.node.id, channel_id)
        end_elsewhere(self.cells, audit, audited.orphans, now=now)
        for leg_id in free:
            self._on_leg(agent_legs.on_leg_free, leg_id, now)
        desk_.up, desk_.asterisk_ahead_s = True, audited.ahead_s
        for cell in cells.values():
            cell.link_up, cell.asterisk_ahead_s = True, audited.ahead_s
            interrupted_talks.tick(cell, now=now)
            agent_session.match(cell, now=now)
            self._touch(cell)

    # Time -------------------------------------------------------------------------------------------------------------

    def tick(self, *, now: float) -> None:
        """Let time pass: call phones that are due, end wrap-ups, close failed dials, count agents' time."""
        self._now = now
        for desk_ in self.nodes.values():
            desk_.admit(self.cells_of(desk_.node.id), now=now)
        for cell in self.cells.values():
            tick_calls(cell, now=now)
            agent_session.tick_desk(cell, now=now)
            cell.tally.pass_time(cell.roster.counts(), zone=cell.campaign.rules.time_zone, now=now)
            self._touch(cell)
        self.budgets.exchange(self.cells, now)
        self.seats.forget_gone()

    def pace(self, *, now: float) -> int:
        """Ask the pacer of every cell that changed or whose time is up; return how many were asked."""
        due = {i for i, cell in self.cells.items() if cell.wake_at is not None and cell.wake_at <= now}
        # Among cells that want the same agents, the one that dialled least recently comes first.
        asked = sorted(self.dirty.keys() | due, key=lambda campaign_id: self.cells[campaign_id].dialled_at)
        for campaign_id in asked:
            cell = self.cells[campaign_id]
            cell.asked_at = self.dirty.pop(campaign_id, now)
            dialling_loop.pace(cell, now=now)
        return len(asked)

    def wake_at(self) -> float | None:
        """When the next pacer wants to be asked even without an event."""
        return min((cell.wake_at for cell in self.cells.values() if cell.wake_at is not None), default=None)

    def drain(self, *, now: float) -> None:
        """Start no more calls, and release the leads."""
        self.draining = True
        for cell in self.cells.values():
            cell.draining = True
            hand_back(cell, now=now)
            self._touch(cell)

    def calls_before_talk(self) -> int:
        """Calls that ring, wait or are being joined."""
        return sum(call.state not in IN_TALK for cell in self.cells.values() for call in cell.calls.values())

    def cells_of(self, node_id: int) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.campaign.node_id == node_id]

    def _touch(self, cell: Cell, *, at_once: bool = True) -> None:
        """Have the pacers asked: at once, or soon with other events; soon too while they may start no call."""
        partners = [] if cell.pool is None else cell.pool.partners(cell.campaign.id)
        for one in (cell, *partners):
            if at_once and not dialling_loop.held_back(one, now=self._now):
                self.dirty.setdefault(one.campaign.id, self._now)
            elif one.wake_at is None or one.wake_at > self._now + SOON_S:
                one.wake_at = self._now + SOON_S


def forget_ended(board: "Switchboard", there: Collection[int]) -> None:
    """Forget campaigns that are not `there`: closed, so that nothing of them lives, or deleted.

    A cell stays until its last call has ended, its agents have left and its effects are performed.
    """
    alive = {i for i, cell in board.cells.items() if cell.calls or len(cell.roster) or cell.effects}
    _forget(board, board.cells.keys() - there - alive)
    _forget(board, board.configs.keys() - there - alive)


def forget_node(board: "Switchboard", node_id: int) -> None:
    """Forget a node that another engine runs: its calls and agents are left alone, and pending effects dropped."""
    gone = {cell.campaign.id for cell in board.cells_of(node_id)}
    gone |= {i for i, config in board.configs.items() if config.node_id == node_id and i not in board.cells}
    board.seats.leave(gone)
    _forget(board, gone)
    board.nodes.pop(node_id, None)


def leave_node(board: "Switchboard", campaign: CampaignConfig, lives_on: int | None) -> Past | None:
    """Take a campaign off its former node, once nothing there is busy for it, to move it to another node of ours.

    `lives_on` is the node where the database has calls of it. Returns what its next cell starts with; None while the
    campaign stays. Its agents' phones are called from the other node.
    """
    cell = board.cells.get(campaign.id)
    if cell is None or cell.campaign.node_id == campaign.node_id or campaign.node_id not in board.nodes:
        return None
    if lives_on == cell.campaign.node_id or cell.calls or cell.effects or cell.roster.busy:
        return None
    if cell.hopper or cell.promised or cell.bookings.leads or cell.stock.claiming:
        return None  # claimed for the former node: released first, since a campaign that is to move dials nothing
    for agent in cell.roster:
        if agent.leg_id is not None:
            board.stray(cell.campaign.node_id, agent.leg_id)
    board.seats.leave({campaign.id})
    _forget(board, {campaign.id})
    return Past(learned=cell.learned, tally=cell.tally)


def _forget(board: "Switchboard", campaign_ids: Collection[int]) -> None:
    for known in (board.cells, board.configs, board.seen, board.troubles, board.dirty):
        for campaign_id in known.keys() & set(campaign_ids):
            del known[campaign_id]
