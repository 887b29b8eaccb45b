"""The price of a call: the highest risk of being abandoned at which a call is still worth starting.

The bank holds the abandoned calls that a constraint allows and nobody has used: limit * answers - abandoned. The price
is base = held * limit / scale when the bank stands at its margin, and moves by a factor for every call above or below:
price = base * exp(gain * (bank - margin)). The sum of (limit - abandoned) over answers is the bank, so this is integral
control of the logarithm of the price. What comes of a risk is learned (`scale`, pacing/scale.py) and divided out, so
that the bank need not rest far from its margin to make up for it, nor the half hour from what it is held at.

The last half hour has a bank of its own, held * limit * its answers - its abandoned calls. It moves the price in the
same way; the lower of the two prices counts. So what clusters is paid back within the half hour, and what a quiet hour
left is not spent at once: the count of a half hour varies less than chance would have it. What is to be kept small is
the worst of all half hours, and a call of a minute ago is in nearly all that end within the next half hour, one of 29
minutes ago in hardly any. So the younger a call, the heavier it weighs: 1.5, 1 and 0.5 in the three thirds. `held` is
`half_hour_at` for large teams and nearly 1 for small ones, where a few calls make a half hour and holding them would
only leave the day's limit unused.

What a swinging price costs: with a busy share that grows with the logarithm of the price by b, b / 2 times the variance
of that logarithm, which is clumping * gain / 2; while the count of a half hour varies by about clumping / gain. Both
relative to the m calls that the limit allows in it, the gain goes with 1 / sqrt(m). The day has time enough: its gain
is never more than `_DAY_GAIN`.

The price is the lowest there is until one abandoned call is allowed, and below the floor. The floor is one call, and
near the end of a window what those already in flight may cost as well, with the probability by which a window may end
over its limit. Far from a known end it is nought: the next answers pay for a call that took the share over the limit
for a while. So many people as agents are ready must answer before one can be abandoned: what their answers will earn
counts as well.

Below the margin the price falls with the bank. Of what the agents at hand will earn only a tenth counts there: when
fifty agents begin with an unknown list, some two hundred calls start on one belief about it. Their risk is one and the
same, so at the full price three beginnings in a hundred would cost a dozen people at once, the others nobody.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

RECENT_S = 1_800.0
THIRDS = (1.0 / 3.0, 2.0 / 3.0, 1.0)  # of the last half hour: windows that together weigh the young calls more
_GAIN = 0.85  # of a half hour that allows one call
_LEAST_GAIN = 0.04
_MOST_GAIN = 0.8
_DAY_GAIN = 0.2
_FEW = 2.0  # abandoned calls that half an hour allows: a team that has fewer is held less
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
_ON_TRUST = 0.1  # of what the answers of ready agents will earn, before anything was earned
_ROUNDING = 1e-9  # abandoned calls
_RAREST = 1e-6  # chance of an overrun
_ON_THE_WAY_S = 12.0  # from a decision to the answers it brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one constraint has allowed and what was used, in calls. Estimated false machines make counts fractional."""

    limit: float
    answered: float
    abandoned: float
    recent_answered: float  # in the last half hour, the younger the heavier, 1 in the mean
    recent_abandoned: float
    to_come: float  # answers still expected in the window, infinite if unknown
    pace: float = 0.0  # answers per second
    overrun_chance: float = 0.01  # with which the window may end over its limit
    half_hour_at: float = 0.77  # share of the limit at which the last half hour is held
    recent_s: float = RECENT_S  # what is called the last half hour: shorter where the window is
    rolls: bool = False  # answers leave the window as well
    ready: int = 0  # agents at hand: so many people must answer before one is abandoned
    scale: float = 1.0  # abandoned calls for each that is risked (pacing/scale.py)

    @property
    def earned(self) -> float:
        """Abandoned calls allowed by the time that one can be."""
        return self.limit * (self.answered + self.ready)

    @property
    def bank(self) -> float:
        """Abandoned calls allowed and not used."""
        return self.limit * self.answered - self.abandoned

    @property
    def at_hand(self) -> float:
        """The bank by the time that a call can be abandoned."""
        return self.earned - self.abandoned

    @property
    def usual(self) -> float:
        """Abandoned calls that the limit allows in the last half hour at this pace."""
        return max(self.limit * self.pace * self.recent_s, _FEWEST)

    @property
    def held_at(self) -> float:
        """Share of the limit at which the last half hour is held, nearer to 1 where it has but few calls."""
        if self.half_hour_at >= 1.0:
            return self.half_hour_at
        few = math.exp(-self.usual / _FEW)
        return few + (1.0 - few) * self.half_hour_at

    @property
    def half_hour_bank(self) -> float:
        """Abandoned calls that the last half hour would allow, and has not used."""
        return self.held_at * self.limit * (self.recent_answered + self.ready) - self.recent_abandoned


def gain(account: Account) -> float:
    """By what logarithm one abandoned call moves the price: the less, the more calls half an hour allows."""
    return min(max(_GAIN / math.sqrt(account.usual), _LEAST_GAIN), _MOST_GAIN)


def day_gain(account: Account) -> float:
    """The same for the bank of the whole window."""
    return min(gain(account), _DAY_GAIN)


def floor(account: Account) -> float:
    """Below so much in the bank, in abandoned calls, nothing is risked.

    One call, less what its answer earns. Before a known end also as many as those already in flight may cost, but for
    the chance of an overrun: they come in whatever is decided now. Far from a known end nought, as what is still to
    come makes up for a call too many; a window without one is always at its end. One that rolls loses what answers that
    leave it have earned: their number varies like a Poisson count, so as many as the chance wants stay in reserve.
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
    """What stays in the bank, in abandoned calls: a part of what was earned at first, later some standard deviations.

    With integral control of gain g, abandoned calls of Poisson type and a clumping factor c, the bank wanders around
    its margin like an Ornstein-Uhlenbeck process, with a variance of c / (2 g). Before a known end it can wander no
    further than what is still to come lets it, so the margin comes down to the floor. A window without one may be
    looked at any time: then so many deviations that the bank is below nought no more often than the chance allows.
    """
    least = floor(account)
    wander = math.sqrt(_CLUMPING / (2.0 * day_gain(account)))
    if math.isinf(account.to_come):
        return min(account.earned, least + _above(account.overrun_chance) * wander)
    stays = min(0.5 * account.earned, least + _DEVIATIONS * wander)
    return max(min(stays, least + _LAST_DEVIATIONS * math.sqrt(_CLUMPING * account.limit * account.to_come)), 1e-6)


def careful(account: Account) -> float:
    """The lowest price there is."""
    return account.limit * _CAREFUL


def price(account: Account) -> float:
    """The highest acceptable risk.

    It never falls below a thirtieth of the limit, not even over the limit: at that price hardly anybody is abandoned,
    and the answers that bring the share down come in faster than one call for each ready agent would bring them. At the
    limit it is there, whatever the agents at hand will earn.
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
    """The least number that a Poisson count of this mean exceeds with no more than the given probability."""
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
