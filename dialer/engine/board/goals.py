"""What a campaign has reached today, what it will reach if it goes on like this, and its worst window by the law.

**Forecast.** Successes (dispositions that count as one) are taken to come at random, at a constant rate for each hour
that an agent is logged in. After `s` successes in `T` agent hours, the rate is distributed as Gamma(s + 1/2, T), with
Jeffreys' prior, which assumes next to nothing. In `R` further agent hours come as many as a negative binomial
distribution says, (s + 1/2) R / T in the mean. `R` is the time to come for the agents who are logged in now. The range
holds the result in four cases of five, as long as rate and agents stay as they are.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialer.cell.cell import Cell
from dialer.cell.dialling.pacing_snapshot import policy
from dialer.core.enums import CampaignStatus
from dialer.core.local_time import day_of, start_of
from dialer.core.time_units import HOUR_S
from dialer.stores.everything import Store
from pacing.guard import worst_window

HALF_HOUR_S: Final = 1800.0
LEAST_WORKED_S: Final = 1800.0  # of one agent; below, a forecast would be a guess
OUTSIDE: Final = 0.1  # probability on each side of the range
EXACT_UP_TO: Final = 200.0  # expected successes; above, the distribution is normal for all that is shown
SHARE: Final = 0.02  # share of the time spent on counting


@dataclass(slots=True, kw_only=True)
class Goals:
    """The last counts and forecasts, by campaign."""

    store: Store
    clock: Callable[[], float]
    cells: Mapping[int, Cell]
    of: dict[int, dict[str, Any]] = field(default_factory=dict)
    _next_at: float = 0.0

    async def count(self) -> None:
        """Count each campaign's successes of its day; where that takes long, not each time."""
        began = self.clock()
        if began < self._next_at:
            return
        for campaign_id in self.of.keys() - self.cells.keys():
            del self.of[campaign_id]
        for campaign_id in list(self.cells):
            if (cell := self.cells.get(campaign_id)) is not None:
                zone = ZoneInfo(cell.campaign.rules.time_zone)
                since = start_of(day_of(self.clock(), zone), zone)
                successes = await self.store.attempts.successes(campaign_id, since=since)
                self.of[campaign_id] = reached(cell, successes, now=self.clock())
        self._next_at = self.clock() + (self.clock() - began) / SHARE


def reached(cell: Cell, successes: Sequence[float], *, now: float) -> dict[str, Any]:
    """A campaign's day: successes, given by when agents noted them, time worked, best hour, forecast, worst window."""
    zone = ZoneInfo(cell.campaign.rules.time_zone)
    day = day_of(now, zone)
    worked_s, agents = sum(cell.tally.seconds.values()), len(cell.roster)
    ends = _half_hours(now, start_of(day + timedelta(days=1), zone)) if _goes_on(cell) else ()
    ahead = [(at, forecast(len(successes), worked_s, agents * (at - now))) for at in ends]
    bound = policy(cell, now)
    worst = [
        (one.name, worst_window(cell.learned.tally, one, bound, since=start_of(day, zone), now=now))
        for one in bound.constraints
    ]
    return {
        "successes": len(successes),
        "worked_s": round(worked_s),
        "best_hour": _best_hour(successes),
        "half_hours": _by_half_hour(successes),
        "outlook": [[at, *found] for at, found in ahead if found is not None],
        "worst": {name: {"share": round(found.share, 5), "ends_at": found.ends_at} for name, found in worst if found},
    }


def _goes_on(cell: Cell) -> bool:
    return cell.campaign.status is CampaignStatus.RUNNING and len(cell.roster) > 0


def _half_hours(now: float, end: float) -> list[float]:
    first = (now // HALF_HOUR_S + 1) * HALF_HOUR_S
    return [first + number * HALF_HOUR_S for number in range(math.ceil((end - first) / HALF_HOUR_S) + 1)]


def _by_half_hour(successes: Sequence[float]) -> list[list[float]]:
    """Each half hour with successes, by its end, with all that were noted until then."""
    counts = Counter((at // HALF_HOUR_S + 1) * HALF_HOUR_S for at in successes)
    return [[at, sum(count for end, count in counts.items() if end <= at)] for at in sorted(counts)]


def _best_hour(successes: Sequence[float]) -> dict[str, float] | None:
    """The hour by the clock with the most successes, the first of equals."""
    if not successes:
        return None
    hours = Counter(at - at % HOUR_S for at in sorted(successes))
    at, count = hours.most_common(1)[0]
    return {"at": at, "successes": count}


def forecast(successes: int, worked_s: float, ahead_s: float) -> tuple[float, int, int] | None:
    """Successes at the end of `ahead_s` further agent seconds: expected, and the range; None if too little is known."""
    if worked_s < LEAST_WORKED_S:
        return None
    shape, scale = successes + 0.5, ahead_s / worked_s
    mean = shape * scale
    low, high = _range(shape, scale, mean)
    return round(successes + mean, 1), successes + low, successes + high


def _range(shape: float, scale: float, mean: float) -> tuple[int, int]:
    if mean > EXACT_UP_TO:
        spread = 1.2816 * math.sqrt(mean * (1.0 + scale))
        return math.floor(max(mean - spread, 0.0)), math.ceil(mean + spread)
    chance = math.exp(-shape * math.log1p(scale))  # of none
    total, number, low = chance, 0, None
    while total < 1.0 - OUTSIDE:
        if low is None and total > OUTSIDE:
            low = number
        chance *= (shape + number) / (number + 1) * scale / (1.0 + scale)
        number += 1
        total += chance
    return (number if low is None else low), number
