"""Events of an agent's leg: it waits to be joined, or it is gone."""

from typing import Final

from dialer.cell.agents import agent_session, interrupted_talks
from dialer.cell.agents.agent_screen import show_state
from dialer.cell.agents.roster import Agent, AgentState, leg_lost, moved
from dialer.cell.call.call_handling import on_call
from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.effects import HangUp, ListenToLeg
from dialer.cell.events import ConnectFailed
from dialer.core.enums import AgentWish, LegKind
from dialer.core.frozen_copy import changed

CALLED_THERE_S: Final = 0.1  # a phone that was called so shortly before it registered is called where it is now


def on_leg_free(cell: Cell, leg_id: str, *, now: float) -> bool:
    """The agent's leg waits in its loop. False if no agent of this cell has that leg."""
    agent = cell.roster.of_leg(leg_id)
    if agent is None:
        return False
    call, free = _to_join(cell, agent), changed(agent, leg_up=True, leg_free=True, leg_retry_at=None)
    if interrupted_talks.on_leg_free(cell, free, now=now):
        return True
    if agent.leg_kind is LegKind.RING and call is None:
        cell.effects.append(HangUp(leg_id))  # rung for a call that has ended
        return True
    agent = free
    cell.roster.put(agent)
    if call is not None:
        cell.connect(call.id, leg_id, now)
        cell.roster.put(moved(agent, AgentState.RESERVED, now=now, leg_free=False))
    elif agent.state is AgentState.NO_PHONE:
        agent_session.settle(cell, changed(agent, leg_failures=0), now=now)
    elif agent.state in (AgentState.READY, AgentState.RESERVED):
        agent_session.match(cell, now=now)
    return True


def _to_join(cell: Cell, agent: Agent) -> Call | None:
    """The call that the agent's leg is to be joined to, if the person is still on the line."""
    call = cell.calls.get(agent.call_id or "")
    if agent.state is not AgentState.RESERVED or call is None or call.state is not CallState.CONNECTING or call.left:
        return None
    return call


def on_leg_gone(cell: Cell, leg_id: str, *, now: float) -> bool:
    """The agent's phone hung up, or could not be reached. False if no agent of this cell has that leg.

    A call about to be joined to it goes to another agent. An agent whose phone is rung for each call and did not answer
    is paused: the next person must not wait for that phone again.
    """
    agent = cell.roster.of_leg(leg_id)
    if agent is None:
        return False
    was_up, agent = agent.leg_up, leg_lost(agent, now=now)
    if interrupted_talks.on_leg_gone(cell, agent, was_up=was_up, now=now):
        return True
    call = cell.calls.get(agent.call_id or "")
    if agent.state is AgentState.RESERVED and call is not None and call.state is CallState.CONNECTING:
        if agent.leg_kind is LegKind.RING:
            away = {"pause_reason": "phone_not_answered", "pause_s": None, "rests": True}
            agent = changed(agent, wish=AgentWish.PAUSED, **away)
        cell.roster.put(agent)
        on_call(cell, call.id, ConnectFailed(), now=now)
        return True
    cell.roster.put(agent)
    if agent.state is AgentState.NO_PHONE:
        cell.learned.agent_left(str(agent.id), now)
        show_state(cell, agent)
    elif agent.state is AgentState.READY:
        agent_session.match(cell, now=now)  # an agent rung for each call can be rung again
    return True


def on_phone_found(cell: Cell, endpoint: str, *, is_new: bool, now: float) -> None:
    """A phone has registered, or can be reached again: agents who wait for it are called at once.

    With `is_new` it is another phone than before, or the page of a browser was loaded again: a leg that is still known
    is dead, though Asterisk may not know for long. Only where a lost leg is joined again is that worth a guess.
    """
    for agent in [agent for agent in cell.roster if agent.phone == f"PJSIP/{endpoint}"]:
        rings = agent.leg_kind.stands or interrupted_talks.talk_of(cell, agent) is not None
        is_dead = is_new and agent.rejoin_s > 0.0 and now - agent.leg_asked_at >= CALLED_THERE_S
        if rings and agent.leg_id is not None and is_dead:
            cell.effects.append(HangUp(agent.leg_id))
            on_leg_gone(cell, agent.leg_id, now=now)
        now_has = cell.roster.get(agent.id)
        if rings and cell.link_up and now_has is not None and now_has.leg_id is None:
            agent_session.ring_leg(cell, changed(now_has, leg_failures=0), now=now)


def on_phone_lost(cell: Cell, endpoint: str) -> None:
    """A phone's registration is gone. Of a browser that may mean that it is dead and could say no goodbye.

    Then no voice comes any more, and it would take Asterisk long to end the leg. As long as voice comes only the
    signalling was cut, as when the API starts again: the leg stays.
    """
    for agent in cell.roster:
        is_there = agent.leg_kind is LegKind.BROWSER and agent.leg_up and agent.phone == f"PJSIP/{endpoint}"
        if is_there and agent.leg_id is not None:
            cell.effects.append(ListenToLeg(agent.leg_id))


def on_leg_left(cell: Cell, leg_id: str, *, now: float) -> bool:
    """The agent's phone hung up; no call is joined to it from now on. False if no agent of this cell has that leg.

    The leg is hung up from our side too, once its call has another agent: Asterisk keeps a leg that a Bridge takes in
    at that instant (`dialer.cell.call.zombie_channels`), and later calls would be joined to a phone on the hook.
    """
    known = on_leg_gone(cell, leg_id, now=now)
    if known:
        cell.effects.append(HangUp(leg_id))
    return known


def adopt_leg(cell: Cell, agent_id: int, leg_id: str, *, up: bool, now: float) -> bool:
    """Take over a leg that an earlier engine left. False if the agent is not of this cell or has another leg."""
    agent = cell.roster.get(agent_id)
    if agent is None or agent.leg_id not in (None, leg_id):
        return False
    if agent.leg_id is None:
        adopted = changed(agent, leg_id=leg_id, leg_asked_at=0.0, leg_up=up, leg_retry_at=None, leg_failures=0)
        cell.roster.put(adopted)
    cell.lines.adopt_leg(leg_id, agent.phone, now)
    return True
