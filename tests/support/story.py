"""A switchboard without any I/O, and a narrator who plays everybody else: Asterisk, the database, agents, people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from ami.errors import Fault
from ami.events import (
    AmiEvent,
    BridgeEnter,
    ChannelState,
    ContactStatus,
    Hangup,
    LinkDown,
    LinkUp,
    NewState,
    OriginateResponse,
    UserEvent,
)
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AttemptRecord, LiveAttempt
from dialer.campaigns.model import CampaignConfig
from dialer.cell.agents.roster import Agent as Seated
from dialer.cell.call.state_machine import Call
from dialer.cell.cell import Cell
from dialer.cell.dialling.forecast_accounts import LiveLearned
from dialer.cell.effects import Claim, ClaimAgain, Connect, Effect, Fetch, Finish, HangUp, Place, RingLeg, Screen
from dialer.cell.events import CallEvent, Sent
from dialer.compliance.campaign_facts import Seen
from dialer.core.channel_ids import agent_of
from dialer.core.enums import AgentWish, LegKind, Outcome, Withdrawn
from dialer.engine.ami_translation import OfCall
from dialer.engine.engine_events import Audited, BusMessage, ClaimedAgain, Config, Fetched, Heard, Item, Stocked
from dialer.engine.recovery.cell_history import Past
from dialer.engine.shared_budgets import Budget
from dialer.engine.switchboard import SOON_S, Switchboard
from dialer.people.callbacks.model import Callback
from dialer.people.leads.model import ClaimedLead
from dialer.people.leads.rules.retry import LeadStep
from dialer.telephony.caller_ids.model import PastShows
from dialer.telephony.destinations.model import Destinations, PastUse
from dialer.telephony.nodes.model import Node
from dialer.telephony.trunks.model import Trunk
from dialer.work.agents.model import Agent
from tests.support.cells import NOW, ROME, a_callback, a_config, a_lead, a_node, made_profiles, some_seen

E = TypeVar("E")


def everywhere(trunks: Iterable[Trunk]) -> tuple[Destinations, ...]:
    """Trunks that may call any country."""
    prefixes = tuple(f"+{code}" for code in COUNTRY_CODE_TO_REGION_CODE)
    return tuple(Destinations(trunk_id=trunk.id, allowed=prefixes) for trunk in trunks)


@dataclass
class Story:
    """What happens, told in the order it happens. Effects that the narrator plays at once: claims, placing."""

    config: CampaignConfig = field(default_factory=a_config)
    node: Node = field(default_factory=a_node)
    now: float = NOW
    switchboard: Switchboard = field(default_factory=lambda: a_switchboard())
    seen: Seen = field(default_factory=some_seen)
    shelf: list[ClaimedLead] = field(default_factory=list)  # leads that may be claimed
    zones: tuple[str, ...] = (ROME,)
    next_due: float | None = None
    callbacks: tuple[Callback, ...] = ()  # as the store has them; `configure` reads them
    budgets: Mapping[int, Budget] = field(default_factory=dict)  # that campaigns share; so are these
    at_ratio: frozenset[int] = frozenset()  # other campaigns that dial by a ratio
    destinations: tuple[Destinations, ...] | None = None  # of trunks; None: they call everywhere
    used: tuple[PastUse, ...] = ()  # what earlier engines called within the last hour
    new_numbers: frozenset[str] = frozenset()  # of pools of caller ids
    shows: tuple[PastShows, ...] = ()  # how often these were shown by earlier engines
    withdrawn: Mapping[int, Withdrawn] = field(default_factory=dict)  # leads that agents look at and may not
    effects: list[Effect] = field(default_factory=list)
    agents: dict[int, Agent] = field(default_factory=dict)
    claims: bool = True  # False: claims stay unanswered
    places: bool = True  # False: attempts stay unwritten until the test says otherwise
    _bridges: int = 0

    @property
    def cell(self) -> Cell:
        return self.switchboard.cells[self.config.id]

    # Turning the wheel ------------------------------------------------------------------------------------------------

    def take(self, item: Item) -> None:
        """Let the item in, and turn until nothing more follows from it."""
        self.switchboard.take(item, now=self.now)
        self.turn()

    def turn(self) -> None:
        for _ in range(50):
            self.switchboard.pace(now=self.now)
            news = [e for cell in self.switchboard.cells.values() for e in cell.take_effects()]
            if not news:
                return
            self.effects.extend(news)
            for effect in news:
                self._play(effect)
        raise AssertionError("the switchboard does not come to rest")

    def _play(self, effect: Effect) -> None:
        match effect:
            case Claim(limit=limit, zone_keys=keys) if self.claims:
                booked = {callback.lead_id for callback in self.callbacks}
                fitting = [one for one in self.shelf if one.zone_key in keys and one.lead_id not in booked][:limit]
                claimed, self.shelf = fitting, [lead for lead in self.shelf if lead not in fitting]
                item = Stocked(self.config.id, claimed, self.zones, self.next_due)
                self.switchboard.take(item, now=self.now)
            case Fetch(callback_id=callback_id, lead_id=lead_id):
                lead = next((one for one in self.shelf if one.lead_id == lead_id), None)
                if lead is not None:
                    self.shelf.remove(lead)
                    lead = replace(lead, callback_id=callback_id)
                self.switchboard.take(Fetched(self.config.id, callback_id, lead), now=self.now)
            case ClaimAgain(lead_id=lead_id) if self.claims:
                self.switchboard.take(ClaimedAgain(self.config.id, a_lead(lead_id)), now=self.now)
            case Place(calls=calls) if self.places:
                for call in calls:
                    self.switchboard.take(OfCall(call.id, Sent()), now=self.now)

    def soon(self) -> None:
        """The moment passes in which news gather before a pacer is asked."""
        self.now += SOON_S
        self.turn()

    def pass_time(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + 0.25)
            self.switchboard.tick(now=self.now)
            self.turn()

    # The scene --------------------------------------------------------------------------------------------------------

    def begin(self, *, leads: int = 0, linked: bool = True) -> "Story":
        """The campaign is read; with `linked` Asterisk is there, and nothing lives on it."""
        self.shelf.extend(a_lead(lead_id) for lead_id in range(1, leads + 1))
        self.configure()
        if linked:
            self.link_up()
        return self

    def configure(self, **changes: Any) -> None:
        """Read the database, with these changes to the campaign."""
        self.config = replace(self.config, **changes)
        trunks: list[Trunk] = list(self.config.trunks)
        logged_in = [agent for agent in self.agents.values() if agent.wish is not AgentWish.LOGGED_OUT]
        seen, gone = {self.config.id: self.seen}, self.withdrawn
        here = tuple(one for one in self.callbacks if one.lead_id not in gone)
        everything = [self.node], trunks, [self.config], logged_in, self.budgets
        destinations = everywhere(trunks) if self.destinations is None else self.destinations
        guards: dict[str, Any] = {"destinations": destinations, "used": self.used}
        guards |= {"new_numbers": self.new_numbers - self.switchboard.number_uses.restored, "shows": self.shows}
        self.take(Config(*everything, seen=seen, callbacks=here, withdrawn=gone, at_ratio=self.at_ratio, **guards))

    def book(self, lead_id: int, due_at: float, *, agent_id: int | None = None, **changes: Any) -> Callback:
        """A call-back is written, and read by the engine."""
        made = a_callback(len(self.callbacks) + 1, lead_id=lead_id, due_at=due_at, agent_id=agent_id, **changes)
        self.callbacks = (*self.callbacks, made)
        self.configure()
        return made

    def link_up(self, *channels: LiveChannel, audited: bool = True, **audit: Any) -> None:
        self.hear(LinkUp(version="22", restarted=None))
        if audited:
            self.audit(*channels, **audit)

    def audit(
        self,
        *channels: LiveChannel,
        notes: Mapping[str, str] | None = None,
        orphans: list[tuple[LiveAttempt, ClaimedLead]] | None = None,
        asked_at: float | None = None,
        wrapping: list[tuple[AttemptRecord, ClaimedLead]] | None = None,
        ahead_s: float = 0.0,
        kept: Mapping[str, tuple[float, int]] | None = None,
    ) -> None:
        asked_at = self.now if asked_at is None else asked_at
        told = dict(notes or {}), orphans or [], wrapping or []
        self.take(Audited(self.node.id, asked_at, list(channels), *told, ahead_s, kept=dict(kept or {})))

    def link_down(self) -> None:
        self.hear(LinkDown(reason=Fault("the cable was cut")))

    def hear(self, event: AmiEvent) -> None:
        self.take(Heard(self.node.id, event))

    def trunk(self, status: str, name: str = "carrier") -> None:
        self.hear(ContactStatus(aor=name, uri="sip:carrier", status=status, roundtrip_us=None))

    # Agents -----------------------------------------------------------------------------------------------------------

    def log_in(self, agent_id: int = 1, *, kind: LegKind = LegKind.STANDING, up: bool = True, **facts: Any) -> None:
        """An agent logs in, and takes up the phone if it is a standing leg and `up`."""
        self.agents[agent_id] = Agent(
            id=agent_id,
            name=f"agent-{agent_id}",
            display_name="",
            phone=f"PJSIP/{agent_id}",
            leg_kind=kind,
            language="it",
            wish=AgentWish.READY,
            pause_reason="",
            campaign_id=self.config.id,
            wish_at=self.now,
        )
        self.agents[agent_id] = replace(self.agents[agent_id], **facts)
        self.configure()
        if up and kind.stands and self.cell.link_up:
            self.leg_free(self.leg(agent_id))

    def wish(self, agent_id: int, wish: AgentWish) -> None:
        """The agent asks, and the bus carries it."""
        self.now += 0.001
        self.agents[agent_id] = replace(self.agents[agent_id], wish=wish, wish_at=self.now)
        body = {"agent_id": agent_id, "wish": wish.value, "campaign_id": self.config.id, "at": self.now}
        self.take(BusMessage("agent", body))

    def dispose(self, agent_id: int, attempt_id: str) -> None:
        self.take(BusMessage("disposed", {"agent_id": agent_id, "attempt_id": attempt_id, "code": "sale"}))

    def undo(self, agent_id: int, attempt_id: str) -> None:
        """The agent takes the disposition back."""
        said = {"agent_id": agent_id, "attempt_id": attempt_id, "code": None, "is_undone": True}
        self.take(BusMessage("disposed", said))

    def command(self, kind: str, agent_id: int = 1, **facts: Any) -> None:
        self.take(BusMessage("command", {"kind": kind, "agent_id": agent_id, **facts}))

    def agent(self, agent_id: int = 1) -> Seated:
        agent = self.cell.roster.get(agent_id)
        assert agent is not None
        return agent

    def leg(self, agent_id: int = 1) -> str:
        leg_id = self.agent(agent_id).leg_id
        assert leg_id is not None
        return leg_id

    def leg_free(self, leg_id: str) -> None:
        self.hear(UserEvent(name="ProntoAgentLeg", channel_id=leg_id, fields={}))

    # Calls ------------------------------------------------------------------------------------------------------------

    def calls(self) -> list[Call]:
        return list(self.cell.calls.values())

    def of_call(self, call_id: str, event: CallEvent) -> None:
        self.take(OfCall(call_id, event))

    def rings(self, call_id: str) -> None:
        self.hear(NewState(channel_id=call_id, channel="PJSIP/carrier", state=ChannelState.RINGING))

    def answers(self, call_id: str) -> None:
        """Picked up, and in the dialplan."""
        self.hear(NewState(channel_id=call_id, channel="PJSIP/carrier", state=ChannelState.UP))
        self.hear(UserEvent(name="ProntoAnswered", channel_id=call_id, fields={}))

    def screened(self, call_id: str, result: str) -> None:
        self.hear(UserEvent(name="ProntoScreened", channel_id=call_id, fields={"result": result}))

    def unserved(self, call_id: str) -> None:
        self.hear(UserEvent(name="ProntoUnserved", channel_id=call_id, fields={}))

    def opts_out(self, call_id: str) -> None:
        self.hear(UserEvent(name="ProntoOptOut", channel_id=call_id, fields={}))

    def joins(self, call_id: str, leg_id: str) -> None:
        """Asterisk puts both into a bridge."""
        self._bridges += 1
        bridge = f"bridge-{self._bridges}"
        for members, channel_id in enumerate((call_id, leg_id), start=1):
            self.hear(_enters(channel_id, bridge, members))

    def hangs_up(self, channel_id: str, cause: int = 16, tech_cause: int | None = None) -> None:
        self.hear(Hangup(channel_id=channel_id, channel="c", cause=cause, cause_text="", tech_cause=tech_cause))

    def fails(self, channel_id: str) -> None:
        self.hear(OriginateResponse(channel_id=channel_id, ok=False, reason=0))

    def talks(self, agent_id: int = 1) -> str:
        """The one call there is goes into talk with the agent; returns its id."""
        [call] = self.calls()
        self.answers(call.id)
        self.joins(call.id, self.leg(agent_id))
        return call.id

    # What was done ----------------------------------------------------------------------------------------------------

    def done(self, kind: type[E]) -> list[E]:
        """Every effect of this kind so far."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def placed(self) -> list[Call]:
        return [call for place in self.done(Place) for call in place.calls]

    def hung_up(self) -> list[str]:
        return [effect.channel_id for effect in self.done(HangUp)]

    def finishes(self) -> dict[int, tuple[Outcome, LeadStep]]:
        """Outcome and next step by lead; a lead that finished twice is an error."""
        ends = self.done(Finish)
        assert len({end.call.id for end in ends}) == len(ends), "a call has ended twice"
        return {end.call.lead_id: (end.call.outcome or Outcome.LOST, end.step) for end in ends}

    def screen(self, agent_id: int = 1) -> Mapping[str, Any]:
        """What the agent sees now."""
        return [effect.body for effect in self.done(Screen) if effect.agent_id == agent_id][-1]

    def connects(self) -> list[tuple[str, int | None]]:
        return [(effect.call_id, agent_of(effect.leg_id)) for effect in self.done(Connect)]

    def legs_rung(self) -> list[int]:
        return [effect.agent_id for effect in self.done(RingLeg)]


def a_switchboard() -> Switchboard:
    """One that knows the made rules, and a campaign's past."""
    return Switchboard(remembered=lambda _: Past(learned=experienced()), profiles=made_profiles())


def experienced() -> LiveLearned:
    """What a campaign knows that has served a thousand people and abandoned none: its guard holds nobody back."""
    learned = LiveLearned()
    learned.tally.add(NOW - 3600.0, served=1000)
    return learned


def _enters(channel_id: str, bridge: str, members: int) -> BridgeEnter:
    return BridgeEnter(
        channel_id=channel_id, channel="c", bridge_id=bridge, technology="simple_bridge", members=members
    )
