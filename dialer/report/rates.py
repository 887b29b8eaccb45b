"""Points about the calls themselves: abandonment by each law, timing, lockouts, hours, attempts, caller ids."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.abandonment import CallTimes, Heard, classify, rate
from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.vocabulary import CallParty, Kind, WindowKind
from dialer.compliance.windows import ROLLING_S, SpanRate, rates, worst
from dialer.core.enums import Side
from dialer.report.stored import CallSeen

BUCKETS_MS: Final = (250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 10000)
SHARED: Final = "shared budget"


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
    spans = {
        kind: rates(times, params, kind, campaign_started_at=started_at, zone=zone, false_machine_share=false_share)
        for kind in dict.fromkeys((params.window, *params.also_report))
    }
    top = _worst(spans[params.window], params.window, params)
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
        "windows": {
            kind.value: [_span(one, zone) for one in found] for kind, found in spans.items() if kind not in ROLLING_S
        },
        "rolling windows": {
            kind.value: _rolling(found, kind, params, zone) for kind, found in spans.items() if kind in ROLLING_S
        },
    }


def _worst(found: Sequence[SpanRate], kind: WindowKind, params: AbandonmentRate) -> SpanRate | None:
    """The worst window. Of rolling ones, the first of which is a single call, only those of as many as the guard counts
    from; where there is none, the last.
    """
    if kind not in ROLLING_S:
        return worst(found)
    return worst(found, at_least=params.guard.min_denominator) or (found[-1] if found else None)


def _rolling(
    found: Sequence[SpanRate], kind: WindowKind, params: AbandonmentRate, zone: ZoneInfo
) -> dict[str, Any] | None:
    """The worst and the last of the windows that end with a call: there are as many as calls."""
    top = _worst(found, kind, params)
    if top is None:
        return None
    return {
        "worst window": _span(top, zone),
        "last window": _span(found[-1], zone),
        "at least calls": params.guard.min_denominator,
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
    top = _worst(found, params.window, params)
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
    found = rates(times, params, params.window, campaign_started_at=started_at, zone=zone, false_machine_share=0.0)
    top = _worst(found, params.window, params)
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
