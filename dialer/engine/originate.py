"""The AMI actions of the engine, from its own words."""

from ami.action import Action, CallerId
from ami.actions import bridge, hangup, originate
from dialer.cell.call import Call
from dialer.cell.campaign import Campaign
from dialer.cell.lines import Line

CUSTOMER_CONTEXT, AGENT_CONTEXT = "pronto-customer", "pronto-agent"
AGENT_RING_MS = 20_000


def call_action(call: Call, campaign: Campaign, line: Line) -> Action:
    """Originate the call; what the answered person gets when no engine lives any more goes with it.

    Raises `BadHeader` if the number or a setting cannot be said over AMI.
    """
    variables = {
        "PRONTO_ATTEMPT": call.id,
        "PRONTO_WAIT_MS": str(campaign.wait_limit_ms),
        "PRONTO_FALLBACK": campaign.fallback,
    }
    if campaign.message:
        variables["PRONTO_MESSAGE"] = campaign.message
    if campaign.amd:
        variables["PRONTO_AMD"] = campaign.amd
    return originate(
        channel=line.dial_string(call.number),
        channel_id=call.id,
        context=CUSTOMER_CONTEXT,
        exten="s",
        ring_timeout_ms=campaign.ring_limit_ms,
        caller_id=CallerId(number=call.caller_id) if call.caller_id else None,
        variables=variables,
    )


def leg_action(leg_id: str, phone: str) -> Action:
    """Call an agent's phone and let it wait for calls."""
    return originate(channel=phone, channel_id=leg_id, context=AGENT_CONTEXT, exten="s", ring_timeout_ms=AGENT_RING_MS)


def join_action(call_id: str, leg_id: str) -> Action:
    """Bridge the call and the leg."""
    return bridge(customer=call_id, agent=leg_id)


def end_action(channel_id: str) -> Action:
    """Hang up."""
    return hangup(channel_id)
