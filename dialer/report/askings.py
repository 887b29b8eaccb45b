"""What registers were asked and answered, and what an answer was worth at each call."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from dialer.registers.model import REGISTERS, registers_of
from dialer.report.instants import utc
from dialer.report.stored import CallSeen, Stored

DAY_S: Final = 86_400.0


def askings(stored: Stored, stand_in: Callable[[str], str]) -> dict[str, Any] | None:
    """Each asking, how old the answers were at the calls, and the calls that had none that counts."""
    if not stored.calls:
        return None
    states: Counter[str] = Counter()
    wrong: list[dict[str, Any]] = []
    for call in stored.calls:
        for name in _registers(call):
            state = _state(stored, call, name)
            states[f"{name} {state}"] += 1
            if state in ("listed", "stale"):
                wrong.append(
                    {
                        "number": stand_in(call.number),
                        "register": name,
                        "state": state,
                        "called": utc(call.placed_at),
                    }
                )
    return {
        "askings": [_asking(one, stored.campaign.controller.name) for one in stored.scrubs],
        "an answer counts for, days": {
            name: REGISTERS[name].max_age_s / DAY_S for call in stored.calls for name in _registers(call)
        },
        "calls by state of the number": dict(sorted(states.items())),
        "oldest answer at a call, days": _oldest(stored.calls),
        "listed or stale": wrong,
    }


def _registers(call: CallSeen) -> list[str]:
    """The registers of the number's country, and further ones that its rules asked."""
    known = [one.name for one in registers_of(call.number)]
    return list(dict.fromkeys([*known, *(one.register_name for one in call.asked if one.register_name in REGISTERS)]))


def _asking(one: Mapping[str, Any], controller: str) -> dict[str, Any]:
    return {
        "id": one["id"],
        "register": one["register_name"],
        "for": controller,
        "status": one["status"],
        "asked": one["sent"],
        "listed": one["listed"],
        "sent_at": one["sent_at"],
        "returned_at": one["returned_at"],
        "receipt": one["receipt"],
        "version": one["version"],
        "sha256": {"of what went out": one["sent_sha256"], "of what came in": one["returned_sha256"]},
    }


def _oldest(calls: Sequence[CallSeen]) -> dict[str, float]:
    ages: dict[str, float] = {}
    for call in calls:
        for one in call.asked:
            if one.checked_at is not None:
                age = (call.placed_at - one.checked_at) / DAY_S
                ages[one.register_name] = max(round(age, 3), ages.get(one.register_name, 0.0))
    return dict(sorted(ages.items()))


def _state(stored: Stored, call: CallSeen, register_name: str) -> str:
    """What the answer on the number was worth at the call: the one that the rules saw, else the last there is."""
    if (asked := next((one for one in call.asked if one.register_name == register_name), None)) is not None:
        if asked.exempt_by:
            return f"listed, called by {asked.exempt_by}"
        return _age(call, register_name, asked.checked_at or 0.0)
    check = next((one for one in stored.checks.get(call.number, ()) if one.register_name == register_name), None)
    if check is None:
        return "never answered"
    if check.checked_at > call.placed_at:
        return "answered later only: the earlier answer was replaced, or there was none"
    if check.listed:
        return "listed"
    return _age(call, register_name, check.checked_at)


def _age(call: CallSeen, register_name: str, checked_at: float) -> str:
    return "stale" if call.placed_at - checked_at > REGISTERS[register_name].max_age_s else "fresh"
