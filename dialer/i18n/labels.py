"""Labels of enumeration codes: one table of messages by kind of code."""

from collections.abc import Mapping
from typing import Final

from dialer.i18n.message import Message, pmark

DISPOSED: Final = "disposition:"  # prefix of a disposition code where other codes may stand too

_OUTCOMES: Final[Mapping[str, Message]] = {
    "connected": pmark("outcome", "connected"),
    "abandoned": pmark("outcome", "abandoned"),
    "machine": pmark("outcome", "machine"),
    "no_answer": pmark("outcome", "no answer"),
    "busy": pmark("outcome", "busy"),
    "congestion": pmark("outcome", "congestion"),
    "invalid_number": pmark("outcome", "invalid number"),
    "failed": pmark("outcome", "failed"),
    "cancelled": pmark("outcome", "cancelled"),
    "not_placed": pmark("outcome", "not placed"),
    "lost": pmark("outcome", "lost"),
}
_DISPOSITIONS: Final[Mapping[str, Message]] = {
    "sale": pmark("disposition", "sale"),
    "call_back": pmark("disposition", "call back"),
    "not_interested": pmark("disposition", "not interested"),
    "do_not_call": pmark("disposition", "do not call again"),
    "answering_machine": pmark("disposition", "answering machine"),
    "wrong_number": pmark("disposition", "wrong number"),
    "language_barrier": pmark("disposition", "language barrier"),
}
LABELS: Final[Mapping[str, Mapping[str, Message]]] = {
    "campaign": {
        "stopped": pmark("campaign", "stopped"),
        "running": pmark("campaign", "running"),
        "paused": pmark("campaign", "paused"),
        "closed": pmark("campaign", "closed"),
        "archived": pmark("campaign", "archived"),
    },
    "mode": {
        "preview": pmark("mode", "preview"),
        "progressive": pmark("mode", "progressive"),
        "ratio": pmark("mode", "fixed ratio"),
        "predictive": pmark("mode", "predictive"),
        "guaranteed": pmark("mode", "guaranteed"),
    },
    "leads": {  # plural
        "open": pmark("leads", "open"),
        "held": pmark("leads", "held"),
        "booked": pmark("leads", "booked"),
        "claimed": pmark("leads", "claimed"),
        "calling": pmark("leads", "calling"),
        "wrapping": pmark("leads", "wrapping"),
        "done": pmark("leads", "done"),
        "archived": pmark("leads", "archived"),
    },
    "lead": {  # singular
        "open": pmark("lead", "open"),
        "held": pmark("lead", "held"),
        "booked": pmark("lead", "booked"),
        "claimed": pmark("lead", "claimed"),
        "calling": pmark("lead", "calling"),
        "wrapping": pmark("lead", "wrapping"),
        "done": pmark("lead", "done"),
        "archived": pmark("lead", "archived"),
    },
    "outcome": _OUTCOMES,
    "disposition": _DISPOSITIONS,
    # Why a lead is done or waits: its last result, or an action of Pronto.
    "result": {
        **_OUTCOMES,
        **_DISPOSITIONS,
        "": pmark("result", "no reason kept"),
        "done": pmark("result", "done"),
        "max_attempts": pmark("result", "every attempt used up"),
        "no_phone": pmark("result", "without a phone"),
        "calling_hours": pmark("result", "time zone not known"),
        "attempts_used_up": pmark("result", "every attempt used up"),
        "suppressed": pmark("result", "must not be called"),
        "opted_out": pmark("result", "opted out by key"),
        "callback_cancelled": pmark("result", "call-back cancelled"),
        "by_hand": pmark("result", "taken out of dialling by hand"),
        "erased": pmark("result", "erased"),
        "retention": pmark("result", "kept long enough"),
    },
    "agents": {
        "no_phone": pmark("agents", "no phone"),
        "ready": pmark("agents", "ready"),
        "preview": pmark("agents", "preview"),
        "call_back": pmark("agents", "call back"),
        "reserved": pmark("agents", "reserved"),
        "talking": pmark("agents", "talking"),
        "wrap_up": pmark("agents", "wrap up"),
        "paused": pmark("agents", "paused"),
    },
    "calls": {
        "dialling": pmark("calls", "dialling"),
        "ringing": pmark("calls", "ringing"),
        "screening": pmark("calls", "screening"),
        "waiting": pmark("calls", "waiting"),
        "talking": pmark("calls", "talking"),
    },
    "engine": {
        "up": pmark("engine", "up"),
        "down": pmark("engine", "down"),
        "draining": pmark("engine", "draining"),
    },
    "link": {
        "up": pmark("link", "up"),
        "down": pmark("link", "down"),
        "connecting": pmark("link", "connecting"),
        "refused": pmark("link", "refused"),
    },
    "field": {
        "text": pmark("field", "text"),
        "whole": pmark("field", "a whole number"),
        "decimal": pmark("field", "a number"),
        "date": pmark("field", "a date"),
        "yes_no": pmark("field", "yes or no"),
        "choice": pmark("field", "one of"),
    },
    "callback": {
        "waiting": pmark("callback", "waits"),
        "called": pmark("callback", "called"),
        "cancelled": pmark("callback", "cancelled"),
    },
    "import": {
        "waiting": pmark("import", "waits to be confirmed"),
        "queued": pmark("import", "queued"),
        "running": pmark("import", "running"),
        "finished": pmark("import", "finished"),
        "cancelled": pmark("import", "cancelled"),
        "declined": pmark("import", "not confirmed"),
        "failed": pmark("import", "failed"),
    },
    "meaning": {
        "phone": pmark("meaning", "phone"),
        "name": pmark("meaning", "name"),
        "first_name": pmark("meaning", "first_name"),
        "last_name": pmark("meaning", "last_name"),
        "language": pmark("meaning", "language"),
        "zone": pmark("meaning", "zone"),
        "external_id": pmark("meaning", "external_id"),
        "priority": pmark("meaning", "priority"),
        "notes": pmark("meaning", "notes"),
        "postcode": pmark("meaning", "postcode"),
        "state": pmark("meaning", "state"),
        "owner": pmark("meaning", "owner"),
        "basis": pmark("meaning", "basis"),
        "consent_source": pmark("meaning", "consent_source"),
        "consent_at": pmark("meaning", "consent_at"),
        "consent_text": pmark("meaning", "consent_text"),
        "consent_channel": pmark("meaning", "consent_channel"),
        "consent_company": pmark("meaning", "consent_company"),
        "consent_id": pmark("meaning", "consent_id"),
        "consent_notice": pmark("meaning", "consent_notice"),
        "list_provider": pmark("meaning", "list_provider"),
        "consent_given": pmark("meaning", "consent_given"),
        "objected": pmark("meaning", "objected"),
        "field": pmark("meaning", "field"),
        "ignore": pmark("meaning", "ignore"),
    },
    "kept": {  # kinds of data with their own retention limit
        "contact_data": pmark("kept", "contact_data"),
        "call_events": pmark("kept", "call_events"),
        "notes": pmark("kept", "notes"),
        "moods": pmark("kept", "moods"),
        "customer_types": pmark("kept", "customer_types"),
        "rejected_rows": pmark("kept", "rejected_rows"),
        "register_checks": pmark("kept", "register_checks"),
        "data_requests": pmark("kept", "data_requests"),
    },
    "scrub": {
        "open": pmark("scrub", "open"),
        "sent": pmark("scrub", "sent"),
        "returned": pmark("scrub", "answered"),
    },
    "cause": {  # Q.850, those that networks send
        "1": pmark("cause", "number not in use"),
        "3": pmark("cause", "no way to the number"),
        "16": pmark("cause", "ended normally"),
        "17": pmark("cause", "busy"),
        "18": pmark("cause", "phone does not react"),
        "19": pmark("cause", "no answer"),
        "20": pmark("cause", "absent"),
        "21": pmark("cause", "declined"),
        "22": pmark("cause", "number changed"),
        "26": pmark("cause", "answered elsewhere"),
        "27": pmark("cause", "phone out of order"),
        "28": pmark("cause", "number incomplete"),
        "31": pmark("cause", "ended, no reason given"),
        "34": pmark("cause", "no channel free"),
        "38": pmark("cause", "network out of order"),
        "41": pmark("cause", "passing fault of the network"),
        "42": pmark("cause", "network overloaded"),
        "44": pmark("cause", "channel not available"),
        "50": pmark("cause", "service not booked"),
        "55": pmark("cause", "incoming calls barred"),
        "57": pmark("cause", "not authorised"),
        "58": pmark("cause", "not available at present"),
        "63": pmark("cause", "service not available"),
        "65": pmark("cause", "kind of call not known"),
        "88": pmark("cause", "phones do not understand each other"),
        "102": pmark("cause", "the network did not answer in time"),
        "127": pmark("cause", "not said by the network beyond"),
    },
    "budget": {"campaign": pmark("budget", "the campaign's own")},  # other budgets are named by the id of their rule
    "profile": {
        "active": pmark("profile", "active"),
        "sketch": pmark("profile", "sketch"),
        "layer": pmark("profile", "layer"),
    },
}


def label(kind: str, code: str) -> Message | str:
    """The label of a code; the code itself if it was chosen by users, as a disposition's."""
    return LABELS[kind].get(code, code)


def disposition_label(code: str, typed: str = "") -> Message | str:
    """A disposition as agents see it: the label that users typed, else Pronto's own, else the code."""
    own = LABELS["disposition"].get(code)
    return typed or (Message("{label!c}", {"label": own}) if own else code)


def label_of_result(result: str) -> Message | str:
    """The label of a lead's last result or reason for being done, with or without the prefix `disposition:`."""
    return label("result", result.removeprefix(DISPOSED))
