"""Asterisk and the database on paper: what they do with the cells' wishes, in whatever order chance has it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import assert_never

from ami.events import AmiEvent, BridgeEnter, ChannelState, Hangup, NewState, OriginateResponse, UserEvent
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import LiveAttempt
from dialer.cell.call.state_machine import Call
from dialer.cell.effects import DeferLead, Finish, ReleaseLeads, RetireLead
from dialer.core.channel_ids import agent_of
from dialer.core.enums import AttemptState, LeadState
from dialer.people.callbacks.model import Callback
from dialer.people.leads.model import ClaimedLead
from tests.support.live_calls import a_channel, a_live_attempt


@dataclass
class Channel:
    """A channel on paper."""

    id: str
    is_call: bool
    state: ChannelState = ChannelState.DOWN
    bridge: str = ""
    screened: bool = False
    treated: bool = False  # the media path plays its fail-safe, or treats a machine
    talked: bool = False
    rejoin_s: float = 0.0  # for how long the person is kept whose agent's leg is lost
    holds: bool = False  # the agent has asked to hold
    exten: str = "s"  # where in the dialplan it waits
    talked_with: int | None = None

    @property
    def is_kept(self) -> bool:
        return self.exten != "s" and not self.bridge


@dataclass
class PaperAsterisk:
    """Channels and bridges. `say` hears every event; whether anybody listens is the caller's business."""

    say: Callable[[AmiEvent], None]
    channels: dict[str, Channel] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    bridges: int = 0

    def originate(self, channel_id: str, *, is_call: bool) -> None:
        self.channels[channel_id] = Channel(channel_id, is_call)

    def rings(self, channel_id: str) -> None:
        self.channels[channel_id].state = ChannelState.RINGING
        self.say(NewState(channel_id=channel_id, channel="c", state=ChannelState.RINGING))

    def answers(self, channel_id: str) -> None:
        channel = self.channels[channel_id]
        channel.state = ChannelState.UP
        self.say(NewState(channel_id=channel_id, channel="c", state=ChannelState.UP))
        self._tell(channel_id, "ProntoAnswered" if channel.is_call else "ProntoAgentLeg")

    def screens(self, channel_id: str, *, machine: bool) -> None:
        channel = self.channels[channel_id]
        channel.screened, channel.treated = True, machine
        self._tell(channel_id, "ProntoScreened", result="machine" if machine else "human")
        if machine:
            self.notes[channel_id] = "machine:1"

    def gives_up(self, channel_id: str) -> None:
        """The media path's time limit passes."""
        self.channels[channel_id].treated = True
        self._tell(channel_id, "ProntoUnserved")
        self.notes[channel_id] = "unserved:1"

    def fails(self, channel_id: str) -> None:
        self.say(OriginateResponse(channel_id=channel_id, ok=False, reason=0))
        self.ends(channel_id, cause=17)

    def ends(self, channel_id: str, cause: int = 16) -> None:
        channel = self.channels.get(channel_id)
        if channel is None:
            return
        bridge = channel.bridge
        channel.bridge = ""
        if channel.is_call and channel.state is ChannelState.UP:
            if channel.talked:
                self.notes[channel_id] = "served:1"
            self.notes.setdefault(channel_id, "left:1")
        del self.channels[channel_id]
        self.say(Hangup(channel_id=channel_id, channel="c", cause=cause, cause_text="", tech_cause=None))
        self._break_up(bridge)

    def hold(self, call_id: str, leg_id: str) -> None:
        """The person is to be kept from now on, and the leg leaves their bridge, if they are in one."""
        call, leg = self.channels.get(call_id), self.channels.get(leg_id)
        if call is None or leg is None or not leg.bridge:
            return
        call.holds = True
        bridge, leg.bridge = leg.bridge, ""
        self._tell(leg_id, "ProntoAgentLeg")
        self._break_up(bridge)

    def bridge(self, call_id: str, leg_id: str, *, rejoin_s: float = 0.0) -> bool:
        """Put both into a bridge of their own, whatever they were doing; False if either is not up."""
        pair = [self.channels.get(i) for i in (call_id, leg_id)]
        if any(channel is None or channel.state is not ChannelState.UP for channel in pair):
            return False
        self.bridges += 1
        left = {channel.bridge for channel in pair if channel is not None}
        for members, channel in enumerate(pair, start=1):
            assert channel is not None
            channel.bridge, channel.talked = f"b{self.bridges}", True
            channel.rejoin_s, channel.talked_with = rejoin_s, agent_of(leg_id)
            self.say(
                BridgeEnter(
                    channel_id=channel.id, channel="c", bridge_id=channel.bridge, technology="simple", members=members
                )
            )
        for bridge in left:
            self._break_up(bridge)
        return True

    def listed(self) -> list[LiveChannel]:
        return [
            a_channel(
                c.id,
                state=c.state,
                bridge=c.bridge,
                exten=c.exten,
                application="BridgeWait" if not c.is_call and c.state is ChannelState.UP and not c.bridge else "Wait",
            )
            for c in self.channels.values()
        ]

    def _break_up(self, bridge: str) -> None:
        """Who is left alone: a leg goes back to its loop, a call has had its conversation and is hung up or kept."""
        for channel in [c for c in self.channels.values() if bridge and c.bridge == bridge]:
            channel.bridge = ""
            if channel.is_call and (channel.holds or channel.rejoin_s):
                self._keep(channel)
            elif channel.is_call:
                self.ends(channel.id)
            else:
                self._tell(channel.id, "ProntoAgentLeg")

    def _keep(self, channel: Channel) -> None:
        channel.exten, name = ("hold", "ProntoHeld") if channel.holds else ("rejoin", "ProntoLegLost")
        channel.holds, within = False, "12000" if name == "ProntoLegLost" else "600000"
        self._tell(channel.id, name, within=within, joined=f"0:{channel.talked_with}")

    def _tell(self, channel_id: str, name: str, **fields: str) -> None:
        self.say(UserEvent(name=name, channel_id=channel_id, fields=fields))


@dataclass
class PaperStore:
    """Leads and attempts, with the rules of the real tables: a lead has one owner, an attempt ends once."""

    leads: dict[int, ClaimedLead]
    states: dict[int, LeadState] = field(default_factory=dict)
    live: dict[str, LiveAttempt] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    callbacks: dict[int, Callback] = field(default_factory=dict)  # that wait, by id
    called: dict[int, Callback] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = dict.fromkeys(self.leads, LeadState.OPEN)

    def claim(self, limit: int, chance: Random) -> list[ClaimedLead]:
        free = [lead_id for lead_id, state in self.states.items() if state is LeadState.OPEN]
        chosen = chance.sample(free, min(limit, len(free)))
        self.states |= dict.fromkeys(chosen, LeadState.CLAIMED)
        return [self.leads[lead_id] for lead_id in chosen]

    def book(self, callback: Callback) -> None:
        self.callbacks[callback.id] = callback
        self.states[callback.lead_id] = LeadState.BOOKED
        self.leads[callback.lead_id] = replace(self.leads[callback.lead_id], callback_id=callback.id)

    def fetch(self, lead_id: int) -> ClaimedLead | None:
        if self.states[lead_id] is not LeadState.BOOKED:
            return None
        self.states[lead_id] = LeadState.CLAIMED
        return self.leads[lead_id]

    def _as_before(self, lead_id: int) -> LeadState:
        return LeadState.BOOKED if self.leads[lead_id].callback_id is not None else LeadState.OPEN

    def place(self, call: Call, *, now: float) -> None:
        assert self.states[call.lead_id] is LeadState.CLAIMED, "a lead is dialled that the cell does not hold"
        self.states[call.lead_id] = LeadState.CALLING
        if call.callback_id is not None:
            self.called[call.callback_id] = self.callbacks.pop(call.callback_id)  # each promise is kept once
            self.leads[call.lead_id] = replace(self.leads[call.lead_id], callback_id=None)
        self.live[call.id] = a_live_attempt(
            call.id,
            AttemptState.PLACED,
            lead_id=call.lead_id,
            trunk_id=call.trunk_id,
            agent_id=call.for_agent,
            placed_at=now,
            ringing_at=None,
        )

    def progress(self, call: Call) -> None:
        assert call.id in self.live
        state = AttemptState.ANSWERED if call.agent_joined_at is None else AttemptState.TALKING
        self.live[call.id] = replace(
            self.live[call.id],
            state=state,
            answered_at=call.answered_at,
            agent_joined_at=call.agent_joined_at,
            agent_id=call.agent_id,
        )

    def finish(self, end: Finish) -> None:
        assert end.call.id not in self.ended, "an attempt has ended twice"
        del self.live[end.call.id]
        self.ended.add(end.call.id)
        assert self.states[end.call.lead_id] is LeadState.CALLING
        # Wrapping leads are taken on at once, as if the agent had disposed.
        self.states[end.call.lead_id] = LeadState.DONE if end.step.state is LeadState.DONE else LeadState.OPEN
        if end.step.callback_id is not None:
            self.book(replace(self.called.pop(end.step.callback_id), due_at=end.step.due_at))

    def give_back(self, effect: ReleaseLeads | DeferLead | RetireLead) -> None:
        match effect:
            case ReleaseLeads(lead_ids=ids):
                back, state = ids, None
            case DeferLead(lead_id=lead_id):
                back, state = (lead_id,), None
            case RetireLead(lead_id=lead_id):
                back, state = (lead_id,), LeadState.DONE
            case _:
                assert_never(effect)
        for lead_id in back:
            assert self.states[lead_id] is LeadState.CLAIMED, "a lead is given back that the cell does not hold"
            self.states[lead_id] = state or self._as_before(lead_id)
            if state is LeadState.DONE and (callback_id := self.leads[lead_id].callback_id) is not None:
                del self.callbacks[callback_id]

    def release_claimed(self) -> None:
        """What a new engine does for the leads of the one before it."""
        self.states |= {i: self._as_before(i) for i, state in self.states.items() if state is LeadState.CLAIMED}
