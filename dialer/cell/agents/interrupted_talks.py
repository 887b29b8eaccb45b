"""Talks that are interrupted: the person waits in the dialplan's line, on hold or until the agent's leg is back.

The agent keeps the call, and takes no other: whether the leg is free, lost or being called makes no difference to that.
"""

from typing import Final

from dialer.cell.agents.agent_screen import show_call
from dialer.cell.agents.agent_session import JOIN_FAILURES_BEFORE_NEW_LEG, ring_leg
from dialer.cell.agents.roster import Agent, AgentState
from dialer.cell.call.state_machine import INTERRUPTED, Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.effects import HangUp, Hold, SaveProgress
from dialer.core.enums import LegKind
from dialer.core.frozen_copy import changed

HOLD_MOST_S: Final = 600.0  # how long a person is kept on hold, then the call ends
RING_AGAIN_S: Final = 1.0  # how soon a phone that could not be reached is called again while a person waits
ANSWERS_WITHIN_S: Final = 4.0  # a page answers by itself: one that has not by then was called where it is no more
HOLDING_FOR_S: Final = 3.0  # how long Asterisk may take to put a person on hold


def talk_of(cell: Cell, agent: Agent) -> Call | None:
    """The agent's interrupted or running talk, if the person is still on the line."""
    call = cell.calls.get(agent.call_id or "")
    if agent.state is not AgentState.TALKING or call is None or call.left or call.agent_id != agent.id:
        return None
    return call


def hold(cell: Cell, agent_id: int, attempt_id: str | None, *, now: float) -> bool:
    """Ask for the agent's person to be put on hold; False if the agent is in no talk, or not in the one named."""
    agent = cell.roster.get(agent_id)
    call = talk_of(cell, agent) if agent is not None else None
    if agent is None or agent.leg_id is None or call is None or attempt_id not in (None, call.id):
        return False
    if call.state is not CallState.TALKING or call.id in cell.holding:
        return False
    cell.holding[call.id] = now
    cell.effects.append(Hold(call.id, agent.leg_id, HOLD_MOST_S))
    return True


def on_interrupted(cell: Cell, call: Call, *, now: float) -> None:
    """The person is kept now, or the last join failed; one who is not on hold is joined as soon as can be."""
    cell.holding.pop(call.id, None)
    cell.joining.pop(call.id, None)
    agent = cell.roster.get(call.agent_id)
    if agent is None or agent.call_id != call.id:
        return  # logged out by another way: the dialplan ends the call
    show_call(cell, agent.id, call, "talking")
    _join(cell, call, agent, now)


def on_join_failed(cell: Cell, call: Call) -> None:
    """The leg could not be joined again: it is tried once more, and after some failures called anew."""
    cell.joining.pop(call.id, None)
    agent = cell.roster.get(call.agent_id)
    if agent is None or agent.call_id != call.id or agent.leg_id is None:
        return
    failures = agent.leg_failures + 1
    if failures >= JOIN_FAILURES_BEFORE_NEW_LEG:
        cell.effects.append(HangUp(agent.leg_id))
        cell.roster.put(changed(agent, leg_up=False, leg_free=False))
    else:
        cell.roster.put(changed(agent, leg_free=agent.leg_up, leg_failures=failures))  # `tick` joins it


def on_joined_again(cell: Cell, before: Call, call: Call) -> bool:
    """The talk goes on, for the agent as if it had never stopped. False if it is not an interrupted talk's."""
    agent = cell.roster.get(call.agent_id)
    if before.state not in INTERRUPTED or before.agent_id != call.agent_id:
        return False
    if agent is None or agent.call_id != call.id:
        return False
    cell.joining.pop(call.id, None)
    if call.rejoins != before.rejoins:
        cell.effects.append(SaveProgress(call))
    cell.roster.put(changed(agent, leg_up=True, leg_free=False, leg_failures=0, leg_retry_at=None))
    show_call(cell, agent.id, call, "talking")
    return True


def _join(cell: Cell, call: Call, agent: Agent, now: float) -> None:
    """Join the leg if it is free, call the phone if there is none; a leg that is being called is joined when it is up.

    A page that was left in the moment of the call is called anew: Asterisk would ring there for longer than the person
    is kept. Not before the first audit: it finds the legs that there are.
    """
    if call.state is not CallState.REJOINING or call.left or call.id in cell.joining or not cell.link_up:
        return
    is_page = agent.leg_kind is LegKind.BROWSER
    if agent.leg_id is None:
        if agent.leg_retry_at is None or agent.leg_retry_at <= now:
            ring_leg(cell, agent, now=now)
    elif is_page and not agent.leg_up and now - agent.leg_asked_at >= ANSWERS_WITHIN_S:
        cell.effects.append(HangUp(agent.leg_id))
        ring_leg(cell, agent, now=now)
    elif agent.leg_free:
        cell.roster.put(changed(agent, leg_free=False))
        cell.connect(call.id, agent.leg_id, now)


def on_leg_free(cell: Cell, agent: Agent, *, now: float) -> bool:
    """The agent's leg waits in its loop. False if the agent is in no talk that it could belong to."""
    call = talk_of(cell, agent)
    if call is None or not (call.state in INTERRUPTED or call.id in cell.holding):
        return False
    cell.roster.put(agent)
    _join(cell, call, agent, now)
    return True


def on_leg_gone(cell: Cell, agent: Agent, *, was_up: bool, now: float) -> bool:
    """The leg of an agent in talk is gone, or did not come to be; False if the agent is in no talk.

    Where a lost leg is joined again, the phone is called at once, and once a second if it cannot be reached. Where it
    is not, to hang up is to end the call: the dialplan does in a running talk, and we for a person who is kept.
    """
    call = talk_of(cell, agent)
    if call is None:
        return False
    if agent.rejoin_s > 0.0:
        agent = changed(agent, leg_retry_at=now if was_up else now + RING_AGAIN_S)
        agent = changed(agent, leg_failures=0) if was_up else agent
        cell.roster.put(agent)
        if was_up and cell.link_up:
            ring_leg(cell, agent, now=now)
        return True
    cell.roster.put(agent)
    if call.state in INTERRUPTED:
        cell.effects.append(HangUp(call.id))
    return True


def tick(cell: Cell, *, now: float) -> None:
    """Join again what an event was missed for, and forget holds that Asterisk never reported."""
    for call_id in [call_id for call_id, at in cell.holding.items() if now - at >= HOLDING_FOR_S]:
        del cell.holding[call_id]
    for call in [call for call in cell.calls.values() if call.state is CallState.REJOINING]:
        agent = cell.roster.get(call.agent_id)
        if agent is not None and agent.call_id == call.id:
            _join(cell, call, agent, now)
