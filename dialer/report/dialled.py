"""Points about the numbers that were dialled: how soon again after an abandoned call, how often, and from which."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.params.abandoning import Cap, RedialLockout
from dialer.compliance.profile import Profile
from dialer.compliance.vocabulary import Kind
from dialer.core.enums import Outcome
from dialer.report.ends import causes
from dialer.report.instants import utc
from dialer.report.stored import CallElsewhere, CallSeen

UNAHEAD: Final = frozenset({"preview", "manual", "guaranteed"})
THIS: Final = "this campaign"
Elsewhere = Mapping[str, Sequence[CallElsewhere]]  # calls of other campaigns by number, in order
NOWHERE: Final[Elsewhere] = {}


def lockouts(
    calls: Sequence[CallSeen],
    profiles: Sequence[Profile],
    until: float,
    stand_in: Callable[[str], str],
    elsewhere: Elsewhere = NOWHERE,
) -> dict[str, Any]:
    """Each abandoned call: when the number may be called again, and how it was, whichever campaign did so.

    One that another campaign of the controller abandoned is among them where this campaign called next.
    """
    rules: list[tuple[str, RedialLockout]] = [
        (rule.id, rule.params)
        for profile in profiles
        for rule in profile.of_kind(Kind.REDIAL_LOCKOUT, until)
        if rule.params.after == "abandoned"
    ]
    rows = [
        _lockout(number, call, after, rule_id, params, stand_in)
        for number, past in _with_abandoned(calls, elsewhere).items()
        for call, after in zip(past, [*past[1:], None], strict=True)
        if call.outcome == Outcome.ABANDONED and "" in (call.campaign, after.campaign if after else None)
        for rule_id, params in rules
    ]
    return {
        "rules": [rule_id for rule_id, _ in rules],
        "violations": sum(row["violation"] for row in rows),
        "rows": rows,
    }


def _with_abandoned(calls: Sequence[CallSeen], elsewhere: Elsewhere) -> dict[str, list[CallElsewhere]]:
    """The calls that rang, in order, at each number that was once abandoned; this campaign's bear no name."""
    abandoned = {call.number for call in calls if call.outcome == Outcome.ABANDONED}
    abandoned |= {number for number, past in elsewhere.items() if any(one.outcome == "abandoned" for one in past)}
    found: dict[str, list[CallElsewhere]] = {call.number: [] for call in calls if call.number in abandoned}
    for call in calls:
        if call.number in abandoned and call.outcome != Outcome.NOT_PLACED:
            found[call.number].append(_ours(call))
    for number, past in found.items():
        past += [one for one in elsewhere.get(number, ()) if one.outcome != Outcome.NOT_PLACED]
        past.sort(key=lambda one: one.placed_at)
    return found


def _ours(call: CallSeen) -> CallElsewhere:
    return CallElsewhere(
        campaign="", mode=call.mode, placed_at=call.placed_at, ended_at=call.ended_at, outcome=call.outcome
    )


def _lockout(
    number: str,
    call: CallElsewhere,
    after: CallElsewhere | None,
    rule_id: str,
    params: RedialLockout,
    stand_in: Callable[[str], str],
) -> dict[str, Any]:
    allowed_at = params.lasts.after(call.ended_at)
    early = after is not None and after.placed_at < allowed_at
    guaranteed = after is not None and after.mode in UNAHEAD
    allowed = (guaranteed and params.meanwhile != "never") if early else (guaranteed or params.afterwards == "any")
    return {
        "number": stand_in(number),
        "rule": rule_id,
        "abandoned at": utc(call.ended_at),
        "next allowed": utc(allowed_at),
        "next call": utc(after.placed_at) if after else None,
        "mode": after.mode if after else None,
        "agent reserved before": guaranteed if after else None,
        "violation": after is not None and not allowed,
        "abandoned by": call.campaign or THIS,
        "next called by": (after.campaign or THIS) if after else None,
    }


def attempts(
    calls: Sequence[CallSeen], zone: ZoneInfo, profiles: Sequence[Profile] = (), elsewhere: Elsewhere = NOWHERE
) -> dict[str, Any]:
    """How often each number was called, in all and on one day, and how many calls were over a rule's caps.

    Caps count what the controller's other campaigns called too.
    """
    of_number = Counter(call.number for call in calls)
    of_day = Counter((call.number, datetime.fromtimestamp(call.placed_at, zone).date()) for call in calls)
    spread = Counter(of_number.values())
    rang = [call for call in calls if call.outcome != Outcome.NOT_PLACED]
    return {
        "unanswered, by what the network said": causes(calls),
        "numbers by attempts": {str(count): spread[count] for count in sorted(spread)},
        "most to one number": max(of_number.values(), default=0),
        "most to one number on one day": max(of_day.values(), default=0),
        "calls of other campaigns at these numbers": sum(map(len, elsewhere.values())),
        "over the caps": {
            f"{rule.id}: {cap.max} in {cap.per.text}": _over(rang, elsewhere, cap)
            for profile in profiles
            for rule in profile.of_kind(Kind.ATTEMPT_CAP, calls[-1].placed_at if calls else 0.0)
            for cap in rule.params.caps
        },
    }


def _over(calls: Sequence[CallSeen], elsewhere: Elsewhere, cap: Cap) -> int:
    """Calls of this campaign at a number that had been called as often as it may already; `calls` in their order."""
    before: dict[str, list[float]] = defaultdict(list)
    theirs = {
        number: deque(one.placed_at for one in past if one.outcome != Outcome.NOT_PLACED)
        for number, past in elsewhere.items()
    }
    over = 0
    for call in calls:
        past, others = before[call.number], theirs.get(call.number)
        while others and others[0] <= call.placed_at:
            past.append(others.popleft())
        over += len(past) >= cap.max and call.placed_at < cap.per.after(past[-cap.max])
        past.append(call.placed_at)
    return over


def shown_numbers(calls: Sequence[CallSeen], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Caller ids by how many calls showed them; whether they are in the controller's inventory."""
    counts = Counter(call.caller_id for call in calls)
    return [
        {
            "number": number or "withheld",
            "calls": counts[number],
            "in inventory": number in labels,
            "label": labels.get(number, ""),
        }
        for number in sorted(counts)
    ]
