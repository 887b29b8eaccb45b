"""Register checks: requests, answers, and the validity of the answer at each call."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dialer.core.time_units import DAY_S
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.terms import CALLED, ID, NUMBER, REGISTER, SHA256, STATE, VERSION
from dialer.documents.store.report_input import CallSeen, Stored
from dialer.i18n.message import Message, msg, pmark
from dialer.people.registers.model import REGISTERS, registers_of
from dialer.rendering.values import Id, Instant, Worded, instant, worded

FRESH: Final = pmark("register", "fresh")
STALE: Final = pmark("register", "stale")
LISTED: Final = pmark("register", "listed")
NEVER: Final = msg("never answered")
LATER: Final = msg("answered later only: the earlier answer was replaced, or there was none")


def register_checks(stored: Stored, stand_in: Callable[[str], str]) -> dict[Message, Any] | None:
    """Each register check, the age of answers at the calls, and the calls without a valid answer."""
    if not stored.calls:
        return None
    states: Counter[Message] = Counter()
    wrong: list[dict[Message, Any]] = []
    for call in stored.calls:
        for name in _registers(call):
            state = _state(stored, call, name)
            states[msg("{register} {state}", register=name, state=state)] += 1
            if state in (LISTED, STALE):
                wrong.append(
                    {NUMBER: stand_in(call.number), REGISTER: name, STATE: state, CALLED: Instant(call.placed_at)}
                )
    return {
        pmark("report", "askings"): [_asking(one, stored.campaign.company.name) for one in stored.scrubs],
        msg("an answer counts for, days"): {
            name: REGISTERS[name].max_age_s / DAY_S for call in stored.calls for name in _registers(call)
        },
        msg("calls by state of the number"): dict(sorted(states.items(), key=lambda counted: str(counted[0]))),
        msg("oldest answer at a call, days"): _oldest(stored.calls),
        msg("listed or stale"): wrong,
    }


def _registers(call: CallSeen) -> list[str]:
    """The registers of the number's country, and others that its rules asked."""
    known = [one.name for one in registers_of(call.number)]
    return list(dict.fromkeys([*known, *(one.register_name for one in call.asked if one.register_name in REGISTERS)]))


def _asking(one: Mapping[str, Any], company: str) -> dict[Any, Any]:
    return {
        ID: Id(one["id"]),
        REGISTER: one["register_name"],
        pmark("report", "for"): company,
        pmark("report", "status"): worded(one["status"], terms.REGISTER_STATUS),
        pmark("report", "asked"): one["sent"],
        pmark("report", "listed"): one["listed"],
        Worded("sent_at", msg("sent at")): instant(one["sent_at"]),
        Worded("returned_at", msg("returned at")): instant(one["returned_at"]),
        pmark("report", "receipt"): one["receipt"],
        VERSION: one["version"],
        SHA256: {msg("of what went out"): one["sent_sha256"], msg("of what came in"): one["returned_sha256"]},
    }


def _oldest(calls: Sequence[CallSeen]) -> dict[str, float]:
    ages: dict[str, float] = {}
    for call in calls:
        for one in call.asked:
            if one.checked_at is not None:
                age = (call.placed_at - one.checked_at) / DAY_S
                ages[one.register_name] = max(round(age, 3), ages.get(one.register_name, 0.0))
    return dict(sorted(ages.items()))


def _state(stored: Stored, call: CallSeen, register_name: str) -> Message:
    """The validity at the call of the answer that the rules used, or else of the last answer."""
    if (asked := next((one for one in call.asked if one.register_name == register_name), None)) is not None:
        if asked.exempt_by:
            return msg("listed, called by {basis}", basis=worded(asked.exempt_by, terms.BASES))
        return _age(call, register_name, asked.checked_at or 0.0)
    check = next((one for one in stored.checks.get(call.number, ()) if one.register_name == register_name), None)
    if check is None:
        return NEVER
    if check.checked_at > call.placed_at:
        return LATER
    return LISTED if check.listed else _age(call, register_name, check.checked_at)


def _age(call: CallSeen, register_name: str, checked_at: float) -> Message:
    return STALE if call.placed_at - checked_at > REGISTERS[register_name].max_age_s else FRESH
