"""The price of a call: the highest risk of being abandoned at which a call is still worth starting.

The bank holds the abandoned calls that a constraint allows and nobody has used: limit * answers - abandoned. The price
is `_BASE` times the limit when the bank stands at its margin, and moves by a factor for every call above or below:
price = base * limit * exp(gain * (bank - margin)). The sum of (limit - abandoned) over answers is the bank, so this is
integral control of the logarithm of the price: model errors move the bank's resting level, not the share.

The last half hour has a bank of its own, half_hour_at * m - abandoned, m being limit * answers of the last half hour,
and a quarter of the standard deviation sqrt(m) more, so that a small team is not held to what chance alone would break.
It moves the price in the same way; the lower of the two prices counts. So abandoned calls do not cluster, and what a
quiet hour left in the bank is not spent at once. What a swinging price costs: with a busy share that grows with the
logarithm of the price by b, b / 2 times the variance of that logarithm, which is clumping * gain / 2. So the gain is
low where many calls are seen in half an hour: there a slow hand is enough.

Below the floor the price is the lowest there is. The floor is one call, and near the end of a window what the calls
already in flight may cost, with the probability by which a window may end over its limit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RECENT_S = 1_800.0
_BASE = 0.8
_GAIN = 0.4
_LEAST_GAIN = 0.05
_BY_CHANCE = 0.25  # standard deviations
_FEWEST = 0.3  # abandoned calls of half an hour
_CLUMPING = 4.0
_DEVIATIONS = 1.3
_LAST_DEVIATIONS = 0.6
_MOST = 2.0
_CAREFUL = 1.0 / 30.0
_HIGHEST = 0.35
_NEAR = 2.0  # abandoned calls that may still be earned, when an end is near
_CLUMPING_IN_FLIGHT = 1.5
_MOST_IN_FLIGHT = 100
_ON_THE_WAY_S = 12.0  # from a decision to the answers it brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one constraint has allowed and what was used, in calls. Estimated false machines make counts fractional."""

    limit: float
    answered: float
    abandoned: float
    recent_answered: float
    recent_abandoned: float
    to_come: float  # answers still expected in the window, infinite if unknown
    pace: float = 0.0  # answers per second
    overrun_chance: float = 0.01  # with which the window may end over its limit
    half_hour_at: float = 0.8  # share of the limit at which the last half hour is held

    @property
    def earned(self) -> float:
        """Abandoned calls allowed so far."""
        return self.limit * self.answered

    @property
    def bank(self) -> float:
        """Abandoned calls allowed and not used."""
        return self.earned - self.abandoned

    @property
    def half_hour_bank(self) -> float:
        """Abandoned calls that the last half hour would allow, and has not used."""
        allowed = self.limit * self.recent_answered
        return self.half_hour_at * allowed + _BY_CHANCE * math.sqrt(allowed) - self.recent_abandoned


def gain(account: Account) -> float:
    """By what logarithm one abandoned call moves the price: the less, the more calls half an hour allows.

    Least loss for a bounded half hour: with m calls allowed in it, a gain g lets its count vary by clumping / (2 g)
    and costs in proportion to clumping * g; the sum of a half hour's relative deviation and the cost is least for
    g in proportion to m^(-2/3).
    """
    allowed = max(account.limit * account.pace * RECENT_S, _FEWEST)
    return max(_GAIN * math.pow(allowed, -2.0 / 3.0), _LEAST_GAIN)


def floor(account: Account) -> float:
    """Below so much in the bank, in abandoned calls, nothing is risked.

    One call, less what its answer earns. Before a known end also as many as those already in flight may cost, but for
    the chance of an overrun: they come in whatever is decided now. Earlier, what is still to come makes up for them.
    """
    in_flight = _CLUMPING_IN_FLIGHT * account.limit * account.pace * _ON_THE_WAY_S
    near = min(1.0, _NEAR / max(account.limit * account.to_come, 1e-9))
    return 1.0 - account.limit + near * _at_most(in_flight, account.overrun_chance)


def margin(account: Account) -> float:
    """What stays in the bank, in abandoned calls: half of what was earned at first, later some standard deviations.

    With integral control of gain g, abandoned calls of Poisson type and a clumping factor c, the bank wanders around
    its margin like an Ornstein-Uhlenbeck process, with a variance of c / (2 g). Before a known end it can wander no
    further than what is still to come lets it, so the margin comes down to the floor.
    """
    least = floor(account)
    wander = math.sqrt(_CLUMPING / (2.0 * gain(account)))
    stays = min(0.5 * account.earned, least + _DEVIATIONS * wander)
    return max(min(stays, least + _LAST_DEVIATIONS * math.sqrt(_CLUMPING * account.limit * account.to_come)), 1e-6)


def price(account: Account) -> float:
    """The highest acceptable risk.

    It never falls below a thirtieth of the limit, not even over the limit: at that price hardly anybody is abandoned,
    and the answers that bring the share down come in faster than one call for each ready agent would bring them.
    """
    careful = account.limit * _CAREFUL
    if account.bank < floor(account):
        return careful
    g = gain(account)
    stays = margin(account)
    surplus = account.bank - stays
    if surplus > 0.0:
        level = max(g * surplus, math.log1p(surplus / (account.limit * account.to_come + 0.1)))
    else:
        level = math.log(account.bank / stays)
    level = min(level, g * account.half_hour_bank, _MOST)
    return max(min(_BASE * account.limit * math.exp(level), _HIGHEST), careful)


def _at_most(mean: float, chance: float) -> int:
    """The least number that a Poisson count of this mean exceeds with no more than the given probability."""
    term = seen = math.exp(-mean)
    count = 0
    while 1.0 - seen > max(chance, 1e-9) and count < _MOST_IN_FLIGHT:
        count += 1
        term *= mean / count
        seen += term
    return count
