"""A simulated day under the law: its limits bind the guard, and how each was kept is counted at the windows' ends."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pacing.decide import decide
from pacing.guard import counted
from pacing.simulate.result import Result
from pacing.simulate.run import Pacer
from pacing.simulate.world import World
from pacing.snapshot import Constraint, Decision, Mode, Policy, Snapshot

_SURE = 1.96  # standard deviations to either side that hold 95 %
_DAY_S = 86_400.0
_HOUR_S = 3_600.0
_MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What binds a run. Instants of the constraints count from the day's beginning, in seconds.

    `mode_now` gives the mode that the rules allow a campaign, in this state and with so many more calls started.
    """

    policy: Policy
    mode_now: Callable[[Mode, Snapshot, int], Mode]


def lawful(law: Law, mode: Mode, ratio: float = 1.0) -> Callable[[World], Pacer]:
    """The live code in one of its modes, under the law."""
    policies = {one: replace(law.policy, mode=one, ratio=ratio) for one in Mode}

    def make(_: World) -> Pacer:
        held = mode
        seen: tuple[float, ...] = ()

        def ask(snapshot: Snapshot) -> Decision:
            nonlocal held, seen
            # The rules judge figures: if these are unchanged, they are not asked.
            if (figures := _figures(mode, snapshot)) != seen:
                held, seen = law.mode_now(mode, snapshot, 1), figures
            decision = decide(snapshot, policies[held])
            if held is Mode.RATIO and decision.dial > 1:  # each of them is judged as the gate would
                counts = range(1, decision.dial + 1)
                allowed = bisect_left(counts, True, key=lambda more: law.mode_now(mode, snapshot, more) is not mode)
                return replace(decision, dial=allowed)
            return decision

        return ask

    return make


def _figures(mode: Mode, snapshot: Snapshot) -> tuple[float, ...]:
    tally = snapshot.learned.tally
    ahead = ahead_of_agents(snapshot, 1) if mode is Mode.RATIO else 0
    return (tally.served, tally.abandoned, tally.machines, tally.met, ahead, snapshot.now // _MINUTE_S)


def ahead_of_agents(snapshot: Snapshot, more: int) -> int:
    """Calls beyond the free agents, once `more` are started."""
    return max(0, len(snapshot.calls) + snapshot.calls_waiting + more - snapshot.agents_ready)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How one constraint was kept over days, each of which is one window of it. Calls as the guard counts them.

    A window longer than the day is judged at the day's end. Estimated false machines make counts fractional.
    """

    constraint: str
    limit: float
    window: str  # whole_campaign, day, days, last_hours, last_days
    window_lasts: int  # so many days or hours; 0 for a campaign
    machines_counted: bool  # machine hang-ups are abandoned calls
    abandoned: float  # of all days
    answered: float
    worst: float  # the highest share of a window at its end
    windows: int
    over: int  # windows that ended over the limit
    by_design: float  # the share of windows that may be over it

    @property
    def share(self) -> float:
        """Abandoned over answered, of all days."""
        return self.abandoned / self.answered if self.answered else 0.0

    @property
    def over_between(self) -> tuple[float, float]:
        """The 95 % interval of the chance that a window ends over its limit."""
        return chance_between(self.over, self.windows)


def chance_between(seen: int, of: int) -> tuple[float, float]:
    """The 95 % interval of the chance of what was seen in `seen` of `of` cases (Wilson, 1927)."""
    share, square = seen / of, _SURE * _SURE
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _SURE / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(middle - half, 0.0) if seen else 0.0, min(middle + half, 1.0)


def kept(law: Law, days: Sequence[Result], day_s: float) -> list[Kept]:
    """How each constraint was kept."""
    return [_kept(one, law.policy, days, day_s) for one in law.policy.constraints]


def _kept(constraint: Constraint, policy: Policy, days: Sequence[Result], day_s: float) -> Kept:
    ends = [counted(one.tally(), constraint, policy, day_s) for one in days]
    shares = [one.abandoned / one.answered if one.answered else 0.0 for one in ends]
    window, lasts = _window(constraint)
    return Kept(
        constraint=constraint.name,
        limit=constraint.limit,
        window=window,
        window_lasts=lasts,
        machines_counted=constraint.count_machines,
        abandoned=sum(one.abandoned for one in ends),
        answered=sum(one.answered for one in ends),
        worst=max(shares),
        windows=len(days),
        over=sum(share > constraint.limit for share in shares),
        by_design=constraint.overrun_chance,
    )


def _window(constraint: Constraint) -> tuple[str, int]:
    if constraint.window_s is not None:
        in_hours = constraint.window_s <= _DAY_S
        return (
            ("last_hours", round(constraint.window_s / _HOUR_S))
            if in_hours
            else _days("last_days", constraint.window_s)
        )
    if constraint.starts_at is None:
        return "whole_campaign", 0
    lasts_s = _DAY_S if constraint.ends_at is None else constraint.ends_at - constraint.starts_at
    return ("day", 1) if lasts_s <= _DAY_S else _days("days", lasts_s)


def _days(window: str, seconds: float) -> tuple[str, int]:
    return window, round(seconds / _DAY_S)
