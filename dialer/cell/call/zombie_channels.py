"""Calls whose channel Asterisk keeps though their end was reported: ended again, to free the agent.

Our Bridge moves the inside of a channel that its dialplan holds into another one, and leaves the mark of a hang-up
behind (Asterisk 22.10, main/channel.c: `channel_do_masquerade`). If the dialplan has noticed the hang-up and not yet
closed the channel, about a millisecond, the new channel knows nothing of it and lives until somebody ends it.

Of 3,000 people of the lab who hung up within some milliseconds of the Bridge, 149 were kept. The hang-up of each was
reported before the channel entered the bridge, and each was gone 10 ms after ours. A hang-up inside the bridge is not
affected. Of 2,000 agents' phones one was kept; `dialer.cell.agents.agent_legs` ends those.
"""

from dialer.cell.call.state_machine import Call, CallState
from dialer.cell.cell import Cell
from dialer.cell.effects import HangUp
from dialer.cell.events import AgentJoined, CallEvent, EndAsked
from dialer.core.enums import Side
from dialer.core.frozen_copy import changed

ENDING_FOR_S = 5.0  # how long a channel may live on after its end was requested; it takes some milliseconds


def end_if_kept(cell: Cell, call: Call, event: CallEvent) -> None:
    """Hang up a call that may be kept: left while our Bridge is under way, or joined after it was left.

    Asterisk performs our actions in order, so the hang-up comes after the Bridge, reported or not.
    """
    leaves = isinstance(event, EndAsked) and event.by is Side.THEIRS and not call.left
    joined = isinstance(event, AgentJoined) and call.left
    if joined or (leaves and (call.state is CallState.CONNECTING or call.id in cell.joining)):
        cell.effects.append(HangUp(call.id))


def end_again(cell: Cell, *, now: float) -> None:
    """Hang up again calls that live on for seconds after their end was requested, whatever the reason."""
    for call in list(cell.calls.values()):
        if call.end_asked_at is not None and now - call.end_asked_at >= ENDING_FOR_S:
            cell.put(changed(call, end_asked_at=now))
            cell.effects.append(HangUp(call.id))
