"""What will happen while a call started now is on its way: agents freed and people answered, at six instants.

For a call in flight at age x with hit rate p, a person answers within s seconds with probability
p * (P(x) - P(x + s)) / (p * P(x) + (1 - p) * O(x)), where P and O are the shares of calls with and without a person
that are still in flight at an age. What is unknown about p is common to all calls and widens the variance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pacing.answers import AGES, NODES
from pacing.hit_rate import Share
from pacing.learned import Learned
from pacing.risk import Count
from pacing.snapshot import Policy, Snapshot

SOON = (1, 3, 6)  # seconds: when a call that has rung for long is answered, if it is

Moments = tuple[float, float]  # mean, variance


@dataclass(frozen=True, slots=True)
class Outlook:
    """Agents freed and people answered by each of the answer ages of a new call, and soon (`SOON`)."""

    freed: tuple[Count, ...]
    answered: tuple[Moments, ...]
    freed_soon: tuple[Count, ...]
    answered_soon: tuple[Moments, ...]
    hit_rate: float  # of the segment that was dialled last
    spread: float  # standard deviation of its logit
    doubt: tuple[float, ...]  # at each answer age: answers that hang on the hit rate, per unit of logit


def look_ahead(snapshot: Snapshot, policy: Policy) -> Outlook:
    """Freed agents count until `policy.wait_limit_s` after the answer, for so long may a person wait."""
    learned, now = snapshot.learned, snapshot.now
    nodes = learned.answers.nodes if policy.ring_min_s is None else [*learned.answers.nodes, *SOON]
    horizons = [node + policy.wait_limit_s for node in nodes]
    freed = learned.frees.expected(snapshot.agents_busy, now, horizons)
    means, variances = [0.0] * len(nodes), [0.0] * len(nodes)
    ringing, screening = _by_age(snapshot)
    newest, doubt = None, [0.0] * len(nodes)
    for segment, ages in ringing.items():
        newest = learned.rate(segment).share(
            list(ages.items()), learned.answers.still_person, learned.answers.still_other
        )
        doubt = _add_ringing(learned, newest, ages, nodes, means, variances)
    if newest is None:
        newest = learned.rate("").share((), (), ())
    _add_screening(learned, policy, screening, nodes, means, variances)
    answers = tuple(zip(means, variances, strict=True))
    return Outlook(
        freed=tuple(freed[:NODES]),
        answered=answers[:NODES],
        freed_soon=tuple(freed[NODES:]),
        answered_soon=answers[NODES:],
        hit_rate=newest.mean,
        spread=newest.spread,
        doubt=tuple(doubt),
    )


def _by_age(snapshot: Snapshot) -> tuple[dict[str, dict[int, int]], list[float]]:
    """Ringing calls by segment and age in whole seconds; ages since the answer of those being screened."""
    ringing: dict[str, dict[int, int]] = {}
    screening: list[float] = []
    now = snapshot.now
    for call in snapshot.calls:
        if call.answered_at is not None:
            screening.append(now - call.answered_at)
            continue
        ages = ringing.get(call.segment)
        if ages is None:
            ages = ringing[call.segment] = {}
        age = int(now - call.launched_at + 0.5)
        if not 0 <= age < AGES:
            age = 0 if age < 0 else AGES - 1
        ages[age] = ages.get(age, 0) + 1
    return ringing, screening


def _add_ringing(
    learned: Learned,
    share: Share,
    ages: dict[int, int],
    nodes: Sequence[int],
    means: list[float],
    variances: list[float],
) -> list[float]:
    """Add the calls of one segment; returns by how much their answers move with the logit of its hit rate."""
    still_person, still_other = learned.answers.still_person, learned.answers.still_other
    rate = share.mean
    common = [0.0] * len(nodes)
    for age, calls in ages.items():
        left = still_person[age]
        chance = rate * left + (1.0 - rate) * still_other[age]
        scale = rate / chance
        doubt = (1.0 - rate) * still_other[age] / chance
        for index, node in enumerate(nodes):
            answered = scale * (left - still_person[age + node])
            expected = calls * answered
            means[index] += expected
            variances[index] += expected * (1.0 - answered)
            common[index] += expected * doubt
    for index, lever in enumerate(common):
        variances[index] += (share.spread * lever) ** 2
    return common


def _add_screening(
    learned: Learned,
    policy: Policy,
    screening: Sequence[float],
    nodes: Sequence[int],
    means: list[float],
    variances: list[float],
) -> None:
    """A screened answer is a person or not, known somewhere between half and one and a half screening times."""
    person = learned.person_after_answer
    half = max(0.5 * policy.screening_s, 0.05)
    for age in screening:
        known = min(max((age - half) / (2.0 * half), 0.0), 0.95)
        for index, node in enumerate(nodes):
            by_then = min(max((age + node - half) / (2.0 * half), 0.0), 1.0)
            answered = person * max(by_then - known, 0.0) / (1.0 - known)
            means[index] += answered
            variances[index] += answered * (1.0 - answered)
