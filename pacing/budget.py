"""The price of a call: the highest risk of being abandoned at which a call is still worth starting.

The bank holds the abandoned calls that a constraint allows and nobody has used: limit * answers - abandoned. The price
is the limit itself when the bank stands at its margin, and moves by a factor for every call above or below:
price = base * limit * exp(gain * (bank - margin) - damping * recent), with `recent` the excess over the limit within
the last half hour, so that abandoned calls do not cluster. The sum of (limit - abandoned) over answers is the bank, so
this is integral control of the logarithm of the price: model errors move the bank's resting level, not the share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

RECENT_S = 1_800.0
_BASE = 0.8
_CALM = 0.5
_CLUMPING = 1.5
_DEVIATIONS = 1.3
_DAMPING = 0.5
_BEND = 1.0
_CAREFUL = 1.0 / 30.0
_HIGHEST = 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one constraint has allowed and what was used, in calls. Estimated false machines make counts fractional."""

    limit: float
    answered: float
    abandoned: float
    recent_answered: float
    recent_abandoned: float
    to_come: float  # answers still expected in the window, infinite if unknown

    @property
    def bank(self) -> float:
        """Abandoned calls allowed and not used."""
        return self.limit * self.answered - self.abandoned

    @property
    def recent(self) -> float:
        """Abandoned calls beyond the limit within the last half hour; negative when below."""
        return self.recent_abandoned - self.limit * self.recent_answered


def gain(account: Account) -> float:
    """By what logarithm one abandoned call moves the price: the less, the more calls the window has seen."""
    return 1.0 / (1.0 + _CALM * math.sqrt(account.limit * account.answered))


def margin(account: Account) -> float:
    """What stays in the bank, in abandoned calls: half of what was earned at first, later some standard deviations.

    With integral control of gain g, abandoned calls of Poisson type and a clumping factor c, the bank wanders around
    its margin like an Ornstein-Uhlenbeck process, with a variance of c / (2 g).
    """
    wander = math.sqrt(_CLUMPING / (2.0 * gain(account)))
    stays = min(0.5 * account.limit * account.answered, 1.0 + _DEVIATIONS * wander)
    # Before a known end no more can be lost than is still to come.
    return min(stays, math.sqrt(_CLUMPING * account.limit * account.to_come) + 1.0 - account.limit)


def price(account: Account) -> float:
    """The highest acceptable risk.

    It never falls below a thirtieth of the limit, not even over the limit: at that price hardly anybody is abandoned,
    and the answers that bring the share down come in faster than one call for each ready agent would bring them.
    """
    careful = account.limit * _CAREFUL
    if account.answered * account.limit < 1.0 or account.bank + account.limit < 1.0:
        return careful
    g = gain(account)
    stays = margin(account)
    surplus = account.bank - stays
    if surplus > 0.0:
        level = max(g * surplus, math.log1p(surplus / (account.limit * account.to_come + 0.1)))
    else:
        level = _BEND * math.log(account.bank / stays)
    level -= _DAMPING * g * max(account.recent, 0.0)
    return max(min(_BASE * account.limit * math.exp(min(level, 1.5)), _HIGHEST), careful)
