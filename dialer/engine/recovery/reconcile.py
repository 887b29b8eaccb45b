"""After a restart or a lost link: compares the cells with what lives at Asterisk, and replays the missed events.

Recovery has no path of its own: every difference goes through the same functions as live events.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ami.events import ChannelState
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AttemptRecord, LiveAttempt
from dialer.cell.agents.agent_legs import adopt_leg, on_leg_free, on_leg_gone
from dialer.cell.agents.agent_session import wrap_up_again
from dialer.cell.agents.interrupted_talks import HOLD_MOST_S
from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.call_handling import adopt, on_call
from dialer.cell.call.media_note import Note, not_before
from dialer.cell.call.state_machine import IN_TALK, INTERRUPTED, UNANSWERED, Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.effects import HangUp
from dialer.cell.events import (
    AgentJoined,
    Answered,
    CallEvent,
    ConnectFailed,
    Held,
    HungUp,
    InDialplan,
    LegLost,
    OptedOut,
    Ringing,
    Screened,
    Unserved,
    Vanished,
)
from dialer.compliance.facts import DialMode
from dialer.core.call_times import end_of, times_of
from dialer.core.channel_ids import agent_of, campaign_of
from dialer.core.enums import AttemptState
from dialer.engine.ami_translation import note_of
from dialer.engine.nodes.originate import HOLD_LINE, LINES, REJOIN_LINE
from dialer.numbers.geography import country_of
from dialer.people.leads.model import ClaimedLead
from pacing.snapshot import Mode

GRACE_S = 5.0  # a channel asked for so recently need not be listed yet, and a join may still be under way
LOOP_APPLICATION = "BridgeWait"  # what a free agent's leg runs

FOR_ONE_AGENT = (Mode.PREVIEW, Mode.GUARANTEED, DialMode.MANUAL)

_ADOPTED_AS = {
    AttemptState.PLACED: CallState.DIALLING,
    AttemptState.ANSWERED: CallState.ANSWERED,
    # Not TALKING yet: the audit finds whether both are still in one bridge.
    AttemptState.TALKING: CallState.ANSWERED,
}


def adopt_orphans(
    cells: Mapping[int, Cell], orphans: list[tuple[LiveAttempt, ClaimedLead]], *, asked_at: float, now: float
) -> None:
    """Adopt attempts that no cell has, as far as the database knows them. `cells` of their node, by campaign."""
    for attempt, lead in orphans:
        cell = cells.get(attempt.campaign_id)
        if cell is not None and not _had(cell, attempt):
            _adopt(cell, attempt, lead, asked_at, now)


def end_elsewhere(
    cells: Mapping[int, Cell], audit: "Audit", orphans: list[tuple[LiveAttempt, ClaimedLead]], *, now: float
) -> None:
    """End attempts that are gone and whose campaign has its cell on another node, which cannot adopt them.

    Those that live are left to Asterisk until they end.
    """
    for attempt, lead in orphans:
        cell = cells.get(attempt.campaign_id)
        if cell is None or cell.campaign.node_id == attempt.node_id or _had(cell, attempt):
            continue
        if attempt.id not in audit.by_id:
            _adopt(cell, attempt, lead, audit.asked_at, now)
            on_call(cell, attempt.id, Vanished(audit.note(attempt.id)), now=now)


def _had(cell: Cell, attempt: LiveAttempt) -> bool:
    """Whether the cell took or ended the attempt after the database was read."""
    return attempt.id in cell.ended or attempt.id in cell.calls


def adopt_wrap_ups(cells: dict[int, Cell], wrapping: list[tuple[AttemptRecord, ClaimedLead]], *, now: float) -> None:
    """Resume wrap-ups that were open when the previous engine ended. `cells` by campaign."""
    for attempt, lead in wrapping:
        cell = cells.get(attempt.campaign_id)
        if cell is not None and attempt.id not in cell.ended:
            ended = replace(booked(attempt, CallState.ENDED), agent_id=attempt.agent_id, **end_of(attempt))
            wrap_up_again(cell, ended, lead, now=now)


def booked(attempt: AttemptRecord | LiveAttempt, state: CallState) -> Call:
    """The call as its attempt records it: lead, number, trunk."""
    return Call(
        id=attempt.id,
        lead_id=attempt.lead_id,
        list_id=attempt.list_id,
        number=attempt.number,
        phone_position=attempt.phone_position,
        trunk_id=attempt.trunk_id,
        state=state,
    )


def _adopt(cell: Cell, attempt: LiveAttempt, lead: ClaimedLead, asked_at: float, now: float) -> None:
    country, joined = country_of(attempt.number), attempt.agent_joined_at is not None
    call = replace(
        booked(attempt, _ADOPTED_AS[attempt.state]),
        caller_id=attempt.caller_id,
        screened=bool(cell.campaign.of(country).amd) and attempt.screened_at is None,
        introduces=cell.campaign.of(country).introduces,
        # It was there when we looked, whatever the previous engine's clock said.
        since=min(attempt.agent_joined_at or attempt.answered_at or attempt.placed_at, asked_at),
        placed_at=attempt.placed_at,
        **times_of(attempt),
        agent_id=attempt.agent_id if joined else None,
        mode=attempt.mode,
        country=country,
        ruling=attempt.ruling,
        for_agent=None if joined or attempt.mode not in FOR_ONE_AGENT else attempt.agent_id,
        callback_id=attempt.callback_id,
    )
    adopt(cell, call, lead, now=now)


@dataclass(slots=True)
class Audit:
    """One look at all channels of a node, then at its notes: in that order no end is missed.

    A channel that is not listed has ended; its note was written before its end, so the later reading has it.
    """

    channels: Iterable[LiveChannel]
    asked_at: float
    notes: dict[str, str]
    ahead_s: float = 0.0  # Asterisk's clock minus ours
    hung_up: Mapping[str, tuple[HungUp, float]] = field(default_factory=dict)  # heard before the audit came, by call
    states: Mapping[str, AttemptState] = field(default_factory=dict)  # of attempts, whether a cell has them or not
    # When the join was asked for, and the agent, of calls whose person is kept
    kept: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    by_id: dict[str, LiveChannel] = field(init=False)
    agent_with: dict[str, int] = field(init=False)  # agent by call, where both are in one bridge
    talking: set[str] = field(init=False)  # the bridges of those

    def __post_init__(self) -> None:
        self.by_id = {channel.channel_id: channel for channel in self.channels}
        bridges: defaultdict[str, list[str]] = defaultdict(list)
        for channel in self.by_id.values():
            if channel.bridge_id:
                bridges[channel.bridge_id].append(channel.channel_id)
        self.agent_with = {}
        for members in bridges.values():
            agents = [agent for member in members if (agent := agent_of(member)) is not None]
            calls = [member for member in members if campaign_of(member) is not None]
            if len(agents) == 1 and len(calls) == 1:
                self.agent_with[calls[0]] = agents[0]
        self.talking = {self.by_id[call_id].bridge_id for call_id in self.agent_with}

    def note(self, call_id: str) -> Note:
        """What the dialplan noted of a call."""
        return note_of(self.notes.get(call_id, ""), ahead_s=self.ahead_s)


def reconcile(cells: dict[int, Cell], audit: Audit, *, now: float) -> list[str]:
    """Update a node's cells to what lives there; return our channels that nobody owns."""
    strays = [
        leg.channel_id
        for leg in audit.by_id.values()
        # An agent who has logged out meanwhile may finish the talk.
        if agent_of(leg.channel_id) is not None and not _own(cells, leg, now) and leg.bridge_id not in audit.talking
    ]
    for cell in cells.values():
        for call in list(cell.calls.values()):
            _compare(cell, call, audit, now)
    for cell in cells.values():  # by now, agents of several campaigns sit where their calls are
        _compare_legs(cell, audit, now)
    strays += [i for i in audit.by_id if campaign_of(i) is not None and not _is_left_alone(cells, i, audit)]
    return strays


def _own(cells: dict[int, Cell], leg: LiveChannel, now: float) -> bool:
    agent_id = agent_of(leg.channel_id)
    assert agent_id is not None
    up = leg.state is ChannelState.UP
    seats = [cell for cell in cells.values() if agent_id in cell.roster]
    return any(adopt_leg(cell, agent_id, leg.channel_id, up=up, now=now) for cell in seats)


def _is_left_alone(cells: dict[int, Cell], call_id: str, audit: Audit) -> bool:
    """Whether the call is a cell's, was one when the audit began, or has an attempt that has not ended.

    So is one that was answered and has no attempt at all: the database is older than the call, restored from a backup
    or a replica that lacked the last rows. Its talk goes on, and whoever waits is treated by the dialplan.
    """
    ended_at = max((cell.ended[call_id] for cell in cells.values() if call_id in cell.ended), default=None)
    if ended_at is not None:
        return ended_at >= audit.asked_at
    if call_id in audit.hung_up or any(call_id in cell.calls for cell in cells.values()):
        return True
    state = audit.states.get(call_id)
    return audit.by_id[call_id].state is ChannelState.UP if state is None else state is not AttemptState.ENDED


def _gone(cell: Cell, since: float, audit: Audit) -> bool:
    """Whether an unlisted channel, asked for at `since`, is gone rather than still to come."""
    return since <= audit.asked_at - (GRACE_S if cell.link_up else 0.0)


def _compare(cell: Cell, call: Call, audit: Audit, now: float) -> None:
    channel = audit.by_id.get(call.id)
    if call.state is CallState.WRITING:
        return
    note = audit.note(call.id)
    if call.id in audit.hung_up:
        _hung_up(cell, call, note, audit)
    elif note.final:
        on_call(cell, call.id, Vanished(note), now=now)
        if channel is not None:  # ending right now, or kept by a recent Bridge (`dialer.cell.call.zombie_channels`)
            cell.effects.append(HangUp(call.id))
    elif channel is None:
        if _gone(cell, call.since, audit):
            on_call(cell, call.id, Vanished(note), now=now)
    elif call.id in audit.agent_with:
        if call.agent_joined_at is None:
            _unserved(cell, call, note, now)  # by law the agent came too late
        if call.state is not CallState.TALKING or call.agent_id != audit.agent_with[call.id]:
            on_call(cell, call.id, AgentJoined(audit.agent_with[call.id]), now=now)
        _opted_out(cell, call, note, now)
    elif channel.state is ChannelState.RINGING:
        on_call(cell, call.id, Ringing(), now=now)
    elif call.agent_joined_at is not None and not channel.bridge_id:
        _interrupted(cell, call, channel, note, audit, now)
    elif call.id in audit.kept:
        _unserved(cell, call, note, now)
        _joined_before(cell, call, audit, now)
        _interrupted(cell, cell.calls[call.id], channel, note, audit, now)
    elif channel.exten in LINES:
        pass  # kept for an agent of whom nothing is known: the dialplan ends it
    elif channel.state is ChannelState.UP:
        _answered(cell, call, note, audit, now)


def _joined_before(cell: Cell, call: Call, audit: Audit, now: float) -> None:
    """Apply a join that was written nowhere but on the channel of a person who is kept."""
    joined_at, agent_id = audit.kept[call.id]
    on_call(cell, call.id, AgentJoined(agent_id), now=not_before(call.placed_at, joined_at, now=now))


def _interrupted(cell: Cell, call: Call, channel: LiveChannel, note: Note, audit: Audit, now: float) -> None:
    """A talk whose person is in no bridge: on hold, kept for a lost leg, or past both and hearing the fallback.

    A talk that we know to go on may have been joined again since Asterisk was asked; else only its line tells.
    """
    if call.since > audit.asked_at:
        return
    if channel.exten == HOLD_LINE and call.state not in INTERRUPTED:
        on_call(cell, call.id, Held(HOLD_MOST_S, call.agent_id), now=now)
    elif call.state not in IN_TALK or (channel.exten == REJOIN_LINE and call.state is not CallState.REJOINING):
        agent = cell.roster.get(call.agent_id)
        on_call(cell, call.id, LegLost(agent.rejoin_s if agent is not None else None, call.agent_id), now=now)
    _opted_out(cell, call, note, now)


def _hung_up(cell: Cell, call: Call, note: Note, audit: Audit) -> None:
    """Apply a hang-up that was kept, after what the audit found of the call, and with its note."""
    hang_up, heard_at = audit.hung_up[call.id]
    channel, agent_id = audit.by_id.get(call.id), audit.agent_with.get(call.id)
    found_at = min(audit.asked_at, heard_at)
    if agent_id is not None and call.state is not CallState.TALKING:
        on_call(cell, call.id, AgentJoined(agent_id), now=found_at)
    elif call.agent_joined_at is None and call.id in audit.kept:
        _joined_before(cell, call, audit, found_at)
    elif channel is not None and channel.state is ChannelState.UP and call.state in UNANSWERED:
        on_call(cell, call.id, Answered(note.answered_at), now=found_at)
    on_call(cell, call.id, replace(hang_up, note=note), now=heard_at)


def _answered(cell: Cell, call: Call, note: Note, audit: Audit, now: float) -> None:
    if call.state in (*UNANSWERED, CallState.ANSWERED):
        for event in _told_by(note):
            on_call(cell, call.id, event, now=now)
        return
    if note.word == "machine" and call.state is CallState.SCREENING:
        on_call(cell, call.id, Screened(machine=True, at=note.at), now=now)
    _unserved(cell, call, note, now)
    _opted_out(cell, call, note, now)
    if call.state is CallState.CONNECTING and _join_is_lost(cell, call, audit):
        on_call(cell, call.id, ConnectFailed(), now=now)


def _told_by(note: Note) -> Iterator[CallEvent]:
    """The events of a waiting call, as far as the dialplan's note records them."""
    yield Answered(note.answered_at or note.at)
    match note.word:
        case "machine":
            yield Screened(machine=True, at=note.at)
        case "unserved":
            yield Unserved(note.at)
        case "optout":
            yield Unserved(note.unserved_at or note.at)
            yield OptedOut(note.at)
        case _:
            yield InDialplan()


def _unserved(cell: Cell, call: Call, note: Note, now: float) -> None:
    if note.unserved_at is not None and call.unserved_at is None:
        on_call(cell, call.id, Unserved(note.unserved_at), now=now)


def _opted_out(cell: Cell, call: Call, note: Note, now: float) -> None:
    if note.word == "optout" and call.opted_out_at is None:
        on_call(cell, call.id, OptedOut(note.at), now=now)


def _join_is_lost(cell: Cell, call: Call, audit: Audit) -> bool:
    """Whether `Bridge` was asked for long ago and the two are not in one bridge."""
    agent = cell.roster.get(call.agent_id)
    if agent is None or agent.call_id != call.id:
        return True
    return agent.leg_up and agent.since < audit.asked_at - GRACE_S  # else the agent's phone still rings


def _compare_legs(cell: Cell, audit: Audit, now: float) -> None:
    for agent in list(cell.roster):
        if agent.leg_id is None:
            continue
        channel = audit.by_id.get(agent.leg_id)
        if channel is None:
            if _gone(cell, agent.leg_asked_at, audit):
                on_leg_gone(cell, agent.leg_id, now=now)
        elif channel.bridge_id in audit.talking:
            continue  # with a call that no cell has, it may be: it says when it is free
        elif channel.application == LOOP_APPLICATION and _not_known_free(cell, agent):
            on_leg_free(cell, agent.leg_id, now=now)


def _not_known_free(cell: Cell, agent: Agent) -> bool:
    """Whether an event of the leg was missed: it was up before, and is neither free nor on its way to a call."""
    call = cell.calls.get(agent.call_id or "")
    joins = agent.state is AgentState.RESERVED and call is not None and call.state is CallState.CONNECTING
    joins_again = call is not None and call.state in INTERRUPTED and call.id not in cell.joining
    on_its_way = agent.leg_up and (joins or (agent.state is AgentState.TALKING and not joins_again))
    return not agent.leg_free and not on_its_way
