"""The abandon guard: what each constraint says about over-dialling now. Of each figure, the strictest applies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from pacing import budget
from pacing.learned import Learned
from pacing.snapshot import Constraint, Elsewhere, Mode, Policy, Why
from pacing.windowed_counts import BUCKET_S, Count, Tally


class Level(IntEnum):
    """How far dialling is held back."""

    FREE = 0
    THROTTLE = 1  # a fixed ratio is reduced towards one
    PROGRESSIVE = 2  # one call for each ready agent; priced calls only at the lowest price
    STOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one constraint allows, or several together: then the first four fields are the strictest of all."""

    level: Level
    over: float  # share of over-dialling that is left: 1 when free, 0 from PROGRESSIVE on
    price: float  # highest risk of being abandoned at which a call may be started; infinite without a constraint
    learning: bool  # one to one, because one abandoned call would already be too many
    constraint: str  # the binding one: for PREDICTIVE by its price, for other modes by the over-dialling it leaves
    share: float  # abandoned share of answers, of the binding constraint
    limit: float
    why: Why | None = None  # the binding constraint's reason against dialling ahead; None: there is none
    bank: float = 0.0  # abandoned calls allowed and not used
    one_to_one: bool = False  # fewer answers than a constraint requires before anything is dialled ahead


_UNBOUND = Allowance(
    level=Level.FREE, over=1.0, price=math.inf, learning=False, constraint="", share=0.0, limit=math.inf
)


def allowance(
    learned: Learned,
    policy: Policy,
    now: float,
    elsewhere: Mapping[str, Elsewhere] | None = None,
    ready: int = 0,
    leads_to_come: float = math.inf,
) -> Allowance:
    """What the policy's constraints together allow at `now`, with so many agents ready and leads to come.

    Cells that share a budget exchange their counts, and each prices its calls by the common bank: the same price
    everywhere uses it best.
    """
    each = allowances(learned, policy, now, elsewhere, ready, leads_to_come)
    if len(each) <= 1:
        return each[0] if each else _UNBOUND
    return replace(
        min(each, key=_by_price if policy.mode is Mode.PREDICTIVE else _by_over),
        level=max(one.level for one in each),
        over=min(one.over for one in each),
        price=min(one.price for one in each),
        learning=any(one.learning for one in each),
        one_to_one=any(one.one_to_one for one in each),
    )


def _by_price(one: Allowance) -> tuple[float, ...]:
    return one.level is not Level.STOP, not one.one_to_one, one.price, -one.level, one.over


def _by_over(one: Allowance) -> tuple[float, ...]:
    return one.level is not Level.STOP, one.over, -one.level, one.price


def allowances(
    learned: Learned,
    policy: Policy,
    now: float,
    elsewhere: Mapping[str, Elsewhere] | None = None,
    ready: int = 0,
    leads_to_come: float = math.inf,
) -> list[Allowance]:
    """What each constraint of the policy allows by itself, in their order.

    Where a window has an end, no more answers come in it than from `leads_to_come`, if that is known.
    """
    allowed = []
    for constraint in policy.constraints:
        account = own = _account(constraint, learned, policy, now, ready)
        if elsewhere and constraint.name in elsewhere:
            account = _with_others(own, elsewhere[constraint.name])
        if leads_to_come < math.inf and own.to_come < math.inf:
            answers_left = leads_to_come * learned.rate(learned.newest_segment).mean
            if answers_left < own.to_come:  # the list ends before the window
                account = replace(account, to_come=account.to_come - own.to_come + answers_left)
        allowed.append(_judge(constraint, account))
    return allowed


def counted(tally: Tally, constraint: Constraint, policy: Policy, now: float) -> Elsewhere:
    """A tally's counts within a constraint's window, in the constraint's way of counting; cells exchange these."""
    start = _start(constraint, now)
    answered, abandoned = _sides(constraint, policy, tally.since(start))
    lasts_s = _recent_s(constraint)
    thirds = [_sides(constraint, policy, tally.since(_recently(start, now, part * lasts_s))) for part in budget.THIRDS]
    return Elsewhere(
        answered=answered,
        abandoned=abandoned,
        recent_answered=0.5 * sum(answers for answers, _ in thirds),
        recent_abandoned=0.5 * sum(abandons for _, abandons in thirds),
    )


class WorstWindow(NamedTuple):
    """The window in which a constraint's share was highest, and when it ended: at the latest now."""

    share: float
    ends_at: float


def worst_window(
    tally: Tally, constraint: Constraint, policy: Policy, *, since: float, now: float
) -> WorstWindow | None:
    """The worst of the constraint's windows that ended at `since` or later; None without enough answers.

    A day, a block or a campaign is one window, which ends with the last call so far; of a rolling one there is one that
    ends with each minute in which something happened.
    """
    if constraint.window_s is None:
        windows = [(now, tally.since(constraint.starts_at))]
    else:
        # Up to the end of its minute: the tally counts whole minutes, and would leave the running one out.
        ends = [minute + BUCKET_S for minute, _ in tally.by_minute(since)]
        windows = [(min(end, now), tally.between(end - constraint.window_s, end)) for end in ends]
    worst = None
    for end, count in windows:
        answered, abandoned = _sides(constraint, policy, count)
        if answered >= max(constraint.min_count, 1.0) and (worst is None or abandoned / answered > worst.share):
            worst = WorstWindow(abandoned / answered, end)
    return worst


def _recent_s(constraint: Constraint) -> float:
    """The length of a constraint's last half hour: no longer than its window."""
    return budget.RECENT_S if constraint.window_s is None else min(budget.RECENT_S, constraint.window_s)


def _start(constraint: Constraint, now: float) -> float | None:
    return constraint.starts_at if constraint.window_s is None else now - constraint.window_s


def _recently(start: float | None, now: float, for_s: float = budget.RECENT_S) -> float:
    return now - for_s if start is None else max(start, now - for_s)


def _account(constraint: Constraint, learned: Learned, policy: Policy, now: float, ready: int) -> budget.Account:
    own = counted(learned.tally, constraint, policy, now)
    recent_start = _recently(_start(constraint, now), now)
    first_at = now if learned.tally.first_at is None else learned.tally.first_at
    answers, _ = _sides(constraint, policy, learned.tally.since(recent_start))
    pace = answers / max(min(now - first_at, now - recent_start), 60.0)
    return budget.Account(
        limit=constraint.aim,
        answered=own.answered,
        abandoned=own.abandoned,
        recent_answered=own.recent_answered,
        recent_abandoned=own.recent_abandoned,
        to_come=math.inf if constraint.ends_at is None else max(constraint.ends_at - now, 0.0) * pace,
        pace=pace,
        overrun_chance=constraint.overrun_chance,
        half_hour_at=constraint.half_hour_at,
        ready=ready,
        recent_s=_recent_s(constraint),
        rolls=constraint.window_s is not None,
        scale=learned.scale.ratio,
    )


def _with_others(own: budget.Account, others: Elsewhere) -> budget.Account:
    """The account of all cells together. The others' answers to come are estimated from their pace relative to ours."""
    recent = own.recent_answered + others.recent_answered
    times = recent / own.recent_answered if own.recent_answered else 1.0
    return replace(
        own,
        answered=own.answered + others.answered,
        abandoned=own.abandoned + others.abandoned,
        recent_answered=recent,
        recent_abandoned=own.recent_abandoned + others.recent_abandoned,
        to_come=own.to_come * times,
        pace=own.pace * times,
    )


def _sides(constraint: Constraint, policy: Policy, count: Count) -> tuple[float, float]:
    """Answers and abandoned calls as this constraint counts them."""
    falsely = count.machines * (1.0 if constraint.count_machines else policy.screening_false_share)
    answered = count.people if constraint.people_only else count.answered
    return answered + falsely, count.abandoned + falsely


def _judge(constraint: Constraint, account: budget.Account) -> Allowance:
    few = account.answered < constraint.min_count
    learning = few or account.limit * account.answered < 1.0
    used = account.share / constraint.limit if constraint.limit > 0.0 else math.inf
    if constraint.stop_at is not None and not learning and used >= constraint.stop_at:
        level = Level.STOP
    elif used >= constraint.progressive_at:
        level = Level.PROGRESSIVE
    elif used >= constraint.throttle_at:
        level = Level.THROTTLE
    else:
        level = Level.FREE
    return Allowance(
        level=level,
        over=_over(constraint, used, level, learning=learning),
        price=budget.price(account),
        learning=learning,
        constraint=constraint.name,
        share=account.share,
        limit=constraint.limit,
        why=_why(level, learning=learning),
        bank=account.bank,
        one_to_one=few,
    )


def _over(constraint: Constraint, used: float, level: Level, *, learning: bool) -> float:
    if level >= Level.PROGRESSIVE or learning:
        return 0.0
    if level is Level.FREE:
        return 1.0
    return (constraint.progressive_at - used) / max(constraint.progressive_at - constraint.throttle_at, 1e-9)


def _why(level: Level, *, learning: bool) -> Why | None:
    if level >= Level.PROGRESSIVE:
        return Why.GUARD_STOP if level is Level.STOP else Why.GUARD_PROGRESSIVE
    if learning:
        return Why.LEARNING
    return Why.GUARD_THROTTLE if level is Level.THROTTLE else None
