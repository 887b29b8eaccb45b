"""Builds the engine's AMI actions."""

import re

from ami.action import Action, CallerId
from ami.actions import bridge, bridge_kick, getvar, hangup, originate, setvar, show_dialplan, stop_listening
from ami.answer import Answer
from dialer.cell.call.state_machine import Call
from dialer.cell.campaign import Campaign
from dialer.cell.trunks.trunk_selection import Line
from dialer.compliance.vocabulary import ClockStart
from dialer.compliance.wait_limit import Treatment
from dialer.core.call_times import SENT_WITHIN_S
from dialer.core.enums import OnMachine

CUSTOMER_CONTEXT, AGENT_CONTEXT = "pronto-customer", "pronto-agent"
AT_HANGUP = "pronto-unanswered,s,1"  # notes why a call ended that nobody answered: no engine may be there to hear it
REJOIN_LINE, HOLD_LINE = LINES = ("rejoin", "hold")  # extensions where the person of an interrupted talk is kept
AGENT_RING_MS = 20_000
OPT_OUT_KEY = "9"  # a message has to name it; to press it counts as an opt-out, asked for or not
OPTED_OUT = "PRONTO_OPTED_OUT"
SPOKE_AT = "PRONTO_SPOKE_AT"
JOINED = "PRONTO_JOINED"
REJOIN_MS = "PRONTO_REJOIN_MS"
HOLD_MS = "PRONTO_HOLD_MS"
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]|$)")


def call_action(call: Call, campaign: Campaign, line: Line, *, number_format: str = "") -> Action:
    """Originate the call, with what an answered person hears if no engine lives by then.

    `number_format` is that of the campaign's group of trunks; empty: the trunk's own.

    Raises `BadHeader` if the number or a setting cannot be sent over AMI.
    """
    return originate(
        channel=line.dial_string(call.number, number_format),
        channel_id=call.id,
        context=CUSTOMER_CONTEXT,
        exten="s",
        ring_timeout_ms=campaign.ring_limit_ms,
        caller_id=CallerId(number=call.caller_id) if call.caller_id else None,
        variables=_variables(call, campaign),
        at_hangup=AT_HANGUP,
    )


def not_any_more(call: Call, current: Call | None, *, now: float) -> str:
    """Why a call whose attempt is written must not be sent; empty if it may. `current` is the call in its cell."""
    if now - call.since > SENT_WITHIN_S:
        return "the attempt took too long to write"
    if current is None or current.cancelled:
        return "called off while its attempt was written"
    return ""


def _variables(call: Call, campaign: Campaign) -> dict[str, str]:
    says = campaign.fallback == "message"
    variables = {
        "PRONTO_ATTEMPT": call.id,
        "PRONTO_WAIT_MS": str(campaign.wait_limit_ms),
        "PRONTO_FALLBACK": campaign.fallback,
        "PRONTO_MESSAGE": campaign.message,
        "PRONTO_OPT_OUT": OPT_OUT_KEY if says else "",
        "PRONTO_AMD": campaign.amd,
        "PRONTO_HOLD_MUSIC": campaign.hold_music,
        "PRONTO_LANGUAGE": _spoken(call.language) or campaign.language,
    }
    if campaign.amd and campaign.on_machine is not OnMachine.HANGUP:
        variables["PRONTO_ON_MACHINE"] = campaign.on_machine
        variables["PRONTO_MACHINE_MESSAGE"] = campaign.machine_message
        variables["PRONTO_HANDSET_MS"] = str(campaign.handset_wait_ms)
    if campaign.treatment is not None:
        variables["PRONTO_SPEECH_MS"] = _speech_ms(campaign.treatment)
        if campaign.amd:
            variables |= _listening(campaign.treatment)
    return {name: value for name, value in variables.items() if value}


def _spoken(language: str) -> str:
    """The language without its region, as in the names of sounds; empty if it is none."""
    found = _LANGUAGE.match(language.lower())
    return found[1] if found else ""


def _speech_ms(treatment: Treatment) -> str:
    """The limit in ms from the start of the greeting; empty where the limit does not count from there."""
    from_start = treatment.clock(listened=False) is ClockStart.GREETING_START
    return str(min(limit for _, limit in treatment.limits)) if from_start else ""


def _listening(treatment: Treatment) -> dict[str, str]:
    """The variables that depend on machine detection, which reports the end of a greeting.

    The limit may count from the end only where no law counts from the answer or from the start of the greeting.
    """
    from_end = treatment.clock(listened=True) is ClockStart.GREETING_END
    return {
        "PRONTO_GREETING_MS": str(dict(treatment.limits)[ClockStart.GREETING_END]) if from_end else "",
        "PRONTO_AMD_MS": str(treatment.amd_max_ms or ""),
    }


def leg_action(leg_id: str, phone: str) -> Action:
    """Call an agent's phone and let it wait for calls."""
    return originate(channel=phone, channel_id=leg_id, context=AGENT_CONTEXT, exten="s", ring_timeout_ms=AGENT_RING_MS)


def join_action(call_id: str, leg_id: str) -> Action:
    """Bridge the call and the leg."""
    return bridge(customer=call_id, agent=leg_id)


def joined_action(call_id: str, agent_id: int, at: float) -> Action:
    """Tell the dialplan to whom the call is joined and when that was asked for; noted at the end of the talk.

    Sent right behind the join, so that the person does not wait for it.
    """
    return setvar(call_id, JOINED, f"{round(at * 1000)}:{agent_id}")


def join_asked_action(call_id: str) -> Action:
    """Ask to whom the dialplan was told that the call is joined."""
    return getvar(JOINED, channel=call_id)


def rejoin_action(call_id: str, rejoin_s: float) -> Action:
    """Tell the dialplan for how long to keep the person if the agent's leg is lost."""
    return setvar(call_id, REJOIN_MS, str(round(rejoin_s * 1000)))


def hold_actions(call_id: str, leg_id: str, most_s: float) -> tuple[Action, Action]:
    """Put the person on hold: the dialplan keeps a person whose bridge ends then."""
    return setvar(call_id, HOLD_MS, str(round(most_s * 1000))), bridge_kick(leg_id)


def hold_line_action() -> Action:
    """Ask whether the dialplan knows of holds: an older one would hang the person up."""
    return show_dialplan(CUSTOMER_CONTEXT, HOLD_LINE)


def not_held_action(call_id: str) -> Action:
    """Take a hold back that did not come to be."""
    return setvar(call_id, HOLD_MS, "")


def finds_no_call(answer: Answer) -> bool:
    """Whether the answer to a join says that the call's channel is gone (Bridge's Channel1 is the call)."""
    return not answer.success and answer.message.startswith("Channel1 ")


def opted_out_action(call_id: str) -> Action:
    """Tell the dialplan that the person's opt-out is written."""
    return setvar(call_id, OPTED_OUT, "yes")


def spoke_actions(call_id: str, at: float | None) -> tuple[Action, ...]:
    """Tell the dialplan when the person was first heard, and stop the listening.

    Without Asterisk's own instant nothing is sent: by our clock the limit might come too late.
    """
    told = () if at is None else (setvar(call_id, SPOKE_AT, str(round(at * 1000))),)
    return (*told, stop_listening(call_id))


def voice_action(leg_id: str) -> Action:
    """Ask how many packets of voice have come from the agent's phone."""
    return getvar("CHANNEL(rtcp,rxcount)", channel=leg_id)


def end_action(channel_id: str) -> Action:
    """Hang up."""
    return hangup(channel_id)
