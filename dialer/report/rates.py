"""Points about the calls themselves: abandonment by each law, timing, lockouts, hours, attempts, caller ids."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.abandonment import CallTimes, Heard, classify, rate
from dialer.compliance.params.abandoning import AbandonmentRate, Cap, RedialLockout
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.vocabulary import CallParty, Kind
from dialer.compliance.windows import ROLLING_S, SpanRate, rates, worst
from dialer.report.ends import causes
from dialer.report.instants import utc
from dialer.report.stored import CallSeen
from dialer.words import Side

BUCKETS_MS: Final = (250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 10000)
SHARED: Final = "shared budget"
UNAHEAD: Final = frozenset({"preview", "manual", "guaranteed"})


def times_of(calls: Iterable[CallSeen]) -> list[CallTimes]:
    """The answered calls as the laws' clocks need them.

    A greeting's beginning is recorded where it was listened for, its end where machine detection heard it. What is not
    known counts from the answer; a call nobody took is abandoned unless Asterisk said that the person hung up, and who
    was met is a person unless the agent said that it was a machine: the strict side.
    """
    return [
        CallTimes(
            answered_at=call.answered_at,
            greeting_started_at=call.greeting_started_at,
            greeting_ended_at=call.greeting_ended_at,
            agent_joined_at=call.agent_joined_at,
            treated_at=call.unserved_at,
            ended_at=call.ended_at,
            ended_by_person=call.ended_by == Side.THEIRS,
            taken_for_machine=call.outcome == "machine",
            heard=Heard.MACHINE if call.heard and call.agent_joined_at is not None else None,
        )
        for call in calls
        if call.answered_at is not None
    ]


def abandonment(
    calls: Sequence[CallSeen],
    profiles: Sequence[Profile],
    zone: ZoneInfo,
    until: float,
    *,
    false_machine_share: float = 0.0,
    sharing: Mapping[str, Sequence[CallSeen]] | None = None,
) -> list[Any]:
    """Each legal definition in force, with every window and the worst.

    `false_machine_share` of those taken for machines were people, as an audit found. `sharing` are the answered calls
    of the campaigns that are one with this one before the law, by name.
    """
    times = times_of(calls)
    others = {name: times_of(theirs) for name, theirs in (sharing or {}).items()}
    started_at = min((call.placed_at for call in calls), default=until)
    return [
        _definition(rule, profile, times, started_at, zone, false_machine_share)
        | _together(rule, times, others, started_at, zone, false_machine_share)
        for profile in profiles
        for rule in profile.of_kind(Kind.ABANDONMENT_RATE, until)
    ]


def _definition(
    rule: AnyRule, profile: Profile, times: Sequence[CallTimes], started_at: float, zone: ZoneInfo, false_share: float
) -> dict[str, Any]:
    params: AbandonmentRate = rule.params
    kinds = [kind for kind in dict.fromkeys((params.window, *params.also_report)) if kind not in ROLLING_S]
    spans = {
        kind: rates(times, params, kind, campaign_started_at=started_at, zone=zone, false_machine_share=false_share)
        for kind in kinds
    }
    binding = spans.get(params.window, ())
    top = worst(binding)
    counts = Counter(classify(call, params).value for call in times)
    return {
        "rule": rule.id,
        "profile": profile.id,
        "clock starts": params.timer.start.value,
        "time allowed ms": params.timer.limit_ms,
        "limit": params.limit,
        "share of": params.share_of.value,
        "window": params.window.value,
        "calls counted as": dict(sorted(counts.items())),
        **_in_the_order_s_words(params, times),
        "worst window": _span(top, zone) if top else None,
        **_without_estimate(params, times, started_at, zone, false_share),
        "within the limit": None if top is None else top.rate.share <= params.limit,
        "windows": {kind.value: [_span(one, zone) for one in found] for kind, found in spans.items()},
        "rolling windows, not computed here": [kind.value for kind in params.also_report if kind in ROLLING_S],
    }


def _together(
    rule: AnyRule,
    own: Sequence[CallTimes],
    others: Mapping[str, Sequence[CallTimes]],
    started_at: float,
    zone: ZoneInfo,
    false_share: float,
) -> dict[str, Any]:
    """The same with the campaigns of the shared budget, as the guard counts; nothing for one that shares none."""
    if not others:
        return {}
    params: AbandonmentRate = rule.params
    every = [*own, *(call for theirs in others.values() for call in theirs)]
    found = rates(
        every, params, params.window, campaign_started_at=started_at, zone=zone, false_machine_share=false_share
    )
    top = worst(found)
    return {
        SHARED: {
            "with the campaigns": list(others),
            "worst window": _span(top, zone) if top else None,
            "within the limit": None if top is None else top.rate.share <= params.limit,
        }
    }


def _in_the_order_s_words(params: AbandonmentRate, times: Sequence[CallTimes]) -> dict[str, Any]:
    """Where all answered calls count, the names that the Italian order has for them."""
    if params.share_of is not CallParty.ANSWERED:
        return {}
    found = rate(times, params)
    served = found.counted - found.abandoned
    return {"class A: no operator in time": found.abandoned, "class B: an operator": served, "P": round(found.share, 6)}


def _without_estimate(
    params: AbandonmentRate, times: Sequence[CallTimes], started_at: float, zone: ZoneInfo, false_share: float
) -> dict[str, Any]:
    """The worst window if nobody had been taken for a machine; nothing where none is estimated to have been."""
    if not false_share:
        return {}
    top = worst(rates(times, params, params.window, campaign_started_at=started_at, zone=zone, false_machine_share=0.0))
    return {
        "estimated share of people among machines": round(false_share, 6),
        "worst window, without that estimate": _span(top, zone) if top else None,
    }


def _span(found: SpanRate, zone: ZoneInfo) -> dict[str, Any]:
    whole = found.span.start == float("-inf")
    return {
        "from": "whole campaign" if whole else datetime.fromtimestamp(found.span.start, zone).isoformat(),
        "until": "" if whole else datetime.fromtimestamp(found.span.end, zone).isoformat(),
        "abandoned": found.rate.abandoned,
        "counted": found.rate.counted,
        "share": round(found.rate.share, 6),
    }


def timing(calls: Sequence[CallSeen]) -> dict[str, Any]:
    """How long people waited from the answer to the agent."""
    waits = [
        round((call.agent_joined_at - call.answered_at) * 1000)
        for call in calls
        if call.answered_at is not None and call.agent_joined_at is not None
    ]
    over = {f"{limit} ms or more": sum(wait >= limit for wait in waits) for limit in (2000, 3000)}
    longest = max(waits, default=None)
    said = {"answer to agent": _histogram(waits), "count": len(waits), "longest ms": longest, "over": over}
    answered = [call for call in calls if call.answered_at is not None]
    counts = {
        "answered": len(answered),
        "with the greeting's start": sum(call.greeting_started_at is not None for call in answered),
        "with the greeting's end": sum(call.greeting_ended_at is not None for call in answered),
        "with an agent": len(waits),
    }
    return {"instants of calls": counts, **said, **_from_greeting(calls)}


def _from_greeting(calls: Sequence[CallSeen]) -> dict[str, Any]:
    """How long people waited from their greeting, where it was heard; 0 for an agent who was there before it."""
    found: dict[str, Any] = {}
    for name, words in (("greeting_started_at", "start"), ("greeting_ended_at", "end")):
        heard = [
            max(round((call.agent_joined_at - since) * 1000), 0)
            for call in calls
            if (since := getattr(call, name)) is not None and call.agent_joined_at is not None
        ]
        if heard:
            found[f"greeting {words} to agent, where it was heard"] = _histogram(heard)
    return found


def _histogram(waits: Sequence[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    low = 0
    for high in BUCKETS_MS:
        counts[f"{low}-{high} ms"] = sum(low <= wait < high for wait in waits)
        low = high
    counts[f"over {low} ms"] = sum(wait >= low for wait in waits)
    return counts


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
