"""What lives: channels at Asterisk, attempts in the database."""

from typing import Any

from ami.events import ChannelState
from ami.parse import LiveChannel
from dialer.campaigns.attempts.model import AttemptRecord, LiveAttempt
from dialer.core.enums import AttemptState, LeadState, Outcome
from tests.support.cells import NOW


def a_channel(
    channel_id: str,
    *,
    state: ChannelState = ChannelState.UP,
    bridge: str = "",
    application: str = "Wait",
    exten: str = "s",
) -> LiveChannel:
    return LiveChannel(
        channel_id=channel_id,
        channel="c",
        linked_id=channel_id,
        state=state,
        bridge_id=bridge,
        context="pronto-customer",
        exten=exten,
        priority=1,
        application=application,
        seconds=1,
    )


def a_free_leg(leg_id: str) -> LiveChannel:
    return a_channel(leg_id, bridge="holding", application="BridgeWait")


def a_live_attempt(call_id: str, state: AttemptState, *, lead_id: int = 1, **changes: Any) -> LiveAttempt:
    facts: dict[str, Any] = {
        "id": call_id,
        "campaign_id": 1,
        "list_id": 1,
        "lead_id": lead_id,
        "node_id": 1,
        "trunk_id": 1,
        "agent_id": None,
        "number": "+39333000010",
        "phone_position": 0,
        "caller_id": "",
        "mode": "progressive",
        "state": state,
        "placed_at": NOW - 60.0,
        "ringing_at": NOW - 58.0,
        "answered_at": None if state is AttemptState.PLACED else NOW - 50.0,
        "screened_at": None,
        "greeting_started_at": None,
        "greeting_ended_at": None,
        "unserved_at": None,
        "opted_out_at": None,
        "agent_joined_at": NOW - 49.0 if state is AttemptState.TALKING else None,
        "disposition": None,
        "ruling": "",
        "callback_id": None,
        "lead_name": "Lead",
        "lead_state": LeadState.CALLING,
        "lead_attempts": 0,
    }
    return LiveAttempt(**facts | changes)


def a_talk_that_ended(call_id: str, *, ended_at: float, agent_id: int = 1) -> AttemptRecord:
    """Of the campaign 1 and the lead 1, and nobody has said yet what came of it."""
    facts: dict[str, Any] = dict.fromkeys(AttemptRecord.__dataclass_fields__) | {
        "id": call_id,
        "campaign_id": 1,
        "list_id": 1,
        "lead_id": 1,
        "node_id": 1,
        "trunk_id": 1,
        "agent_id": agent_id,
        "number": "+39333000010",
        "phone_position": 0,
        "state": AttemptState.ENDED,
        "outcome": Outcome.CONNECTED,
        "ended_at": ended_at,
    }
    return AttemptRecord(**facts)
