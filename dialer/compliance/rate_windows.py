"""The windows of a rate: a campaign's life, 30-day blocks, calendar days, rolling windows; and the worst of them."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dialer.compliance.abandonment import AnsweredCall, Rate, Standing, classify, rate_of
from dialer.compliance.durations import start_of
from dialer.compliance.params.abandoning import AbandonmentRate
from dialer.compliance.vocabulary import WindowKind
from dialer.core.time_units import DAY_S

_BLOCK_DAYS: Final = 30
ROLLING_S: Final = {
    WindowKind.ROLLING_24H: DAY_S,
    WindowKind.ROLLING_7D: 7 * DAY_S,
    WindowKind.ROLLING_30D: 30 * DAY_S,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` to before `end`, epoch seconds."""

    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRate:
    """The rate of one span."""

    span: Span
    rate: Rate


def span_of(kind: WindowKind, at: float, *, campaign_started_at: float, zone: ZoneInfo) -> Span:
    """The span of a call answered at `at`; a rolling span ends with that call.

    Days and blocks begin at midnight in `zone`, so a day may have 23 or 25 hours; the first block begins on the
    campaign's first day.
    """
    if kind in ROLLING_S:
        return Span(start=at - ROLLING_S[kind], end=math.nextafter(at, math.inf))
    if kind is WindowKind.CAMPAIGN:
        return Span(start=-math.inf, end=math.inf)
    day = datetime.fromtimestamp(at, zone).date()
    length = 1
    if kind is WindowKind.BLOCKS_30D:
        length = _BLOCK_DAYS
        first = datetime.fromtimestamp(campaign_started_at, zone).date()
        day = first + timedelta(days=(day - first).days // length * length)
    return Span(start=start_of(day, zone), end=start_of(day + timedelta(days=length), zone))


def rates(
    calls: Iterable[AnsweredCall],
    params: AbandonmentRate,
    kind: WindowKind,
    *,
    campaign_started_at: float,
    zone: ZoneInfo,
    false_machine_share: float = 0.0,
) -> tuple[SpanRate, ...]:
    """The rate of each span with calls, in order; rolling spans each end with a call.

    Runs in one pass, since each span begins and ends no sooner than the one before.
    """
    ordered = sorted(calls, key=lambda call: call.answered_at)
    times = [call.answered_at for call in ordered]
    standings = [classify(call, params) for call in ordered]
    spans = dict.fromkeys(span_of(kind, at, campaign_started_at=campaign_started_at, zone=zone) for at in times)
    found, counts, first, behind = [], Counter[Standing](), 0, 0
    for span in spans:
        while behind < len(times) and times[behind] < span.end:
            counts[standings[behind]] += 1
            behind += 1
        while first < behind and times[first] < span.start:
            counts[standings[first]] -= 1
            first += 1
        found.append(SpanRate(span=span, rate=rate_of(counts, params, false_machine_share=false_machine_share)))
    return tuple(found)


def worst(found: Iterable[SpanRate], *, at_least: float = 0.0) -> SpanRate | None:
    """The span with the highest share among those with at least `at_least` calls; the first of equals."""
    return max((one for one in found if one.rate.counted >= at_least), key=lambda one: one.rate.share, default=None)
