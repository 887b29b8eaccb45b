"""What will happen while a call started now is on its way: agents freed and people answered, at a few instants.

For a call in flight at age x with hit rate p, a person answers within s seconds with probability p * (P(x) - P(x + s))
/ (p * P(x) + (c - p) * T(x) + (1 - c) * E(x)), where P, T and E are the shares still in flight at an age of the calls
with a person, of the others that come through and of those that fail early (pacing/answers.py), and c is the share that
comes through. The uncertainty of p is common to all calls of a segment and widens the variance. The calls of other
campaigns that share the agents, and agents with their people, count in the same way, by what each campaign has learned;
if only a part of its agents works here too, the same part of its answers comes to them. A rival that promises an agent
to each of its calls is left that many, and by calls started now all that it lacks of its part: it calls only for ready
agents, and beside a large team that dials ahead there is hardly ever one more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from pacing.agent_release import FreeTimes
from pacing.answers import AGES, NODES
from pacing.busy_agents import BusyAgent
from pacing.hit_rate import Share
from pacing.learned import Learned
from pacing.risk import Count
from pacing.snapshot import CallInFlight, Policy, Rival, Snapshot

SOON = (1, 3, 6)  # seconds until a call that has rung for long is answered, if at all

Moments = tuple[float, float]  # mean, variance


@dataclass(frozen=True, slots=True)
class Batch:
    """The next calls to be started of one segment."""

    calls: int
    rate: Share
    doubt: Sequence[float]  # at each answer age: answers under way that depend on this hit rate, per unit of its logit


@dataclass(frozen=True, slots=True)
class Outlook:
    """Agents ready and freed, and people answered, by each of the answer ages of a new call, and soon (`SOON`)."""

    idle: tuple[int, ...]  # ready and staying, less the people waiting and those left to others; may be negative
    freed: tuple[Count, ...]
    answered: tuple[Moments, ...]
    idle_soon: tuple[int, ...]
    freed_soon: tuple[Count, ...]
    answered_soon: tuple[Moments, ...]
    next: tuple[Batch, ...]  # the last has no end
    rates: Mapping[str, Share]  # of the ringing calls, by the names under which their segments are kept
    own: float  # this campaign's waiting people, and its answers by the last of the answer ages
    beside: tuple[float, ...]  # the same of each rival, as far as they come to agents who work here too

    @property
    def hit_rate(self) -> float:
        """Of the next call."""
        return self.next[0].rate.mean


class _Answers:
    """Sums over calls, at each of the instants considered."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self.nodes = tuple(nodes)
        self.means = [0.0] * len(nodes)
        self.variances = [0.0] * len(nodes)
        self.rates: dict[str, Share] = {}
        self.doubts: dict[str, list[float]] = {}

    def add_calls(self, learned: Learned, calls: Sequence[CallInFlight], now: float, screening_s: float) -> None:
        """Add a campaign's calls in flight; keeps the hit rates of the segments added last."""
        ringing, screening = _by_age(learned, calls, now)
        answers = learned.answers
        self.rates, self.doubts = {}, {}
        for segment, ages in ringing.items():
            rate = learned.rate(segment).share(list(ages.items()), answers)
            self.rates[segment] = rate
            self.doubts[segment] = self._add_ringing(learned, rate, ages)
        if screening:
            self._add_screening(learned.person_after_answer, screening_s, screening)

    def add_rival(self, rival: Rival, now: float, screening_s: float) -> float:
        """Add another campaign's answers that come to agents who work here too; returns how many by the last instant.

        Each answer does with the same probability s, so that a count of mean m and variance v becomes one of s m and
        s^2 v + s (1 - s) m.
        """
        theirs = _Answers(self.nodes)
        theirs.add_calls(rival.learned, rival.calls, now, screening_s)
        share = rival.sharing
        for index, (mean, variance) in enumerate(zip(theirs.means, theirs.variances, strict=True)):
            self.means[index] += share * mean
            self.variances[index] += share * (share * variance + (1.0 - share) * mean)
        return share * theirs.means[NODES - 1]

    def _add_ringing(self, learned: Learned, share: Share, ages: dict[int, int]) -> list[float]:
        """Add the calls of one segment; returns how far their answers move with the logit of its hit rate."""
        answers, rate = learned.answers, share.mean
        still_person, still_early, still_through = answers.still_person, answers.still_early, answers.still_through
        early, late = 1.0 - share.through, share.through - rate
        size = max(ages) + 1
        one, two, three = [0.0] * size, [0.0] * size, [0.0] * size
        for age, calls in ages.items():
            other = early * still_early[age] + late * still_through[age]
            chance = rate * still_person[age] + other
            scale = rate / chance
            one[age] = calls * scale
            two[age] = one[age] * scale
            three[age] = one[age] * other / chance
        common = []
        for index, (within, squared) in enumerate(answers.within(self.nodes)):
            mean = sum(map(mul, one, within))
            lever = sum(map(mul, three, within))
            self.means[index] += mean
            self.variances[index] += mean - sum(map(mul, two, squared)) + (share.spread * lever) ** 2
            common.append(lever)
        return common

    def _add_screening(self, person: float, screening_s: float, screening: Sequence[float]) -> None:
        """Add screened answers: person or machine is known between half and one and a half screening times."""
        half = max(0.5 * screening_s, 0.05)
        for age in screening:
            known = min(max((age - half) / (2.0 * half), 0.0), 0.95)
            for index, node in enumerate(self.nodes):
                by_then = min(max((age + node - half) / (2.0 * half), 0.0), 1.0)
                answered = person * max(by_then - known, 0.0) / (1.0 - known)
                self.means[index] += answered
                self.variances[index] += answered * (1.0 - answered)


def look_ahead(snapshot: Snapshot, policy: Policy) -> Outlook:
    """Forecast; agents freed up to `policy.wait_limit_s` after an answer count, since a person may wait that long."""
    learned, now = snapshot.learned, snapshot.now
    nodes = learned.answers.nodes if policy.ring_min_s is None else [*learned.answers.nodes, *SOON]
    horizons = [node + policy.wait_limit_s for node in nodes]
    freed = learned.frees.expected(snapshot.agents_busy, now, horizons, _busy_beside(snapshot))
    answers = _Answers(nodes)
    waiting, left = snapshot.calls_waiting, 0
    beside = []
    for rival in snapshot.rivals:
        screening_s = (rival.policy or policy).screening_s
        coming = answers.add_rival(rival, now, screening_s) if rival.ahead else 0.0
        beside.append(rival.sharing * rival.calls_waiting + coming)
        waiting += _taken(rival, snapshot)
        if rival.wants and not rival.ahead:
            left += math.ceil(snapshot.lacked_by(rival))
    of_rivals = answers.means[NODES - 1]
    answers.add_calls(learned, snapshot.calls, now, policy.screening_s)
    idle = [snapshot.agents_ready - waiting] * len(nodes)
    if snapshot.ready_leaving_at:
        idle = [now_idle - snapshot.ready_gone_by(now + node) for now_idle, node in zip(idle, nodes, strict=True)]
    if snapshot.returning_at:
        idle = [now_idle + snapshot.back_by(now + node) for now_idle, node in zip(idle, nodes, strict=True)]
    answered = tuple(zip(answers.means, answers.variances, strict=True))
    return Outlook(
        idle=tuple([ready - left for ready in idle[:NODES]]),
        freed=tuple(freed[:NODES]),
        answered=answered[:NODES],
        idle_soon=tuple(idle[NODES:]),
        freed_soon=tuple(freed[NODES:]),
        answered_soon=answered[NODES:],
        next=_next(snapshot, answers),
        rates=answers.rates,
        own=snapshot.calls_waiting + answers.means[NODES - 1] - of_rivals,
        beside=tuple(beside),
    )


def _busy_beside(snapshot: Snapshot) -> list[tuple[FreeTimes, Sequence[BusyAgent]]]:
    """Agents with other campaigns' people, and the object that forecasts them for each campaign."""
    return [(rival.learned.frees, rival.busy) for rival in snapshot.rivals if rival.busy]


def _taken(rival: Rival, snapshot: Snapshot) -> int:
    """Agents for another campaign's waiting people, and for each of its calls if it promises one to each.

    Such calls are no more than its part of the agents, unless it has just begun to promise.
    """
    part = math.ceil(snapshot.working / snapshot.campaigns)
    promised = 0 if rival.ahead else min(len(rival.calls), part)
    return math.ceil(rival.sharing * (rival.calls_waiting + promised))


def _next(snapshot: Snapshot, answers: _Answers) -> tuple[Batch, ...]:
    """The calls to come by segment; if it is not known, they are like the call started last."""
    learned = snapshot.learned
    segments = snapshot.next_segments or ((learned.newest_segment, 1),)
    batches = []
    for segment, calls in segments:
        known = learned.known_segment(segment)
        rate = answers.rates.get(known) or learned.rate(known).share((), learned.answers)
        batches.append(Batch(calls, rate, answers.doubts.get(known) or [0.0] * NODES))
    return tuple(batches)


def _by_age(
    learned: Learned, calls: Sequence[CallInFlight], now: float
) -> tuple[dict[str, dict[int, int]], list[float]]:
    """Ringing calls by segment and age in whole seconds; ages since the answer of those being screened.

    Segments go by the names under which they are kept, so that ringing and ended calls are counted together.
    """
    ringing: dict[str, dict[int, int]] = {}
    by_name: dict[str, dict[int, int]] = {}
    screening: list[float] = []
    for call in calls:
        if call.answered_at is not None:
            screening.append(now - call.answered_at)
            continue
        ages = by_name.get(call.segment)
        if ages is None:
            ages = by_name[call.segment] = ringing.setdefault(learned.known_segment(call.segment), {})
        age = int(now - call.launched_at + 0.5)
        if not 0 <= age < AGES:
            age = 0 if age < 0 else AGES - 1
        ages[age] = ages.get(age, 0) + 1
    return ringing, screening
