"""One node as the switchboard sees it, its new cells, and events of channels that no cell knows yet."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from dialer.cell.caller_ids.number_use import NumberUses
from dialer.cell.campaign import Campaign
from dialer.cell.cell import Cell
from dialer.cell.events import CallEvent, Held, HungUp, InDialplan, LegLost, Screened
from dialer.cell.trunks.trunk_selection import Lines
from dialer.core.channel_ids import new_call_id, new_leg_id
from dialer.engine.ami_translation import Bridges, LegFree, LegGone, OfCall
from dialer.engine.engine_events import Lagged
from dialer.engine.recovery.cell_history import Past
from dialer.i18n.message import Message
from dialer.telephony.nodes.model import Node
from pacing.overload import Lag, OverloadControl

REACHABLE, UNREACHABLE = ("Reachable", "NonQualified", "Created", "Updated"), ("Unreachable", "Removed")
REGISTERED = ("Created", "NonQualified")  # what Asterisk says of a contact that is there for the first time
CONTACTS_MOST = 10_000
UNCLAIMED_MOST = 10_000  # if no audit succeeds for long, the oldest are dropped: an audit finds them again


@dataclass(slots=True)
class NodeState:
    """A node's link and trunks. From link-up to the first audit, an earlier engine's calls and legs have no cell.

    Their events are kept and applied when the audit has adopted them: a call that was hung up after the audit looked
    must not be waited for, and a leg that is gone must not be taken over.

    Hang-ups of the cells' own calls are kept too: a person may have answered, waited and opted out while no engine
    listened, which only the audit learns, from the notes. They are kept until an audit succeeds, over any number of
    links.
    """

    node: Node
    lines: Lines
    bridges: Bridges = field(default_factory=Bridges)
    up: bool = False  # linked and reconciled
    linked: bool = False
    linked_at: float = 0.0
    asterisk_ahead_s: float = 0.0  # its clock minus ours, by the last audit
    version: str = ""
    trouble: Message | None = None
    overload: OverloadControl = field(default_factory=OverloadControl)
    contacts: dict[str, str] = field(default_factory=dict)  # of phones, by endpoint: the user of the address
    _way_s: float = 0.0  # round trip to its Asterisk
    _of_calls: deque[tuple[OfCall, float]] = field(default_factory=lambda: deque(maxlen=UNCLAIMED_MOST))
    _hung_up: dict[str, tuple[HungUp, float]] = field(default_factory=dict)  # by call, and when
    _of_legs: dict[str, tuple[LegFree | LegGone, float]] = field(default_factory=dict)  # last of each leg, and when

    def link_came(self, version: str, *, now: float) -> None:
        """The link is up; `up` follows after the first audit."""
        self.linked, self.linked_at, self.version, self.trouble = True, now, version, None
        self.bridges.clear()
        self._of_calls.clear()
        self._of_legs.clear()

    def link_went(self, reason: Message) -> None:
        """The link is down."""
        self.linked, self.up, self.trouble = False, False, reason

    def lagged(self, lagged: Lagged) -> None:
        """Take in the delays of the link and of this engine."""
        self._way_s = lagged.way_s
        self.overload.late(Lag.ANSWER, lagged.answer_s)
        self.overload.late(Lag.EVENT, lagged.event_s)
        self.overload.late(Lag.LOOP, lagged.loop_s)

    def admit(self, cells: Iterable[Cell], *, now: float) -> None:
        """Limit the starts per second to what its Asterisk and this engine can bear."""
        for cell in cells:
            if (took_s := cell.delays.take_slowest_join()) is not None:
                self.overload.late(Lag.JOIN, max(took_s - self._way_s, 0.0))
        self.overload.pass_time(now, self.lines.node.started_ever)
        self.lines.node.starts.brake_to(self.overload.rate, now)

    def trunk_heard(self, name: str, status: str) -> bool:
        """Take in whether a trunk's endpoint is reachable; return whether one of our trunks has it.

        What it refused before it was unreachable says nothing about it afterwards.
        """
        found = False
        for line in self.lines.trunks.values():
            if (line.endpoint or line.name) == name and status in (*REACHABLE, *UNREACHABLE):
                line.up, found = status in REACHABLE, True
                if not line.up:
                    line.changes += 1
        return found

    def phone_heard(self, name: str, uri: str, status: str) -> bool | None:
        """Take in a phone that can be called now; True if it has another contact than before, None if it cannot.

        The user of a browser phone's address is made anew with each page, and the rest with each connection. Of an
        address that is the first we hear of, only what Asterisk says of those that have just registered makes it new.
        """
        if status not in REACHABLE:
            return None
        user = uri.partition("@")[0] if "@" in uri else uri
        before = self.contacts.get(name)
        if len(self.contacts) < CONTACTS_MOST or before is not None:
            self.contacts[name] = user
        return user != before and (before is not None or status in REGISTERED)

    def keep(self, news: OfCall | LegFree | LegGone, *, now: float) -> None:
        """Keep an event that no cell took, or that an audit under way may have missed."""
        if isinstance(news, OfCall) and isinstance(news.event, HungUp):
            self._hung_up[news.call_id] = (news.event, now)
        elif isinstance(news, OfCall):
            self._of_calls.append((news, now))
        else:
            self._of_legs[news.leg_id] = (news, now)

    def take_of_calls(self) -> tuple[list[tuple[OfCall, float]], dict[str, tuple[HungUp, float]]]:
        """Events of calls without a cell, and hang-ups by call, each with its instant; returned once.

        Of a call that has hung up, events that would seek an agent are left out.
        """
        kept, hung_up = list(self._of_calls), self._hung_up
        self._of_calls.clear()
        self._hung_up = {}
        return [one for one in kept if one[0].call_id not in hung_up or not _waits(one[0].event)], hung_up

    def take_of_legs(self, since: float) -> tuple[list[str], set[str]]:
        """The legs heard of at `since` or later: those free, the latest last, and those gone; returned once."""
        later = [news for news, heard_at in self._of_legs.values() if heard_at >= since]
        self._of_legs.clear()
        gone = {news.leg_id for news in later if isinstance(news, LegGone)}
        return [news.leg_id for news in later if news.leg_id not in gone], gone


def _waits(event: CallEvent) -> bool:
    return isinstance(event, InDialplan | LegLost | Held) or (isinstance(event, Screened) and not event.machine)


def new_cell(
    campaign: Campaign, desk: NodeState, past: Past, number_uses: NumberUses, installation: str, *, draining: bool
) -> Cell:
    """A new cell of the node, with its campaign's past."""
    return Cell(
        campaign=campaign,
        lines=desk.lines.of_cell(),
        learned=past.learned,
        tally=past.tally,
        new_call_id=lambda: new_call_id(installation, campaign.id),
        new_leg_id=partial(new_leg_id, installation),
        link_up=desk.up,
        asterisk_ahead_s=desk.asterisk_ahead_s,
        draining=draining,
        number_uses=number_uses,
    )
