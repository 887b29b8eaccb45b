"""Points about the numbers that were dialled: how soon again after an abandoned call, how often, and from which."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.params.abandoning import Cap, RedialLockout
from dialer.compliance.profile import Profile
from dialer.compliance.vocabulary import Kind
from dialer.report.ends import causes
from dialer.report.instants import utc
from dialer.report.stored import CallSeen

UNAHEAD: Final = frozenset({"preview", "manual", "guaranteed"})


def lockouts(
    calls: Sequence[CallSeen], profiles: Sequence[Profile], until: float, stand_in: Callable[[str], str]
) -> dict[str, Any]:
    """Each abandoned call: when the number may be called again, and how it was."""
    rules: list[tuple[str, RedialLockout]] = [
        (rule.id, rule.params)
        for profile in profiles
        for rule in profile.of_kind(Kind.REDIAL_LOCKOUT, until)
        if rule.params.after == "abandoned"
    ]
    by_number: dict[str, list[CallSeen]] = defaultdict(list)
    for call in calls:
        by_number[call.number].append(call)
    rows = [
        _lockout(call, after, rule_id, params, stand_in)
        for number in by_number
        for call, after in zip(by_number[number], [*by_number[number][1:], None], strict=True)
        if call.outcome == "abandoned"
        for rule_id, params in rules
    ]
    return {
        "rules": [rule_id for rule_id, _ in rules],
        "violations": sum(row["violation"] for row in rows),
        "rows": rows,
    }


def _lockout(
    call: CallSeen, after: CallSeen | None, rule_id: str, params: RedialLockout, stand_in: Callable[[str], str]
) -> dict[str, Any]:
    allowed_at = params.lasts.after(call.ended_at)
    early = after is not None and after.placed_at < allowed_at
    guaranteed = after is not None and after.mode in UNAHEAD
    allowed = (guaranteed and params.meanwhile != "never") if early else (guaranteed or params.afterwards == "any")
    return {
        "number": stand_in(call.number),
        "rule": rule_id,
        "abandoned at": utc(call.ended_at),
        "next allowed": utc(allowed_at),
        "next call": utc(after.placed_at) if after else None,
        "mode": after.mode if after else None,
        "agent reserved before": guaranteed if after else None,
        "violation": after is not None and not allowed,
    }


def attempts(calls: Sequence[CallSeen], zone: ZoneInfo, profiles: Sequence[Profile] = ()) -> dict[str, Any]:
    """How often each number was called, in all and on one day, and how many calls were over a rule's caps."""
    of_number = Counter(call.number for call in calls)
    of_day = Counter((call.number, datetime.fromtimestamp(call.placed_at, zone).date()) for call in calls)
    spread = Counter(of_number.values())
    return {
        "unanswered, by what the network said": causes(calls),
        "numbers by attempts": {str(count): spread[count] for count in sorted(spread)},
        "most to one number": max(of_number.values(), default=0),
        "most to one number on one day": max(of_day.values(), default=0),
        "over the caps": {
            f"{rule.id}: {cap.max} in {cap.per.text}": _over(calls, cap)
            for profile in profiles
            for rule in profile.of_kind(Kind.ATTEMPT_CAP, calls[-1].placed_at if calls else 0.0)
            for cap in rule.params.caps
        },
    }


def _over(calls: Sequence[CallSeen], cap: Cap) -> int:
    """Calls of this campaign at a number that had been called as often as it may already; `calls` in their order."""
    before: dict[str, list[float]] = defaultdict(list)
    over = 0
    for call in calls:
        past = before[call.number]
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
