"""The price of a call: the highest risk of being abandoned at which a call is still worth starting.

The bank is the number of abandoned calls that a constraint allows and that are not used: limit * answers - abandoned.
The price is base = held * limit / scale when the bank is at its margin, and changes by a factor for every call above or
below: price = base * exp(gain * (bank - margin)). The sum of (limit - abandoned) over answers is the bank, so this is
integral control of the logarithm of the price. How many risked calls are abandoned is learned (`scale`,
pacing/scale.py) and divided out; otherwise the bank would have to rest far from its margin, and the half hour far from
its level, to compensate.

The last half hour has its own bank, held * limit * its answers - its abandoned calls. It moves the price in the same
way; the lower of the two prices counts. So a cluster is paid back within the half hour, and the rest of a quiet hour is
not spent at once: the count of a half hour varies less than by chance. The aim is to keep the worst of all half hours
low, and a call of a minute ago is in nearly all that end within the next half hour, one of 29 minutes ago in hardly
any. So younger calls weigh more: 1.5, 1 and 0.5 in the three thirds. `held` is `half_hour_at` for large teams and
nearly 1 for small ones, where a half hour has few calls and holding them would only leave the day's limit unused.

The cost of a swinging price: if the busy share grows with the logarithm of the price by b, it is b / 2 times the
variance of that logarithm, which is clumping * gain / 2; while the count of a half hour varies by about clumping /
gain. Both relative to the m calls that the limit allows in it, the gain goes with 1 / sqrt(m). The day has enough time:
its gain is never more than `_DAY_GAIN`.

The price is at its lowest until one abandoned call is allowed, and below the floor. The floor is one call, and near the
end of a window also what the calls in flight may cost, with the probability by which a window may end over its limit.
Far from a known end it is zero: the next answers pay for a call that took the share over the limit for a while. As many
people as agents are ready must answer before one can be abandoned, so what their answers will earn counts as well.

Below the margin the price falls with the bank. There, only a tenth of what the ready agents will earn counts: when
fifty agents begin with an unknown list, some two hundred calls start on one belief about it. They share one risk, so at
the full price three beginnings in a hundred would cost a dozen people at once, the others nobody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

RECENT_S = 1_800.0
THIRDS = (1.0 / 3.0, 2.0 / 3.0, 1.0)  # of the last half hour: windows that together give young calls more weight
_GAIN = 0.85  # of a half hour that allows one call
_LEAST_GAIN = 0.04
_MOST_GAIN = 0.8
_DAY_GAIN = 0.2
_FEW = 2.0  # abandoned calls allowed in half an hour: smaller teams are held less
_FEWEST = 0.3  # abandoned calls of half an hour
_CLUMPING = 1.5
_DEVIATIONS = 1.3
_LAST_DEVIATIONS = 0.6
_MOST = 1.2  # logarithm of the price over its base
_CAREFUL = 1.0 / 30.0
_HIGHEST = 0.35
_NEAR = 2.0  # abandoned calls that may still be earned, when an end is near
_CLUMPING_IN_FLIGHT = 1.5
_MOST_IN_FLIGHT = 100
_ON_TRUST = 0.1  # of what the ready agents' answers will earn, before anything was earned
_ROUNDING = 1e-9  # abandoned calls
_RAREST = 1e-6  # chance of an overrun
_ON_THE_WAY_S = 12.0  # from a decision to the answers it brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one constraint has allowed and what was used, in calls. Estimated false machines make counts fractional."""

    limit: float
    answered: float
    abandoned: float
    recent_answered: float  # in the last half hour, younger calls weigh more, 1 on average
    recent_abandoned: float
    to_come: float  # answers still expected in the window, infinite if unknown
    pace: float = 0.0  # answers per second
    overrun_chance: float = 0.01  # with which the window may end over its limit
    half_hour_at: float = 0.77  # share of the limit at which the last half hour is held
    recent_s: float = RECENT_S  # length of the last half hour: shorter where the window is
    rolls: bool = False  # answers also leave the window
    ready: int = 0  # ready agents: as many people must answer before one is abandoned
    scale: float = 1.0  # abandoned calls per risked call (pacing/scale.py)

    @property
    def share(self) -> float:
        """Abandoned calls per answered call; 0 before the first."""
        return self.abandoned / self.answered if self.answered else 0.0

    @property
    def earned(self) -> float:
        """Abandoned calls allowed by the time when one can happen."""
        return self.limit * (self.answered + self.ready)

    @property
    def bank(self) -> float:
        """Abandoned calls allowed and not used."""
        return self.limit * self.answered - self.abandoned

    @property
    def at_hand(self) -> float:
        """The bank by the time when a call can be abandoned."""
        return self.earned - self.abandoned

    @property
    def usual(self) -> float:
        """Abandoned calls that the limit allows in the last half hour at this pace."""
        return max(self.limit * self.pace * self.recent_s, _FEWEST)

    @property
    def held_at(self) -> float:
        """The share of the limit at which the last half hour is held; nearer to 1 if it has few calls."""
        if self.half_hour_at >= 1.0:
            return self.half_hour_at
        few = math.exp(-self.usual / _FEW)
        return few + (1.0 - few) * self.half_hour_at

    @property
    def half_hour_bank(self) -> float:
        """Abandoned calls that the last half hour allows and has not used."""
        return self.held_at * self.limit * (self.recent_answered + self.ready) - self.recent_abandoned


def gain(account: Account) -> float:
    """How far one abandoned call moves the logarithm of the price: less if half an hour allows more calls."""
    return min(max(_GAIN / math.sqrt(account.usual), _LEAST_GAIN), _MOST_GAIN)


def day_gain(account: Account) -> float:
    """The same for the bank of the whole window."""
    return min(gain(account), _DAY_GAIN)


def floor(account: Account) -> float:
    """The bank, in abandoned calls, below which nothing is risked.

    One call, less what its answer earns. Before a known end also as many as the calls in flight may cost, at the chance
    of an overrun: they come whatever is decided now. Far from a known end zero, since later answers make up for one
    call too many; a window without an end is always at its end. A rolling window loses what the answers that leave it
    have earned: their number varies like a Poisson count, so as many as the chance requires stay in reserve.
    """
    one = 1.0 - account.limit
    if math.isinf(account.to_come) and not account.rolls:
        return one
    in_flight = _at_most(_CLUMPING_IN_FLIGHT * account.limit * account.pace * _ON_THE_WAY_S, account.overrun_chance)
    if account.rolls:
        leaving = _above(account.overrun_chance) * account.limit * math.sqrt(account.answered)
        return one + in_flight + leaving
    return min(1.0, _NEAR / max(account.limit * account.to_come, 1e-9)) * (one + in_flight)


def margin(account: Account) -> float:
    """The reserve in the bank, in abandoned calls: at first a part of the earned, later some standard deviations.

    With integral control of gain g, abandoned calls of Poisson type and a clumping factor c, the bank wanders around
    its margin like an Ornstein-Uhlenbeck process, with a variance of c / (2 g). Before a known end it can wander no
    further than what is still to come allows, so the margin falls to the floor. A window without an end may be checked
    at any time: then the margin is so many deviations that the bank is negative no more often than the chance allows.
    """
    least = floor(account)
    wander = math.sqrt(_CLUMPING / (2.0 * day_gain(account)))
    if math.isinf(account.to_come):
        return min(account.earned, least + _above(account.overrun_chance) * wander)
    stays = min(0.5 * account.earned, least + _DEVIATIONS * wander)
    return max(min(stays, least + _LAST_DEVIATIONS * math.sqrt(_CLUMPING * account.limit * account.to_come)), 1e-6)


def careful(account: Account) -> float:
    """The lowest price."""
    return account.limit * _CAREFUL


def price(account: Account) -> float:
    """The highest acceptable risk.

    It never falls below a thirtieth of the limit, not even over the limit: at that price hardly anybody is abandoned,
    and the answers that bring the share down come in faster than with one call for each ready agent. At the limit it is
    that low whatever the ready agents will earn.
    """
    least = careful(account)
    spent = account.answered > 0.0 and account.bank <= _ROUNDING
    if spent or account.earned < 1.0 or account.at_hand < floor(account):
        return least
    stays = margin(account)
    surplus = account.bank - stays
    if surplus > 0.0:
        level = max(day_gain(account) * surplus, math.log1p(surplus / (account.limit * account.to_come + 0.1)))
    else:
        level = min(math.log(max(account.bank + _ON_TRUST * account.limit * account.ready, 1e-9) / stays), 0.0)
    level = min(level, gain(account) * account.half_hour_bank, _MOST)
    held = min(account.held_at, 1.0)
    return max(min(held * account.limit * math.exp(level) / account.scale, _HIGHEST), least)


def _at_most(mean: float, chance: float) -> int:
    """The smallest number that a Poisson count of this mean exceeds with at most this probability."""
    term = seen = math.exp(-mean)
    count = 0
    while 1.0 - seen > max(chance, 1e-9) and count < _MOST_IN_FLIGHT:
        count += 1
        term *= mean / count
        seen += term
    return count


@lru_cache
def _above(chance: float) -> float:
    """The standard deviations that a normal count exceeds with this probability."""
    return NormalDist().inv_cdf(1.0 - min(max(chance, _RAREST), 0.5))
