"""One day on paper: an engine, an Asterisk, a database, agents and chance."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

from ami.errors import Fault
from ami.events import AmiEvent, ChannelState, ContactStatus, LinkDown, LinkUp
from dialer.cell.cell import Cell
from dialer.cell.effects import (
    Claim,
    Connect,
    DeferLead,
    Effect,
    Fetch,
    Finish,
    HangUp,
    Hold,
    ListenToLeg,
    Place,
    ReleaseLeads,
    RetireLead,
    RingLeg,
    SaveProgress,
)
from dialer.cell.events import ConnectFailed, NotWritten, Refused, Sent
from dialer.core.enums import AgentWish, CampaignStatus, LegKind
from dialer.engine.ami_translation import OfCall
from dialer.engine.engine_events import (
    Audited,
    BusMessage,
    Config,
    Fetched,
    Heard,
    Item,
    LegFailed,
    LegSilent,
    NotStocked,
    Stocked,
)
from dialer.work.agents.model import Agent
from tests.support.cells import NOW, ROME, a_callback, a_config, a_lead, a_node, some_seen
from tests.support.paper_world import Channel, PaperAsterisk, PaperStore
from tests.support.story import a_switchboard, everywhere

AGENTS, LEADS, BOOKED = 4, 60, 12
LEG_KINDS = {2: LegKind.BROWSER, AGENTS: LegKind.RING}  # by agent; the others have standing legs


class Day:
    """One day. `busy` are things under way: each finishes when chance has it, in any order."""

    def __init__(self, seed: int, check: "Callable[[Day], None]", **campaign: object) -> None:
        self.check = check
        self.chance = Random(seed)
        self.now = NOW
        self.config = a_config(**{"mode": "ratio", "ratio": 2.0, **campaign})
        self.asterisk = PaperAsterisk(self._say)
        self.store = PaperStore({i: a_lead(i) for i in range(1, LEADS + 1)})
        for callback_id, lead_id in enumerate(range(LEADS - BOOKED + 1, LEADS + 1), start=1):
            agent_id = self.chance.choice((None, *range(1, AGENTS + 2)))  # one of them never comes
            due_at = NOW + self.chance.uniform(0.0, 200.0)
            self.store.book(a_callback(callback_id, lead_id=lead_id, agent_id=agent_id, due_at=due_at))
        self.agents = {
            i: Agent(
                id=i,
                name=f"a{i}",
                display_name="",
                phone=f"PJSIP/{i}",
                leg_kind=LEG_KINDS.get(i, LegKind.STANDING),
                language="it",
                wish=AgentWish.READY,
                pause_reason="",
                campaign_id=1,
                wish_at=0.0,
                rejoin_s=None if i == 1 else 12,
            )
            for i in range(1, AGENTS + 1)
        }
        self.linked = False
        self.busy: list[Callable[[], None]] = []
        self.audits: list[Callable[[], None]] = []
        self.told_to_end: set[str] = set()
        self.outcomes: Counter[str] = Counter()
        self.states: Counter[str] = Counter()  # in which calls were seen
        self.switchboard = a_switchboard()
        self.start_engine()

    @property
    def cell(self) -> Cell:
        return self.switchboard.cells[1]

    # The engine -------------------------------------------------------------------------------------------------------

    def start_engine(self) -> None:
        """A new engine: it knows the database, and Asterisk when the link is up."""
        self.linked = False
        self.busy.clear()
        self.audits.clear()
        if 1 in self.switchboard.cells:
            assert not self.cell.unexpected
        self.store.release_claimed()
        self.switchboard = a_switchboard()
        self.read_database()

    def read_database(self) -> None:
        logged_in = [agent for agent in self.agents.values() if agent.wish is not AgentWish.LOGGED_OUT]
        waiting = tuple(self.store.callbacks.values())
        seen = {1: some_seen()}
        trunks = list(self.config.trunks)
        guards = everywhere(trunks)
        self.take(
            Config([a_node()], trunks, [self.config], logged_in, seen=seen, callbacks=waiting, destinations=guards)
        )

    def take(self, item: Item) -> None:
        self.switchboard.take(item, now=self.now)
        self._perform()
        self.switchboard.pace(now=self.now)
        self._perform()
        self.check(self)

    def _perform(self) -> None:
        for effect in self.cell.take_effects() if 1 in self.switchboard.cells else []:
            self._do(effect)
        for _, channel_id in self.switchboard.take_strays():
            self._do(HangUp(channel_id))

    def _do(self, effect: Effect) -> None:
        match effect:
            case Claim(limit=limit, zone_keys=keys):
                self.later(lambda: self._claimed(limit, keys))
            case Fetch(callback_id=callback_id, lead_id=lead_id):
                self.later(lambda: self.take(Fetched(1, callback_id, self.store.fetch(lead_id))))
            case Place(calls=calls):
                for call in calls:
                    self.later(partial(self._placed, call.id))
            case SaveProgress(call=call):
                self.store.progress(call)
            case Finish():
                self.store.finish(effect)
                self.outcomes[effect.call.outcome.value] += 1
            case ReleaseLeads() | DeferLead() | RetireLead():
                self.store.give_back(effect)
            case RingLeg(leg_id=leg_id) if self.linked:
                self.later(lambda: self._leg_rung(leg_id))
            case RingLeg(leg_id=leg_id):
                self.later(lambda: self.take(LegFailed(leg_id)))
            case ListenToLeg(leg_id=leg_id) if self.chance.random() < 0.5:
                self.later(lambda: self.take(LegSilent(leg_id)))
            case Connect() if self.linked:
                self.busy.insert(0, lambda: self._connected(effect))
            case Hold(call_id=call_id, leg_id=leg_id) if self.linked:
                self.later(lambda: self.asterisk.hold(call_id, leg_id))
            case HangUp(channel_id=channel_id) if self.linked:
                self.told_to_end.add(channel_id)
                self.later(lambda: self.asterisk.ends(channel_id))

    # What comes of it -------------------------------------------------------------------------------------------------

    def later(self, work: Callable[[], None]) -> None:
        self.busy.append(work)

    def _say(self, event: AmiEvent) -> None:
        """Events keep their order: they are heard at once, or never."""
        if self.linked:
            self.take(Heard(1, event))

    def _claimed(self, limit: int, keys: tuple[str, ...]) -> None:
        if self.chance.random() < 0.1:
            self.take(NotStocked(1))
            return
        leads = self.store.claim(limit, self.chance) if keys else []
        self.take(Stocked(1, leads, (ROME,), None))

    def _placed(self, call_id: str) -> None:
        call = self.cell.calls[call_id]
        fate = self.chance.random()
        if fate < 0.05:
            self.take(OfCall(call.id, NotWritten(still_ours=True)))
            return
        self.store.place(call, now=self.now)
        if not self.linked or fate < 0.1 or call.cancelled:
            self.take(OfCall(call.id, Refused("no")))
            return
        self.asterisk.originate(call.id, is_call=True)
        self.take(OfCall(call.id, Sent()))

    def _leg_rung(self, leg_id: str) -> None:
        if self.chance.random() < 0.1:
            self.take(LegFailed(leg_id))
        else:
            self.asterisk.originate(leg_id, is_call=False)

    def _connected(self, effect: Connect) -> None:
        fate = self.chance.random()
        if fate < 0.1:  # the answer is late, the bridge later still
            self.take(OfCall(effect.call_id, ConnectFailed()))
            self.later(lambda: self._bridge(effect))
        elif fate < 0.15:  # lost on the way
            return
        elif not self._bridge(effect) and self.linked:
            self.take(OfCall(effect.call_id, ConnectFailed()))

    def _bridge(self, effect: Connect) -> bool:
        return self.asterisk.bridge(effect.call_id, effect.leg_id, rejoin_s=effect.rejoin_s)

    # What happens by itself -------------------------------------------------------------------------------------------

    def step(self) -> None:
        self.now += self.chance.expovariate(2.0)
        moves = [self.something_finishes] * 12 + [self.somebody_does_something] * 6
        moves += [self.time_passes, self.time_passes, self.an_agent_wishes, self.an_agent_acts, self.an_audit]
        moves += [self.an_agent_holds, self.a_phone_registers]
        moves += self.chance.choices(
            ([self.the_link_changes], [self.the_campaign_changes], [self.start_engine], []), (6, 1, 1, 12)
        )[0]
        self.chance.choice(moves)()
        if not self.linked and self.chance.random() < 0.1:
            self.link_up()

    def something_finishes(self) -> None:
        if self.busy:
            self.busy.pop(min(self.chance.randrange(len(self.busy)) for _ in range(3)))()

    def somebody_does_something(self) -> None:
        if self.asterisk.channels:
            self._move(self.chance.choice(list(self.asterisk.channels.values())))

    def _move(self, channel: Channel) -> None:
        asterisk, fate = self.asterisk, self.chance.random()
        if channel.state is not ChannelState.UP:
            move = asterisk.fails if fate < 0.2 else asterisk.rings if fate < 0.4 else asterisk.answers
            move(channel.id)
        elif channel.is_kept and not channel.treated:
            if fate < 0.2:  # the person goes, or the time is over
                asterisk.ends(channel.id)
        elif channel.bridge or (not channel.is_call and fate < 0.1) or channel.treated:
            asterisk.ends(channel.id)
        elif channel.is_call and self.config.amd and not channel.screened:
            asterisk.screens(channel.id, machine=fate < 0.2)
        elif channel.is_call and fate < 0.7:
            asterisk.gives_up(channel.id)
        elif channel.is_call:
            asterisk.ends(channel.id)

    def time_passes(self) -> None:
        self.audits_arrive()
        self.now += self.chance.choice((0.25, 1.0, 3.0, 12.0))
        self.switchboard.tick(now=self.now)
        self._perform()
        self.switchboard.pace(now=self.now)
        self._perform()
        self.check(self)

    def an_agent_wishes(self) -> None:
        agent = self.chance.choice(list(self.agents.values()))
        wish = self.chance.choices((AgentWish.READY, AgentWish.PAUSED, AgentWish.LOGGED_OUT), (6, 1, 1))[0]
        self.agents[agent.id] = replace(agent, wish=wish, wish_at=self.now)
        if self.chance.random() < 0.5:
            self.take(BusMessage("agent", {"agent_id": agent.id, "wish": wish, "campaign_id": 1, "at": self.now}))
        self.read_database()

    def an_agent_acts(self) -> None:
        agent_id = self.chance.randint(1, AGENTS)
        seated = self.cell.roster.get(agent_id)
        if seated is not None and seated.call_id is not None and self.chance.random() < 0.5:
            self.take(BusMessage("disposed", {"agent_id": agent_id, "attempt_id": seated.call_id}))
        kind = self.chance.choice(("hang_up", "dial_preview", "dial_preview", "skip_preview"))
        self.take(BusMessage("command", {"agent_id": agent_id, "kind": kind}))

    def an_agent_holds(self) -> None:
        for agent_id in range(1, AGENTS + 1):
            kind = self.chance.choice(("hold", "resume"))
            self.take(BusMessage("command", {"agent_id": agent_id, "kind": kind}))

    def a_phone_registers(self) -> None:
        agent_id, page = self.chance.randint(1, AGENTS), self.chance.randint(1, 3)
        status = self.chance.choice(("Created", "Updated", "Removed"))
        self._say(ContactStatus(aor=str(agent_id), uri=f"sip:{page}@page", status=status, roundtrip_us=None))

    def the_link_changes(self) -> None:
        if self.linked:
            self.linked = False
            self.take(Heard(1, LinkDown(reason=Fault("cut"))))

    def link_up(self) -> None:
        self.linked = True
        self.take(Heard(1, LinkUp(version="22", restarted=None)))
        self.an_audit()

    def an_audit(self) -> None:
        if not self.linked:
            return
        cell = self.cell
        orphans = [
            (attempt, self.store.leads[attempt.lead_id])
            for attempt in self.store.live.values()
            if attempt.id not in cell.calls and attempt.placed_at < self.now
        ]
        seen = Audited(1, self.now, self.asterisk.listed(), dict(self.asterisk.notes), orphans)
        self.audits.append(lambda: self.take(seen))
        if self.chance.random() < 0.5:
            self.audits_arrive()  # else later, when it is a little out of date

    def audits_arrive(self) -> None:
        while self.audits:
            self.audits.pop(0)()

    def the_campaign_changes(self) -> None:
        for status in (self.chance.choice(list(CampaignStatus)), CampaignStatus.RUNNING):
            self.config = replace(self.config, status=status)
            self.read_database()
            self.time_passes()

    # The evening ------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Everybody goes home: what is under way comes to its end, and the audits see to the rest."""
        self.config = replace(self.config, status=CampaignStatus.STOPPED)
        self.agents = {i: replace(a, wish=AgentWish.LOGGED_OUT, wish_at=self.now) for i, a in self.agents.items()}
        if not self.linked:
            self.link_up()
        self.read_database()
        for _ in range(20):
            while self.busy:
                self.busy.pop(0)()
            for channel in [c for c in self.asterisk.channels.values() if c.is_call]:
                self.asterisk.ends(channel.id)
            self.now += 10.0
            self.time_passes()
            self.an_audit()
            self.audits_arrive()
            self.read_database()
