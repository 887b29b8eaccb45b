"""An agent's session: log-in and log-out, the phone, joining a call, wrap-up."""

from dataclasses import dataclass
from typing import Final

from dialer.cell.agents.agent_choice import longest_idle
from dialer.cell.agents.agent_screen import (
    call_body,
    show,
    show_again,
    show_call,
    show_logged_out,
    show_state,
    without_beside,
)
from dialer.cell.agents.roster import BUSY, Agent, AgentState, at_rest, moved
from dialer.cell.agents.working_time import at_work, back_since, must_stop, sent_away
from dialer.cell.call.state_machine import Call, advance
from dialer.cell.cell import Cell
from dialer.cell.effects import ComeBack, HangUp, PauseBegan, PauseEnded, ReleaseLeads, RingLeg, Screen
from dialer.cell.events import Assigned
from dialer.compliance.facts import DialMode
from dialer.core.enums import AgentWish, LegKind
from dialer.core.frozen_copy import changed
from dialer.people.leads.model import ClaimedLead
from dialer.work.agents.model import WRAP_UP_EXTRA_S
from dialer.work.pauses.model import RECOVERY_BREAK

JOIN_FAILURES_BEFORE_NEW_LEG = 3

_CLOCKS_APART_S: Final = 60.0  # largest difference of two machines' clocks that the rules allow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """An agent's latest request, as the store keeps it."""

    agent_id: int
    name: str
    phone: str
    leg_kind: LegKind
    wish: AgentWish
    pause_reason: str
    at: float  # epoch seconds; a wish is acted on once
    shift_ends_at: float | None = None
    break_at: float | None = None
    country: str = ""
    team_id: int | None = None
    pause_s: float | None = None
    pause_rests: bool = True
    hand_at: float | None = None
    hand_note: str = ""
    rejoin_s: float = 0.0
    languages: tuple[str, ...] = ()


# Taken at once, also in a call.
_PLANNED: Final = ("shift_ends_at", "break_at", "country", "team_id", "rejoin_s", "hand_at", "hand_note", "languages")
_SHOWN: Final = ("shift_ends_at", "break_at", "hand_at", "hand_note")


def on_wish(cell: Cell, wish: Wish, *, now: float) -> None:
    """Log the agent in or out, pause or make ready; during a call it takes effect after the call."""
    agent = cell.roster.get(wish.agent_id)
    if agent is None:
        if wish.wish is not AgentWish.LOGGED_OUT:
            _log_in(cell, wish, now)
        return
    plan = {name: getattr(wish, name) for name in _PLANNED}
    if any(getattr(agent, name) != value for name, value in plan.items()):
        is_shown = any(getattr(agent, name) != plan[name] for name in _SHOWN)
        agent = changed(agent, **plan)
        cell.roster.put(agent)
        if is_shown:
            show_again(cell, agent)
    lost = agent.wish_at > now + _CLOCKS_APART_S  # the machine's clock was set back since
    if wish.at == agent.wish_at or (wish.at < agent.wish_at and not lost):
        return
    agent = changed(agent, wish_at=wish.at, asked_at=min(wish.at, now))
    # A recovery break asked for twice is one; the end of any other pause counts from the latest request.
    goes_on = wish.pause_reason == agent.pause_reason == RECOVERY_BREAK
    ends = {"pause_s": wish.pause_s, "returns_at": agent.returns_at if goes_on else None}
    pause = {"pause_reason": wish.pause_reason, "rests": wish.pause_rests, **ends}
    _take_wish(cell, changed(agent, wish=wish.wish, **pause), now)


def _take_wish(cell: Cell, agent: Agent, now: float) -> None:
    cell.roster.put(agent)
    ends_wrap_up = agent.state is AgentState.WRAP_UP and not agent.leaving
    if ends_wrap_up:
        cell.learned.wrap_up_ended(str(agent.id), now)
    looks = agent.state in (AgentState.PREVIEW, AgentState.CALL_BACK)
    if ends_wrap_up or agent.state not in BUSY or (looks and agent.leaving):
        settle(cell, agent, now=now)


def log_out(cell: Cell, agent: Agent, *, now: float) -> None:
    """Log the agent out, after the present call, though no newer wish asks for it."""
    _take_wish(cell, changed(agent, wish=AgentWish.LOGGED_OUT, pause_reason=""), now)


def _log_in(cell: Cell, wish: Wish, now: float) -> None:
    asked_at = min(wish.at, now)
    agent = Agent(
        id=wish.agent_id,
        name=wish.name,
        phone=wish.phone,
        leg_kind=wish.leg_kind,
        wish=wish.wish,
        wish_at=wish.at,
        asked_at=asked_at,
        pause_reason=wish.pause_reason,
        pause_s=wish.pause_s,
        rests=wish.pause_rests,
        returns_at=None if wish.pause_s is None else asked_at + wish.pause_s,
        hand_at=wish.hand_at,
        hand_note=wish.hand_note,
        shift_ends_at=wish.shift_ends_at,
        break_at=wish.break_at,
        country=wish.country,
        team_id=wish.team_id,
        rejoin_s=wish.rejoin_s,
        languages=wish.languages,
        screen_since=back_since(cell, wish.agent_id, now) or (asked_at if wish.wish is AgentWish.READY else 0.0),
        since=now,
        leg_retry_at=now if wish.leg_kind.stands else None,
    )
    settle(cell, sent_away(cell, agent, now) or agent, now=now)
    tick_desk(cell, now=now)


def settle(cell: Cell, agent: Agent, *, now: float) -> None:
    """Give an agent without a call the wished state: ready, paused or logged out."""
    _withdraw_offer(cell, agent.id)
    if agent.wish is AgentWish.LOGGED_OUT:
        cell.learned.agent_left(str(agent.id), now)
        if agent.leg_id is not None:
            cell.effects.append(HangUp(agent.leg_id))
        cell.roster.remove(agent.id)
        cell.told.pop(agent.id, None)
        _note_pause(cell, changed(agent, state=AgentState.NO_PHONE), now)
        if agent.state is not AgentState.PAUSED:  # logging in again soon continues the stretch without a break
            cell.whole.screens[agent.id] = (agent.screen_since, now)
        show_logged_out(cell, agent.id, now)
        cell.shown.pop(agent.id, None)
        cell.wrapped_up.pop(agent.id, None)
        return
    agent = _note_pause(cell, at_rest(at_work(cell, agent, now), now=now), now)
    if agent.state is not AgentState.READY:
        cell.learned.agent_left(str(agent.id), now)
    cell.roster.put(agent)
    show_state(cell, agent)
    if agent.state is AgentState.READY:
        match(cell, now=now)


def _note_pause(cell: Cell, agent: Agent, now: float) -> Agent:
    """Have the beginning or the end of a pause written down."""
    reason = agent.pause_reason if agent.state is AgentState.PAUSED else None
    if reason == agent.noted_pause:
        return agent
    if reason is None:
        cell.effects.append(PauseEnded(agent.id, now))
    else:
        cell.effects.append(PauseBegan(agent.id, reason, agent.resting, now))
    return changed(agent, noted_pause=reason)


def extend_wrap_up(cell: Cell, agent_id: int, attempt_id: str | None, *, now: float) -> bool:
    """Give the agent more time for the wrap-up of this call, once; False if it is over, or was given."""
    agent = cell.roster.get(agent_id)
    if agent is None or agent.state is not AgentState.WRAP_UP or attempt_id not in (None, agent.call_id):
        return False
    if agent.wrap_up_extra_s:
        return False
    agent = changed(agent, wrap_up_extra_s=WRAP_UP_EXTRA_S)
    cell.roster.put(agent)
    show_again(cell, agent)
    return True


def _come_back(cell: Cell, agent: Agent, now: float) -> None:
    """End a pause whose time is over, as if the agent had asked to be ready."""
    cell.effects.append(ComeBack(agent.id, agent.wish_at, now))
    back = {"wish": AgentWish.READY, "pause_reason": "", "pause_s": None, "rests": True}
    settle(cell, changed(agent, **back), now=now)


def on_stage(cell: Cell, agent_id: int, attempt_id: str | None, stage: str, *, now: float) -> bool:
    """Record the stage that the talk or its wrap-up has reached; False if the agent is not in that call."""
    agent = cell.roster.get(agent_id)
    told_of = (AgentState.TALKING, AgentState.WRAP_UP)
    if agent is None or agent.state not in told_of or attempt_id not in (None, agent.call_id):
        return False
    if agent.stage != stage:
        cell.roster.put(changed(agent, stage=stage, stage_since=now))
        cell.learned.stage_reached(str(agent_id), stage, now)
    return True


def on_name_shown(cell: Cell, agent_id: int, attempt_id: str | None, ahead_ms: float) -> bool:
    """Count by how much the person's name came before the voice; False if the agent is not in that call."""
    agent = cell.roster.get(agent_id)
    if agent is None or attempt_id != agent.call_id:
        return False
    cell.tally.name_shown(ahead_ms)
    return True


def on_hard_call(cell: Cell, agent_id: int, *, now: float) -> bool:
    """The agent's call is hard, as the agent says: the next hard one is another's."""
    agent = cell.roster.get(agent_id)
    if agent is None:
        return False
    cell.roster.put(changed(agent, hard_at=now))
    return True


def _withdraw_offer(cell: Cell, agent_id: int) -> None:
    cell.bookings.held.pop(agent_id, None)
    offered = cell.previews.pop(agent_id, None)
    if offered is not None:
        cell.effects.append(ReleaseLeads((offered.lead_id,)))


def match(cell: Cell, *, now: float) -> None:
    """Give every waiting person an agent, longest waiting first, as long as agents are ready.

    Not while the link is down or before the first audit: the message may be playing, or over.

    People of all campaigns that share agents with this one form one line: where an agent sits makes no difference.
    """
    cells = [cell] if cell.pool is None else [cell, *cell.pool.partners(cell.campaign.id)]
    in_line = [(one, call) for one in cells if one.link_up for call in one.waiting.values()]
    in_line.sort(key=_waits_since)
    given_away = [(one, call) for one, call in in_line if _serve(one, call, now)]
    for one, call in given_away:
        agent = one.roster.get(call.for_agent)
        if agent is not None and agent.call_id == call.id:
            settle(one, agent, now=now)


def _waits_since(in_line: tuple[Cell, Call]) -> float:
    _, call = in_line
    return call.screened_at or call.answered_at or call.since


def _serve(cell: Cell, call: Call, now: float) -> bool:
    """Give the person an agent if there is one; True if it is not the one who was reserved."""
    hard = is_hard(cell, call)
    if call.for_agent is None:
        agent = longest_idle(cell, hard=hard, language=call.language)
    else:
        agent = cell.roster.choose(for_agent=call.for_agent)
    lost = agent is None and call.mode == DialMode.GUARANTEED
    if lost and (agent := longest_idle(cell, hard=hard, language=call.language)) is not None:
        call = changed(call, for_agent=None)  # the reserved agent's phone is gone: better another agent than none
    if agent is not None:
        _assign(cell, call, agent, now)
    return lost and agent is not None


def is_hard(cell: Cell, call: Call) -> bool:
    """Whether there was a conflict with this person before."""
    lead = cell.leads.get(call.id)
    return lead is not None and lead.is_hard


def _assign(cell: Cell, call: Call, agent: Agent, now: float) -> None:
    call = advance(call, Assigned(agent.id), now=now)
    cell.put(call)
    leg_id = agent.leg_id if agent.leg_free else None
    agent = moved(agent, AgentState.RESERVED, now=now, call_id=call.id, leg_free=False)
    cell.roster.put(agent)
    show_call(cell, agent.id, call, "connecting")  # first: the name is to be on the page before the voice is heard
    if leg_id is not None:
        cell.connect(call.id, leg_id, now)
    else:
        ring_leg(cell, agent, now=now)  # even beyond the limits: a person waits


def ring_leg(cell: Cell, agent: Agent, *, now: float) -> Agent:
    """Call the agent's phone; returns the agent with the new leg."""
    leg_id = cell.new_leg_id(agent.id)
    cell.lines.ring(leg_id, agent.phone, now)
    agent = changed(agent, leg_id=leg_id, leg_asked_at=now, leg_up=False, leg_free=False, leg_retry_at=None)
    cell.roster.put(agent)
    cell.effects.append(RingLeg(agent.id, leg_id, agent.phone))
    return agent


def reserve(cell: Cell, call: Call, *, now: float) -> bool:
    """Reserve the agent for whom the call is placed, with or without a connected phone; False if not free."""
    agent = cell.roster.get(call.for_agent)
    if agent is None or agent.state not in (AgentState.READY, AgentState.NO_PHONE):
        return False
    cell.roster.put(moved(agent, AgentState.RESERVED, now=now, call_id=call.id))
    return True


def joined(cell: Cell, call: Call, *, now: float) -> str | None:
    """The call and the agent's leg are in one bridge; returns another call, if any, that this agent was to get."""
    agent = cell.roster.get(call.agent_id)
    if agent is None and cell.pool is not None and call.agent_id is not None:
        for partner in cell.pool.partners(cell.campaign.id):
            _withdraw_offer(partner, call.agent_id)  # the one the agent was looking at in the other campaign
        agent = cell.pool.follow(call.agent_id, cell)
    if agent is None:
        return None
    if agent.ready_since is not None and call.agent_joined_at is not None:
        cell.tally.waited(call.agent_joined_at - agent.ready_since)
    displaced = agent.call_id if agent.call_id != call.id and agent.state is not AgentState.WRAP_UP else None
    if agent.state is AgentState.WRAP_UP:
        cell.learned.wrap_up_ended(str(agent.id), now)
    _withdraw_offer(cell, agent.id)
    agent = _note_pause(cell, changed(agent, state=AgentState.TALKING), now)
    agent = moved(
        agent,
        AgentState.TALKING,
        now=now,
        call_id=call.id,
        disposed=agent.disposed and agent.call_id == call.id,
        leg_free=False,
        leg_failures=0,
        hard_at=now if is_hard(cell, call) else agent.hard_at,
    )
    cell.roster.put(agent)
    show_call(cell, agent.id, call, "talking")
    return displaced


def join_failed(cell: Cell, call: Call, *, now: float) -> None:
    """The bridge failed: the agent is free again, and goes to the end of the line.

    A leg that fails repeatedly is hung up and called again; one rung for this call is hung up at once.
    """
    agent = cell.roster.get(call.agent_id)
    if agent is None or agent.state is not AgentState.RESERVED or agent.call_id != call.id:
        return
    failures = agent.leg_failures + 1
    agent = changed(agent, leg_free=agent.leg_up, leg_failures=failures, idle_since=now)
    if failures >= JOIN_FAILURES_BEFORE_NEW_LEG or agent.leg_kind is LegKind.RING:
        agent = _hang_up_leg(cell, agent)
    settle(cell, agent, now=now)


def _hang_up_leg(cell: Cell, agent: Agent) -> Agent:
    if agent.leg_id is None:
        return agent
    cell.effects.append(HangUp(agent.leg_id))
    return changed(agent, leg_up=False, leg_free=False)


def call_ended(cell: Cell, call: Call, *, now: float) -> None:
    """Free the agent of a call that ended: to wrap-up after a talk, else to rest."""
    agent = cell.roster.get(call.agent_id if call.agent_id is not None else call.for_agent)
    if agent is None or agent.call_id != call.id:
        if call.agent_joined_at is not None:
            wrap_up_again(cell, call, now=now)  # nobody saw the talk
        return
    if agent.leg_kind is LegKind.RING:
        agent = changed(_hang_up_leg(cell, agent), leg_retry_at=None)
    if call.agent_joined_at is None:
        settle(cell, changed(agent, leg_free=agent.leg_up), now=now)
        return
    cell.learned.talk_ended(str(agent.id), now)
    if agent.disposed:
        cell.wrapped_up[agent.id] = Screen(agent.id, call_body(cell, agent.id, call, AgentState.WRAP_UP))
        cell.learned.wrap_up_ended(str(agent.id), now)
        settle(cell, agent, now=now)
        return
    agent = moved(agent, AgentState.WRAP_UP, now=now)
    cell.roster.put(agent)
    show_call(cell, agent.id, call, "wrap_up")


def wrap_up_again(cell: Cell, call: Call, lead: ClaimedLead | None = None, *, now: float) -> None:
    """Put an agent into the wrap-up of a talk whose end was missed, or seen by an earlier engine.

    Not if the agent has asked for something since, or the time for it is over.
    """
    agent = cell.roster.get(call.agent_id)
    ended_at = call.ended_at or now
    if agent is None or agent.state not in (AgentState.READY, AgentState.NO_PHONE) or agent.asked_at >= ended_at:
        return
    if now - ended_at < cell.campaign.wrap_up_limit_s:
        cell.roster.put(moved(agent, AgentState.WRAP_UP, now=min(ended_at, now), call_id=call.id))
        show_call(cell, agent.id, call, "wrap_up", lead)


def on_disposed(cell: Cell, agent_id: int, attempt_id: str, *, now: float) -> None:
    """The agent gave the call's disposition: wrap-up ends, or is skipped."""
    agent = cell.roster.get(agent_id)
    if agent is not None and agent.ran_out == attempt_id:
        agent = changed(agent, ran_out=None)
        cell.roster.put(agent)
        show_again(cell, agent)
    if agent is None or agent.call_id != attempt_id:
        return
    if agent.state is AgentState.WRAP_UP:
        if (screen := cell.shown.get(agent_id)) is not None:
            cell.wrapped_up[agent_id] = screen
        cell.learned.wrap_up_ended(str(agent.id), now)
        settle(cell, agent, now=now)
    else:
        cell.roster.put(changed(agent, disposed=True))


def on_undone(cell: Cell, agent_id: int, attempt_id: str, *, now: float) -> None:
    """The agent took back the call's disposition: its wrap-up goes on, unless something else has begun meanwhile."""
    agent, last = cell.roster.get(agent_id), cell.wrapped_up.get(agent_id)
    if agent is None:
        return
    if agent.call_id == attempt_id:
        cell.roster.put(changed(agent, disposed=False))
    elif agent.state in (AgentState.READY, AgentState.NO_PHONE) and last and last.body["attempt_id"] == attempt_id:
        cell.learned.agent_left(str(agent_id), now)
        cell.roster.put(moved(agent, AgentState.WRAP_UP, now=now, call_id=attempt_id))
        show(cell, agent_id, without_beside(last.body) | {"since": now})


def tick_desk(cell: Cell, *, now: float) -> None:
    """Call phones that are due, end wrap-ups that are over, pause agents whose break or end of shift has come."""
    for agent_id in [agent.id for agent in cell.roster]:
        agent = cell.roster.get(agent_id)  # as it is now: what was done for one may have changed another
        if agent is None:
            continue
        due = agent.leg_retry_at is not None and agent.leg_retry_at <= now and agent.leg_id is None
        if due and cell.link_up and cell.lines.may_ring(agent.phone, now):
            agent = ring_leg(cell, agent, now=now)
        if (away := sent_away(cell, agent, now)) is not None:
            _take_wish(cell, away, now)
            continue
        if must_stop(cell, agent):
            settle(cell, agent, now=now)
            continue
        if agent.returns_at is not None and agent.returns_at <= now:
            _come_back(cell, agent, now)
            continue
        limit_s = cell.campaign.wrap_up_limit_s + agent.wrap_up_extra_s
        if agent.state is AgentState.WRAP_UP and now - agent.since >= limit_s:
            cell.learned.wrap_up_ended(str(agent.id), now)
            settle(cell, changed(agent, ran_out=agent.call_id), now=now)
