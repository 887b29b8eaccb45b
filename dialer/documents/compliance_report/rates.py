"""Points about abandonment, by each law's definition, and about how long people waited."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.compliance.abandonment import AnsweredCall, Heard, classify, rate
from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.profile import AnyRule, Profile
from dialer.compliance.rate_windows import ROLLING_S, SpanRate, rates, worst
from dialer.compliance.vocabulary import CallParty, Kind, WindowKind
from dialer.core.enums import Side
from dialer.documents.compliance_report import terms
from dialer.documents.compliance_report.terms import (
    ABANDONED,
    ANSWERED,
    CLOCK_STARTS,
    COUNTED,
    FROM,
    PROFILE,
    RULE,
    TIME_ALLOWED,
    UNTIL,
)
from dialer.documents.store.report_input import CallSeen
from dialer.i18n.message import msg, pmark
from dialer.rendering.values import Instant, Share, worded

WAITS: Final = pmark("report", "answer to agent")
_FROM_GREETING: Final = {
    "greeting_started_at": msg("greeting start to agent, where it was heard"),
    "greeting_ended_at": msg("greeting end to agent, where it was heard"),
}
BUCKETS_MS: Final = (250, 500, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 10000)
SHARED: Final = msg("shared budget")
WORST: Final = msg("worst window")
WITHIN: Final = msg("within the limit")
LIMIT: Final = pmark("report", "limit")
SHARE: Final = pmark("report", "share")
WINDOW: Final = pmark("report", "window")
WINDOWS: Final = pmark("report", "windows")


def times_of(calls: Iterable[CallSeen]) -> list[AnsweredCall]:
    """The answered calls with the instants that the laws' clocks need.

    A greeting's start is recorded where Asterisk listened for it, its end where machine detection found it. Doubts go
    to the strict side: unknown instants count from the answer; an unserved call is abandoned unless Asterisk reported
    that the person hung up; whoever answered was a person unless the agent said it was a machine.
    """
    return [
        AnsweredCall(
            answered_at=call.answered_at,
            greeting_started_at=call.greeting_started_at,
            greeting_ended_at=call.greeting_ended_at,
            agent_joined_at=call.agent_joined_at,
            unserved_at=call.unserved_at,
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
    """The rate by each legal definition in force, in every window, and the worst window.

    `false_machine_share`: the share of machine results that were people, from an audit. `sharing`: answered calls by
    name of the other campaigns on the same abandonment budget, which the law counts as one campaign.
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
    rule: AnyRule,
    profile: Profile,
    times: Sequence[AnsweredCall],
    started_at: float,
    zone: ZoneInfo,
    false_share: float,
) -> dict[Any, Any]:
    params: AbandonmentRate = rule.params
    spans = {
        kind: rates(times, params, kind, campaign_started_at=started_at, zone=zone, false_machine_share=false_share)
        for kind in dict.fromkeys((params.window, *params.also_report))
    }
    top = _worst(spans[params.window], params.window, params)
    counts = Counter(classify(call, params).value for call in times)
    return {
        RULE: rule.id,
        PROFILE: profile.id,
        CLOCK_STARTS: worded(params.timer.start.value, terms.CLOCKS),
        TIME_ALLOWED: params.timer.limit_ms,
        LIMIT: Share(params.limit),
        msg("share of"): worded(params.share_of.value, terms.SHARE_OF),
        WINDOW: worded(params.window.value, terms.WINDOWS),
        msg("calls counted as"): {worded(kind, terms.STANDINGS): count for kind, count in sorted(counts.items())},
        **_in_the_order_s_words(params, times),
        WORST: _span(top, zone) if top else None,
        **_without_estimate(params, times, started_at, zone, false_share),
        WITHIN: None if top is None else top.rate.share <= params.limit,
        WINDOWS: {
            worded(kind.value, terms.WINDOWS): [_span(one, zone) for one in found]
            for kind, found in spans.items()
            if kind not in ROLLING_S
        },
        msg("rolling windows"): {
            worded(kind.value, terms.WINDOWS): _rolling(found, kind, params, zone)
            for kind, found in spans.items()
            if kind in ROLLING_S
        },
    }


def _worst(found: Sequence[SpanRate], kind: WindowKind, params: AbandonmentRate) -> SpanRate | None:
    """The worst window. The first rolling windows have few calls, so only those that reach the guard's minimum count;
    if none does, the last window.
    """
    if kind not in ROLLING_S:
        return worst(found)
    return worst(found, at_least=params.guard.min_denominator) or (found[-1] if found else None)


def _rolling(
    found: Sequence[SpanRate], kind: WindowKind, params: AbandonmentRate, zone: ZoneInfo
) -> dict[Any, Any] | None:
    """The worst and the last rolling window; the others are left out, since there is one for each call."""
    top = _worst(found, kind, params)
    if top is None:
        return None
    return {
        WORST: _span(top, zone),
        msg("last window"): _span(found[-1], zone),
        msg("at least calls"): params.guard.min_denominator,
    }


def _together(
    rule: AnyRule,
    own: Sequence[AnsweredCall],
    others: Mapping[str, Sequence[AnsweredCall]],
    started_at: float,
    zone: ZoneInfo,
    false_share: float,
) -> dict[Any, Any]:
    """The rates including the campaigns of the shared budget, as the guard counts; empty without a shared budget."""
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
            msg("with the campaigns"): list(others),
            WORST: _span(top, zone) if top else None,
            WITHIN: None if top is None else top.rate.share <= params.limit,
        }
    }


def _in_the_order_s_words(params: AbandonmentRate, times: Sequence[AnsweredCall]) -> dict[Any, Any]:
    """The figures under the names of the Italian order, where all answered calls count."""
    if params.share_of is not CallParty.ANSWERED:
        return {}
    found = rate(times, params)
    served = found.counted - found.abandoned
    return {
        msg("class A: no operator in time"): found.abandoned,
        msg("class B: an operator"): served,
        "P": Share(round(found.share, 6)),
    }


def _without_estimate(
    params: AbandonmentRate, times: Sequence[AnsweredCall], started_at: float, zone: ZoneInfo, false_share: float
) -> dict[Any, Any]:
    """The worst window without the estimate of people taken for machines; empty if that estimate is zero."""
    if not false_share:
        return {}
    found = rates(times, params, params.window, campaign_started_at=started_at, zone=zone, false_machine_share=0.0)
    top = _worst(found, params.window, params)
    return {
        msg("estimated share of people among machines"): Share(round(false_share, 6)),
        msg("worst window, without that estimate"): _span(top, zone) if top else None,
    }


def _span(found: SpanRate, zone: ZoneInfo) -> dict[Any, Any]:
    whole = found.span.start == float("-inf")
    return {
        FROM: msg("whole campaign") if whole else _local(found.span.start, zone),
        UNTIL: "" if whole else _local(found.span.end, zone),
        ABANDONED: found.rate.abandoned,
        COUNTED: found.rate.counted,
        SHARE: Share(round(found.rate.share, 6)),
    }


def _local(at: float, zone: ZoneInfo) -> Instant:
    return Instant(at, datetime.fromtimestamp(at, zone).isoformat())


def timing(calls: Sequence[CallSeen]) -> dict[Any, Any]:
    """How long people waited from the answer to the agent."""
    waits = [
        round((call.agent_joined_at - call.answered_at) * 1000)
        for call in calls
        if call.answered_at is not None and call.agent_joined_at is not None
    ]
    over = {msg("{least} ms or more", least=limit): sum(wait >= limit for wait in waits) for limit in (2000, 3000)}
    longest = max(waits, default=None)
    said = {
        WAITS: _histogram(waits),
        pmark("report", "count"): len(waits),
        msg("longest ms"): longest,
        pmark("report", "over"): over,
    }
    answered = [call for call in calls if call.answered_at is not None]
    counts = {
        ANSWERED: len(answered),
        msg("with the greeting's start"): sum(call.greeting_started_at is not None for call in answered),
        msg("with the greeting's end"): sum(call.greeting_ended_at is not None for call in answered),
        msg("with an agent"): len(waits),
    }
    return {msg("instants of calls"): counts, **said, **_from_greeting(calls)}


def _from_greeting(calls: Sequence[CallSeen]) -> dict[Any, Any]:
    """How long people waited from a detected greeting; 0 if the agent joined before it."""
    found: dict[Any, Any] = {}
    for name, label in _FROM_GREETING.items():
        heard = [
            max(round((call.agent_joined_at - since) * 1000), 0)
            for call in calls
            if (since := getattr(call, name)) is not None and call.agent_joined_at is not None
        ]
        if heard:
            found[label] = _histogram(heard)
    return found


def _histogram(waits: Sequence[int]) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    low = 0
    for high in BUCKETS_MS:
        counts[f"{low}-{high} ms"] = sum(low <= wait < high for wait in waits)
        low = high
    counts[msg("over {most} ms", most=low)] = sum(wait >= low for wait in waits)
    return counts
